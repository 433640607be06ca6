"""Vectors of terms, from which diseases show what together: no parameter is learned here.

A disease is the IC- and frequency-weighted sum of its terms, each smoothed over its ancestors; the
leading right singular vectors of that matrix (latent semantic analysis, Deerwester et al. 1990,
doi:10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9) place terms near each other that
the same diseases show, or that lie below the same terms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import svds

from fusion.profiles import Profiles
from kg import CSR, GraphArrays

__all__ = ["Ontology", "spectral_vectors", "weighted_profiles"]

_LEAST_INFORMATION = 0.1
_LEAST_STEP = 0.05


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Ontology:
    """What lies above the phenotypes of T terms.

    Attributes:
        parents: T rows of the phenotypes directly above each.
        ancestors: T rows of all above, the term among them; empty for what is no phenotype.
    """

    parents: CSR
    ancestors: CSR

    @classmethod
    def of(cls, arrays: GraphArrays) -> Self:
        """Return that of a graph."""
        n = len(arrays.term_ids)
        owners = np.repeat(np.arange(n, dtype=np.int64), arrays.parents.degrees)
        above = arrays.parents.indices.astype(np.int64)
        kept = arrays.is_phenotype[above]
        parents = CSR.from_pairs(owners[kept], above[kept], n)
        return cls(parents=parents, ancestors=arrays.phenotype_ancestors)


def weighted_profiles(
    profiles: Profiles, information: NDArray[np.float32] | NDArray[np.float64]
) -> csr_array:
    """Return √p_u · IC(u) of the annotated terms, each disease scaled to length 1.

    Args:
        profiles: of n diseases.
        information: (T,) nats.

    Returns:
        (n, T) float64.
    """
    n, width = len(profiles.diseases), profiles.n_terms
    owner, terms = np.divmod(profiles.annotated, width)
    values = np.sqrt(profiles.frequency) * np.maximum(information[terms], _LEAST_INFORMATION)
    length = np.sqrt(np.bincount(owner, weights=values * values, minlength=n))
    indptr = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=n))))
    return csr_array((values / length[owner], terms, indptr), shape=(n, width))


def spectral_vectors(
    arrays: GraphArrays,
    profiles: csr_array,
    information: NDArray[np.float64],
    *,
    width: int,
    ontology: Ontology | None = None,
) -> NDArray[np.float32]:
    """Return a vector for each term, (T, width), of mean squared length 1 over the phenotypes.

    Args:
        arrays: the graph.
        profiles: (n, T) of the candidates, by :func:`weighted_profiles`.
        information: (T,) nats.
        width: numbers in a vector; fewer come where the graph has fewer diseases or terms.
        ontology: that they are smoothed over; the graph's own by default.
    """
    smooth = _smoothing(ontology or Ontology.of(arrays), information)
    seen = csr_array(profiles @ smooth, dtype=np.float32)
    rank = min(width, min(seen.shape) - 1)
    start = np.ones(min(seen.shape), np.float32)
    _, _, right = svds(seen, k=rank, v0=start)
    vectors = np.asarray(smooth @ right.T)
    vectors *= np.sign(right.sum(axis=1) + 1e-30)
    length = np.sqrt((vectors[arrays.is_phenotype] ** 2).sum(axis=1).mean())
    return np.ascontiguousarray(vectors / max(length, 1e-12), np.float32)


def _smoothing(ontology: Ontology, information: NDArray[np.float64]) -> csr_array:
    """Spread each term over its ancestors by what each adds to the one above, rows of length 1."""
    n = len(information)
    known = np.zeros(n)
    below = np.repeat(np.arange(n), ontology.parents.degrees)
    np.maximum.at(known, below, information[ontology.parents.indices])
    step = np.maximum(information - known, _LEAST_STEP)
    closure = ontology.ancestors
    owner = np.repeat(np.arange(n), closure.degrees)
    values = np.sqrt(step[closure.indices])
    length = np.sqrt(np.bincount(owner, weights=values * values, minlength=n))
    spread = csr_array((values, closure.indices, closure.indptr), shape=(n, n))
    return csr_array(diags_array(1.0 / np.maximum(length, 1e-12)) @ spread)
