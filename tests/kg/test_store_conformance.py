"""What every graph store does, on each of them."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data_schema import (
    PREDICATE_ENDS,
    GraphBuildError,
    GraphNotFoundError,
    GraphVersionError,
    Predicate,
    QueryError,
    QueryTimeoutError,
    StoreError,
)
from kg import SCHEMA_VERSION, Edge, GraphStore, KnowledgeGraph, path_statement
from kg.embedded_store import EmbeddedStore
from kg.neo4j_store import Neo4jStore
from tests.kg.store_graphs import (
    ARACHNODACTYLY,
    AWKWARD,
    GENE,
    MARFAN,
    MARFAN_ORPHA,
    SLENDER_FINGER,
    marfan_graph,
)

WALKED = {Predicate.SUBCLASS_OF, Predicate.HAS_PHENOTYPE, Predicate.EXACT_MATCH}
CONFORMING = {EmbeddedStore, Neo4jStore}


@pytest.fixture
def loaded(store: GraphStore) -> GraphStore:
    store.load(marfan_graph())
    store.open()
    return store


def changed(graph: KnowledgeGraph, *edges: Edge) -> KnowledgeGraph:
    return replace(graph, edges=(*graph.edges, *edges))


def test_every_store_is_tested_here(root: Path) -> None:
    found = {
        statement.name
        for file in (root / "kg").glob("*_store.py")
        for statement in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(statement, ast.ClassDef) and statement.name.endswith("Store")
    }

    assert found == {store.__name__ for store in CONFORMING}


def test_the_awkward_graph_has_every_predicate() -> None:
    assert {edge.predicate for edge in marfan_graph().edges} == set(PREDICATE_ENDS)


def test_is_a_graph_store(store: GraphStore) -> None:
    assert isinstance(store, GraphStore)
    assert type(store) in CONFORMING


def test_nothing_there_says_how_to_make_it(store: GraphStore) -> None:
    with pytest.raises(GraphNotFoundError, match=r"run `diagraph kg (build|load --store bolt)"):
        store.open()


def test_not_opened_says_so(store: GraphStore) -> None:
    with pytest.raises(StoreError, match=r"call open\(\) first"):
        store.query("RETURN 1")


def test_gives_back_exactly_what_was_loaded(store: GraphStore) -> None:
    graph = marfan_graph()

    assert store.load(graph) == graph.manifest
    with store:
        exported = store.export()
        assert exported.nodes == graph.nodes
        assert exported.edges == graph.edges
        assert exported.manifest == graph.manifest == store.manifest()
        assert store.counts() == (graph.manifest.nodes, graph.manifest.edges)


def test_loading_again_changes_nothing(loaded: GraphStore) -> None:
    before = loaded.export()

    loaded.load(marfan_graph())

    assert loaded.export() == before
    assert loaded.counts() == (before.manifest.nodes, before.manifest.edges)


def test_another_graph_takes_the_place_of_the_first(loaded: GraphStore) -> None:
    fingerprint = loaded.fingerprint()
    other = marfan_graph(without=[MARFAN, GENE])

    loaded.load(other)

    assert loaded.export() == other
    assert loaded.fingerprint() != fingerprint


def test_fingerprint_stays_while_nothing_changes(loaded: GraphStore) -> None:
    fingerprint = loaded.fingerprint()
    loaded.query("MATCH (n:Disease) RETURN n.id")
    loaded.export()
    loaded.close()
    loaded.open()

    assert loaded.fingerprint() == fingerprint


def test_progress_ends_at_its_total(store: GraphStore) -> None:
    seen: list[tuple[str, int, int]] = []

    store.load(marfan_graph(), progress=lambda *step: seen.append(step))
    store.open()
    store.export(progress=lambda *step: seen.append(step))

    ends = {what: (done, total) for what, done, total in seen}
    size = len(marfan_graph().nodes) + len(marfan_graph().edges)
    assert ends == {"load": (size, size), "export": (size, size)}


def test_another_layout_is_refused(store: GraphStore) -> None:
    graph = marfan_graph()
    store.load(replace(graph, manifest=replace(graph.manifest, schema_version=SCHEMA_VERSION + 1)))
    store.close()

    with pytest.raises(GraphVersionError, match=r"run `diagraph kg load|rebuild it"):
        store.open()


@pytest.mark.parametrize(
    "edge",
    [
        Edge(subject=GENE, predicate=Predicate.HAS_PHENOTYPE, object=ARACHNODACTYLY, sources=()),
        Edge(subject=MARFAN, predicate=Predicate.HAS_PHENOTYPE, object="HP:9999999", sources=()),
    ],
    ids=["wrong ends", "missing node"],
)
def test_a_graph_that_is_not_valid_leaves_the_old_one(loaded: GraphStore, edge: Edge) -> None:
    before = loaded.export()

    with pytest.raises(GraphBuildError, match="expected"):
        loaded.load(changed(marfan_graph(), edge))

    assert loaded.export() == before


def test_rows_are_plain_values(loaded: GraphStore) -> None:
    rows = loaded.query(
        "MATCH (d:Disease {id: $id})-[e:HAS_PHENOTYPE]->(p:PhenotypicFeature) "
        "RETURN p.id AS id, e.frequency AS frequency, e.has_count AS count, "
        "e.publications AS publications, e.evidence_code AS code, p.deprecated AS deprecated",
        {"id": MARFAN},
    )

    assert rows == [
        {
            "id": ARACHNODACTYLY,
            "frequency": (3 + 0.6) / (4 + 2),
            "count": 3,
            "publications": ["PMID:1", "PMID:2"],
            "code": "PCS",
            "deprecated": False,
        }
    ]


def test_nodes_edges_and_paths_are_dictionaries(loaded: GraphStore) -> None:
    (row,) = loaded.query(
        "MATCH p = (d:Disease {id: $id})-[e:LACKS_PHENOTYPE]->(t:PhenotypicFeature) RETURN d, e, p",
        {"id": MARFAN_ORPHA},
    )

    assert (row["d"]["label"], row["d"]["id"]) == ("Disease", MARFAN_ORPHA)
    assert row["d"]["synonyms"] == []
    assert row["e"]["type"] == "LACKS_PHENOTYPE"
    assert "frequency" not in row["e"]
    assert [node["id"] for node in row["p"]["nodes"]] == [MARFAN_ORPHA, ARACHNODACTYLY]
    assert row["p"]["relationships"] == [row["e"]]
    assert not [name for name in (*row["d"], *row["e"]) if name.startswith(("_", "diagraph"))]


def test_awkward_values_travel_as_parameters(loaded: GraphStore) -> None:
    statement = "MATCH (d:Disease) WHERE d.name = $name RETURN d.id AS id"

    assert loaded.query(statement, {"name": AWKWARD}) == [{"id": MARFAN}]
    assert loaded.query(statement, {"name": "' OR true //"}) == []


def test_rows_are_capped(loaded: GraphStore) -> None:
    rows = loaded.query("UNWIND range(1, 100000) AS n RETURN n", limit=7)

    assert rows == [{"n": n} for n in range(1, 8)]


def test_a_long_statement_is_cut_short(loaded: GraphStore) -> None:
    endless = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b % 7) AS n"

    with pytest.raises(QueryTimeoutError, match=r"longer than 0\.3 s"):
        loaded.query(endless, timeout=0.3)

    assert loaded.query("RETURN 1 AS n") == [{"n": 1}]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (d:Disease {id: 'OMIM:1'})",
        "MATCH (d:Disease) SET d.name = ''",
        "MATCH (d:Disease) DETACH DELETE d",
        "MATCH (d:Disease) WITH d REMOVE d.name",
        "MERGE (d:Disease {id: 'OMIM:1'}) RETURN d",
        "MATCH (d:Disease) RETURN d.id; MATCH (d:Disease) DELETE d",
        "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
        "LOAD FROM '/etc/hostname' (file_format='csv') RETURN *",
        "COPY (MATCH (d:Disease) RETURN d.id) TO '/tmp/out.csv'",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "INSTALL httpfs",
        "MATCH (d:Disease RETURN d",
        "MATCH (d:Disease) RETURN nobody.knows",
        "",
        "  // nothing",
    ],
)
def test_what_does_not_read_is_refused(loaded: GraphStore, statement: str) -> None:
    before = loaded.export()

    with pytest.raises(QueryError) as caught:
        loaded.query(statement)

    assert len(str(caught.value).splitlines()) == 1
    assert loaded.export() == before


def test_a_path_is_returned_while_all_its_edges_are_there(loaded: GraphStore) -> None:
    statement = path_statement(1, 1, "->")
    nodes = [ARACHNODACTYLY, SLENDER_FINGER, ARACHNODACTYLY, MARFAN, MARFAN_ORPHA]
    parameters: dict[str, Any] = {f"n{i}": node for i, node in enumerate(nodes)}

    (row,) = loaded.query(statement, parameters)
    assert [row[name] for name in parameters] == nodes
    assert row["frequency"] == pytest.approx(0.6)

    graph = marfan_graph()
    cited = [edge for edge in graph.edges if edge.predicate in WALKED and edge.subject in nodes]
    for lost in cited:
        loaded.load(replace(graph, edges=tuple(edge for edge in graph.edges if edge != lost)))
        found = loaded.query(statement, parameters)
        assert bool(found) == ({lost.subject, lost.object} - set(nodes) != set())


def test_closing_twice_is_harmless(loaded: GraphStore) -> None:
    loaded.close()
    loaded.close()
