"""What stands after --store leads to a store, or to an error that says what should stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_schema import GraphNotFoundError, UsageError
from kg import diagraph_home, graph_path, open_store, store_at
from kg.embedded_store import EmbeddedStore
from kg.neo4j_store import Neo4jStore
from tests.kg.store_graphs import marfan_graph


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIAGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DIAGRAPH_STORE", raising=False)
    return tmp_path / "home"


def test_the_default_is_the_graph_under_the_home(home: Path) -> None:
    assert diagraph_home() == home
    assert store_at().uri == str(graph_path()) == str(home / "graph.lbug")


def test_the_home_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DIAGRAPH_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    assert diagraph_home() == tmp_path / "data" / "diagraph"
    assert not diagraph_home().exists()


def test_the_environment_names_a_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIAGRAPH_STORE", "neo4j+s://graph.example.org")
    assert isinstance(store_at(), Neo4jStore)

    monkeypatch.setenv("DIAGRAPH_STORE", str(tmp_path / "other.lbug"))
    assert store_at().uri == str(tmp_path / "other.lbug")


def test_no_graph_yet_says_what_to_run() -> None:
    with pytest.raises(GraphNotFoundError, match=r"run `diagraph kg build` \(15 s\)") as caught:
        open_store()

    assert caught.value.exit_code == 3


def test_a_graph_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "graph.lbug"
    EmbeddedStore(path).load(marfan_graph())

    with open_store(path) as store:
        assert store.manifest() == marfan_graph().manifest
    with open_store(str(path)) as store:
        assert store.query("MATCH (k:KnowledgeGraph) RETURN k.version AS v") == [{"v": "small-1"}]


@pytest.mark.parametrize("uri", ["http://localhost:7474", "postgres://secret@host", "://"])
def test_other_schemes_are_refused(uri: str) -> None:
    with pytest.raises(UsageError, match=r"bolt, bolt\+s") as caught:
        open_store(uri)

    assert "secret" not in str(caught.value)
