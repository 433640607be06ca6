"""Every edge stands at both of its ends, with degrees counted by type."""

from __future__ import annotations

import numpy as np
import pytest

from data_schema import Category, Predicate
from kg import Adjacency, Edge, Node, adjacency_of, arrays_from_graph
from kg.adjacency import reverse_step, step_of
from tests.kg.brute_connections import BruteConnections
from tests.kg.small_graphs import SOURCE, annotation, small_graph

ROWS = [
    annotation("OMIM:1", "HP:0000200"),
    annotation("OMIM:2", "HP:0000200"),
    annotation("OMIM:2", "HP:0000118"),
]
EXTRA = [
    ("NCBIGene:1", Predicate.GENE_ASSOCIATED_WITH_CONDITION, "OMIM:1"),
    ("NCBIGene:1", Predicate.GENE_ASSOCIATED_WITH_CONDITION, "MONDO:1"),
    ("NCBIGene:1", Predicate.RELATED_TO, "NCBIGene:2"),
    ("NCBIGene:2", Predicate.RELATED_TO, "NCBIGene:1"),
    ("NCBIGene:2", Predicate.RELATED_TO, "NCBIGene:2"),
    ("DRUGBANK:1", Predicate.AFFECTS, "NCBIGene:1"),
    ("OMIM:1", Predicate.EXACT_MATCH, "MONDO:1"),
]
GRAPH = small_graph(
    {"HP:0000200": ["HP:0000118"]},
    ROWS,
    same=[("OMIM:1", "OMIM:2")],
    nodes=[
        Node(id="NCBIGene:1", category=Category.GENE, name="A"),
        Node(id="NCBIGene:2", category=Category.GENE, name="B"),
        Node(id="DRUGBANK:1", category=Category.DRUG, name="a drug"),
        Node(id="MONDO:1", category=Category.ONTOLOGY_CLASS, name="a class"),
    ],
    edges=[
        Edge(subject=s, predicate=p, object=o, sources=(SOURCE, "infores:b")) for s, p, o in EXTRA
    ],
)


@pytest.fixture(scope="module")
def graph() -> Adjacency:
    return adjacency_of(arrays_from_graph(GRAPH))


def test_the_nodes_are_all_of_the_graph_in_curie_order(graph: Adjacency) -> None:
    assert list(graph.ids) == sorted(node.id for node in GRAPH.nodes)
    assert {node.id: node.category for node in GRAPH.nodes} == {
        curie: graph.category_of(node) for node, curie in enumerate(graph.ids)
    }


def test_an_edge_has_the_degrees_of_its_type_at_both_ends(graph: Adjacency) -> None:
    edges = [graph.path_edge(edge) for edge in range(len(graph.subject))]

    found = {
        (edge.predicate, edge.subject, edge.object): tuple(graph.degrees[place].tolist())
        for place, edge in enumerate(edges)
    }

    assert found == BruteConnections(GRAPH).degrees
    assert found["related_to", "NCBIGene:1", "NCBIGene:2"] == (1, 1)


def test_an_edge_keeps_its_sources(graph: Adjacency) -> None:
    sources = {graph.path_edge(edge).source for edge in range(len(graph.subject))}

    assert sources == {SOURCE, f"{SOURCE};infores:b"}


def test_every_edge_stands_at_both_of_its_ends_cheapest_first(graph: Adjacency) -> None:
    seen = np.bincount(graph.edge, minlength=len(graph.subject))
    assert seen.tolist() == [2] * len(graph.subject)
    for node in range(len(graph.ids)):
        row = slice(graph.indptr[node], graph.indptr[node + 1])
        assert np.all(np.diff(graph.cost[row]) >= 0)
        for there, step, edge in zip(
            graph.neighbour[row], graph.step[row], graph.edge[row], strict=True
        ):
            ends = (graph.subject[edge], graph.object[edge])
            assert set(ends) == {node, there}
            predicate = list(Predicate)[graph.predicate[edge]]
            assert step == step_of(predicate, against=ends[0] != node)


def test_a_step_back_undoes_a_step() -> None:
    for predicate in Predicate:
        step = step_of(predicate)
        assert reverse_step(step) == step_of(predicate, against=True)
        assert reverse_step(reverse_step(step)) == step


def test_reach_counts_walks_of_one_and_two_steps(graph: Adjacency) -> None:
    degrees = np.diff(graph.indptr)
    for node in range(len(graph.ids)):
        near = graph.neighbour[graph.indptr[node] : graph.indptr[node + 1]]
        assert graph.reach[node] == degrees[node] + degrees[near].sum()
