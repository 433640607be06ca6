"""Graph encoders: typed nodes in, a vector each out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn
from torch_geometric.data import HeteroData

from .adjacency import MessageGraph
from .readout import LinearReadout
from .schema import GraphSchema

__all__ = ["GraphEncoder", "MessageEncoder"]


@runtime_checkable
class GraphEncoder(Protocol):
    """The seam of this package: what turns a graph into vectors."""

    @property
    def width(self) -> int:
        """Columns of the vectors."""
        ...

    def encode(
        self, data: HeteroData | MessageGraph, *, only: Collection[str] | None = None
    ) -> dict[str, Tensor]:
        """Return node type → (n, width) float32, of all types or those in ``only``.

        Raises:
            GraphVersionError: the graph is not of the layout that the encoder is made for.
        """
        ...


class MessageEncoder(nn.Module):
    """Input, hidden layers of one kind, and a linear last layer.

    A node starts from the vector of its type, what its features and frozen identity are mapped to,
    and, in types that have them, a learned vector of its own. Diseases have nothing of their own:
    one that is added later is embedded from its edges alone.

    Each hidden layer is ``x ← x + dropout(relu(norm(layer(x))))``.

    Args:
        schema: the graphs it is made for.
        layers: the hidden layers, of equal width.
        width: columns of all vectors.
        dropout: share of hidden values that training leaves out.
    """

    def __init__(
        self, schema: GraphSchema, layers: Iterable[nn.Module], *, width: int, dropout: float
    ) -> None:
        super().__init__()
        self.schema = schema
        self._width = width
        self.types = nn.ParameterDict(
            {node.name: nn.Parameter(0.1 * torch.randn(width)) for node in schema.nodes}
        )
        self.mapped = nn.ModuleDict(
            {
                node.name: nn.Linear(node.features + node.identity, width, bias=False)
                for node in schema.nodes
                if node.features + node.identity
            }
        )
        self.learned = nn.ParameterDict(
            {
                node.name: nn.Parameter(0.3 * torch.randn(node.learned, width))
                for node in schema.nodes
                if node.learned
            }
        )
        self.layers = nn.ModuleList(layers)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in self.layers)
        self.dropout = nn.Dropout(dropout)
        self.readout = LinearReadout(schema, width, width)

    @property
    def width(self) -> int:
        """Columns of the vectors."""
        return self._width

    def encode(
        self, data: HeteroData | MessageGraph, *, only: Collection[str] | None = None
    ) -> dict[str, Tensor]:
        """Return node type → (n, width) float32, of all types or those in ``only``."""
        graph = MessageGraph.of(data)
        vectors: dict[str, Tensor] = self.readout(self.encode_hidden(graph), graph, only=only)
        return vectors

    def encode_hidden(self, data: HeteroData | MessageGraph) -> dict[str, Tensor]:
        """Return what the last layer reads: node type → (n, width)."""
        graph = MessageGraph.of(data)
        self.schema.check(graph)
        x = self._inputs(graph)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            changed = layer(x, graph)
            x = {
                name: values + self.dropout(torch.relu(norm(changed[name])))
                for name, values in x.items()
            }
        return x

    def _inputs(self, graph: MessageGraph) -> dict[str, Tensor]:
        inputs = {}
        for name, count in graph.counts.items():
            x = self.types[name].expand(count, -1)
            if name in self.mapped:
                x = x + self.mapped[name](_known(graph, name))
            if name in self.learned:
                learned = self.learned[name]
                x = x + (learned[graph.numbers[name]] if name in graph.numbers else learned)
            inputs[name] = x
        return inputs


def _known(graph: MessageGraph, name: str) -> Tensor:
    features = graph.features[name]
    if name not in graph.identities:
        return features
    return torch.cat((features, graph.identities[name]), dim=1)
