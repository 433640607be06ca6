"""How two nodes of the graph are connected: its best paths, apart from any score."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from .evidence import PathEdge
from .record import OntologyClass

__all__ = ["NOT_PART_OF_THE_SCORE", "Connection", "Connections", "RandomPairs"]

NOT_PART_OF_THE_SCORE: Final = "not part of the score"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One path between two nodes that passes no node twice.

    Attributes:
        nodes: CURIEs from the start to the end.
        edges: ``len(nodes) - 1`` edges, in the order walked.
        metapath: its predicates in that order, ``^`` before one that is walked against:
            ``^has_phenotype/^gene_associated_with_condition``.
        degrees: for each edge how many edges of its type its subject and its object have.
        path_degree_product: Π (d_subject · d_object)^−0.4 over the edges, in (0, 1]; 1 where the
            path is the only one of its type all along.
        as_good: in how many of the random pairs the best path is as good as this one.
        cypher: a statement that returns this path from either store.
        parameters: the statement's parameters.
    """

    nodes: tuple[str, ...]
    edges: tuple[PathEdge, ...]
    metapath: str
    degrees: tuple[tuple[int, int], ...]
    path_degree_product: float
    as_good: int = 0
    cypher: str = ""
    parameters: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not len(self.nodes) - 1 == len(self.edges) == len(self.degrees):
            raise ValueError("a path has one node more than edges, and degrees for each edge")
        for here, edge, there in zip(self.nodes, self.edges, self.nodes[1:], strict=False):
            if {here, there} != {edge.subject, edge.object}:
                raise ValueError(f"path is broken between {here} and {there}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomPairs:
    """The pairs that connections are compared with: nodes like the two ends, drawn at random.

    Attributes:
        n: how many pairs.
        seed: what they were drawn with.
        start_degrees, end_degrees: least and greatest number of edges of the nodes drawn from;
            each has the category of the end it stands in for.
    """

    n: int
    seed: int
    start_degrees: tuple[int, int]
    end_degrees: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connections:
    """The best paths between two nodes, best first.

    Attributes:
        start, end: the nodes.
        paths: by falling path-degree product; ties by CURIEs.
        limit, max_hops, metapaths: what was asked for; without metapaths all are walked but those
            with ``lacks_phenotype``.
        truncated: time ran out, so that better paths may be missing.
        random_pairs: what ``as_good`` of the paths counts; ``None`` where none was drawn.
        note: that no score is made of it.
    """

    start: OntologyClass
    end: OntologyClass
    paths: tuple[Connection, ...] = ()
    limit: int
    max_hops: int
    metapaths: tuple[str, ...] = ()
    truncated: bool = False
    random_pairs: RandomPairs | None = None
    note: str = NOT_PART_OF_THE_SCORE
