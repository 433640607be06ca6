"""The embedded store's file: replaced whole, read-only, recognised or refused."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from data_schema import (
    GraphBuildError,
    GraphNotFoundError,
    GraphVersionError,
    QueryError,
    StoreError,
)
from kg import KnowledgeGraph
from kg.embedded_store import EmbeddedStore
from tests.kg.store_graphs import MARFAN, marfan_graph


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graphs" / "graph.lbug"


@pytest.fixture
def loaded(path: Path) -> Path:
    EmbeddedStore(path).load(marfan_graph())
    return path


def test_a_load_leaves_one_file(loaded: Path) -> None:
    assert [file.name for file in loaded.parent.iterdir()] == [loaded.name]


@pytest.mark.parametrize("name", ["graph.lbug", "graph[1]*.lbug"])
def test_a_load_that_fails_leaves_nothing(tmp_path: Path, name: str) -> None:
    graph = marfan_graph()

    with pytest.raises(GraphBuildError):
        EmbeddedStore(tmp_path / name).load(replace(graph, nodes=graph.nodes[:-1]))

    assert not list(tmp_path.iterdir())


def test_a_reader_keeps_the_graph_it_opened(loaded: Path) -> None:
    other = marfan_graph(without=[MARFAN])
    with EmbeddedStore(loaded) as reader:
        EmbeddedStore(loaded).load(other)

        assert reader.export() == marfan_graph()
    with EmbeddedStore(loaded) as reader:
        assert reader.export() == other


def test_readers_open_a_file_together(loaded: Path) -> None:
    with EmbeddedStore(loaded) as one, EmbeddedStore(loaded) as two:
        assert one.export() == two.export()


def test_a_file_written_anew_has_another_fingerprint(loaded: Path) -> None:
    with EmbeddedStore(loaded) as store:
        before = store.fingerprint()
        time.sleep(0.01)
        store.load(marfan_graph())

        assert store.fingerprint() != before


@pytest.mark.parametrize("content", [b"", b"no graph", b"\0" * 4096], ids=["empty", "text", "null"])
def test_what_is_no_graph_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(GraphVersionError, match="diagraph kg build"):
        EmbeddedStore(path).open()
    assert path.read_bytes() == content


def test_half_a_file_is_refused(loaded: Path) -> None:
    whole = loaded.read_bytes()
    loaded.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(GraphVersionError, match="diagraph kg build"):
        EmbeddedStore(loaded).open()


def test_a_folder_is_no_graph(tmp_path: Path) -> None:
    with pytest.raises(GraphNotFoundError):
        EmbeddedStore(tmp_path).open()


def test_a_place_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="check that its folder is writable"):
        EmbeddedStore(tmp_path / "file" / "graph.lbug").load(marfan_graph())


def test_no_statement_writes_a_file(loaded: Path) -> None:
    target = loaded.with_name("out.csv")
    with EmbeddedStore(loaded) as store, pytest.raises(QueryError):
        store.query(f"MATCH (d:Disease) WITH d.id AS id COPY (RETURN 1) TO '{target}'")

    assert not target.exists()


@pytest.mark.slow
def test_the_default_graph_survives(default_graph: KnowledgeGraph, path: Path) -> None:
    with_progress: list[int] = []
    store = EmbeddedStore(path)
    store.load(default_graph, progress=lambda what, done, total: with_progress.append(done))
    with store:
        exported = store.export()

        assert exported == default_graph
        assert store.counts() == (default_graph.manifest.nodes, default_graph.manifest.edges)
    assert path.stat().st_size < 400e6
    assert with_progress == sorted(with_progress)
