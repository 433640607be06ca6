"""The index of names: what a name says, and what its columns give back."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schema import Category, Scope
from encoders.entities import NameIndex, build_index, load_normalizer, tokenize
from encoders.entities.name_layout import NameRows, group_by_key
from encoders.entities.name_words import NameWords
from encoders.entities.names import IndexedName
from kg import LexicalEntry, Lexicon

NORMALIZER = load_normalizer()
FINDING = Category.PHENOTYPIC_FEATURE


def indexed(*names: tuple[str, str], **kinds: str) -> NameIndex:
    """Index (concept, name) pairs; the first name of a concept is its label."""
    seen: set[str] = set()
    entries = []
    for concept, text in names:
        scope = Scope.EXACT if concept in seen else Scope.LABEL
        entries.append(LexicalEntry(text, concept, scope, kinds.get(concept, "")))
        seen.add(concept)
    lexicon = Lexicon(
        entries=tuple(entries),
        labels=dict.fromkeys(seen, "label"),
        categories=dict.fromkeys(seen, FINDING),
    )
    return build_index(lexicon, normalizer=NORMALIZER)


def said(index: NameIndex, text: str) -> list[IndexedName]:
    """Return the names with the words of a text."""
    forms = index.vocabulary.forms(tokenize(text).words)
    key = sum(form.key for form in forms if form is not None and form.kind.name != "STOP")
    return list(index.named(key)) if key in index.names else []


def test_a_name_is_found_by_its_words_in_any_order() -> None:
    index = indexed(("A", "Abnormality of the kidney"), ("B", "Kidney stone"))

    (name,) = said(index, "stone kidney")

    assert (name.concept_id, name.written, name.scope) == ("B", "Kidney stone", Scope.LABEL)
    assert [form.lemma for form in name.forms] == ["kidney", "stone"]


def test_a_departure_of_an_organ_is_also_said_the_other_way_round() -> None:
    index = indexed(("A", "Abnormality of the kidney"))

    plain, turned = said(index, "kidney abnormality")

    assert [form.folded for form in plain.forms] == ["abnormality", "kidney"]
    assert [form.folded for form in turned.forms] == ["kidney", "abnormality"]
    assert not turned.derived


def test_a_generic_tail_may_be_left_out() -> None:
    (name,) = said(indexed(("A", "Abnormal kidney morphology")), "abnormal kidney")

    assert name.derived
    assert name.clipped


def test_a_label_is_composed_with_the_other_name_of_what_is_inside_it() -> None:
    index = indexed(
        ("A", "Cryptorchidism"), ("A", "Undescended testes"), ("B", "Bilateral cryptorchidism")
    )

    (name,) = said(index, "bilateral undescended testes")

    assert (name.concept_id, name.derived, name.clipped) == ("B", True, False)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("ASD", True), ("AS", False), ("adult ALL", False), ("enhanced S-cone syndrome", True)],
)
def test_abbreviations_that_tell_nothing_are_no_names(text: str, kept: bool) -> None:
    assert bool(indexed(("A", text)).names) is kept


def test_an_everyday_name_keeps_two_words() -> None:
    assert not indexed(("A", "the pain"), A="everyday").names
    assert indexed(("A", "the pain"), A="everyday").everyday
    assert not indexed(("A", "the pain")).everyday


def test_reach_and_pairs_are_those_of_the_names() -> None:
    index = indexed(("A", "Short finger"), ("B", "Very short broad finger"))
    short, broad, finger = (index.vocabulary.form(word) for word in ("short", "broad", "finger"))
    assert short is not None
    assert broad is not None
    assert finger is not None

    assert index.reach[finger.key] == index.reach[broad.key] >= 3
    assert {short.key + finger.key, broad.key + short.key} <= index.pairs
    assert short.key + short.key not in index.pairs


def test_an_index_of_no_names_finds_nothing() -> None:
    index = indexed()

    assert not index.names
    assert not index.pairs


def test_an_index_survives_pickling() -> None:
    index = indexed(("A", "Short finger"), ("B", "Seizure"))

    copy = pickle.loads(pickle.dumps(index))  # noqa: S301 - our own bytes

    assert copy.names == index.names
    assert all(copy.named(key) == index.named(key) for key in index.names)


def test_a_key_that_has_no_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        indexed(("A", "Seizure")).named(1)


@given(st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=20), max_size=12))
def test_keys_past_64_bits_are_summed_exactly(names: list[list[int]]) -> None:
    word_key = np.array([2**60 - 1, 2**60 - 3, 7, 2**59, 2**32, 2**32 - 1], np.uint64)
    rows = NameRows.of((entry, words, False, False) for entry, words in enumerate(names))

    grouped = group_by_key(rows, word_key)

    keys = [
        int(low) + (int(high) << 64) for low, high in zip(grouped.key, grouped.carry, strict=True)
    ]
    expected: dict[int, list[int]] = {}
    for entry, words in enumerate(names):
        expected.setdefault(sum(int(word_key[word]) for word in words), []).append(entry)
    spans = zip(grouped.first[:-1], grouped.first[1:], strict=True)
    found = [grouped.rows.entry[first:last].tolist() for first, last in spans]
    assert dict(zip(keys, found, strict=True)) == expected


@given(st.lists(st.text(alphabet="aÄo -–'’\n\tB1_,preco", max_size=12), max_size=8))
def test_names_split_together_are_split_as_each_alone(texts: list[str]) -> None:
    words = NameWords.of(texts, normalizer=NORMALIZER)

    for number, text in enumerate(texts):
        alone = tokenize(text, prefixes=NORMALIZER.prefixes).words
        assert [words.spelled[word] for word in words.words(number)] == alone
