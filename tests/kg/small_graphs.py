"""Hand-made graphs of a few terms and diseases, with the real identifiers' shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from data_schema import Annotation, Category, Predicate
from kg import (
    PHENOTYPE_ROOT,
    SCHEMA_VERSION,
    Edge,
    KnowledgeGraph,
    Manifest,
    Node,
    is_negative,
)

SOURCE = "infores:test"


def annotation(disease: str, term: str, **values: object) -> Annotation:
    """Make an annotation row; ``values`` are further fields of it."""
    fields: dict[str, object] = {
        "subject": disease,
        "predicate": Predicate.HAS_PHENOTYPE.value,
        "object": term,
        "evidence_code": "PCS",
        "primary_knowledge_source": SOURCE,
        **values,
    }
    return Annotation(**fields)  # type: ignore[arg-type]  # Annotation checks its own fields


def small_graph(
    terms: Mapping[str, Sequence[str]],
    rows: Iterable[Annotation],
    *,
    same: Iterable[tuple[str, str]] = (),
    nodes: Iterable[Node] = (),
    edges: Iterable[Edge] = (),
) -> KnowledgeGraph:
    """Make a graph.

    Args:
        terms: term → its parents; the phenotype root and *All* above it are added.
        rows: disease–phenotype rows; their diseases are added.
        same: pairs of diseases that are exact matches.
        nodes: further nodes, which stand in for the added ones of the same id.
        edges: further edges.
    """
    parents = {"HP:0000001": (), PHENOTYPE_ROOT: ("HP:0000001",), **terms}
    rows, same = list(rows), list(same)
    diseases = {row.subject for row in rows} | {disease for pair in same for disease in pair}
    known = {
        **{t: Node(id=t, category=Category.PHENOTYPIC_FEATURE, name=f"term {t}") for t in parents},
        **{d: Node(id=d, category=Category.DISEASE, name=f"disease {d}") for d in diseases},
        **{node.id: node for node in nodes},
    }
    found = [_edge(low, Predicate.SUBCLASS_OF, high) for low in parents for high in parents[low]]
    found += [_edge(min(pair), Predicate.EXACT_MATCH, max(pair)) for pair in same]
    found += _phenotype_edges(rows)
    found += edges
    return KnowledgeGraph(
        nodes=tuple(known[curie] for curie in sorted(known)),
        edges=tuple(sorted(found, key=lambda e: (e.predicate, e.subject, e.object))),
        manifest=Manifest(
            version="small",
            hash="0" * 64,
            schema_version=SCHEMA_VERSION,
            sources=(),
            nodes={},
            edges={},
        ),
    )


def _edge(subject: str, predicate: Predicate, object_: str, *rows: Annotation) -> Edge:
    return Edge(
        subject=subject, predicate=predicate, object=object_, sources=(SOURCE,), annotations=rows
    )


def _phenotype_edges(rows: Iterable[Annotation]) -> list[Edge]:
    pairs: dict[tuple[str, str], list[Annotation]] = {}
    for row in rows:
        pairs.setdefault((row.subject, row.object), []).append(row)
    return [
        _edge(
            disease,
            Predicate.LACKS_PHENOTYPE if all(map(is_negative, pair)) else Predicate.HAS_PHENOTYPE,
            term,
            *pair,
        )
        for (disease, term), pair in pairs.items()
    ]
