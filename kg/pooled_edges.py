"""Disease–phenotype edges as arrays: the annotation rows of each pair pooled into one number.

What :mod:`kg.frequency` says of one edge's rows, for all edges at once and with rows left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arrays import GraphArrays, RowColumns
from .frequency import FREQUENCY_RANGE, PRIOR_COUNT, PRIOR_TOTAL, UNKNOWN_FREQUENCY

__all__ = ["PhenotypeEdges", "all_negative", "phenotype_edges", "pool_frequencies"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PhenotypeEdges:
    """m (disease, term) pairs, ordered by disease and then term.

    Attributes:
        disease, term: (m,) int64.
        frequency: (m,) float64 in [0.01, 0.99], as :func:`kg.pooled_frequency` pools it.
        lacking: (m,) bool, every row of the pair states absence.
    """

    disease: NDArray[np.int64]
    term: NDArray[np.int64]
    frequency: NDArray[np.float64]
    lacking: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.disease)


def phenotype_edges(
    arrays: GraphArrays, *, dropped: NDArray[np.int64] | None = None
) -> PhenotypeEdges:
    """Pool the annotation rows of every (disease, term) pair.

    Args:
        arrays: the graph.
        dropped: (k,) numbers of rows to leave out, as :func:`kg.without` gives them; a pair that
            loses all its rows is no edge any more.
    """
    kept = np.ones(len(arrays.rows), np.bool_)
    if dropped is not None:
        kept[dropped] = False
    rows = np.flatnonzero(kept)
    n_terms = len(arrays.term_ids)
    key_of_row = arrays.rows.disease[rows].astype(np.int64) * n_terms + arrays.rows.term[rows]
    keys, starts = np.unique(key_of_row, return_index=True)
    return PhenotypeEdges(
        disease=keys // n_terms,
        term=keys % n_terms,
        frequency=pool_frequencies(arrays.rows, rows, starts),
        lacking=all_negative(arrays.rows, rows, starts),
    )


def all_negative(
    columns: RowColumns, rows: NDArray[np.int64], starts: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Say of which groups of rows every one states absence, (m,).

    Args:
        columns: all rows of a graph.
        rows: (k,) row numbers, group after group.
        starts: (m,) where each group begins in ``rows``.
    """
    if not len(starts):
        return np.zeros(0, np.bool_)
    negative: NDArray[np.bool_] = np.logical_and.reduceat(columns.negative(rows), starts)
    return negative


def pool_frequencies(
    columns: RowColumns,
    rows: NDArray[np.int64],
    starts: NDArray[np.int64],
    *,
    prior_count: float = PRIOR_COUNT,
    prior_total: float = PRIOR_TOTAL,
    unknown: float = UNKNOWN_FREQUENCY,
    within: tuple[float, float] = FREQUENCY_RANGE,
) -> NDArray[np.float64]:
    """Pool each group of rows: counts first, else the mean of the mid-points, else ``unknown``.

    Args:
        columns: all rows of a graph.
        rows: (k,) row numbers, group after group.
        starts: (m,) where each group begins in ``rows``.
        prior_count: added to the pooled k.
        prior_total: added to the pooled n.
        unknown: of a group that states nothing.
        within: the smallest and the largest frequency.

    Returns:
        (m,) float64.
    """
    if not len(starts):
        return np.zeros(0)
    counted, total = (np.add.reduceat(of, starts) for of in columns.counts(rows))
    middle = columns.midpoint[rows]
    stated = ~np.isnan(middle) & ~columns.negated[rows]
    n_stated = np.add.reduceat(stated.astype(np.int64), starts)
    sum_stated = np.add.reduceat(np.where(stated, middle, 0.0), starts)
    frequency = np.where(
        total > 0,
        (counted + prior_count) / (total + prior_total),
        np.where(n_stated > 0, sum_stated / np.maximum(n_stated, 1), unknown),
    )
    return np.clip(frequency, *within)
