"""Derivations as paths: shortest is_a chains, ties by CURIE, and the Cypher that finds them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schema import AnnotationSummary, EvidencePath, Predicate
from kg import (
    PHENOTYPE_ROOT,
    Edge,
    GraphArrays,
    PathRenderer,
    arrays_from_graph,
    path_statement,
)
from kg.embedded_store import EmbeddedStore
from tests.kg.small_graphs import SOURCE, annotation, small_graph

TERMS = {
    "HP:0000100": ["HP:0000118"],
    "HP:0000110": ["HP:0000100"],
    "HP:0000120": ["HP:0000100"],
    "HP:0000111": ["HP:0000110", "HP:0000120"],
    "HP:0000121": ["HP:0000111", "HP:0000120"],
}


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    rows = [annotation("OMIM:1", "HP:0000111"), annotation("ORPHA:1", "HP:0000121")]
    same = [("OMIM:1", "ORPHA:1"), ("ORPHA:1", "GARD:1")]
    return arrays_from_graph(small_graph(TERMS, rows, same=same))


def chain(arrays: GraphArrays, low: str, high: str) -> list[str]:
    found = PathRenderer(arrays).chain(arrays.term_index[low], arrays.term_index[high])
    return [arrays.term_ids[term] for term in found]


def test_a_term_is_the_chain_to_itself(arrays: GraphArrays) -> None:
    assert chain(arrays, "HP:0000110", "HP:0000110") == ["HP:0000110"]


def test_the_shorter_chain_wins(arrays: GraphArrays) -> None:
    assert chain(arrays, "HP:0000121", "HP:0000100") == ["HP:0000121", "HP:0000120", "HP:0000100"]


def test_of_equal_chains_the_first_in_curie_order_wins(arrays: GraphArrays) -> None:
    assert chain(arrays, "HP:0000111", "HP:0000100") == ["HP:0000111", "HP:0000110", "HP:0000100"]


def test_there_is_no_chain_downwards(arrays: GraphArrays) -> None:
    with pytest.raises(ValueError, match="is not an ancestor"):
        chain(arrays, "HP:0000100", "HP:0000110")


@given(st.data())
def test_chains_of_any_hierarchy_are_shortest_and_first(data: st.DataObject) -> None:
    names = data.draw(st.permutations([f"HP:000020{i}" for i in range(7)]))
    terms = {
        name: sorted(data.draw(st.sets(st.sampled_from([PHENOTYPE_ROOT, *names[:i]]), min_size=1)))
        for i, name in enumerate(names)
    }
    arrays = arrays_from_graph(small_graph(terms, []))
    renderer, ids = PathRenderer(arrays), arrays.term_ids

    def all_chains(low: str, high: str) -> list[list[str]]:
        if low == high:
            return [[low]]
        above = terms.get(low, [])
        return [[low, *rest] for parent in above for rest in all_chains(parent, high)]

    for low in names:
        for high in [PHENOTYPE_ROOT, *names]:
            if chains := all_chains(low, high):
                found = renderer.chain(arrays.term_index[low], arrays.term_index[high])
                best = min(chains, key=lambda walk: (len(walk), walk))
                assert [ids[term] for term in found] == best


def rendered(
    arrays: GraphArrays, *, annotated: str, disease: str = "OMIM:1", via: str | None = None
) -> EvidencePath:
    return PathRenderer(arrays).render(
        finding=arrays.term_index["HP:0000120"],
        matched=arrays.term_index["HP:0000100"],
        annotated=arrays.term_index[annotated],
        disease=arrays.disease_index[disease],
        via=None if via is None else arrays.disease_index[via],
        share=0.25,
        annotation=AnnotationSummary(term=annotated, frequency=0.65, source=SOURCE),
    )


def test_a_path_climbs_descends_and_ends_at_the_disease(arrays: GraphArrays) -> None:
    path = rendered(arrays, annotated="HP:0000111")

    assert path.share == 0.25
    assert path.nodes == ("HP:0000120", "HP:0000100", "HP:0000110", "HP:0000111", "OMIM:1")
    assert [(e.subject, e.predicate, e.object) for e in path.edges] == [
        ("HP:0000120", "subclass_of", "HP:0000100"),
        ("HP:0000110", "subclass_of", "HP:0000100"),
        ("HP:0000111", "subclass_of", "HP:0000110"),
        ("OMIM:1", "has_phenotype", "HP:0000111"),
    ]
    assert {edge.source for edge in path.edges} == {SOURCE}
    assert path.parameters == {f"n{i}": node for i, node in enumerate(path.nodes)}


@pytest.mark.parametrize(
    ("disease", "stored", "arrow"),
    [("OMIM:1", ("OMIM:1", "ORPHA:1"), "<-"), ("GARD:1", ("GARD:1", "ORPHA:1"), "<-")],
)
def test_a_path_through_an_equivalent_walks_the_edge_that_is_stored(
    arrays: GraphArrays, disease: str, stored: tuple[str, str], arrow: str
) -> None:
    path = rendered(arrays, annotated="HP:0000121", disease=disease, via="ORPHA:1")

    assert path.nodes[-2:] == ("ORPHA:1", disease)
    last = path.edges[-1]
    assert (last.subject, last.predicate, last.object) == (stored[0], "exact_match", stored[1])
    assert f"{arrow}[:EXACT_MATCH]-" in path.cypher


@pytest.mark.parametrize(
    ("stored", "arrow"), [(("OMIM:1", "ORPHA:1"), "<-"), (("ORPHA:1", "OMIM:1"), "->")]
)
def test_the_statement_finds_an_equivalent_whichever_way_its_edge_was_drawn(
    tmp_path: Path, stored: tuple[str, str], arrow: str
) -> None:
    rows = [annotation("OMIM:1", "HP:0000111"), annotation("ORPHA:1", "HP:0000121")]
    drawn = Edge(
        subject=stored[0], predicate=Predicate.EXACT_MATCH, object=stored[1], sources=(SOURCE,)
    )
    store = EmbeddedStore(tmp_path / "graph.lbug")
    store.load(small_graph(TERMS, rows, edges=[drawn]))

    with store:
        arrays = arrays_from_graph(store.export())
        path = rendered(arrays, annotated="HP:0000121", disease="OMIM:1", via="ORPHA:1")
        found = store.query(path.cypher, path.parameters)

    assert (path.edges[-1].subject, path.edges[-1].object) == stored
    assert arrow in path.cypher.rpartition(":HAS_PHENOTYPE]")[2]
    assert [[row[f"n{i}"] for i in range(len(path.nodes))] for row in found] == [list(path.nodes)]


def test_a_stored_edge_may_point_away_from_the_annotated_disease(arrays: GraphArrays) -> None:
    rows = [annotation("OMIM:1", "HP:0000111"), annotation("ORPHA:1", "HP:0000121")]
    arrays = arrays_from_graph(small_graph(TERMS, rows, same=[("OMIM:1", "ORPHA:1")]))

    path = rendered(arrays, annotated="HP:0000111", disease="ORPHA:1", via="OMIM:1")

    assert (path.edges[-1].subject, path.edges[-1].object) == ("OMIM:1", "ORPHA:1")
    assert "-[:EXACT_MATCH]->" in path.cypher


def test_a_matched_term_that_is_finding_and_annotation_takes_one_edge(
    arrays: GraphArrays,
) -> None:
    term = arrays.term_index["HP:0000111"]

    path = PathRenderer(arrays).render(
        finding=term,
        matched=term,
        annotated=term,
        disease=0,
        via=None,
        share=1.0,
        annotation=AnnotationSummary(term="HP:0000111", frequency=0.65, source=SOURCE),
    )

    assert path.nodes == ("HP:0000111", arrays.disease_ids[0])
    assert len(path.edges) == 1


@pytest.mark.parametrize("equivalent", ["", "->", "<-"])
@pytest.mark.parametrize(("up", "down"), [(0, 0), (2, 0), (0, 3), (1, 2)])
def test_a_statement_names_every_node_once_and_takes_ids_as_parameters(
    up: int, down: int, equivalent: str
) -> None:
    statement = path_statement(up, down, equivalent)

    n_nodes = up + down + 2 + bool(equivalent)
    for i in range(n_nodes):
        assert statement.count(f"{{id: $n{i}}}") == 1
        assert f"n{i}.id AS n{i}" in statement
    assert f"$n{n_nodes}" not in statement
    assert statement.count(":SUBCLASS_OF]->") == up
    assert statement.count("<-[:SUBCLASS_OF]-") == down
    assert statement.count(":HAS_PHENOTYPE]") == 1
    assert statement.count(":EXACT_MATCH]") == bool(equivalent)


def test_rendering_again_gives_the_same_path(arrays: GraphArrays) -> None:
    renderer = PathRenderer(arrays)
    ids = [arrays.term_index[t] for t in TERMS]

    once = [renderer.chain(low, arrays.root) for low in ids]
    again = [renderer.chain(low, arrays.root) for low in ids]

    assert once == again
    assert all(high in arrays.parents[low] for walk in once for low, high in pairwise(walk))
