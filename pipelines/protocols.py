"""Evaluation protocols: what of the graph may be used on a published case.

HPO's annotations of many diseases were made from the very papers that evaluation cases come from,
so a case must be ranked without what its own papers said. That alone leaks: often the truth is then
the only candidate without any row, and whatever treats such diseases specially looks like
knowledge. A gain counts where it shows under ``lpo`` and under ``lpo-decoy``.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from data_schema import UnknownNameError
from kg import (
    WHOLE,
    GraphArrays,
    Overlay,
    expand_spans,
    rows_of_diseases,
    rows_of_one_paper_diseases,
    rows_only_citing,
)

__all__ = ["PROTOCOLS", "LeaveOut", "Protocol"]


class Protocol(StrEnum):
    """What is left out of the graph for a case.

    ``AS_IS``: nothing. ``LPO`` (leave-publication-out): every annotation row whose references are
    all among the case's own PMIDs, whichever disease it is of; profiles are re-pooled, backgrounds
    stay. ``LPO_DECOY``: and every other disease known from one paper alone falls silent too: its
    rows do not count for itself, but it still lends them. ``LPO_STRICT``: LPO, and of the truth
    also what its OMIM entry alone says, which digests the same papers; all rows of its equivalents;
    and its gene edges.
    """

    AS_IS = "as-is"
    LPO = "lpo"
    LPO_DECOY = "lpo-decoy"
    LPO_STRICT = "lpo-strict"


PROTOCOLS = tuple(protocol.value for protocol in Protocol)


class LeaveOut:
    """Makes the overlays of one protocol over one graph.

    Args:
        arrays: the graph, as the ranker numbers it.
        protocol: the protocol or its name.

    Raises:
        UnknownNameError: there is no such protocol.
    """

    def __init__(self, arrays: GraphArrays, protocol: str) -> None:
        if protocol not in PROTOCOLS:
            raise UnknownNameError(
                f"expected a protocol among {', '.join(PROTOCOLS)}, got {protocol!r}"
            )
        self._arrays = arrays
        self.protocol = Protocol(protocol)

    def overlay(self, papers: Iterable[str], truths: NDArray[np.int64]) -> Overlay:
        """Return what does not count for one case.

        Args:
            papers: CURIEs of the case's own papers; what is no ``PMID:…`` changes nothing.
            truths: (k,) graph numbers of its diagnoses, ascending.
        """
        if self.protocol is Protocol.AS_IS:
            return WHOLE
        own = [paper for paper in papers if paper.startswith("PMID:")]
        blind = tuple(sorted(set(own)))
        dropped = rows_only_citing(self._arrays, own)
        match self.protocol:
            case Protocol.LPO_DECOY:
                return Overlay(
                    dropped=dropped, silent=self._one_paper_rows, spared=truths, publications=blind
                )
            case Protocol.LPO_STRICT:
                more = self._digested(own, truths), self._equivalent_rows(truths)
                lost = np.unique(np.concatenate((dropped, *more)))
                return Overlay(dropped=lost, unlinked=truths, publications=blind)
            case _:
                return Overlay(dropped=dropped, publications=blind)

    @cached_property
    def _one_paper_rows(self) -> NDArray[np.int64]:
        return rows_of_one_paper_diseases(self._arrays)

    @cached_property
    def _is_entry(self) -> NDArray[np.bool_]:
        """Say which references are OMIM entries, (publications,)."""
        return np.array([p.startswith("OMIM:") for p in self._arrays.publications], np.bool_)

    def _digested(self, papers: list[str], truths: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the truths' rows that cite nothing but OMIM entries and the case's papers."""
        arrays = self._arrays
        left_out = self._is_entry.copy()
        index = arrays.publication_index
        left_out[[index[paper] for paper in papers if paper in index]] = True
        rows = rows_of_diseases(arrays, truths)
        citing = arrays.rows.publications
        origin, at = expand_spans(citing.indptr, rows)
        others = np.bincount(origin[~left_out[citing.indices[at]]], minlength=len(rows))
        kept: NDArray[np.int64] = rows[(others == 0) & (citing.degrees[rows] > 0)]
        return kept

    def _equivalent_rows(self, truths: NDArray[np.int64]) -> NDArray[np.int64]:
        equivalents = self._arrays.equivalents
        _, at = expand_spans(equivalents.indptr, truths)
        same = np.unique(equivalents.indices[at]).astype(np.int64)
        return rows_of_diseases(self._arrays, same)
