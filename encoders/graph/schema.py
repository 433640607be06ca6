"""What a graph encoder expects of a graph: its input contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from torch_geometric.data import HeteroData

from data_schema import GraphVersionError

from .adjacency import MessageGraph
from .data import EdgeType

__all__ = ["GraphSchema", "NodeSchema"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSchema:
    """What is known of the nodes of one type.

    Attributes:
        name: the node type.
        features: columns of ``x``.
        identity: columns of ``identity``, 0 without.
        learned: nodes with a learned vector each, 0 for a type whose nodes have none; such a type
            can be extended without training.
    """

    name: str
    features: int
    identity: int
    learned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphSchema:
    """Node and edge types, in order: what the parameters of an encoder are made for."""

    nodes: tuple[NodeSchema, ...]
    edges: tuple[EdgeType, ...]

    @classmethod
    def of(cls, data: HeteroData | MessageGraph, *, learned: Sequence[str] = ("term",)) -> Self:
        """Read the schema off a graph; the nodes of types in ``learned`` get a vector each."""
        graph = MessageGraph.of(data)
        return cls(
            nodes=tuple(
                NodeSchema(
                    name=name,
                    features=graph.features[name].shape[1],
                    identity=_width(graph, name),
                    learned=count if name in learned else 0,
                )
                for name, count in graph.counts.items()
            ),
            edges=tuple(graph.adjacency),
        )

    def check(self, graph: MessageGraph) -> None:
        """Refuse a graph of another layout.

        Raises:
            GraphVersionError: what was expected and what came.
        """
        if set(graph.counts) != {node.name for node in self.nodes}:
            raise _wrong("node types", sorted(n.name for n in self.nodes), sorted(graph.counts))
        if set(graph.adjacency) != set(self.edges):
            raise _wrong("edge types", _names(self.edges), _names(graph.adjacency))
        for node in self.nodes:
            found = (graph.features[node.name].shape[1], _width(graph, node.name))
            if found != (node.features, node.identity):
                raise _wrong(f"columns of {node.name}", (node.features, node.identity), found)
            whole = node.name not in graph.numbers
            if node.learned and whole and graph.counts[node.name] != node.learned:
                raise _wrong(f"{node.name} nodes", node.learned, graph.counts[node.name])

    def to_dict(self) -> dict[str, Any]:
        """Return the schema as JSON holds it."""
        return {
            "nodes": [
                {
                    "name": node.name,
                    "features": node.features,
                    "identity": node.identity,
                    "learned": node.learned,
                }
                for node in self.nodes
            ],
            "edges": [list(edge) for edge in self.edges],
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Self:
        """Read what :meth:`to_dict` returned."""
        return cls(
            nodes=tuple(NodeSchema(**node) for node in value["nodes"]),
            edges=tuple((source, name, target) for source, name, target in value["edges"]),
        )


def _width(graph: MessageGraph, name: str) -> int:
    return graph.identities[name].shape[1] if name in graph.identities else 0


def _names(edges: Sequence[EdgeType] | Mapping[EdgeType, object]) -> list[str]:
    return sorted(" ".join(edge) for edge in edges)


def _wrong(what: str, expected: object, found: object) -> GraphVersionError:
    return GraphVersionError(
        f"expected a graph with {what} {expected}, got {found}; "
        "load the graph the encoder was trained on, or train again"
    )
