"""Every node and edge of a graph is in its networkx view."""

from __future__ import annotations

import networkx
import pytest

from data_schema import Predicate
from kg import to_networkx
from tests.kg.store_graphs import MARFAN, marfan_graph


def test_nodes_and_edges_are_all_there() -> None:
    graph = marfan_graph()

    drawn = to_networkx(graph)

    assert set(drawn) == {node.id for node in graph.nodes}
    assert set(drawn.edges(keys=True)) == {
        (edge.subject, edge.object, edge.predicate.value) for edge in graph.edges
    }
    assert drawn.graph["hash"] == graph.manifest.hash


def test_annotated_edges_say_how_often_and_who_says_so() -> None:
    graph = marfan_graph()
    drawn = to_networkx(graph, predicates=[Predicate.HAS_PHENOTYPE])

    edges = list(drawn.out_edges(MARFAN, data=True))

    assert edges
    for _, _, values in edges:
        assert 0.01 <= values["frequency"] <= 0.99
        assert values["annotations"]
    assert {key for *_, key in drawn.edges(keys=True)} == {"has_phenotype"}


def test_networkx_walks_it() -> None:
    graph = marfan_graph()
    drawn = to_networkx(graph, predicates=[Predicate.SUBCLASS_OF])
    low, high = next(
        (edge.subject, edge.object)
        for edge in graph.edges
        if edge.predicate is Predicate.SUBCLASS_OF
    )
    assert networkx.has_path(drawn, low, high)
    with pytest.raises(networkx.NetworkXNoPath):
        networkx.shortest_path(drawn, high, low)
