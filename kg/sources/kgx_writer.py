"""Write a graph as KGX: nodes, one edge per annotation row, and the manifest.

The Biolink association of each row is one KGX edge; ``row`` numbers the rows of an edge from 1
and is 0 for an edge without any. ``lacks_phenotype`` is not Biolink: such an edge is written as
``has_phenotype`` whose rows are all negative, or with ``negated`` where it has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from data_schema import Annotation, Predicate, UsageError
from kg.codec import manifest_to_json
from kg.model import Edge, KnowledgeGraph, Node

from .kgx_records import write_records

__all__ = ["write_kgx"]

MANIFEST_FILE: Final = "diagraph-manifest.json"

_NODE_COLUMNS: Final = (
    "id",
    "category",
    "name",
    "description",
    "synonym",
    "synonym_scope",
    "synonym_kind",
    "alternate_id",
    "xref",
    "deprecated",
    "provided_by",
    "epidemiology",
)
ROW_COLUMNS: Final = {
    "negated": "negated",
    "has_count": "has_count",
    "has_total": "has_total",
    "has_percentage": "has_percentage",
    "frequency_qualifier": "frequency_qualifier",
    "onset_qualifier": "onset_qualifier",
    "sex_qualifier": "sex_qualifier",
    "modifiers": "clinical_modifier_qualifier",
    "publications": "publications",
    "evidence_code": "has_evidence",
    "primary_knowledge_source": "primary_knowledge_source",
    "knowledge_level": "knowledge_level",
    "agent_type": "agent_type",
    "required": "required",
    "pathognomonic": "pathognomonic",
    "likelihood_ratio_positive": "likelihood_ratio_positive",
    "likelihood_ratio_negative": "likelihood_ratio_negative",
    "relative_risk": "relative_risk",
}
"""Field of an annotation → KGX column."""
_EDGE_COLUMNS: Final = (
    "id",
    "subject",
    "predicate",
    "object",
    "knowledge_source",
    "row",
    *ROW_COLUMNS.values(),
)


def write_kgx(
    graph: KnowledgeGraph, folder: Path, *, format: Literal["tsv", "jsonl"] = "tsv"
) -> tuple[Path, Path, Path]:
    """Write nodes, edges and ``diagraph-manifest.json`` into ``folder``, made where it is missing.

    Reading them back with the source ``kgx`` gives a graph with the same content and hash.

    Returns:
        The three paths.

    Raises:
        UsageError: another format.
    """
    if format not in ("tsv", "jsonl"):
        raise UsageError(f"expected the format tsv or jsonl, got {format!r}; choose one of them")
    folder.mkdir(parents=True, exist_ok=True)
    nodes, edges = folder / f"nodes.{format}", folder / f"edges.{format}"
    manifest = folder / MANIFEST_FILE
    write_records(nodes, _NODE_COLUMNS, map(_node_record, graph.nodes))
    write_records(edges, _EDGE_COLUMNS, _edge_records(graph))
    partial = manifest.with_name(f"{manifest.name}.partial")
    partial.write_text(manifest_to_json(graph.manifest), encoding="utf-8")
    partial.replace(manifest)
    return nodes, edges, manifest


def _node_record(node: Node) -> dict[str, object]:
    return _filled(
        id=node.id,
        category=(f"biolink:{node.category}",),
        name=node.name,
        description=node.definition,
        synonym=tuple(synonym.text for synonym in node.synonyms),
        synonym_scope=tuple(synonym.scope.value for synonym in node.synonyms),
        synonym_kind=tuple(synonym.kind for synonym in node.synonyms),
        alternate_id=node.alt_ids,
        xref=node.xrefs,
        deprecated=node.deprecated,
        provided_by=node.provided_by,
        epidemiology=node.epidemiology,
    )


def _edge_records(graph: KnowledgeGraph) -> Iterator[dict[str, object]]:
    number = 0
    for edge in graph.edges:
        rows: tuple[Annotation | None, ...] = edge.annotations or (None,)
        for position, row in enumerate(rows, 1):
            number += 1
            yield _edge_record(edge, row, 0 if row is None else position, f"diagraph:{number}")


def _edge_record(edge: Edge, row: Annotation | None, position: int, name: str) -> dict[str, object]:
    lacks = edge.predicate is Predicate.LACKS_PHENOTYPE
    predicate = Predicate.HAS_PHENOTYPE if lacks else edge.predicate
    stated: dict[str, object] = {
        "id": name,
        "subject": edge.subject,
        "predicate": f"biolink:{predicate}",
        "object": edge.object,
        "knowledge_source": edge.sources,
        "row": position,
    }
    if row is None:
        return _filled(**stated, negated=lacks)
    cells = {column: getattr(row, field) for field, column in ROW_COLUMNS.items()}
    return _filled(**stated, **cells)


def _filled(**cells: object) -> dict[str, object]:
    """Leave out what is empty or false; 0 stays."""
    return {
        column: value
        for column, value in cells.items()
        if value is not None and value is not False and value not in ("", ())
    }
