"""Overlays: the graph without some of its statements, as the annotation rows to leave out.

Nothing is copied or rebuilt. An overlay is an ascending array of row numbers, which
``EvidenceModel.score(case, dropped=…)`` takes; background frequencies stay those of the graph.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from data_schema import UsageError

from .arrays import GraphArrays
from .csr import expand_spans

__all__ = ["rows_only_citing", "without"]


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
