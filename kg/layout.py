"""The layout of a graph in a store, the same in every store: labels, types and properties.

A node is ``(:Disease {id, name, …})``, an edge ``-[:HAS_PHENOTYPE {sources, annotations, …}]->``.
``synonyms``, ``synonym_scopes`` and ``synonym_kinds`` run in parallel; ``annotations`` holds the
rows of an edge (see :mod:`kg.codec`). The further properties of a disease–phenotype edge are
derived from its rows, so that they can be queried; reading a graph back uses the rows alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from data_schema import PREDICATE_ENDS, Category, GraphBuildError, Predicate, Scope

from .codec import decode_annotations, encode_annotations
from .frequency import pooled_counts, pooled_frequency
from .model import Edge, KnowledgeGraph, Node, Synonym

__all__ = [
    "MANIFEST_COLUMNS",
    "MANIFEST_LABEL",
    "NODE_COLUMNS",
    "PHENOTYPE_PREDICATES",
    "Ends",
    "edge_columns",
    "edge_from_values",
    "edge_values",
    "edges_by_ends",
    "node_from_values",
    "node_values",
    "nodes_by_category",
]

Ends = tuple[Category, Category]
"""Categories of an edge's subject and object."""

MANIFEST_LABEL: Final = "KnowledgeGraph"

MANIFEST_COLUMNS: Final[Mapping[str, str]] = {
    "hash": "STRING",
    "version": "STRING",
    "schema_version": "INT64",
    "manifest": "STRING",
}

NODE_COLUMNS: Final[Mapping[str, str]] = {
    "id": "STRING",
    "name": "STRING",
    "synonyms": "STRING[]",
    "synonym_scopes": "STRING[]",
    "synonym_kinds": "STRING[]",
    "definition": "STRING",
    "alt_ids": "STRING[]",
    "xrefs": "STRING[]",
    "deprecated": "BOOL",
    "provided_by": "STRING[]",
    "epidemiology": "STRING",
}
"""Properties of a node and their types, in the order of :func:`node_values`."""

PHENOTYPE_PREDICATES: Final = frozenset({Predicate.HAS_PHENOTYPE, Predicate.LACKS_PHENOTYPE})

_EDGE_COLUMNS: Final[Mapping[str, str]] = {"sources": "STRING[]", "annotations": "STRING[]"}
_PHENOTYPE_EDGE_COLUMNS: Final[Mapping[str, str]] = {
    **_EDGE_COLUMNS,
    "frequency": "DOUBLE",
    "has_count": "INT64",
    "has_total": "INT64",
    "publications": "STRING[]",
    "evidence_code": "STRING",
    "primary_knowledge_source": "STRING",
}


def edge_columns(predicate: Predicate) -> Mapping[str, str]:
    """Return an edge's properties and their types, in the order of :func:`edge_values`."""
    return _PHENOTYPE_EDGE_COLUMNS if predicate in PHENOTYPE_PREDICATES else _EDGE_COLUMNS


def node_values(node: Node) -> list[Any]:
    """Return the values of :data:`NODE_COLUMNS`."""
    return [
        node.id,
        node.name,
        [synonym.text for synonym in node.synonyms],
        [synonym.scope.value for synonym in node.synonyms],
        [synonym.kind for synonym in node.synonyms],
        node.definition,
        list(node.alt_ids),
        list(node.xrefs),
        node.deprecated,
        list(node.provided_by),
        node.epidemiology,
    ]


def node_from_values(category: Category, values: Sequence[Any]) -> Node:
    """Rebuild a node from :func:`node_values`; properties a store lost count as empty."""
    id_, name, texts, scopes, kinds, definition, alt_ids, xrefs, deprecated, *rest = values
    provided_by, epidemiology = rest
    return Node(
        id=id_,
        category=category,
        name=name or "",
        synonyms=tuple(
            Synonym(text=text, scope=Scope(scope), kind=kind)
            for text, scope, kind in zip(texts or (), scopes or (), kinds or (), strict=True)
        ),
        definition=definition or "",
        alt_ids=tuple(alt_ids or ()),
        xrefs=tuple(xrefs or ()),
        deprecated=bool(deprecated),
        provided_by=tuple(provided_by or ()),
        epidemiology=epidemiology or "",
    )


def edge_values(edge: Edge) -> list[Any]:
    """Return the values of :func:`edge_columns`."""
    values: list[Any] = [list(edge.sources), encode_annotations(edge.annotations)]
    if edge.predicate in PHENOTYPE_PREDICATES:
        values += _phenotype_values(edge)
    return values


def _phenotype_values(edge: Edge) -> list[Any]:
    shown = edge.predicate is Predicate.HAS_PHENOTYPE
    count, total = pooled_counts(edge.annotations) or (None, None)
    return [
        pooled_frequency(edge.annotations) if shown else None,
        count,
        total,
        sorted({publication for row in edge.annotations for publication in row.publications}),
        _joined(row.evidence_code for row in edge.annotations),
        _joined(row.primary_knowledge_source for row in edge.annotations),
    ]


def _joined(values: Iterable[str]) -> str:
    return ";".join(sorted(set(values) - {""}))


def edge_from_values(
    predicate: Predicate,
    subject: str,
    object: str,
    sources: Sequence[str] | None,
    annotations: Sequence[str] | None,
) -> Edge:
    """Rebuild an edge from its ends and the first two of its values."""
    return Edge(
        subject=subject,
        predicate=predicate,
        object=object,
        sources=tuple(sources or ()),
        annotations=decode_annotations(subject, predicate.value, object, annotations or ()),
    )


def nodes_by_category(graph: KnowledgeGraph) -> dict[Category, list[Node]]:
    """Group the nodes of a graph by their label, in order."""
    groups: dict[Category, list[Node]] = defaultdict(list)
    for node in graph.nodes:
        groups[node.category].append(node)
    return groups


def edges_by_ends(graph: KnowledgeGraph) -> dict[tuple[Predicate, Ends], list[Edge]]:
    """Group the edges of a graph by predicate and categories of subject and object, in order.

    Raises:
        GraphBuildError: an edge joins what its predicate may not join, or a missing node.
    """
    categories = {node.id: node.category for node in graph.nodes}
    groups: dict[tuple[Predicate, Ends], list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        try:
            ends = (categories[edge.subject], categories[edge.object])
        except KeyError as error:
            raise GraphBuildError(
                f"expected both nodes of {edge.subject} {edge.predicate} {edge.object} in the "
                f"graph, {error.args[0]} is not there"
            ) from error
        groups[edge.predicate, ends].append(edge)
    for predicate, ends in groups:
        if ends not in PREDICATE_ENDS[predicate]:
            raise GraphBuildError(
                f"expected {predicate} to join one of "
                f"{', '.join(f'{s} and {o}' for s, o in PREDICATE_ENDS[predicate])}, "
                f"got {ends[0]} and {ends[1]}"
            )
    return groups
