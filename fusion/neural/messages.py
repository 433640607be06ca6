"""What the neighbours of diseases tell them: one linear layer of a relational graph network.

``p_e = Σ_t y_et x_t`` is the vector of disease e, over its weighted annotated terms, and

``m_r(d) = mean of p_e over the neighbours e of d by relation r``,  ``z_d = Σ_r W_r^T m_r(d)``

is R-GCN's propagation (Schlichtkrull et al. 2018, doi:10.1007/978-3-319-93417-4_38, eq. 2, mean
aggregation) without a self-loop, norm or function after it, so that each neighbour's share of
``z_d`` is exact. A disease without annotations sends nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from fusion.config import EvidenceConfig
from fusion.neighbours import Neighbours
from fusion.profiles import build_profiles
from fusion.recent import Recent
from kg import CSR, GraphArrays, Overlay, expand_spans

from .parameters import RELATIONS, RankerParameters
from .vectors import weighted_profiles

__all__ = ["DiseaseVectors", "MessagePassing", "mean_messages"]

_MAX_CACHED_VALUES: Final = 10_000_000
"""How many values the memory of each graph's messages keeps: 40 MB."""
_NOTHING: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DiseaseVectors:
    """Vectors of n candidates under an overlay.

    Attributes:
        columns: (n,) candidate columns, ascending.
        vectors: (n, k) float32, ``Σ_r W_r^T (m_r(d) − m̄_r)``.
    """

    columns: NDArray[np.int64]
    vectors: NDArray[np.float32]


