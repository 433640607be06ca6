"""Compressed sparse rows: the one adjacency layout of the arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["CSR", "expand_spans", "find_sorted"]


@dataclass(frozen=True, slots=True)
class CSR:
    """Adjacency of ``n`` rows.

    Attributes:
        indptr: (n + 1,) int64, row ``i`` is ``indices[indptr[i]:indptr[i + 1]]``.
        indices: (m,) int32, ascending within a row.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def __getitem__(self, row: int) -> NDArray[np.int32]:
        return self.indices[self.indptr[row] : self.indptr[row + 1]]

    def span(self, row: int) -> slice:
        """Return where row ``row`` lies in :attr:`indices` and in arrays parallel to it."""
        return slice(int(self.indptr[row]), int(self.indptr[row + 1]))

    def contains(self, row: int, values: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
        """Say which of ``values`` stand in row ``row``, (len(values),)."""
        entries = self[row]
        if not len(entries):
            return np.zeros(len(values), np.bool_)
        at = np.minimum(np.searchsorted(entries, values), len(entries) - 1)
        found: NDArray[np.bool_] = entries[at] == values
        return found

    @property
    def degrees(self) -> NDArray[np.int64]:
        """Length of each row, (n,) int64."""
        return np.diff(self.indptr)

    @classmethod
    def from_pairs(cls, rows: NDArray[np.int64], columns: NDArray[np.int64], n_rows: int) -> CSR:
        """Build from (row, column) pairs in any order; duplicates are kept once."""
        if len(rows) == 0:
            return cls(np.zeros(n_rows + 1, np.int64), np.zeros(0, np.int32))
        width = int(columns.max()) + 1
        keys = np.unique(rows.astype(np.int64) * width + columns)
        counts = np.bincount(keys // width, minlength=n_rows)
        return cls(
            np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
            (keys % width).astype(np.int32),
        )

    def transpose(self, n_columns: int) -> CSR:
        """Return the reverse adjacency, (n_columns) rows."""
        rows = np.repeat(np.arange(len(self), dtype=np.int64), self.degrees)
        return CSR.from_pairs(self.indices.astype(np.int64), rows, n_columns)


def find_sorted(values: NDArray[np.integer[Any]], value: int) -> int | None:
    """Return where ``value`` stands in ascending, distinct ``values``, or ``None``."""
    at = int(values.searchsorted(value))
    return at if at < len(values) and values[at] == value else None


def expand_spans(
    indptr: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Gather the positions of many rows at once.

    Args:
        indptr: (n + 1,) where each row starts.
        rows: (k,) row numbers, repeats allowed.

    Returns:
        ``origin`` (m,), the place in ``rows`` each entry came from, and ``positions`` (m,).
    """
    lengths = indptr[rows + 1] - indptr[rows]
    origin = np.repeat(np.arange(len(rows), dtype=np.int64), lengths)
    before = np.cumsum(lengths) - lengths
    positions = np.arange(len(origin), dtype=np.int64) + np.repeat(indptr[rows] - before, lengths)
    return origin, positions
