"""Uniform neighbour sampling, for graphs that are too large to encode whole.

Our own, in numba, since ``pyg-lib`` is in no registry. A sample carries ``numbers``, what PyTorch
Geometric's ``NeighborLoader`` calls ``n_id``: an encoder takes samples of either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from data_schema import UsageError

from .adjacency import Adjacency, MessageGraph
from .data import EdgeType

__all__ = ["NeighbourSampler"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourSampler:
    """Takes some neighbours of each node, and some of theirs (Hamilton et al. 2017, GraphSAGE).

    Attributes:
        fan_out: for each hop, neighbours of a node by each edge type, at least 1.
        special: edge type → fan-out of it in place of ``fan_out``, as long.

    Raises:
        UsageError: no hop, a fan-out below 1, or lengths that differ.
    """

    fan_out: tuple[int, ...]
    special: Mapping[EdgeType, tuple[int, ...]]

    def __post_init__(self) -> None:
        each = [self.fan_out, *self.special.values()]
        if any(len(sizes) != len(self.fan_out) or min(sizes, default=0) < 1 for sizes in each):
            raise UsageError(
                "expected for every edge type as many fan-outs of 1 or more as there are hops, "
                f"got {each}"
            )

    def sample(
        self, graph: MessageGraph, seeds: Mapping[str, Tensor], *, seed: int
    ) -> MessageGraph:
        """Return the sampled neighbourhood of some nodes; the same seed gives the same sample.

        Neighbours are drawn without replacement and whatever their weight; those of a node do not
        depend on which other nodes are asked for.

        Args:
            graph: the whole graph.
            seeds: node type → numbers of nodes, repeats allowed.
            seed: of what is drawn.
        """
        nodes = {
            name: np.unique(seeds[name].numpy()) if name in seeds else np.zeros(0, np.int64)
            for name in graph.counts
        }
        front = dict(nodes)
        taken: dict[EdgeType, list[NDArray[np.int64]]] = {kind: [] for kind in graph.adjacency}
        for hop in range(len(self.fan_out)):
            reached: dict[str, list[NDArray[np.int64]]] = {name: [] for name in nodes}
            for number, (kind, edges) in enumerate(graph.adjacency.items()):
                size = self.special.get(kind, self.fan_out)[hop]
                places = _draw(edges, front[kind[2]], size, (seed, hop, number))
                taken[kind].append(places)
                reached[kind[0]].append(edges.source.numpy()[places])
            for name, found in reached.items():
                new = np.setdiff1d(np.concatenate([*found, nodes[name][:0]]), nodes[name])
                front[name] = new
                nodes[name] = np.union1d(nodes[name], new)
        return _induced(graph, nodes, {k: np.unique(np.concatenate(v)) for k, v in taken.items()})


def _draw(
    edges: Adjacency, targets: NDArray[np.int64], size: int, seed: tuple[int, int, int]
) -> NDArray[np.int64]:
    start = np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]
    drawn: NDArray[np.int64] = _kernel()(edges.indptr.numpy(), targets, size, start)
    return drawn


@cache
def _kernel() -> Callable[..., NDArray[np.int64]]:
    """Compile the sampler (Knuth, TAOCP 3.4.2, algorithm S; numbers by SplitMix64)."""
    import numba

    def draw(
        indptr: NDArray[np.int64], targets: NDArray[np.int64], size: int, start: np.uint64
    ) -> NDArray[np.int64]:
        most = 0
        for target in targets:
            most += min(size, indptr[target + 1] - indptr[target])
        out = np.empty(most, np.int64)
        at = 0
        for target in targets:
            left = indptr[target + 1] - indptr[target]
            wanted = min(size, left)
            state = start ^ (np.uint64(target) * np.uint64(0x9E3779B97F4A7C15))
            for place in range(indptr[target], indptr[target + 1]):
                if wanted == 0:
                    break
                state += np.uint64(0x9E3779B97F4A7C15)
                mixed = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
                mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
                mixed = mixed ^ (mixed >> np.uint64(31))
                if (mixed >> np.uint64(11)) * (1.0 / 9007199254740992.0) * left < wanted:
                    out[at] = place
                    at += 1
                    wanted -= 1
                left -= 1
        return out

    return cast("Callable[..., NDArray[np.int64]]", numba.njit(draw))


def _induced(
    graph: MessageGraph,
    nodes: Mapping[str, NDArray[np.int64]],
    taken: Mapping[EdgeType, NDArray[np.int64]],
) -> MessageGraph:
    numbers = {name: torch.from_numpy(found) for name, found in nodes.items()}
    adjacency = {}
    for kind, places in taken.items():
        edges, at = graph.adjacency[kind], torch.from_numpy(places)
        ends = (
            torch.searchsorted(numbers[kind[0]], edges.source[at]),
            torch.searchsorted(numbers[kind[2]], edges.target[at]),
        )
        adjacency[kind] = Adjacency.of(
            torch.stack(ends),
            edges.weight[at],
            n_source=len(numbers[kind[0]]),
            n_target=len(numbers[kind[2]]),
        )
    return MessageGraph(
        counts={name: len(found) for name, found in numbers.items()},
        features={name: graph.features[name][found] for name, found in numbers.items()},
        identities={name: of[numbers[name]] for name, of in graph.identities.items()},
        numbers=numbers,
        adjacency=adjacency,
    )
