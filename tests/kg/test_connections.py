"""The k best paths are those that plain recursion finds, on any graph."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_schema import PREDICATE_ENDS, Category, Predicate, UnknownNameError, UsageError
from kg import ConnectionSearch, Edge, FoundPath, KnowledgeGraph, Node, adjacency_of
from kg import arrays_from_graph as arrays_of
from kg.metapaths import metapath_of
from tests.kg.brute_connections import SYMMETRIC, BruteConnections, Walk
from tests.kg.small_graphs import SOURCE, small_graph

CATEGORIES = {
    "HP:0000201": Category.PHENOTYPIC_FEATURE,
    "HP:0000202": Category.PHENOTYPIC_FEATURE,
    "OMIM:1": Category.DISEASE,
    "OMIM:2": Category.DISEASE,
    "ORPHA:3": Category.DISEASE,
    "NCBIGene:1": Category.GENE,
    "NCBIGene:2": Category.GENE,
    "MONDO:1": Category.ONTOLOGY_CLASS,
    "DRUGBANK:1": Category.DRUG,
}
POSSIBLE = [
    (subject, predicate, object_)
    for subject, object_ in product(CATEGORIES, repeat=2)
    for predicate, ends in PREDICATE_ENDS.items()
    if (CATEGORIES[subject], CATEGORIES[object_]) in ends
    and not (predicate is Predicate.SUBCLASS_OF and subject >= object_)
]


def graph_of(rows: list[tuple[str, Predicate, str]]) -> KnowledgeGraph:
    return small_graph(
        {},
        [],
        nodes=[Node(id=curie, category=kind, name=curie) for curie, kind in CATEGORIES.items()],
        edges=[
            Edge(subject=subject, predicate=predicate, object=object_, sources=(SOURCE,))
            for subject, predicate, object_ in rows
        ],
    )


def searched(graph: KnowledgeGraph) -> ConnectionSearch:
    return ConnectionSearch(adjacency_of(arrays_of(graph)))


def walk_of(path: FoundPath, search: ConnectionSearch) -> Walk:
    graph = search.graph
    edges = [graph.path_edge(edge) for edge in path.edges]
    return (
        tuple(graph.ids[node] for node in path.nodes),
        tuple((edge.predicate, edge.subject, edge.object) for edge in edges),
    )


def best(search: ConnectionSearch, start: str, end: str, k: int, **asked: object) -> list[Walk]:
    index = search.graph.index
    found = search.between(index[start], index[end], k=k, **asked)  # type: ignore[arg-type]  # forwarded
    assert not found.truncated
    return [walk_of(path, search) for path in found.paths]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.sets(st.sampled_from(POSSIBLE), min_size=8, max_size=60),
    ends=st.permutations(list(CATEGORIES)).map(lambda names: names[:2]),
    k=st.sampled_from([1, 2, 5, 50]),
    max_hops=st.integers(1, 4),
    budget=st.sampled_from([1, 7, 1 << 17]),
)
def test_the_best_paths_are_those_of_plain_recursion(
    rows: set[tuple[str, Predicate, str]], ends: list[str], k: int, max_hops: int, budget: int
) -> None:
    graph = graph_of(sorted(rows))
    search, brute = searched(graph), BruteConnections(graph)
    start, end = ends

    found = best(search, start, end, k, max_hops=max_hops, budget=budget, deadline=60.0)

    assert found == brute.best(start, end, k, max_hops)


@pytest.fixture(scope="module")
def dense() -> tuple[ConnectionSearch, BruteConnections]:
    rng = random.Random(7)
    graph = graph_of(sorted(rng.sample(POSSIBLE, 60)))
    return searched(graph), BruteConnections(graph)


def test_a_path_read_backwards_is_as_good(
    dense: tuple[ConnectionSearch, BruteConnections],
) -> None:
    search, brute = dense

    there = best(search, "OMIM:1", "NCBIGene:2", 20)
    back = best(search, "NCBIGene:2", "OMIM:1", 20)

    assert len(there) == 20
    assert list(map(brute.product, there)) == list(map(brute.product, back))


def test_the_product_is_that_of_the_degrees(
    dense: tuple[ConnectionSearch, BruteConnections],
) -> None:
    search, brute = dense
    index = search.graph.index

    for path in search.between(index["OMIM:1"], index["OMIM:2"], k=10).paths:
        expected = brute.product(walk_of(path, search)) ** -0.4
        assert path.product(search.graph) == pytest.approx(expected)


@pytest.mark.parametrize("ends", [("OMIM:1", "NCBIGene:2"), ("NCBIGene:2", "OMIM:1")])
def test_a_metapath_finds_the_paths_of_its_kind_and_no_others(
    dense: tuple[ConnectionSearch, BruteConnections], ends: tuple[str, str]
) -> None:
    search, brute = dense
    one, other = (search.graph.index[each] for each in ends)
    kinds: dict[str, list[Walk]] = {}
    for walk in brute.best(*ends, 10_000):
        kind = "/".join(
            f"{'' if row[1] == here or row[0] in SYMMETRIC else '^'}{row[0]}"
            for here, row in zip(walk[0], walk[1], strict=False)
        )
        kinds.setdefault(kind, []).append(walk)

    for kind, walks in kinds.items():
        found = search.between(one, other, metapaths=[kind], k=50)
        assert [walk_of(path, search) for path in found.paths] == walks[:50]
        assert {metapath_of(path.steps(search.graph)) for path in found.paths} == {kind}
    two = list(kinds)[:2]
    both = sorted((*kinds[two[0]], *kinds[two[1]]), key=lambda walk: (brute.product(walk), *walk))
    found = search.between(one, other, metapaths=two, k=50)
    assert [walk_of(path, search) for path in found.paths] == both[:50]
    assert len(kinds) > 3


def test_what_a_disease_lacks_is_walked_only_when_asked_for() -> None:
    rows = [("OMIM:1", Predicate.LACKS_PHENOTYPE, "HP:0000201")]
    search = searched(graph_of(rows))
    index = search.graph.index
    ends = (index["OMIM:1"], index["HP:0000201"])

    assert search.between(*ends).paths == ()
    assert len(search.between(*ends, metapaths=["lacks_phenotype"]).paths) == 1


def test_when_time_is_up_what_was_found_is_returned_and_said_to_be_partial() -> None:
    rows = [row for row in POSSIBLE if row[1] is not Predicate.LACKS_PHENOTYPE]
    search = searched(graph_of(rows))
    index = search.graph.index

    found = search.between(index["OMIM:1"], index["OMIM:2"], k=50, deadline=0.0, budget=1)
    whole = search.between(index["OMIM:1"], index["OMIM:2"], k=50, deadline=60.0)

    assert found.truncated
    assert not whole.truncated
    assert 0 < len(found.paths) < len(whole.paths)


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"k": 51}, UsageError, "from 1 to 50 paths"),
        ({"k": 0}, UsageError, "from 1 to 50 paths"),
        ({"max_hops": 5}, UsageError, "from 1 to 4 hops"),
        ({"metapaths": ["cures"]}, UnknownNameError, "there are .*has_phenotype"),
        ({"metapaths": ["gene_associated_with_condition"]}, UsageError, "there are .*has_pheno"),
        ({"metapaths": ["has_phenotype"]}, UsageError, "ends at a Gene"),
        ({"metapaths": ["/".join(["has_phenotype"] * 5)]}, UsageError, "at most 4"),
    ],
)
def test_a_question_that_cannot_be_is_refused_with_what_can(
    dense: tuple[ConnectionSearch, BruteConnections],
    asked: dict[str, object],
    error: type[UsageError],
    said: str,
) -> None:
    search, _ = dense
    index = search.graph.index

    with pytest.raises(error, match=said):
        search.between(index["OMIM:1"], index["NCBIGene:1"], **asked)  # type: ignore[arg-type]  # forwarded


def test_a_node_has_no_connection_with_itself(
    dense: tuple[ConnectionSearch, BruteConnections],
) -> None:
    with pytest.raises(UsageError, match="two different nodes"):
        dense[0].between(3, 3)
