"""Arrays come back from a file as they went in, or not at all."""

from __future__ import annotations

import json
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from data_schema import Category, GraphVersionError, Predicate, Scope
from kg import (
    CSR,
    Edge,
    EdgeColumns,
    GraphArrays,
    Node,
    RowColumns,
    Synonym,
    SynonymColumns,
    arrays_from_graph,
    read_arrays,
    write_arrays,
)
from kg.array_file import ARRAYS_FORMAT
from tests.kg.small_graphs import SOURCE, annotation, small_graph


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    nodes = [
        Node(
            id="HP:0000100",
            category=Category.PHENOTYPIC_FEATURE,
            name="Größe",
            synonyms=(Synonym(text="µ", scope=Scope.EXACT),),
            alt_ids=("HP:0000199",),
        ),
        Node(id="HGNC:1", category=Category.GENE, name="GEN1"),
    ]
    gene = Edge(
        subject="HGNC:1",
        predicate=Predicate.GENE_ASSOCIATED_WITH_CONDITION,
        object="OMIM:1",
        sources=(SOURCE,),
    )
    rows = [
        annotation("OMIM:1", "HP:0000100", publications=("PMID:1",), has_percentage=12.5),
        annotation("ORPHA:1", "HP:0000100"),
    ]
    terms = {"HP:0000100": ["HP:0000118"]}
    return arrays_from_graph(
        small_graph(terms, rows, same=[("OMIM:1", "ORPHA:1")], nodes=nodes, edges=[gene])
    )


def assert_same(one: object, other: object) -> None:
    assert type(one) is type(other)
    if isinstance(one, EdgeColumns | GraphArrays | RowColumns | SynonymColumns | CSR):
        for field in fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, np.ndarray):
        assert isinstance(other, np.ndarray)
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    else:
        assert one == other


def test_what_was_written_is_read(arrays: GraphArrays, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "arrays.npz"

    write_arrays(arrays, path)

    assert_same(read_arrays(path), arrays)
    assert [p.name for p in path.parent.iterdir()] == ["arrays.npz"]


def test_writing_twice_replaces_the_file(arrays: GraphArrays, tmp_path: Path) -> None:
    path = tmp_path / "arrays.npz"
    path.write_bytes(b"something else")

    write_arrays(arrays, path)

    assert read_arrays(path).hash == arrays.hash


def test_a_failed_write_leaves_what_was_there(
    arrays: GraphArrays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "arrays.npz"
    write_arrays(arrays, path)
    before = path.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(OSError, match="no space left"):
        write_arrays(arrays, path)

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"not a zip file", None])
def test_a_damaged_or_missing_file_is_a_version_error(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "arrays.npz"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(GraphVersionError, match=r"expected graph arrays in arrays\.npz"):
        read_arrays(path)


def test_a_truncated_file_is_a_version_error(arrays: GraphArrays, tmp_path: Path) -> None:
    path = tmp_path / "arrays.npz"
    write_arrays(arrays, path)
    path.write_bytes(path.read_bytes()[:2000])

    with pytest.raises(GraphVersionError):
        read_arrays(path)


def test_no_flipped_bit_is_more_than_a_version_error(arrays: GraphArrays, tmp_path: Path) -> None:
    path = tmp_path / "arrays.npz"
    write_arrays(arrays, path)
    whole = path.read_bytes()
    directory = whole.index(b"PK\x01\x02")
    refused = 0
    for place in range(directory, directory + 64):
        for bit in range(8):
            damaged = bytearray(whole)
            damaged[place] ^= 1 << bit
            path.write_bytes(damaged)
            try:
                assert_same(read_arrays(path), arrays)
            except GraphVersionError:
                refused += 1

    assert refused > 100


def test_others_may_read_the_file(arrays: GraphArrays, tmp_path: Path) -> None:
    path, plain = tmp_path / "arrays.npz", tmp_path / "plain"
    write_arrays(arrays, path)
    plain.touch()

    assert path.stat().st_mode == plain.stat().st_mode


def test_a_file_without_one_of_the_arrays_is_a_version_error(
    arrays: GraphArrays, tmp_path: Path
) -> None:
    path, partial = tmp_path / "arrays.npz", tmp_path / "partial.npz"
    write_arrays(arrays, path)
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(partial, "w") as part:
        for name in whole.namelist():
            if name != "gene_ids.data.npy":
                part.writestr(name, whole.read(name))

    with pytest.raises(GraphVersionError):
        read_arrays(partial)


def test_another_format_is_a_version_error(tmp_path: Path) -> None:
    path = tmp_path / "arrays.npz"
    header = json.dumps({"format": 0, "version": "old", "hash": ""}).encode()
    np.savez(path, header=np.frombuffer(header, np.uint8))

    with pytest.raises(
        GraphVersionError, match=f"expected graph arrays of format {ARRAYS_FORMAT}, got 0"
    ):
        read_arrays(path)


def test_a_pickle_in_the_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "arrays.npz"
    np.savez(path, header=np.array([{"format": 1}], dtype=object))

    with pytest.raises(GraphVersionError):
        read_arrays(path)
