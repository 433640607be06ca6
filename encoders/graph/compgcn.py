"""CompGCN: relations have vectors of their own, composed with the neighbour's."""

from __future__ import annotations

from enum import StrEnum

import torch
from torch import Tensor, nn

from .adjacency import MessageGraph
from .data import is_reverse
from .schema import GraphSchema

__all__ = ["CompGCNLayer", "Composition"]


class Composition(StrEnum):
    """How a neighbour and its relation become one message (Vashishth et al. 2020, section 4.1)."""

    SUBTRACTION = "sub"
    MULTIPLICATION = "mult"
    CORRELATION = "corr"


class CompGCNLayer(nn.Module):
    """One layer of Vashishth et al. 2020 (arXiv:1911.03082), equations 3 and 4.

    ``h_v = W_loop φ(x_v, z_loop) + b + Σ_r mean_{u in N_r(v)} W_dir(r) φ(x_u, z_r)``, the mean
    weighted by the edges, one matrix each for edges as stored and turned round. All three φ are
    linear in the neighbour, so neighbours are averaged first and composed once a node. The paper
    divides by degrees instead, and carries ``z`` from layer to layer; here each layer has its own.

    Args:
        schema: node and edge types.
        width: columns in and out.
        composition: φ.
    """

    def __init__(self, schema: GraphSchema, width: int, *, composition: Composition) -> None:
        super().__init__()
        self.edges, self.composition = schema.edges, composition
        self.relations = nn.Parameter(torch.empty(len(self.edges), width))
        self.loop_relation = nn.Parameter(torch.empty(1, width))
        self.ahead = nn.Parameter(torch.empty(width, width))
        self.back = nn.Parameter(torch.empty(width, width))
        self.loop = nn.Parameter(torch.empty(width, width))
        self.bias = nn.Parameter(torch.zeros(width))
        for parameter in (
            self.relations, self.loop_relation, self.ahead, self.back, self.loop
        ):  # fmt: skip
            nn.init.xavier_uniform_(parameter)

    def forward(self, x: dict[str, Tensor], graph: MessageGraph) -> dict[str, Tensor]:
        """Return new vectors: node type → (n, width)."""
        own = self.loop_relation
        one = torch.ones(1)
        out = {
            name: compose(values, own, one, self.composition) @ self.loop + self.bias
            for name, values in x.items()
        }
        for kind, relation in zip(self.edges, self.relations, strict=True):
            joined = graph.adjacency[kind].joined
            if joined is None or not len(joined.targets):
                continue
            near = joined.edges.mean(x[kind[0]][joined.sources])
            message = compose(near, relation[None], joined.edges.total_share(), self.composition)
            turned = message @ (self.back if is_reverse(kind) else self.ahead)
            out[kind[2]] = out[kind[2]].index_add(0, joined.targets, turned)
        return out


def compose(x: Tensor, relation: Tensor, present: Tensor, how: Composition) -> Tensor:
    """Return φ(x, z) summed with weights, given the weighted sum of x and the sum of the weights.

    Args:
        x: (n, dim) weighted sums of neighbours.
        relation: (1, dim), z.
        present: (n,) or (1,), the sum of the weights: 1, or 0 without a neighbour.
        how: φ.

    Returns:
        (n, dim). ``corr`` is circular: out_k = Σ_i x_i z_(i+k mod dim).
    """
    match how:
        case Composition.SUBTRACTION:
            return x - present[:, None] * relation
        case Composition.MULTIPLICATION:
            return x * relation
        case Composition.CORRELATION:
            width = x.shape[1]
            places = torch.arange(width)
            turned = relation[0][(places[:, None] + places[None]) % width]
            return x @ turned
