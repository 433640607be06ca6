"""A small release to build from, and stores to fill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest

from kg import GraphStore, store_at
from kg.neo4j_store import Neo4jStore
from tests.kg.tiny_release import write_release


@pytest.fixture
def hpo_folder(tmp_path: Path) -> Path:
    """A release of ten terms and three diseases."""
    return write_release(tmp_path / "hpo")


@pytest.fixture
def neo4j_session(neo4j_uri: str) -> Iterator[neo4j.Session]:
    """A session for what is done to a database by hand."""
    with neo4j.GraphDatabase.driver(neo4j_uri) as driver, driver.session() as session:
        yield session


@pytest.fixture
def neo4j_store(neo4j_uri: str, neo4j_session: neo4j.Session) -> Iterator[Neo4jStore]:
    """A store in an empty Neo4j database, not opened yet; what it got is deleted afterwards."""
    _empty(neo4j_session)
    store = Neo4jStore(neo4j_uri)
    yield store
    store.close()
    _empty(neo4j_session)


def _empty(session: neo4j.Session) -> None:
    session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    """Each kind of store in turn, empty and not opened yet."""
    if request.param == "neo4j":
        yield request.getfixturevalue("neo4j_store")
        return
    store = store_at(tmp_path / "graph.lbug")
    yield store
    store.close()
