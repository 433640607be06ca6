"""Arrays of a store are kept by its fingerprint and never outlive an edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_schema import Category
from kg import (
    PHENOTYPE_ROOT,
    SCHEMA_VERSION,
    KnowledgeGraph,
    Manifest,
    Node,
    cache_arrays,
    content_hash,
    load_arrays,
    store_at,
)


def _graph(*names: str) -> KnowledgeGraph:
    nodes = [
        Node(id=PHENOTYPE_ROOT, category=Category.PHENOTYPIC_FEATURE, name="Phenotypic abnormality")
    ]
    nodes += [
        Node(id=f"OMIM:{i}", category=Category.DISEASE, name=name) for i, name in enumerate(names)
    ]
    manifest = Manifest(
        version="test",
        hash=content_hash(nodes, ()),
        schema_version=SCHEMA_VERSION,
        sources=(),
        nodes={},
        edges={},
    )
    return KnowledgeGraph(nodes=tuple(nodes), edges=(), manifest=manifest)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.lbug"


def test_the_second_load_reads_the_file(path: Path, tmp_path: Path) -> None:
    store_at(path).load(_graph("one"))
    with store_at(path) as store:
        first = load_arrays(store, cache=tmp_path)
        (file,) = tmp_path.glob("arrays-*.npz")
        written = file.stat().st_mtime_ns
        again = load_arrays(store, cache=tmp_path)
    assert file.stat().st_mtime_ns == written
    assert again.hash == first.hash
    assert list(again.disease_ids) == list(first.disease_ids)


def test_another_graph_at_the_same_place_gets_other_arrays(path: Path, tmp_path: Path) -> None:
    for names in (("one",), ("one", "two")):
        store_at(path).load(_graph(*names))
        with store_at(path) as store:
            assert list(load_arrays(store, cache=tmp_path).disease_labels) == list(names)


def test_a_damaged_file_is_made_again(path: Path, tmp_path: Path) -> None:
    store_at(path).load(_graph("one"))
    with store_at(path) as store:
        load_arrays(store, cache=tmp_path)
        (file,) = tmp_path.glob("arrays-*.npz")
        file.write_bytes(b"not arrays")
        assert list(load_arrays(store, cache=tmp_path).disease_labels) == ["one"]


def test_a_damaged_file_that_cannot_be_replaced_costs_only_the_cache(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_at(path).load(_graph("one"))
    with store_at(path) as store:
        load_arrays(store, cache=tmp_path)
        (file,) = tmp_path.glob("arrays-*.npz")
        file.write_bytes(b"not arrays")

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "unlink", refuse)
        monkeypatch.setattr(Path, "replace", refuse)
        assert list(load_arrays(store, cache=tmp_path).disease_labels) == ["one"]


def test_a_folder_that_cannot_be_written_costs_only_the_cache(path: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    store_at(path).load(_graph("one"))
    with store_at(path) as store:
        assert list(load_arrays(store, cache=blocked / "cache").disease_labels) == ["one"]


def test_cached_arrays_are_those_of_the_export(path: Path, tmp_path: Path) -> None:
    graph = _graph("one", "two")
    store_at(path).load(graph)
    with store_at(path) as store:
        cache_arrays(store, graph, cache=tmp_path / "early")
        early = load_arrays(store, cache=tmp_path / "early")
        late = load_arrays(store, cache=tmp_path / "late")
    assert early.hash == late.hash
    assert list(early.disease_labels) == list(late.disease_labels) == ["one", "two"]
