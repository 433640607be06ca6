"""Connections between two nodes named by CURIE: searched, compared with chance, rendered."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Final

from data_schema import (
    Connections,
    OntologyClass,
    RandomPairs,
    UnknownNameError,
    UsageError,
    normalize_curie,
)

from .adjacency import adjacency_of
from .arrays import GraphArrays
from .connection_null import NullSample, draw_null
from .connection_paths import connection_of
from .connections import MAX_HOPS, ConnectionSearch

__all__ = ["Connector"]

_MOST_RANDOM_PAIRS: Final = 10_000


class Connector:
    """Connects nodes of one graph; several threads may use it at once.

    Laying out a graph takes a third of a second, so make one and keep it.

    Args:
        arrays: the graph.
    """

    def __init__(self, arrays: GraphArrays) -> None:
        self._arrays = arrays
        self.search = ConnectionSearch(adjacency_of(arrays))

    def node(self, curie: str) -> int:
        """Return the number of a node, by its id, an alternative id or one of another vocabulary.

        Raises:
            CurieError: it is not a CURIE.
            UnknownNameError: the graph has no such node; the message says what it has.
        """
        arrays, index = self._arrays, self.search.graph.index
        wanted = normalize_curie(curie)
        term = arrays.resolve_term(wanted)
        same = arrays.disease_xref_index.get(wanted, ())
        if wanted not in index and term is not None:
            wanted = arrays.term_ids[term]
        elif wanted not in index and len(same) == 1:
            wanted = arrays.disease_ids[same[0]]
        if wanted not in index:
            prefix = wanted.partition(":")[0]
            near = [each for each in index if each.startswith(f"{prefix}:")]
            close = difflib.get_close_matches(wanted, near, 1)
            hint = f"did you mean {close[0]} ({arrays.label(close[0])})? " if close else ""
            known = sorted({each.partition(":")[0] for each in index})
            raise UnknownNameError(
                f"expected the id of a node of the graph, got {wanted[:60]}; {hint}"
                f"there are ids of {', '.join(known)}"
            )
        return index[wanted]

    def connect(
        self,
        start: str,
        end: str,
        *,
        k: int = 10,
        max_hops: int = MAX_HOPS,
        metapaths: Sequence[str] = (),
        random_pairs: int = 200,
        seed: int = 0,
        deadline: float = 1.0,
    ) -> Connections:
        """Return the k best paths between two nodes.

        Args:
            start: CURIE of a node.
            end: CURIE of another.
            k: how many paths, up to 50.
            max_hops: how many edges a path may have, up to 4.
            metapaths: kinds of path, see :mod:`kg.metapaths`; all without any.
            deadline: seconds for the search; what was found by then comes ``truncated``.
            random_pairs: how many random pairs to compare with, 0 for none; they get twice the
                deadline, after which fewer are drawn.
            seed: of their drawing.

        Raises:
            CurieError: an end is not a CURIE.
            UnknownNameError: the graph has no such node, or no such predicate.
            UsageError: a number out of range, or a metapath that cannot be.
        """
        if not 0 <= random_pairs <= _MOST_RANDOM_PAIRS:
            raise UsageError(
                f"expected from 0 to {_MOST_RANDOM_PAIRS:,} random pairs, got {random_pairs:,}"
            )
        pair = (self.node(start), self.node(end))
        graph = self.search.graph
        found = self.search.between(
            *pair, k=k, max_hops=max_hops, metapaths=metapaths, deadline=deadline
        )
        null = None
        if random_pairs and found.paths:
            asked = {"n": random_pairs, "seed": seed, "max_hops": max_hops}
            null = draw_null(
                self.search, *pair, **asked, metapaths=metapaths, deadline=2 * deadline
            )
        return Connections(
            start=self._named(graph.ids[pair[0]]),
            end=self._named(graph.ids[pair[1]]),
            paths=tuple(
                connection_of(path, graph, as_good=0 if null is None else null.as_good(path.cost))
                for path in found.paths
            ),
            limit=k,
            max_hops=max_hops,
            metapaths=tuple(dict.fromkeys(metapaths)),
            truncated=found.truncated,
            random_pairs=None if null is None else _random_pairs(null, seed),
        )

    def _named(self, curie: str) -> OntologyClass:
        return OntologyClass(id=curie, label=self._arrays.label(curie))


def _random_pairs(null: NullSample, seed: int) -> RandomPairs:
    return RandomPairs(
        n=null.n, seed=seed, start_degrees=null.start_degrees, end_degrees=null.end_degrees
    )
