"""Links to predict: triples between two types of nodes, and what is known to be true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True, eq=False, kw_only=True)
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
        keys = links.heads * self.n_relations + links.relations
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[at] == keys
        origin, places = expand_spans(self.tails.indptr, at[known])
        return np.flatnonzero(known)[origin], self.tails.indices[places].astype(np.int64)

    @cached_property
    def pairs(self) -> NDArray[np.int64]:
        """Return (key, tail) as one number each, ascending, for look-ups."""
        width = self._width
        return np.repeat(self.keys, self.tails.degrees) * width + self.tails.indices

    @cached_property
    def _width(self) -> int:
        return int(self.tails.indices.max(initial=0)) + 1

    def holds(self, links: LinkSet, candidates: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say which of c candidates are true tails of each link's query, (m, c)."""
        keys, query = np.unique(
            links.heads * self.n_relations + links.relations, return_inverse=True
        )
        wanted = keys[:, None] * self._width + candidates[None]
        at = np.minimum(np.searchsorted(self.pairs, wanted), len(self.pairs) - 1)
        held: NDArray[np.bool_] = (self.pairs[at] == wanted) & (candidates < self._width)[None]
        return held[query]


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
