"""What makes a complaint worse or better, told apart from the word for it."""

from __future__ import annotations

import pytest

from data_schema import Document
from encoders import EntityRecognizer
from encoders.entities.pain_modifiers import load_pain_modifier_reader
from encoders.entities.tables import read_toml

TABLE = read_toml("pain_modifiers.toml")
CONCEPTS = {row["concept"][0]: row["concept"][1] for row in TABLE["findings"]}


def read(text: str) -> list[tuple[str, str]]:
    found = load_pain_modifier_reader().find(text)
    return [(text[start:end], CONCEPTS[concept]) for start, end, concept in found]


@pytest.mark.parametrize(
    ("text", "words", "label"),
    [
        (
            "Sharp chest pain that worsens with a deep breath.",
            "worsens with a deep breath",
            "Pleuritic chest pain",
        ),
        (
            "Pain in the chest since Monday. It is better when sitting up.",
            "better when sitting up",
            "Chest pain relieved by sitting forward",
        ),
        (
            "Epigastric burning. The pain is relieved by antacids.",
            "relieved by antacids",
            "Abdominal pain relieved by food or antacids",
        ),
        (
            "An ache in the left knee, worse on stairs.",
            "worse on stairs",
            "Knee pain with stairs, squatting or prolonged sitting",
        ),
        ("The dyspnea gets worse when lying flat.", "gets worse when lying flat", "Orthopnea"),
        (
            "The headache is aggravated by coughing.",
            "aggravated by coughing",
            "Headache worse with coughing or straining",
        ),
    ],
)
def test_the_complaint_named_last_is_what_is_modified(text: str, words: str, label: str) -> None:
    assert read(text) == [(words, label)]


def test_every_factor_of_a_clause_counts_and_the_next_word_for_better_begins_another() -> None:
    text = "Chest pain, exacerbated by movement and deep breaths, relieved by rest."

    assert read(text) == [
        ("exacerbated by movement", "Chest pain worse with movement or deep breathing"),
        ("exacerbated by movement and deep breaths", "Pleuritic chest pain"),
        ("relieved by rest", "Chest pain relieved by rest or nitroglycerin"),
    ]


def test_what_is_said_not_to_modify_does_not() -> None:
    text = "The chest pain is worse with deep breaths but not with exertion."

    assert [label for _, label in read(text)] == ["Pleuritic chest pain"]


def test_a_site_that_pain_spreads_to_and_an_earlier_factor_are_no_subject() -> None:
    spread = "Chest pain radiating to the left shoulder, worse with exertion."
    twice = "His chest pain is worse with coughing and relieved by leaning forward."
    back = "Abdominal pain came back and is worse with coughing."

    assert [label for _, label in read(back)] == ["Abdominal pain worse with movement"]
    assert [label for _, label in read(spread)] == ["Exertional chest pain"]
    assert "Chest pain relieved by sitting forward" in [label for _, label in read(twice)]


@pytest.mark.parametrize(
    "text",
    [
        "The rash is worse with a deep breath.",
        "Chest pain. The rash is worse with exertion.",
        "The chest pain is worse with every day. Exertion is avoided.",
        "The chest pain is relieved by movement.",
        "Abdominal pain increased in the last 2 days, with cough and fever.",
        "Blood pressure of 150/90 increased at night.",
        "",
    ],
)
def test_no_complaint_no_factor_or_the_other_direction_is_no_finding(text: str) -> None:
    assert read(text) == []


def test_the_finding_has_an_assertion_and_the_factor_is_none(
    everyday_recognizer: EntityRecognizer,
) -> None:
    text = "Chest pain, worse with deep breaths. The pain is not worsened by exertion."
    mentions = everyday_recognizer.annotate(Document(id="d", text=text))
    negated = {
        mention.linked.concept.label: mention.assertion.negated
        for mention in mentions
        if mention.linked and mention.linked.concept
    }

    assert negated["Pleuritic chest pain"] is False
    assert negated["Exertional chest pain"] is True
    assert not any(mention.assertion.hypothetical for mention in mentions if mention.cue == "")


def test_sites_are_not_modified_without_the_everyday_words(
    full_recognizer: EntityRecognizer,
) -> None:
    mentions = full_recognizer.annotate(Document(id="d", text="Chest pain, worse on deep breaths."))

    assert "worse on deep breaths" not in {mention.text for mention in mentions}


def test_the_table_names_what_it_defines() -> None:
    known = {*TABLE["complaints"], *TABLE["regions"], ""} - {"pain"}
    for row in TABLE["findings"]:
        assert set(row) <= {"concept", "of", "worse", "better"}
        assert set(row["of"]) <= known
        assert {*row.get("worse", ()), *row.get("better", ())} <= set(TABLE["factors"])
    words = [word for kind in ("complaints", "regions", "factors") for word in TABLE[kind].values()]
    assert all(each == each.lower() for group in words for each in group)
