"""R-GCN: a matrix for each edge type, shared through bases."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .adjacency import Adjacency, MessageGraph
from .schema import GraphSchema

__all__ = ["RGCNLayer", "add_mean"]


class RGCNLayer(nn.Module):
    """One layer of Schlichtkrull et al. 2018 (arXiv:1703.06103), equations 2 and 3.

    ``h_v = W_0 x_v + b + Σ_r mean_{u in N_r(v)} W_r x_u`` with ``W_r = Σ_b a_rb V_b``; the mean is
    weighted by the edges. Without weights it is ``RGCNConv`` of PyTorch Geometric.

    Args:
        schema: node and edge types.
        width: columns in and out.
        bases: how many matrices the edge types share.
    """

    def __init__(self, schema: GraphSchema, width: int, *, bases: int) -> None:
        super().__init__()
        self.edges = schema.edges
        self.bases = nn.Parameter(torch.empty(bases, width, width))
        self.mixture = nn.Parameter(torch.empty(len(self.edges), bases))
        self.root = nn.Parameter(torch.empty(width, width))
        self.bias = nn.Parameter(torch.zeros(width))
        for parameter in (self.bases, self.mixture, self.root):
            nn.init.xavier_uniform_(parameter)

    def forward(self, x: dict[str, Tensor], graph: MessageGraph) -> dict[str, Tensor]:
        """Return new vectors: node type → (n, width)."""
        matrices = torch.einsum("rb,bio->rio", self.mixture, self.bases)
        out = {name: values @ self.root + self.bias for name, values in x.items()}
        for (source, relation, target), matrix in zip(self.edges, matrices, strict=True):
            edges = graph.adjacency[source, relation, target]
            add_mean(out, target, x[source], matrix, edges)
        return out


def add_mean(
    out: dict[str, Tensor], target: str, x: Tensor, matrix: Tensor, edges: Adjacency
) -> None:
    """Add the weighted mean over neighbours times a matrix to ``out[target]``.

    Only nodes with an edge are multiplied, on the side that has fewer of them; the order of the two
    products does not change the sum.

    Args:
        out: node type → (n, width).
        target: type of the nodes that are added to.
        x: (n_source, dim).
        matrix: (dim, width).
        edges: the edges.
    """
    joined = edges.joined
    if joined is None or not len(edges):
        return
    near = x if len(joined.sources) == len(x) else x[joined.sources]
    if len(joined.sources) < len(joined.targets):
        mean = joined.edges.mean(near @ matrix)
    else:
        mean = joined.edges.mean(near) @ matrix
    if len(joined.targets) == len(out[target]):
        out[target] = out[target] + mean
    else:
        out[target] = out[target].index_add(0, joined.targets, mean)
