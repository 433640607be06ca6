"""Views: the arrays of a graph without some of its diseases or annotation rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .arrays import GraphArrays, RowColumns
from .csr import CSR, expand_spans

__all__ = ["arrays_without", "without_diseases"]

_OWN_SHAPE = frozenset({"publications"})


def arrays_without(arrays: GraphArrays, rows: NDArray[np.int64]) -> GraphArrays:
    """Return arrays that lack some annotation rows; everything else is shared with ``arrays``.

    Rows are numbered anew, diseases and terms are not. Unlike under an overlay, all that is counted
    over diseases is counted without the rows.

    Args:
        arrays: the graph.
        rows: (k,) row numbers, in any order.
    """
    kept = np.ones(len(arrays.rows), np.bool_)
    kept[rows] = False
    return replace(arrays, rows=_rows(arrays.rows, np.flatnonzero(kept)))


def without_diseases(arrays: GraphArrays, left_out: NDArray[np.bool_]) -> GraphArrays:
    """Return arrays in which some diseases have no annotation rows and are nobody's equivalent.

    Numbering stays; everything else is shared with ``arrays``.

    Args:
        arrays: the graph.
        left_out: (D,) bool.
    """
    kept = np.flatnonzero(~left_out[arrays.rows.disease])
    subjects = np.repeat(np.arange(len(arrays.disease_ids)), arrays.exact_matches.degrees)
    objects = arrays.exact_matches.indices
    joined = ~left_out[subjects] & ~left_out[objects]
    return replace(
        arrays,
        rows=_rows(arrays.rows, kept),
        exact_matches=CSR.from_pairs(
            subjects[joined].astype(np.int64),
            objects[joined].astype(np.int64),
            len(arrays.disease_ids),
        ),
        exact_match_source=arrays.exact_match_source[joined],
    )


def _rows(rows: RowColumns, kept: NDArray[np.int64]) -> RowColumns:
    plain = {
        name: getattr(rows, name)[kept]
        for name in RowColumns.__dataclass_fields__
        if name not in _OWN_SHAPE
    }
    _, at = expand_spans(rows.publications.indptr, kept)
    degrees = rows.publications.degrees[kept]
    indptr = np.concatenate(([0], np.cumsum(degrees))).astype(np.int64)
    return RowColumns(publications=CSR(indptr, rows.publications.indices[at]), **plain)
