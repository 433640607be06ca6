"""The Cypher of a connection returns it from either store, and nothing once an edge is gone."""

from __future__ import annotations

from dataclasses import replace

from kg import ConnectionSearch, GraphStore, adjacency_of, arrays_from_graph, connection_of
from tests.kg.test_adjacency import GRAPH


def test_each_statement_returns_its_path_from_the_store_and_needs_every_edge(
    store: GraphStore,
) -> None:
    store.load(GRAPH)
    store.open()
    graph = adjacency_of(arrays_from_graph(store.export()))
    index = graph.index
    ends = (index["DRUGBANK:1"], index["HP:0000118"])
    paths = [
        connection_of(path, graph, as_good=3)
        for pair in (ends, ends[::-1], (index["NCBIGene:2"], index["MONDO:1"]))
        for path in ConnectionSearch(graph).between(*pair, k=50).paths
    ]

    assert len(paths) > 4
    assert {edge.predicate for path in paths for edge in path.edges} >= {
        "affects",
        "exact_match",
        "has_phenotype",
        "related_to",
        "subclass_of",
    }
    for path in paths:
        (row,) = store.query(path.cypher, path.parameters)
        assert [row[f"n{place}"] for place in range(len(path.nodes))] == list(path.nodes)
    lost = paths[0].edges[-1]
    kept = [
        edge
        for edge in GRAPH.edges
        if (edge.subject, edge.predicate.value, edge.object)
        != (lost.subject, lost.predicate, lost.object)
    ]
    store.close()
    store.load(replace(GRAPH, edges=tuple(kept), manifest=replace(GRAPH.manifest, hash="1" * 64)))
    store.open()
    for path in paths:
        assert bool(store.query(path.cypher, path.parameters)) == (lost not in path.edges)
