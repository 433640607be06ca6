"""What the neighbours of diseases tell them: one linear layer of a relational graph network.

``p_e = Σ_t y_et x_t`` is the vector of disease e, over its weighted annotated terms, and

``m_r(d) = mean of p_e over the neighbours e of d by relation r``,  ``z_d = Σ_r W_r^T m_r(d)``

is R-GCN's propagation (Schlichtkrull et al. 2018, doi:10.1007/978-3-319-93417-4_38, eq. 2, mean
aggregation) without a self-loop, norm or function after it, so that each neighbour's share of
``z_d`` is exact. A disease without annotations sends nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
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

__all__ = ["MessagePassing", "Messages", "mean_messages"]

_MAX_CACHED_VALUES: Final = 10_000_000
"""How many values the memory of each graph's messages keeps: 40 MB."""
_NOTHING: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Messages:
    """What is told in the whole graph, or under an overlay.

    Attributes:
        sent: (D, k) float32, p_e of every graph disease.
        columns: (m,) candidate columns, ascending: all, or those whose vectors an overlay changes.
        vectors: (m, k) float32, ``Σ_r W_r^T (m_r(d) − m̄_r)`` of each.
        heard: (n,) float64, ``s / (s + n_d)``: how loud each candidate hears its neighbours.
        unlinked: diseases whose gene edges do not count.
    """

    sent: NDArray[np.float32]
    columns: NDArray[np.int64]
    vectors: NDArray[np.float32]
    heard: NDArray[np.float64]
    unlinked: NDArray[np.int64]


def mean_messages(
    neighbours: Neighbours,
    sent: NDArray[np.float32],
    diseases: NDArray[np.int64],
    unlinked: NDArray[np.int64] | None = None,
) -> NDArray[np.float32]:
    """Return m_r(d) of each of :data:`RELATIONS`, (R, n, k): the mean over the neighbours, or 0.

    Args:
        neighbours: who tells whom.
        sent: (D, k) p_e of every graph disease.
        diseases: (n,) graph numbers.
        unlinked: diseases whose gene edges do not count.
    """
    found = np.empty((len(RELATIONS), len(diseases), sent.shape[1]), np.float32)
    for told, near in zip(found, neighbours.by_relation(diseases, unlinked), strict=True):
        share = np.repeat(1.0 / np.maximum(near.degrees, 1), near.degrees).astype(np.float32)
        mean = csr_array((share, near.indices, near.indptr), shape=(len(diseases), len(sent)))
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
        base: what is told in the whole graph.
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
        self._neighbours = neighbours
        n = len(arrays.disease_ids)
        self._told_by_gene = neighbours.by_gene.transpose(n)
        self._told_by_class = neighbours.by_class.transpose(n)
        self.terms, self._information = parameters.aligned(arrays)
        self._told: Recent[NDArray[np.float32]] = Recent(_MAX_CACHED_VALUES // len(candidates))
        sent, known = self._senders(np.arange(n, dtype=np.int64), None)
        self._known = known[candidates]
        self.base = self._messages(np.arange(len(candidates)), sent, self._known, _NOTHING)

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

    def overlaid(self, overlay: Overlay) -> Messages:
        """Return what is told under an overlay."""
        disease = self._arrays.rows.disease
        lost = np.unique(disease[overlay.dropped]).astype(np.int64)
        sent, known = self.base.sent.copy(), self._known.copy()
        sent[lost], left = self._senders(lost, overlay.dropped)
        at, found = self._columns(lost)
        known[at] = left[found]
        silent = np.setdiff1d(np.unique(disease[overlay.silent]), overlay.spared)
        known[self._columns(silent.astype(np.int64))[0]] = 0.0
        unlinked = overlay.unlinked
        changed = (
            unlinked,
            _rows(self._told_by_gene, np.union1d(lost, unlinked)),
            _rows(self._told_by_class, lost),
            _rows(self._neighbours.by_gene, unlinked),
        )
        columns = self._columns(np.unique(np.concatenate(changed)))[0]
        return self._messages(columns, sent, known, unlinked)

    def shares(self, disease: int, term: int, messages: Messages) -> list[tuple[int, str, float]]:
        """Return each neighbour's part of ⟨x_t, z_d⟩ before the centre, and its relation.

        Args:
            disease: graph number.
            term: of the finding.
            messages: what is told.
        """
        near = self._neighbours.by_relation(np.array([disease]), messages.unlinked)
        found = []
        for name, adjacency, matrix in zip(RELATIONS, near, self._parameters.matrices, strict=True):
            told = messages.sent[adjacency.indices] @ (matrix @ self.terms[term])
            parts = (told / max(len(told), 1)).tolist()
            found += [
                (each, name, part)
                for each, part in zip(adjacency.indices.tolist(), parts, strict=True)
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

    def _messages(
        self,
        columns: NDArray[np.int64],
        sent: NDArray[np.float32],
        known: NDArray[np.float64],
        unlinked: NDArray[np.int64],
    ) -> Messages:
        """Return what some candidates are told of what all diseases send."""
        learned = self._parameters
        means = mean_messages(self._neighbours, sent, self._candidates[columns], unlinked)
        vectors = np.zeros(means.shape[1:], np.float32)
        for mean, centre, matrix in zip(means, learned.centre, learned.matrices, strict=True):
            vectors += (mean - centre) @ matrix
        return Messages(
            sent=sent,
            columns=columns,
            vectors=vectors,
            heard=learned.prior / (learned.prior + known),
            unlinked=unlinked,
        )

    def _columns(self, diseases: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the columns of those that are candidates, and their places in ``diseases``."""
        at = np.minimum(np.searchsorted(self._candidates, diseases), len(self._candidates) - 1)
        found = np.flatnonzero(self._candidates[at] == diseases)
        return at[found].astype(np.int64), found.astype(np.int64)


def _rows(adjacency: CSR, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what is in some rows, as they come."""
    return adjacency.indices[expand_spans(adjacency.indptr, rows)[1]].astype(np.int64)
