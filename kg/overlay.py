"""Overlays: the graph without some of its statements, as the annotation rows that do not count.

Nothing is copied or rebuilt. An overlay holds ascending row numbers, and a ranker scores with it
(``score(case, overlay=…)``); background frequencies stay those of the graph.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_schema import UsageError

from .arrays import GraphArrays
from .csr import expand_spans

__all__ = [
    "WHOLE",
    "Overlay",
    "rows_of_diseases",
    "rows_of_one_paper_diseases",
    "rows_only_citing",
    "without",
]

_NONE: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False, kw_only=True)
class Overlay:
    """What of a graph does not count.

    Attributes:
        dropped: (k,) int64 annotation rows that count nowhere, ascending.
        silent: (s,) int64 rows that do not count for their own disease but still for those that it
            lends to, ascending.
        spared: (p,) int64 diseases whose silent rows count all the same, ascending. They are apart
            from ``silent`` so that overlays which differ in them alone share most of the work.
        unlinked: (u,) int64 diseases whose gene edges do not count, ascending.
        publications: CURIEs that a learned ranker must not have been trained on, ascending.
    """

    dropped: NDArray[np.int64] = field(default_factory=_NONE.copy)
    silent: NDArray[np.int64] = field(default_factory=_NONE.copy)
    spared: NDArray[np.int64] = field(default_factory=_NONE.copy)
    unlinked: NDArray[np.int64] = field(default_factory=_NONE.copy)
    publications: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the graph counts as it is."""
        return not (len(self.dropped) or len(self.silent) or len(self.unlinked))

    @cached_property
    def key(self) -> bytes:
        """What tells overlays apart: the same bytes, the same overlay."""
        parts = (self.dropped, self.silent, self.spared, self.unlinked)
        return b"".join(len(part).to_bytes(8, "little") + part.tobytes() for part in parts)


WHOLE: Final = Overlay()
"""The graph as it is."""


def without(
    arrays: GraphArrays,
    edges: Iterable[tuple[str, str]] = (),
    *,
    rows: Iterable[int] = (),
    publications: Iterable[str] = (),
) -> NDArray[np.int64]:
    """Return the annotation rows a graph loses with some statements.

    Args:
        arrays: the graph.
        edges: (disease CURIE, term CURIE) pairs; all rows of an edge go. A term's alternative
            ids are followed.
        rows: single annotation rows, by number.
        publications: references; rows that stand on nothing else go, see
            :func:`rows_only_citing`.

    Returns:
        (k,) int64 row numbers, ascending and distinct.

    Raises:
        UsageError: no row says anything about an edge, or a row number is out of range.
    """
    parts = [_rows_of_edge(arrays, disease, term) for disease, term in edges]
    parts.append(_checked(arrays, rows))
    parts.append(rows_only_citing(arrays, publications))
    return np.unique(np.concatenate(parts))


def rows_only_citing(arrays: GraphArrays, publications: Iterable[str]) -> NDArray[np.int64]:
    """Return the annotation rows whose references are all among ``publications``.

    Rows without a reference are never returned; references the graph does not have change nothing.

    Args:
        arrays: the graph.
        publications: CURIEs (``PMID:…``).

    Returns:
        (k,) int64 row numbers, ascending and distinct.
    """
    index = arrays.publication_index
    known = np.array(sorted({index[p] for p in publications if p in index}), np.int64)
    citing = arrays.publication_rows
    _, at = expand_spans(citing.indptr, known)
    rows, times = np.unique(citing.indices[at], return_counts=True)
    nothing_else = times == arrays.rows.publications.degrees[rows]
    found: NDArray[np.int64] = rows[nothing_else].astype(np.int64)
    return found


def rows_of_diseases(arrays: GraphArrays, diseases: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return all annotation rows of ``diseases``, (k,) int64, ascending.

    Args:
        arrays: the graph.
        diseases: graph disease numbers, ascending.
    """
    return expand_spans(arrays.disease_rows, diseases)[1]


def rows_of_one_paper_diseases(arrays: GraphArrays) -> NDArray[np.int64]:
    """Return the annotation rows of the diseases known from one paper, (k,) int64, ascending.

    Such a disease has no profile without that paper: each of its positive rows cites one PMID and
    nothing else, and all of them the same. A row that says what the disease does *not* show may
    cite anything. An OMIM entry is no paper, but it digests papers: a disease with a row that
    cites one keeps a profile, whichever paper goes.
    """
    rows = np.arange(len(arrays.rows))
    positive = rows[~arrays.rows.negative(rows) & arrays.is_phenotype[arrays.rows.term]]
    citing = arrays.rows.publications
    is_paper = np.array([p.startswith("PMID:") for p in arrays.publications], np.bool_)
    first = np.full(len(rows), -1, np.int64)
    single = np.flatnonzero(citing.degrees == 1)
    cited = citing.indices[citing.indptr[single]]
    first[single[is_paper[cited]]] = cited[is_paper[cited]]
    n = len(arrays.disease_ids)
    lowest, highest = np.full(n, len(arrays.publications), np.int64), np.full(n, -1, np.int64)
    np.minimum.at(lowest, arrays.rows.disease[positive], first[positive])
    np.maximum.at(highest, arrays.rows.disease[positive], first[positive])
    return rows_of_diseases(arrays, np.flatnonzero((lowest == highest) & (highest >= 0)))


def _rows_of_edge(arrays: GraphArrays, disease: str, term: str) -> NDArray[np.int64]:
    subject, object_ = arrays.disease_index.get(disease), arrays.resolve_term(term)
    found = (
        np.zeros(0, np.int64)
        if subject is None or object_ is None
        else arrays.rows_of(subject, object_)
    )
    if not len(found):
        raise UsageError(
            f"expected a disease–phenotype edge of the graph, got {disease} – {term}; "
            "name the disease and the term it is annotated with itself"
        )
    return found


def _checked(arrays: GraphArrays, rows: Iterable[int]) -> NDArray[np.int64]:
    found = np.array(sorted(set(rows)), np.int64)
    if len(found) and not 0 <= found[0] <= found[-1] < len(arrays.rows):
        raise UsageError(
            f"expected row numbers from 0 to {len(arrays.rows) - 1}, "
            f"got {found[0]} to {found[-1]}; they belong to the arrays of one graph alone"
        )
    return found
