"""The last layer: linear, so that each neighbour's share of a vector is exact."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .adjacency import MessageGraph
from .data import EdgeType
from .rgcn import add_mean
from .schema import GraphSchema

__all__ = ["LinearReadout", "Messages"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Messages:
    """What one node's vector is the sum of.

    Attributes:
        own: (dim,), from the node itself, the bias included.
        kinds: edge type of each message, k of them.
        sources: (k,) int64, number of the neighbour.
        places: (k,) int64, number of the edge among those of its type.
        values: (k, dim), what each edge brings; ``own + values.sum(0)`` is the node's vector.
    """

    own: Tensor
    kinds: tuple[EdgeType, ...]
    sources: Tensor
    places: Tensor
    values: Tensor


class LinearReadout(nn.Module):
    """``h_v = W_0 x_v + b + Σ_r Σ_{u in N_r(v)} s_uv W_r x_u``, with no norm or function after it.

    ``s_uv`` is the edge's weight over the weights of all edges of its type into v. This is a layer
    of R-GCN without bases: linear in the hidden vectors, so that it can be taken apart by edge.

    Args:
        schema: node and edge types.
        width: columns of the hidden vectors.
        out: columns of what comes out.
    """

    def __init__(self, schema: GraphSchema, width: int, out: int) -> None:
        super().__init__()
        self.edges = schema.edges
        self.matrices = nn.Parameter(torch.empty(len(self.edges), width, out))
        self.root = nn.Parameter(torch.empty(width, out))
        self.bias = nn.Parameter(torch.zeros(out))
        nn.init.xavier_uniform_(self.matrices)
        nn.init.xavier_uniform_(self.root)

    def forward(
        self,
        hidden: dict[str, Tensor],
        graph: MessageGraph,
        *,
        only: Collection[str] | None = None,
    ) -> dict[str, Tensor]:
        """Return the vectors of all nodes, or of the types in ``only``: node type → (n, out)."""
        wanted = hidden if only is None else only
        out = {name: hidden[name] @ self.root + self.bias for name in wanted}
        for (source, relation, target), matrix in zip(self.edges, self.matrices, strict=True):
            if target in out:
                edges = graph.adjacency[source, relation, target]
                add_mean(out, target, hidden[source], matrix, edges)
        return out

    def messages(
        self, hidden: dict[str, Tensor], graph: MessageGraph, node_type: str, node: int
    ) -> Messages:
        """Take the vector of one node apart.

        Args:
            hidden: what :meth:`MessageEncoder.encode_hidden` returned.
            graph: the same graph.
            node_type: type of the node.
            node: its number.
        """
        kinds: list[EdgeType] = []
        sources, places, values = [], [], []
        for kind, matrix in zip(self.edges, self.matrices, strict=True):
            if kind[2] != node_type:
                continue
            edges = graph.adjacency[kind]
            start, end = int(edges.indptr[node]), int(edges.indptr[node + 1])
            near = edges.source[start:end]
            kinds += [kind] * len(near)
            sources.append(near)
            places.append(torch.arange(start, end))
            values.append(edges.share[start:end, None] * (hidden[kind[0]][near] @ matrix))
        return Messages(
            own=hidden[node_type][node] @ self.root + self.bias,
            kinds=tuple(kinds),
            sources=torch.cat(sources),
            places=torch.cat(places),
            values=torch.cat(values),
        )
