"""The command line over a Neo4j server: what scores is what is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import neo4j
import pytest

from tests.pipelines.command_line import Cli

pytestmark = pytest.mark.neo4j

DISEASE = "OMIM:100001"
PACKET = json.dumps(
    {"id": "p", "phenotypicFeatures": [{"type": {"id": "HP:0001250"}}], "metaData": {}}
).encode()


@pytest.fixture
def session(neo4j_uri: str) -> Iterator[neo4j.Session]:
    """A session on a database without anything of ours."""
    ours = "MATCH (n) WHERE n.diagraph IS NOT NULL DETACH DELETE n"
    with neo4j.GraphDatabase.driver(neo4j_uri) as driver, driver.session() as opened:
        opened.run(ours).consume()
        yield opened
        opened.run(ours).consume()


def scores(report: dict[str, Any]) -> dict[str, float]:
    return {each["disease"]["id"]: each["score"] for each in report["diagnoses"]}


@pytest.mark.usefixtures("session")
def test_a_server_without_a_graph_says_how_to_load_one(small_cli: Cli, neo4j_uri: str) -> None:
    answered = small_cli("diagnose", "-", "--store", neo4j_uri, stdin=PACKET)

    assert (answered.code, answered.out) == (3, "")
    assert f"diagraph kg load --store {neo4j_uri}" in answered.err


@pytest.mark.usefixtures("session")
def test_loading_twice_is_loading_once(small_cli: Cli, neo4j_uri: str) -> None:
    first = small_cli("kg", "load", "--store", neo4j_uri, "--json").object
    second = small_cli("kg", "load", "--store", neo4j_uri, "--json").object

    assert first == second == small_cli("kg", "info", "--json").object
    assert small_cli("kg", "info", "--store", neo4j_uri, "--json").object == first


def test_an_edge_deleted_on_the_server_changes_its_answers_alone(
    small_cli: Cli, neo4j_uri: str, session: neo4j.Session
) -> None:
    small_cli("kg", "load", "--store", neo4j_uri)
    ask = ["diagnose", "-", "--json", "--namespace", "all"]
    embedded = small_cli(*ask, stdin=PACKET).object
    before = small_cli(*ask, "--store", neo4j_uri, stdin=PACKET).object
    assert before["diagnoses"] == embedded["diagnoses"]

    session.run(
        "MATCH (d:Disease {id: $id})-[e:HAS_PHENOTYPE]->(:PhenotypicFeature {id: 'HP:0001250'}) "
        "DELETE e",
        id=DISEASE,
    ).consume()

    after = small_cli(*ask, "--store", neo4j_uri, stdin=PACKET).object
    assert scores(after).get(DISEASE, 0.0) < scores(before)[DISEASE]
    assert after["provenance"]["kg_hash"] != before["provenance"]["kg_hash"]
    assert small_cli(*ask, stdin=PACKET).object == embedded


@pytest.mark.usefixtures("session")
def test_queries_run_on_the_server_and_only_read(small_cli: Cli, neo4j_uri: str) -> None:
    small_cli("kg", "load", "--store", neo4j_uri)
    named = ["kg", "query", "disease_phenotypes", "-p", f"disease={DISEASE}", "--json"]

    on_server = small_cli(*named, "--store", neo4j_uri).lines
    refused = small_cli("kg", "cypher", "MATCH (n) SET n.x = 1", "--store", neo4j_uri)

    assert on_server
    assert on_server == small_cli(*named).lines
    assert refused.code == 3
