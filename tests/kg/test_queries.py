"""Named queries say what they take and give, and answer alike on both stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data_schema import CurieError, UnknownNameError, UsageError
from kg import GraphStore, KnowledgeGraph, ParameterKind, load_query, query_names, store_at
from kg.statements import check_read_only

VALUES = {
    "class": "MONDO:0007947",
    "disease": "OMIM:154700",
    "first": "OMIM:154700",
    "phenotype": "HP:0001166",
    "phenotypes": "HP:0001166,HP:0001519,HP:0001083",
    "second": "ORPHA:558",
    "symbol": "FBN1",
    "text": "Marfan",
}
ANOTHER = {"disease_lacks": {"disease": "ORPHA:79406"}}


@pytest.fixture(scope="module")
def both(
    default_graph: KnowledgeGraph, neo4j_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[GraphStore, GraphStore]]:
    """The default graph in both stores; in Neo4j it stays, for the tests that come after."""
    stores = store_at(tmp_path_factory.mktemp("both") / "graph.lbug"), store_at(neo4j_uri)
    for store in stores:
        store.load(default_graph)
    with stores[0], stores[1]:
        yield stores


@pytest.mark.slow
@pytest.mark.neo4j
def test_the_default_graph_is_the_same_in_both(
    both: tuple[GraphStore, GraphStore], default_graph: KnowledgeGraph
) -> None:
    counts = (default_graph.manifest.nodes, default_graph.manifest.edges)
    before = both[1].fingerprint()
    both[1].load(default_graph)

    assert both[1].fingerprint() == before
    for store in both:
        assert store.counts() == counts
        assert store.export() == default_graph


@pytest.mark.slow
@pytest.mark.neo4j
@pytest.mark.parametrize("name", query_names())
def test_both_stores_answer_alike(name: str, both: tuple[GraphStore, GraphStore]) -> None:
    query = load_query(name)
    stated = ANOTHER.get(name, VALUES)
    parameters = query.bind({key: stated[key] for key in query.parameters})

    embedded, neo4j = (store.query(query.cypher, parameters, limit=5000) for store in both)

    assert embedded
    assert tuple(embedded[0]) == query.columns
    assert embedded == neo4j


@pytest.mark.parametrize("name", query_names())
def test_every_query_reads_and_uses_what_it_states(name: str) -> None:
    query = load_query(name)

    check_read_only(query.cypher)
    assert query.summary.endswith(".")
    for parameter in query.parameters:
        assert f"${parameter}" in query.cypher
    assert query.cypher.count("$") >= len(query.parameters)


def test_every_file_is_a_query(root: Path) -> None:
    assert {file.name for file in (root / "kg" / "cypher").iterdir()} == {
        f"{name}.cypher" for name in query_names()
    }


def test_an_unknown_name_lists_the_choices() -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean disease_genes\? there are class_"):
        load_query("disease_gene")


def test_values_are_bound_by_kind() -> None:
    query = load_query("phenotypes_diseases")

    assert query.parameters == {"phenotypes": ParameterKind.CURIES}
    assert query.bind({"phenotypes": "HP_0001166,hp:1"}) == {"phenotypes": ["HP:0001166", "HP:1"]}
    assert query.bind({"phenotypes": ["HP:0001166"]}) == {"phenotypes": ["HP:0001166"]}
    assert load_query("gene_diseases").bind({"symbol": "a, b"}) == {"symbol": "a, b"}


@pytest.mark.parametrize(
    "values", [{}, {"disease": "OMIM:1", "more": "x"}, {"diseases": "OMIM:1"}], ids=str
)
def test_missing_and_surplus_parameters_are_named(values: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="expected for disease_genes the parameters disease, got"):
        load_query("disease_genes").bind(values)


def test_a_value_that_is_no_curie_is_refused() -> None:
    with pytest.raises(CurieError):
        load_query("disease_genes").bind({"disease": "Marfan"})
