"""The best of many scores, without sorting them all; equal scores rank in CURIE order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_columns", "rank_of"]


def best_columns(score: NDArray[np.float64], most: int | None = None) -> NDArray[np.int64]:
    """Return candidate columns, best first, ties by column, without those scored −inf.

    Args:
        score: (n,) nats.
        most: how many columns; ``None`` for all. The first ones are the same either way.
    """
    ranked = np.flatnonzero(np.isfinite(score))
    if most is not None and 0 < most < len(ranked):
        values = score[ranked]
        last = np.partition(values, len(values) - most)[len(values) - most]
        ranked = ranked[values >= last]
    order = ranked[np.argsort(-score[ranked], kind="stable")]
    return order[:most].astype(np.int64)


def rank_of(score: NDArray[np.float64], column: int) -> int | None:
    """Return a column's place among :func:`best_columns`, from 1; ``None`` where it has none."""
    own = score[column]
    if not np.isfinite(own):
        return None
    return 1 + int((score > own).sum()) + int((score[:column] == own).sum())