def mean_messages(
    neighbours: Neighbours, sent: NDArray[np.float32], diseases: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return m_r(d) of each of :data:`RELATIONS`, (R, n, k): the mean over the neighbours, or 0.

    Args:
        neighbours: who tells whom.
        sent: (D, k) p_e of every graph disease.
        diseases: (n,) graph numbers.
    """
    found = np.zeros((len(RELATIONS), len(diseases), sent.shape[1]), np.float32)
    for told, near in zip(found, (neighbours.by_gene, neighbours.by_class), strict=True):
        owner, at = expand_spans(near.indptr, diseases)
        share = (1.0 / np.maximum(near.degrees[diseases], 1))[owner].astype(np.float32)
        mean = csr_array((share, (owner, near.indices[at])), shape=(len(diseases), len(sent)))
        told[:] = mean @ sent
    return found


class MessagePassing:
    """Sends messages over one graph with one set of parameters.

    Args:
        arrays: the graph.
        config: of the profiles.
        neighbours: who tells whom.
        candidates: (n,) graph diseases that are ranked.
        parameters: what is learned.

    Attributes:
        terms: (T, k) float32, x_t.
        base: vectors of all candidates in the whole graph.
        heard: (n,) float64, ``s / (s + n_d)``: how loud a disease hears its neighbours.
    """

    def __init__(
        self,
        arrays: GraphArrays,
        config: EvidenceConfig,
        neighbours: Neighbours,
        candidates: NDArray[np.int64],
        parameters: RankerParameters,
    ) -> None:
        self._arrays = arrays
        self._config = config
        self._candidates = candidates
        self._parameters = parameters
        self._by = {"gene": neighbours.by_gene, "class": neighbours.by_class}
        n = len(arrays.disease_ids)
        self._reached = {name: near.transpose(n) for name, near in self._by.items()}
        self.terms, self._information = parameters.aligned(arrays)
        self._told: Recent[NDArray[np.float32]] = Recent(_MAX_CACHED_VALUES // len(candidates))
        self._sent, known = self._senders(np.arange(n, dtype=np.int64), None)
        self._known = known[candidates]
        self.heard = self._heard(self._known)
        self.base = self._vectors(np.arange(len(candidates)), {}, _NOTHING)

    def told(self, terms: Sequence[int]) -> NDArray[np.float32]:
        """Return ⟨x_t, z_d⟩ of each term and candidate, (k, n), in the whole graph."""
        found = np.empty((len(terms), len(self._candidates)), np.float32)
        for i, term in enumerate(terms):
            row = self._told.get(term)
            if row is None:
                row = self.base.vectors @ self.terms[term]
                self._told.put(term, row)
            found[i] = row
        return found

    def overlaid(self, overlay: Overlay) -> tuple[DiseaseVectors, NDArray[np.float64]]:
        """Return the vectors of the candidates that an overlay changes, and (n,) heard of all."""
        disease = self._arrays.rows.disease
        lost = np.unique(disease[overlay.dropped]).astype(np.int64)
        sent, left = self._senders(lost, overlay.dropped)
        known = self._known.copy()
        at, found = self._columns(lost)
        known[at] = left[found]
        silent = np.setdiff1d(np.unique(disease[overlay.silent]), overlay.spared)
        known[self._columns(silent.astype(np.int64))[0]] = 0.0
        told = [_rows(self._reached[name], lost) for name in RELATIONS]
        genes = (self._by["gene"], self._reached["gene"])
        cut = [_rows(by, overlay.unlinked) for by in genes]
        changed = np.unique(np.concatenate((overlay.unlinked, *told, *cut)))
        columns = self._columns(changed)[0]
        fewer = dict(zip(lost.tolist(), sent, strict=True))
        return self._vectors(columns, fewer, overlay.unlinked), self._heard(known)

    def shares(self, disease: int, term: int, overlay: Overlay) -> list[tuple[int, str, float]]:
        """Return each neighbour's part of ⟨x_t, z_d⟩ before the centre, and its relation.

        Args:
            disease: graph number.
            term: of the finding.
            overlay: what does not count.
        """
        lost = np.unique(self._arrays.rows.disease[overlay.dropped]).astype(np.int64)
        fewer = dict(zip(lost.tolist(), self._senders(lost, overlay.dropped)[0], strict=True))
        found = []
        for name, matrix in zip(RELATIONS, self._parameters.matrices, strict=True):
            near = self._near(name, np.array([disease]), overlay.unlinked).indices.tolist()
            asked = matrix @ self.terms[term]
            found += [
                (each, name, float(fewer.get(each, self._sent[each]) @ asked) / len(near))
                for each in near
            ]
        return found

    def _senders(
        self, diseases: NDArray[np.int64], dropped: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """Return p_e (m, k), and how many terms each disease is annotated with, (m,)."""
        profiles = build_profiles(self._arrays, self._config, diseases, dropped=dropped)
        weights = weighted_profiles(profiles, self._information)
        sent = np.asarray(weights @ self.terms, np.float32)
        return sent, np.diff(weights.indptr).astype(np.float64)

    def _near(self, relation: str, diseases: NDArray[np.int64], unlinked: NDArray[np.int64]) -> CSR:
        """Return the neighbours of (m,) diseases, m rows."""
        by = self._by[relation]
        owner, at = expand_spans(by.indptr, diseases)
        near = by.indices[at].astype(np.int64)
        if relation == "gene" and len(unlinked):
            linked = ~np.isin(near, unlinked) & ~np.isin(diseases[owner], unlinked)
            owner, near = owner[linked], near[linked]
        return CSR.from_pairs(owner, near, len(diseases))

    def _vectors(
        self,
        columns: NDArray[np.int64],
        fewer: Mapping[int, NDArray[np.float32]],
        unlinked: NDArray[np.int64],
    ) -> DiseaseVectors:
        """Return what the neighbours of some candidates send, with ``fewer`` for what some lost."""
        diseases = self._candidates[columns]
        total = np.zeros((len(columns), self._sent.shape[1]), np.float32)
        learned = self._parameters
        for name, matrix, centre in zip(RELATIONS, learned.matrices, learned.centre, strict=True):
            near = self._near(name, diseases, unlinked)
            senders, place = np.unique(near.indices, return_inverse=True)
            sent = self._sent[senders]
            for each, vector in fewer.items():
                sent[senders == each] = vector
            share = np.repeat(1.0 / np.maximum(near.degrees, 1), near.degrees).astype(np.float32)
            mean = csr_array((share, place, near.indptr), shape=(len(columns), len(senders)))
            total += (mean @ sent - centre) @ matrix
        return DiseaseVectors(columns=columns, vectors=total)

    def _heard(self, known: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``s / (s + n_d)``: how loud a disease hears its neighbours."""
        return self._parameters.prior / (self._parameters.prior + known)

    def _columns(self, diseases: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the columns of those that are candidates, and their places in ``diseases``."""
        at = np.minimum(np.searchsorted(self._candidates, diseases), len(self._candidates) - 1)
        found = np.flatnonzero(self._candidates[at] == diseases)
        return at[found].astype(np.int64), found.astype(np.int64)


def _rows(adjacency: CSR, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what is in some rows, as they come."""
    return adjacency.indices[expand_spans(adjacency.indptr, rows)[1]].astype(np.int64)
