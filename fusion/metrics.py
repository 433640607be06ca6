"""Metrics of ranked lists, never optimistic about ties."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

import numpy as np
from numpy.typing import NDArray

__all__ = ["MISS", "Place", "place_of", "rank_summary"]

MISS = math.inf
"""Rank of a truth that was not ranked at all."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate stands.

    Attributes:
        rank: expected rank, from 1: the mean over all orders of those with the same score
            (the *realistic* rank of Berrendorf et al. 2020, arXiv:2002.06914).
        n_ties: how many candidates, itself included, have that score.
    """

    rank: float
    n_ties: int


def place_of(scores: NDArray[np.float64], column: int) -> Place:
    """Return the place of candidate ``column`` among (n,) ``scores``; −inf is not ranked."""
    value = scores[column]
    if not np.isfinite(value):
        return Place(MISS, 0)
    better = int(np.count_nonzero(scores > value))
    ties = int(np.count_nonzero(scores == value))
    return Place(better + (ties + 1) / 2, ties)


def rank_summary(ranks: Sequence[float]) -> dict[str, float | int | None]:
    """Return ``n``, ``top1/3/5/10`` (percent), ``mrr`` and ``median_rank``.

    A miss counts in every denominator; ``median_rank`` is ``None`` where half are misses.
    """
    n = len(ranks)
    summary: dict[str, float | int | None] = {"n": n}
    for k in (1, 3, 5, 10):
        summary[f"top{k}"] = round(100.0 * sum(rank <= k for rank in ranks) / n, 2) if n else None
    summary["mrr"] = round(fmean(1.0 / rank for rank in ranks), 4) if n else None
    middle = median(ranks) if n else MISS
    summary["median_rank"] = middle if math.isfinite(middle) else None
    return summary
