"""Filtered ranks of true links, ties never optimistic, and what is averaged over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .links import KnownTails, LinkSet

__all__ = ["RankFigures", "figures_of", "filtered_ranks", "popularity_scores"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankFigures:
    """Averages over ranks.

    Attributes:
        n: ranks.
        mrr: mean reciprocal rank.
        hits1, hits3, hits10: share of ranks of at most 1, 3, 10.
    """

    n: int
    mrr: float
    hits1: float
    hits3: float
    hits10: float


def filtered_ranks(
    scores: Callable[[LinkSet], Tensor],
    links: LinkSet,
    known: KnownTails,
    *,
    batch: int = 1024,
) -> NDArray[np.float64]:
    """Rank the tail of each link among all nodes that are not known to be true beside it.

    The rank is the expected one: 1 + better + half of the equal ones (Berrendorf et al. 2020,
    arXiv:2002.06914, *realistic* rank). Scores that are not finite count as equal or better.

    Args:
        scores: of b links, (b, n) over all tails.
        links: what is ranked.
        known: true links of every part (Bordes et al. 2013, *filtered*).
        batch: links at a time.

    Returns:
        (len(links),) float64, from 1.
    """
    ranks = np.empty(len(links))
    for start in range(0, len(links), batch):
        part = links.take(np.arange(start, min(start + batch, len(links)), dtype=np.int64))
        found = scores(part)
        rows, tails = torch.arange(len(part)), torch.from_numpy(part.tails)
        own = found[rows, tails][:, None].clone()
        origin, others = (torch.from_numpy(each) for each in known.of_links(part))
        candidate = torch.ones_like(found, dtype=torch.bool)
        candidate[origin, others] = False
        candidate[rows, tails] = False
        better = ((~(found <= own)) & candidate).sum(1)
        equal = ((found == own) & candidate).sum(1)
        ranks[start : start + len(part)] = (1 + better + equal / 2).numpy()
    return ranks


def figures_of(ranks: NDArray[np.float64]) -> RankFigures:
    """Average ranks, (n,) with n of at least 1."""
    return RankFigures(
        n=len(ranks),
        mrr=float((1 / ranks).mean()),
        hits1=float((ranks <= 1).mean()),
        hits3=float((ranks <= 3).mean()),
        hits10=float((ranks <= 10).mean()),
    )


def popularity_scores(
    training: LinkSet, *, n_relations: int, n_tails: int
) -> Callable[[LinkSet], Tensor]:
    """Return the baseline that scores a tail by how many training links of the relation it ends.

    Args:
        training: what is counted.
        n_relations: R.
        n_tails: nodes of the target type.
    """
    counts = np.bincount(
        training.relations * n_tails + training.tails, minlength=n_relations * n_tails
    )
    table = torch.from_numpy(counts.reshape(n_relations, n_tails).astype(np.float32))
    return lambda links: table[torch.from_numpy(links.relations)]
