"""The phenotypic series of a disease is the class that it is, or that stands directly above it."""

from __future__ import annotations

import pytest

from data_schema import Category, Predicate
from kg import Edge, Node, arrays_from_graph, disease_series
from tests.kg.small_graphs import SOURCE, annotation, small_graph

CLASSES = {
    "MONDO:1": ["MONDO:3", "MONDO:2"],
    "MONDO:2": ["MONDO:4"],
    "MONDO:3": ["MONDO:4"],
    "MONDO:4": [],
    "MONDO:0": ["MONDO:2"],
}


def series_of(exact: list[str], series: set[str]) -> str | None:
    """Name the series of a disease whose exact classes are ``exact``."""
    nodes = [
        Node(
            id=c,
            category=Category.ONTOLOGY_CLASS,
            name=f"class {c}",
            xrefs=("OMIMPS:1",) if c in series else ("OMIM:1",),
        )
        for c in CLASSES
    ]
    pairs = [("OMIM:1", Predicate.EXACT_MATCH, c) for c in exact]
    pairs += [(c, Predicate.SUBCLASS_OF, above) for c in CLASSES for above in CLASSES[c]]
    edges = [
        Edge(subject=low, predicate=predicate, object=high, sources=(SOURCE,))
        for low, predicate, high in pairs
    ]
    graph = small_graph({}, [annotation("OMIM:1", "HP:0000118")], nodes=nodes, edges=edges)
    found = disease_series(arrays_from_graph(graph), 0)
    assert found is None or found.label == f"class {found.id}"
    return None if found is None else found.id


@pytest.mark.parametrize(
    ("exact", "series", "nearest"),
    [
        (["MONDO:1"], set(), None),
        (["MONDO:1"], {"MONDO:1", "MONDO:2"}, "MONDO:1"),
        (["MONDO:1"], {"MONDO:3", "MONDO:2"}, "MONDO:2"),
        (["MONDO:1"], {"MONDO:4"}, None),
        (["MONDO:0", "MONDO:1"], {"MONDO:3"}, "MONDO:3"),
        ([], {"MONDO:1"}, None),
    ],
)
def test_the_class_itself_then_the_first_above(
    exact: list[str], series: set[str], nearest: str | None
) -> None:
    assert series_of(exact, series) == nearest
