"""HGT: attention over all the neighbours of a node, with a key and a value for each edge type."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from .adjacency import MessageGraph, edge_products, weighted_sums
from .data import EdgeType
from .schema import GraphSchema

__all__ = ["HGTLayer"]


class HGTLayer(nn.Module):
    """One layer of Hu et al. 2020 (arXiv:2003.01332), equations 3 to 5, without time.

    A weight of an edge multiplies its attention before all are normalised; without weights this is
    ``HGTConv`` of PyTorch Geometric.

    Args:
        schema: node and edge types.
        width: columns in and out.
        heads: attention heads; they divide ``width``.
    """

    def __init__(self, schema: GraphSchema, width: int, *, heads: int) -> None:
        super().__init__()
        self.edges, self.heads, self.depth = schema.edges, heads, width // heads
        names = [node.name for node in schema.nodes]
        self.project = nn.ModuleDict({name: nn.Linear(width, 3 * width) for name in names})
        self.out = nn.ModuleDict({name: nn.Linear(width, width) for name in names})
        self.skip = nn.ParameterDict({name: nn.Parameter(torch.ones(())) for name in names})
        shape = (len(self.edges), heads, self.depth, self.depth)
        self.key = nn.Parameter(torch.empty(shape))
        self.value = nn.Parameter(torch.empty(shape))
        self.prior = nn.Parameter(torch.ones(len(self.edges), heads))
        nn.init.xavier_uniform_(self.key)
        nn.init.xavier_uniform_(self.value)

    def forward(self, x: dict[str, Tensor], graph: MessageGraph) -> dict[str, Tensor]:
        """Return new vectors: node type → (n, width)."""
        parts = {name: self.project[name](values).chunk(3, dim=1) for name, values in x.items()}
        heads = [self._head(head, parts, graph) for head in range(self.heads)]
        out = {}
        for name, values in x.items():
            gathered = torch.cat([head[name] for head in heads], dim=1)
            kept = torch.sigmoid(self.skip[name])
            changed = self.out[name](nn.functional.gelu(gathered))
            out[name] = kept * changed + (1 - kept) * values
        return out

    def _head(
        self, head: int, parts: dict[str, tuple[Tensor, ...]], graph: MessageGraph
    ) -> dict[str, Tensor]:
        """Return what one head gathers: node type → (n, depth)."""
        span = slice(head * self.depth, (head + 1) * self.depth)
        logits: dict[EdgeType, Tensor] = {}
        for number, kind in enumerate(self.edges):
            key = parts[kind[0]][0][:, span] @ self.key[number, head]
            products = edge_products(parts[kind[2]][1][:, span], key, graph.adjacency[kind])
            logits[kind] = products * self.prior[number, head] / math.sqrt(self.depth)
        attention = _normalised(logits, graph)
        out = {name: part[2].new_zeros(len(part[2]), self.depth) for name, part in parts.items()}
        for number, kind in enumerate(self.edges):
            value = parts[kind[0]][2][:, span] @ self.value[number, head]
            sums = weighted_sums(attention[kind], value, graph.adjacency[kind])
            out[kind[2]] = out[kind[2]] + sums
        return out


def _normalised(logits: dict[EdgeType, Tensor], graph: MessageGraph) -> dict[EdgeType, Tensor]:
    """Return weight · exp(logit) of each edge over the sum of all edges into the same node."""
    highest = {name: torch.full((count,), -torch.inf) for name, count in graph.counts.items()}
    for kind, values in logits.items():
        edges = graph.adjacency[kind]
        highest[kind[2]].scatter_reduce_(0, edges.target, values.detach(), "amax")
    risen: dict[EdgeType, Tensor] = {}
    total = {name: torch.zeros(count) for name, count in graph.counts.items()}
    for kind, values in logits.items():
        edges = graph.adjacency[kind]
        risen[kind] = edges.weight * torch.exp(values - highest[kind[2]][edges.target])
        total[kind[2]] = total[kind[2]].index_add(0, edges.target, risen[kind])
    least = torch.finfo(torch.float32).tiny
    return {
        kind: values / total[kind[2]].clamp(min=least)[graph.adjacency[kind].target]
        for kind, values in risen.items()
    }
