"""What gives link prediction its vectors: a table of entities, or a graph encoder."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from .adjacency import MessageGraph
from .data import EdgeType
from .encoder import MessageEncoder
from .link_prediction import Vectors
from .links import LinkSet
from .sampling import NeighbourSampler

__all__ = ["EntityTable", "GraphEmbedder"]

ENTITY = "entity"


class EntityTable(nn.Module):
    """A learned vector for each entity: knowledge graph embedding without a graph encoder.

    Args:
        count: entities.
        width: columns.
        scale: standard deviation of the first values.
        seed: of the first values.
    """

    def __init__(self, count: int, width: int, *, scale: float = 0.05, seed: int = 0) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        self.table = nn.Parameter(scale * torch.randn(count, width, generator=generator))

    def count(self, node_type: str) -> int:
        """Return the number of entities, whatever the type."""
        return len(self.table)

    def vectors(self, links: LinkSet, candidates: Tensor | None, *, epoch: int) -> Vectors:
        """Return rows of the table."""
        heads = self.table[torch.from_numpy(links.heads)]
        return Vectors(
            heads=heads, tails=self.table if candidates is None else self.table[candidates]
        )

    def all_vectors(self) -> Mapping[str, Tensor]:
        """Return the table."""
        return {ENTITY: self.table}


class GraphEmbedder(nn.Module):
    """Vectors by a graph encoder, over the training graph without the links of the step.

    Args:
        encoder: what encodes.
        graph: the training graph; what is held out must not be in it.
        hidden: edge types that hold the links, each with the relation number of its links.
        sampler: of neighbours, for graphs too large to encode whole; the whole graph without.
    """

    def __init__(
        self,
        encoder: MessageEncoder,
        graph: MessageGraph,
        *,
        hidden: Mapping[EdgeType, EdgeType],
        sampler: NeighbourSampler | None = None,
    ) -> None:
        super().__init__()
        self.encoder = encoder
        self.graph = graph
        self.hidden = hidden
        self.sampler = sampler
        self._keys = {
            kind: edges.source * edges.n_target + edges.target
            for kind, edges in graph.adjacency.items()
            if kind in set(hidden) | set(hidden.values())
        }

    def count(self, node_type: str) -> int:
        """Return the number of nodes of a type."""
        return self.graph.counts[node_type]

    def vectors(self, links: LinkSet, candidates: Tensor | None, *, epoch: int) -> Vectors:
        """Encode the graph, or the neighbourhood of the links, without the links."""
        graph = self._without(links)
        heads = torch.from_numpy(links.heads)
        if self.sampler is None:
            found = self.encoder.encode(graph, only={links.source, links.target})
            tails = found[links.target]
            return Vectors(
                heads=found[links.source][heads],
                tails=tails if candidates is None else tails[candidates],
            )
        ends = torch.arange(self.count(links.target)) if candidates is None else candidates
        seeds = {links.source: heads, links.target: ends}
        if links.source == links.target:
            seeds = {links.source: torch.cat((heads, ends))}
        sample = self.sampler.sample(graph, seeds, seed=epoch)
        found = self.encoder.encode(sample, only=set(seeds))
        at_head = torch.searchsorted(sample.numbers[links.source], heads)
        at_tail = torch.searchsorted(sample.numbers[links.target], ends)
        return Vectors(heads=found[links.source][at_head], tails=found[links.target][at_tail])

    def all_vectors(self) -> Mapping[str, Tensor]:
        """Encode the whole training graph."""
        return self.encoder.encode(self.graph)

    def _without(self, links: LinkSet) -> MessageGraph:
        """Return the graph in which the links of the step weigh nothing, in either direction."""
        heads, tails = torch.from_numpy(links.heads), torch.from_numpy(links.tails)
        weights = {}
        for kind, back in self.hidden.items():
            if (kind[0], kind[2]) != (links.source, links.target):
                continue
            for each, source, target in ((kind, heads, tails), (back, tails, heads)):
                edges = self.graph.adjacency[each]
                gone = torch.isin(self._keys[each], source * edges.n_target + target)
                weights[each] = edges.weight.masked_fill(gone, 0.0)
        return self.graph.reweighted(weights)
