"""Links to predict: triples between two types of nodes, and what is known to be true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg import CSR, expand_spans

__all__ = ["KnownTails", "LinkSet", "split_links"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LinkSet:
    """m links from nodes of one type to nodes of another.

    Attributes:
        source, target: node types.
        heads, relations, tails: (m,) int64 each.
    """

    source: str
    target: str
    heads: NDArray[np.int64]
    relations: NDArray[np.int64]
    tails: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.heads)

    def take(self, places: NDArray[np.int64]) -> LinkSet:
        """Return the links at ``places``, in that order."""
        return LinkSet(
            source=self.source,
            target=self.target,
            heads=self.heads[places],
            relations=self.relations[places],
            tails=self.tails[places],
        )

    def reversed(self, relations: int) -> LinkSet:
        """Return the links the other way round, their relations raised by ``relations``."""
        return LinkSet(
            source=self.target,
            target=self.source,
            heads=self.tails,
            relations=self.relations + relations,
            tails=self.heads,
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class KnownTails:
    """All tails that are true for a head and a relation, whatever part they are in.

    Attributes:
        keys: (q,) int64, head · R + relation, ascending and distinct.
        tails: q rows of tails.
        n_relations: R.
    """

    keys: NDArray[np.int64]
    tails: CSR
    n_relations: int

    @classmethod
    def of(cls, parts: Iterable[LinkSet], *, n_relations: int) -> KnownTails:
        """Gather the links of several parts."""
        found = list(parts)
        keys = np.concatenate([part.heads * n_relations + part.relations for part in found])
        distinct, row = np.unique(keys, return_inverse=True)
        tails = CSR.from_pairs(row, np.concatenate([part.tails for part in found]), len(distinct))
        return cls(keys=distinct, tails=tails, n_relations=n_relations)

    def of_links(self, links: LinkSet) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the known tails of each link's query, its own included.

        Returns:
            ``origin`` (k,), place of the link, and ``tails`` (k,).
        """
        return self._tails_of(links.heads * self.n_relations + links.relations)

    def holds(self, links: LinkSet, candidates: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say which of c candidates are true tails of each link's query, (m, c)."""
        keys, query = np.unique(
            links.heads * self.n_relations + links.relations, return_inverse=True
        )
        row, tails = self._tails_of(keys)
        distinct, column = np.unique(candidates, return_inverse=True)
        at = np.minimum(np.searchsorted(distinct, tails), len(distinct) - 1)
        hit = distinct[at] == tails
        held = np.zeros((len(keys), len(distinct)), np.bool_)
        held[row[hit], at[hit]] = True
        of_links: NDArray[np.bool_] = held[:, column][query]
        return of_links

    def _tails_of(self, keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[at] == keys
        origin, places = expand_spans(self.tails.indptr, at[known])
        return np.flatnonzero(known)[origin], self.tails.indices[places].astype(np.int64)


def split_links(
    links: LinkSet, shares: Sequence[float], *, seed: int
) -> tuple[NDArray[np.int64], ...]:
    """Split links at random.

    Args:
        links: all of them.
        shares: of each part but the first, which gets the rest.
        seed: of the order.

    Returns:
        ascending places of the links of each part.
    """
    order = np.random.default_rng(seed).permutation(len(links))
    sizes = [round(share * len(links)) for share in shares]
    bounds = np.cumsum([len(links) - sum(sizes), *sizes])
    return tuple(np.sort(part) for part in np.split(order, bounds[:-1]))
