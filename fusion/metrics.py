"""Metrics of ranked lists, never optimistic about ties."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "MISS",
    "Interval",
    "Place",
    "auroc",
    "macro_summary",
    "paired_bootstrap",
    "place_of",
    "rank_summary",
]

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


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the bounds of its bootstrap distribution."""

    mean: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether both bounds are on the same side of 0."""
        return self.low > 0.0 or self.high < 0.0


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


def macro_summary(
    ranks: Sequence[float], groups: Sequence[Hashable]
) -> dict[str, float | int | None]:
    """Return ``n``, ``top1/3/5/10`` (percent) and ``mrr``, each group counting as much.

    Args:
        ranks: of the truths.
        groups: what each belongs to, here its disease; ``n`` is how many there are.
    """
    members: dict[Hashable, list[float]] = {}
    for rank, group in zip(ranks, groups, strict=True):
        members.setdefault(group, []).append(rank)
    found = list(members.values())
    n = len(found)
    summary: dict[str, float | int | None] = {"n": n}
    for k in (1, 3, 5, 10):
        shares = [fmean(rank <= k for rank in group) for group in found]
        summary[f"top{k}"] = round(100.0 * fmean(shares), 2) if n else None
    means = [fmean(1.0 / rank for rank in group) for group in found]
    summary["mrr"] = round(fmean(means), 4) if n else None
    return summary


def paired_bootstrap(
    changes: Sequence[float] | NDArray[np.float64],
    clusters: Sequence[Hashable],
    *,
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> Interval:
    """Return the mean of paired differences and its interval over whole clusters.

    Cases of one paper are alike, so papers are drawn, with all their cases: the percentile
    bootstrap over clusters (Davison & Hinkley 1997, section 3.8).

    Args:
        changes: (n,) the figure of each case after, minus that before.
        clusters: what each case belongs to, here its paper.
        draws: how many resamples.
        level: the share of them between the bounds.
        seed: of the draws.
    """
    number: dict[Hashable, int] = {}
    of_case = np.array([number.setdefault(c, len(number)) for c in clusters], np.int64)
    sums = np.bincount(of_case, weights=np.asarray(changes, np.float64))
    sizes = np.bincount(of_case)
    picked = np.random.default_rng(seed).integers(len(sums), size=(draws, len(sums)))
    means = sums[picked].sum(axis=1) / sizes[picked].sum(axis=1)
    tail = 50.0 * (1.0 - level)
    low, high = np.percentile(means, [tail, 100.0 - tail])
    return Interval(float(sums.sum() / sizes.sum()), float(low), float(high))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return how often a positive score is above a negative one, a tie counting half.

    ``None`` where one side is empty. The area under the ROC curve, by ranks (Mann & Whitney 1947).
    """
    if not positive or not negative:
        return None
    ordered = np.sort(np.asarray(negative, np.float64))
    above = np.searchsorted(ordered, positive, side="left")
    at_least = np.searchsorted(ordered, positive, side="right")
    return float((above + at_least).sum() / (2.0 * len(positive) * len(negative)))
