"""The Neo4j store beside other people's data, edits by hand, and servers that do not answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import neo4j
import pytest

from data_schema import (
    GraphNotFoundError,
    Predicate,
    StoreError,
    StoreUnavailableError,
    UsageError,
)
from kg import content_hash
from kg.neo4j_load import NAME_INDEX
from kg.neo4j_store import Neo4jStore
from tests.kg.store_graphs import ARACHNODACTYLY, GENE, MARFAN, TALL, marfan_graph
from tests.neo4j_server import Neo4jServer

pytestmark = pytest.mark.neo4j

SECRET = "correct-horse-battery"
CITED = "MATCH (:Disease {id: $disease})-[e:HAS_PHENOTYPE]->(:PhenotypicFeature {id: $term}) "
ENDS = {"disease": MARFAN, "term": ARACHNODACTYLY}


@pytest.fixture
def loaded(neo4j_store: Neo4jStore) -> Neo4jStore:
    neo4j_store.load(marfan_graph())
    return neo4j_store


def test_a_second_load_writes_nothing(loaded: Neo4jStore) -> None:
    before = loaded.fingerprint()

    loaded.load(marfan_graph())

    assert loaded.fingerprint() == before


def test_a_deleted_edge_is_missed_and_repaired(
    loaded: Neo4jStore, neo4j_session: neo4j.Session
) -> None:
    graph, before = marfan_graph(), loaded.fingerprint()
    neo4j_session.run(CITED + "DELETE e", ENDS).consume()

    assert loaded.fingerprint() != before
    edited = loaded.export()
    assert set(graph.edges) - set(edited.edges) == {
        edge for edge in graph.edges if (edge.subject, edge.object) == (MARFAN, ARACHNODACTYLY)
    }
    assert edited.manifest.hash == content_hash(edited.nodes, edited.edges) != graph.manifest.hash
    assert edited.manifest.version == "small-1+edited"
    assert loaded.counts() == (edited.manifest.nodes, edited.manifest.edges)

    loaded.load(graph)
    assert loaded.export() == graph


def test_an_edited_property_is_seen_and_repaired(
    loaded: Neo4jStore, neo4j_session: neo4j.Session
) -> None:
    before = loaded.fingerprint()
    neo4j_session.run(CITED + "SET e.sources = ['infores:zzz']", ENDS).consume()

    assert loaded.fingerprint() != before
    assert loaded.export() != marfan_graph()
    loaded.load(marfan_graph())
    assert loaded.export() == marfan_graph()


def test_an_edge_drawn_by_hand_belongs_to_the_graph_and_stays(
    loaded: Neo4jStore, neo4j_session: neo4j.Session
) -> None:
    neo4j_session.run(
        "MATCH (d:Disease {id: $disease}) MATCH (t:PhenotypicFeature {id: $term}) "
        "CREATE (d)-[:HAS_PHENOTYPE {sources: ['infores:us']}]->(t)",
        {"disease": MARFAN, "term": TALL},
    ).consume()

    for _ in range(2):
        (added,) = set(loaded.export().edges) - set(marfan_graph().edges)
        assert (added.subject, added.predicate, added.object) == (
            MARFAN,
            Predicate.HAS_PHENOTYPE,
            TALL,
        )
        assert added.sources == ("infores:us",)
        loaded.load(marfan_graph())


def test_other_peoples_data_is_left_alone(
    neo4j_store: Neo4jStore, neo4j_session: neo4j.Session
) -> None:
    neo4j_session.run(
        "CREATE (p:Patient {id: 'P1', secret: 1})-[:HAS]->(g:Gene:Ours {id: $gene, colour: 'red'}) "
        "CREATE (:Disease {id: 'MINE:1', name: 'theirs'})-[:HAS_PHENOTYPE]->(:Patient {id: 'P2'})",
        {"gene": GENE},
    ).consume()

    neo4j_store.load(marfan_graph())
    assert neo4j_store.export() == marfan_graph()
    neo4j_store.load(marfan_graph(without=[GENE, MARFAN]))

    assert neo4j_store.export() == marfan_graph(without=[GENE, MARFAN])
    (gene,) = neo4j_session.run("MATCH (:Patient {secret: 1})--(g:Gene:Ours) RETURN g.colour")
    assert gene.value() == "red"
    (theirs,) = neo4j_session.run(
        "MATCH (d:Disease {name: 'theirs'})-->(:Patient) RETURN count(*), d.diagraph"
    )
    assert theirs.values() == [1, None]
    (ours,) = neo4j_session.run("MATCH (d:Disease {id: $id}) RETURN count(d)", {"id": MARFAN})
    assert ours.value() == 0


def test_an_interrupted_load_is_no_graph_until_it_is_completed(
    loaded: Neo4jStore, neo4j_session: neo4j.Session
) -> None:
    class InterruptedLoadError(Exception):
        pass

    def interrupt(what: str, done: int, total: int) -> None:
        raise InterruptedLoadError

    other = marfan_graph(without=[MARFAN])
    with pytest.raises(InterruptedLoadError):
        loaded.load(other, progress=interrupt)
    loaded.close()
    with pytest.raises(GraphNotFoundError, match="diagraph kg load --store"):
        loaded.open()

    loaded.load(other)
    assert loaded.export() == other


def test_names_and_synonyms_are_found_by_full_text(loaded: Neo4jStore) -> None:
    statement = "CALL db.index.fulltext.queryNodes($index, $words) YIELD node RETURN node.id AS id"

    for words in ("arachnodactyly", "spider"):
        assert {"id": ARACHNODACTYLY} in loaded.query(
            statement, {"index": NAME_INDEX, "words": words}
        )


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+s", "neo4j+ssc"])
def test_a_server_that_is_down_is_said_at_once(scheme: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        uri = f"{scheme}://127.0.0.1:{probe.getsockname()[1]}"
    began = time.monotonic()

    with pytest.raises(StoreUnavailableError, match="no answer from a Neo4j server") as caught:
        Neo4jStore(uri, username="neo4j", password=SECRET).open()

    assert time.monotonic() - began < 10
    assert SECRET not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_an_unknown_host_is_no_answer() -> None:
    with pytest.raises(StoreUnavailableError, match="no answer"):
        Neo4jStore("bolt://no-such-host.invalid:7687").open()


def test_a_database_that_is_not_there_is_said(neo4j_uri: str) -> None:
    with pytest.raises(StoreUnavailableError, match="NEO4J_DATABASE"):
        Neo4jStore(neo4j_uri, database="nosuch").open()


@pytest.mark.parametrize(
    "uri", [f"bolt://neo4j:{SECRET}@localhost:7687", f"neo4j+s://{SECRET}@host", "bolt://"]
)
def test_credentials_do_not_belong_in_a_uri(uri: str) -> None:
    with pytest.raises(UsageError, match="without credentials") as caught:
        Neo4jStore(uri)

    assert SECRET not in str(caught.value)


def test_equal_ids_of_others_are_an_error_of_the_store(
    neo4j_store: Neo4jStore, neo4j_session: neo4j.Session
) -> None:
    for row in neo4j_session.run("SHOW CONSTRAINTS YIELD name").values():
        neo4j_session.run(f"DROP CONSTRAINT {row[0]}").consume()
    neo4j_session.run("CREATE (:Disease {id: 'X:1'}), (:Disease {id: 'X:1'})").consume()

    with pytest.raises(StoreError, match="could not load the graph"):
        neo4j_store.load(marfan_graph())


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own that asks for a login."""
    with Neo4jServer(tmp_path_factory.mktemp("guarded"), authentication=True) as server:
        with (
            neo4j.GraphDatabase.driver(server.uri, auth=("neo4j", "neo4j")) as driver,
            driver.session(database="system") as session,
        ):
            session.run(
                "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", {"new": SECRET}
            ).consume()
        yield server.uri


def test_a_login_is_needed_and_never_shown(guarded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreUnavailableError, match="NEO4J_USERNAME"):
        Neo4jStore(guarded).open()
    with pytest.raises(StoreUnavailableError, match="refused the login") as caught:
        Neo4jStore(guarded, username="neo4j", password=f"{SECRET}-not").open()
    assert SECRET not in str(caught.value)

    monkeypatch.setenv("NEO4J_USERNAME", "neo4j")
    monkeypatch.setenv("NEO4J_PASSWORD", SECRET)
    with pytest.raises(GraphNotFoundError) as empty:
        Neo4jStore(guarded).open()
    assert SECRET not in str(empty.value)

    store = Neo4jStore(guarded)
    store.load(marfan_graph())
    assert store.export() == marfan_graph()
    store.close()
