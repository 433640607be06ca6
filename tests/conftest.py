"""Fixtures every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from kg import KnowledgeGraph

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what numba compiles in a folder of this run, whatever ``DIAGRAPH_HOME`` a test has."""
    with pytest.MonkeyPatch.context() as patch:
        if "NUMBA_CACHE_DIR" not in os.environ:
            patch.setenv("NUMBA_CACHE_DIR", str(tmp_path_factory.mktemp("numba")))
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real reference data: ``DIAGRAPH_SHARED_DATA``, else beside the checkout.

    Skips the test where there is none, and fails it in CI, where there must be.
    """
    folder = Path(os.environ.get("DIAGRAPH_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if folder.is_dir():
        return folder
    message = f"no reference data at {folder}; set DIAGRAPH_SHARED_DATA to its folder"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def default_graph() -> KnowledgeGraph:
    """The graph that ``diagraph kg build`` makes, in memory."""
    from kg import build_graph

    return build_graph()


@pytest.fixture(scope="session")
def rare_graph() -> KnowledgeGraph:
    """The default graph without everyday diseases: HPO's release and the links."""
    from kg import build_graph

    return build_graph(without=["everyday"])


@pytest.fixture(scope="session")
def graph_home(default_graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ``DIAGRAPH_HOME`` that holds the default graph; set the variable where it is needed."""
    from kg import store_at

    home = tmp_path_factory.mktemp("diagraph-home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIAGRAPH_HOME", str(home))
        patch.delenv("DIAGRAPH_STORE", raising=False)
        store_at().load(default_graph)
    return home


@pytest.fixture(scope="session")
def neo4j_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Neo4j that tests may fill: ``NEO4J_URI``, whose database must be empty, else our own.

    Skips the test where no server can be had, and fails it in CI, where one must be.
    """
    stated = os.environ.get("NEO4J_URI")
    if stated:
        _require_empty(stated)
        yield stated
        return
    from tests.neo4j_server import Neo4jServer

    server = Neo4jServer(tmp_path_factory.mktemp("neo4j"))
    try:
        server.start()
    except (ImportError, OSError, RuntimeError) as error:
        message = f"no Neo4j server could be started: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with server:
        yield server.uri


def _require_empty(uri: str) -> None:
    """Fail rather than let tests, which empty the database, loose on somebody's data."""
    import neo4j

    with neo4j.GraphDatabase.driver(uri) as driver:
        records, _, _ = driver.execute_query("MATCH (n) RETURN count(n) AS n")
    if records[0]["n"]:
        pytest.fail(f"expected an empty database at {uri}, since tests empty it; name another")
