"""A recogniser whose index was kept in a file is the one that was built."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from data_schema import Category, Document, Scope
from encoders import EntityRecognizer, load_recognizer
from encoders.entities import index_file
from encoders.entities.index_file import index_key, read_index, write_index
from encoders.entities.names import FormColumns, NameColumns
from kg import GraphArrays, Lexicon, Node, Strings, Synonym, arrays_from_graph
from tests.kg.small_graphs import annotation, small_graph

TEXT = "No seizures, but short and broad fingers; Marfan syndrome in the mother. Threw up."
BOTH = (Category.PHENOTYPIC_FEATURE, Category.DISEASE)


def graph(*names: str) -> GraphArrays:
    finding = Category.PHENOTYPIC_FEATURE
    nodes = [
        Node(id="HP:0001250", category=finding, name="Seizure"),
        Node(
            id="HP:0009381",
            category=finding,
            name="Short finger",
            synonyms=tuple(Synonym(text=name, scope=Scope.EXACT) for name in names),
        ),
        Node(id="HP:0001500", category=finding, name="Broad finger"),
        Node(
            id="HP:0002013",
            category=finding,
            name="Vomiting",
            synonyms=(Synonym(text="threw up", scope=Scope.EXACT, kind="everyday"),),
        ),
        Node(id="OMIM:1", category=Category.DISEASE, name="Marfan syndrome"),
    ]
    terms = {
        node.id: ["HP:0000118"] for node in nodes if node.category is Category.PHENOTYPIC_FEATURE
    }
    return arrays_from_graph(small_graph(terms, [annotation("OMIM:1", "HP:0001250")], nodes=nodes))


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return graph("Brachydactyly of a finger")


def assert_same(one: NameColumns | FormColumns, other: NameColumns | FormColumns) -> None:
    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, FormColumns):
            assert_same(mine, theirs)
        elif isinstance(mine, Strings):
            assert mine == theirs
        else:
            assert mine.dtype == theirs.dtype
            np.testing.assert_array_equal(mine, theirs)


def mentions(recognizer: EntityRecognizer) -> object:
    document = Document(id="note", text=TEXT)
    return [recognizer.annotate(document, mode=mode) for mode in ("longest", "nested")]


@pytest.mark.parametrize("everyday", [False, True])
def test_a_loaded_recognizer_is_the_one_that_was_built(
    arrays: GraphArrays,
    tmp_path: Path,
    everyday: bool,
) -> None:
    first, second = (
        load_recognizer(arrays, everyday=everyday, categories=BOTH, cache=tmp_path / "new")
        for _ in range(2)
    )
    built = EntityRecognizer.from_lexicon(
        Lexicon.from_arrays(arrays, everyday=everyday), categories=BOTH
    )

    for recognizer in (first, second):
        index, expected = recognizer.matcher.index, built.matcher.index
        assert_same(index.columns, expected.columns)
        assert (index.names, index.reach, index.pairs) == (
            expected.names,
            expected.reach,
            expected.pairs,
        )
        assert all(index.named(key) == expected.named(key) for key in expected.names)
        assert recognizer.lexicon == built.lexicon
        assert recognizer.everyday is everyday
        assert mentions(recognizer) == mentions(built)
    assert len(list((tmp_path / "new").iterdir())) == 1


def test_the_second_time_nothing_is_indexed(
    arrays: GraphArrays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_recognizer(arrays, cache=tmp_path)
    monkeypatch.setattr(Lexicon, "from_arrays", None)

    load_recognizer(arrays, cache=tmp_path)


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign", "empty"])
def test_a_damaged_file_is_made_again(arrays: GraphArrays, tmp_path: Path, damage: str) -> None:
    expected = mentions(load_recognizer(arrays, cache=tmp_path))
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(
        {
            "cut": whole[:middle],
            "flipped": whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :],
            "foreign": b"not ours",
            "empty": b"",
        }[damage]
    )

    assert mentions(load_recognizer(arrays, cache=tmp_path)) == expected
    assert path.read_bytes() == whole


def test_a_file_of_another_key_is_not_read(arrays: GraphArrays, tmp_path: Path) -> None:
    index = load_recognizer(arrays, cache=tmp_path / "cache").matcher.index
    path = tmp_path / "names.npz"

    write_index(index.columns, path, key="one")

    assert read_index(path, key="one") is not None
    assert read_index(path, key="other") is None
    assert read_index(tmp_path / "none.npz", key="one") is None


def test_the_key_follows_names_wishes_and_rules(
    arrays: GraphArrays, monkeypatch: pytest.MonkeyPatch
) -> None:
    def key(of: GraphArrays = arrays, *, everyday: bool = False) -> str:
        return index_key(of, everyday=everyday, categories=BOTH)

    assert key() == key(graph("Brachydactyly of a finger"))
    assert key() == index_key(arrays, everyday=False, categories=BOTH[::-1])
    keys = {key(), key(graph("Stubby finger")), key(everyday=True)}
    keys.add(index_key(arrays, everyday=False, categories=BOTH[:1]))
    monkeypatch.setattr(index_file, "_hash_of_rules", lambda: "a changed table")
    keys.add(key())
    assert len(keys) == 5


def test_statements_that_name_nothing_do_not_change_the_key(arrays: GraphArrays) -> None:
    other = replace(arrays, hash="another", version="another")

    assert index_key(other, everyday=False, categories=BOTH) == index_key(
        arrays, everyday=False, categories=BOTH
    )


def test_without_a_home_the_index_is_made_each_time(arrays: GraphArrays, tmp_path: Path) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder")

    recognizer = load_recognizer(arrays, cache=nowhere / "cache")

    assert mentions(recognizer) == mentions(load_recognizer(arrays, cache=tmp_path / "cache"))
    assert nowhere.read_text() == "no folder"
