"""Short forms that a document explains are read as what they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schema import Category, Document
from encoders import EntityRecognizer
from encoders.entities import Mode
from kg import Lexicon, Node

NAMES = {
    "MONDO:1": "maple syrup urine disease",
    "MONDO:2": "classic maple syrup urine disease",
    "MONDO:3": "polycystic kidney disease",
    "MONDO:4": "autosomal recessive polycystic kidney disease",
    "MONDO:5": "X-linked dystonia",
}


@pytest.fixture(scope="module")
def recognizer() -> EntityRecognizer:
    lexicon = Lexicon.from_nodes(
        Node(id=curie, category=Category.DISEASE, name=name) for curie, name in NAMES.items()
    )
    return EntityRecognizer.from_lexicon(lexicon, categories=(Category.DISEASE,))


def found(recognizer: EntityRecognizer, text: str, mode: Mode = "longest") -> list[tuple[str, str]]:
    mentions = recognizer.annotate(Document(id="d", text=text), mode=mode)
    return [
        (each.text, each.linked.concept.id)
        for each in mentions
        if each.linked and each.linked.concept
    ]


def test_a_short_form_is_read_with_the_words_beside_it(recognizer: EntityRecognizer) -> None:
    text = "Maple syrup urine disease (MSUD) is rare. In classic MSUD, and in MSUD of any kind, …"

    assert found(recognizer, text) == [
        ("Maple syrup urine disease", "MONDO:1"),
        ("MSUD", "MONDO:1"),
        ("classic MSUD", "MONDO:2"),
        ("MSUD", "MONDO:1"),
    ]


def test_nested_keeps_the_short_form_inside(recognizer: EntityRecognizer) -> None:
    text = "Maple syrup urine disease (MSUD). Classic MSUD."

    assert found(recognizer, text, "nested")[-2:] == [
        ("Classic MSUD", "MONDO:2"),
        ("MSUD", "MONDO:1"),
    ]


def test_a_long_form_may_have_a_short_one_in_it(recognizer: EntityRecognizer) -> None:
    text = "Polycystic kidney disease (PKD). Autosomal recessive PKD (ARPKD). ARPKD is severe."

    assert found(recognizer, text)[2:] == [
        ("Autosomal recessive PKD", "MONDO:4"),
        ("ARPKD", "MONDO:4"),
        ("ARPKD", "MONDO:4"),
    ]


def test_a_later_explanation_that_is_no_name_takes_nothing_away(
    recognizer: EntityRecognizer,
) -> None:
    text = "Polycystic kidney disease (PKD). Polycystic kidneys disease (PKD), later PKD."

    assert found(recognizer, text)[-1] == ("PKD", "MONDO:3")


def test_plurals_and_hyphens(recognizer: EntityRecognizer) -> None:
    text = "X-linked dystonia (X-D) and polycystic kidney disease (PKD). Two X-D, three PKDs."

    assert found(recognizer, text)[-2:] == [("X-D", "MONDO:5"), ("PKDs", "MONDO:3")]


def test_an_unexplained_short_form_is_nothing(recognizer: EntityRecognizer) -> None:
    assert found(recognizer, "He has MSUD.") == []


@given(
    st.lists(
        st.sampled_from(
            [
                *("polycystic ", "kidney ", "disease ", "(PKD) ", "PKD", "PKDs ", "autosomal "),
                *("recessive ", "(ARPKD)", "ARPKD ", "(", ")", ". ", ", ", "\n\n", "and ", "X-D "),
            ]
        )
    ).map("".join)
)
@settings(max_examples=200, deadline=None)
def test_offsets_index_the_text(recognizer: EntityRecognizer, text: str) -> None:
    for mode in ("longest", "nested"):
        for mention in recognizer.annotate(Document(id="d", text=text), mode=mode):
            mention.check(text)
