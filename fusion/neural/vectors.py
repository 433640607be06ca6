"""Vectors of terms, from which diseases show what together: no parameter is learned here.

A disease is the IC- and frequency-weighted sum of its terms, each smoothed over its ancestors; the
leading right singular vectors of that matrix (latent semantic analysis, Deerwester et al. 1990,
doi:10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9) place terms near each other that
the same diseases show, or that lie below the same terms.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import svds

from fusion.profiles import Profiles
from kg import GraphArrays

__all__ = ["spectral_vectors", "weighted_profiles"]

_LEAST_INFORMATION = 0.1
_LEAST_STEP = 0.05


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
) -> NDArray[np.float32]:
    """Return a vector for each term, (T, width), of mean squared length 1 over the phenotypes.

    Args:
        arrays: the graph.
        profiles: (n, T) of the candidates, by :func:`weighted_profiles`.
        information: (T,) nats.
        width: numbers in a vector; fewer come where the graph has fewer diseases or terms.
    """
    smooth = _smoothing(arrays, information)
    seen = csr_array(profiles @ smooth, dtype=np.float32)
    rank = min(width, min(seen.shape) - 1)
    start = np.ones(min(seen.shape), np.float32)
    _, _, right = svds(seen, k=rank, v0=start)
    vectors = np.asarray(smooth @ right.T)
    vectors *= np.sign(right.sum(axis=1) + 1e-30)
    length = np.sqrt((vectors[arrays.is_phenotype] ** 2).sum(axis=1).mean())
    return np.ascontiguousarray(vectors / max(length, 1e-12), np.float32)


def _smoothing(arrays: GraphArrays, information: NDArray[np.float64]) -> csr_array:
    """Spread each term over its ancestors by what each adds to the one above, rows of length 1."""
    n = len(arrays.term_ids)
    step = np.zeros(n)
    for term in np.flatnonzero(arrays.is_phenotype).tolist():
        above = arrays.parents[term]
        above = above[arrays.is_phenotype[above]]
        known = information[above].max() if len(above) else 0.0
        step[term] = max(information[term] - known, _LEAST_STEP)
    closure = arrays.phenotype_ancestors
    owner = np.repeat(np.arange(n), closure.degrees)
    values = np.sqrt(step[closure.indices])
    length = np.sqrt(np.bincount(owner, weights=values * values, minlength=n))
    spread = csr_array((values, closure.indices, closure.indptr), shape=(n, n))
    return csr_array(diags_array(1.0 / np.maximum(length, 1e-12)) @ spread)
