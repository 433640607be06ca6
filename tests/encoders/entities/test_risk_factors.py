"""A treatment of today is no risk factor, and a habit given up is a former one."""

from __future__ import annotations

import pytest

from data_schema import Category, Document, Scope
from encoders import EntityRecognizer, TextFindings, load_risk_factor_reader
from encoders.entities.tables import read_toml
from kg import KnowledgeGraph, LexicalEntry, Lexicon

HEPARIN, ANTIBIOTIC, VENTILATED = "DIAGRAPH:9000060", "DIAGRAPH:9000063", "DIAGRAPH:9000078"
SMOKING, FORMER = "DIAGRAPH:9000001", "DIAGRAPH:9000002"
DRINKING, FORMER_USE = "DIAGRAPH:9000004", "DIAGRAPH:9000152"
NAMES = {
    HEPARIN: ["heparin", "warfarin"],
    ANTIBIOTIC: ["ceftriaxone", "amoxicillin"],
    VENTILATED: ["intubated"],
    SMOKING: ["smokes", "smoked", "pack-years", "smoker"],
    FORMER: ["former smoker", "quit smoking"],
    DRINKING: ["heavy drinker", "drinks heavily"],
    FORMER_USE: ["recovering alcoholic"],
}


@pytest.fixture(scope="module")
def recognizer() -> EntityRecognizer:
    labels = {concept: names[0] for concept, names in NAMES.items()}
    return EntityRecognizer.from_lexicon(
        Lexicon(
            entries=tuple(
                LexicalEntry(name, concept, Scope.EXACT)
                for concept, names in NAMES.items()
                for name in names
            ),
            labels=labels,
            categories=dict.fromkeys(labels, Category.PHENOTYPIC_FEATURE),
        )
    )


def read(recognizer: EntityRecognizer, text: str) -> TextFindings:
    documents = [Document(id="note", text=text)]
    return load_risk_factor_reader().settle(recognizer.findings(documents), documents)


def told(recognizer: EntityRecognizer, text: str) -> set[str]:
    found = read(recognizer, text)
    return {finding.type.id for finding in found.findings if not finding.excluded}


@pytest.mark.parametrize(
    "text",
    [
        "In the emergency department he was given heparin.",
        "Heparin was started and he was intubated.",
        "She received ceftriaxone on arrival. Her pressure is 90/60.",
        "He was loaded with heparin.",
        "HOSPITAL COURSE: Warfarin, then discharged.",
        "He was given heparin after the CT showed a clot.",
        "Heparin was started when the troponin rose.",
    ],
)
def test_what_is_given_for_todays_illness_is_no_risk(
    recognizer: EntityRecognizer, text: str
) -> None:
    found = read(recognizer, text)

    assert not [finding for finding in found.findings if not finding.excluded]
    assert {each.reason for each in found.set_aside} == {"treatment"}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("He takes warfarin.", HEPARIN),
        ("He was started on warfarin last year.", HEPARIN),
        ("She was given amoxicillin five days ago.", ANTIBIOTIC),
        ("He was given ceftriaxone. Ten minutes later he collapsed.", ANTIBIOTIC),
        ("He was given heparin. He has taken warfarin for years.", HEPARIN),
        ("He was intubated last week.", VENTILATED),
        ("He smokes a pack a day and has tried to quit.", SMOKING),
        ("He smokes and quit drinking.", SMOKING),
        ("A 60-year-old smoker was well until two days ago.", SMOKING),
        ("He smokes a pack a day and stopped taking lisinopril.", SMOKING),
        ("She smokes; the chest pain stopped after an hour.", SMOKING),
        ("He smokes and is no longer able to climb stairs.", SMOKING),
        ("He smokes and used to work in a shipyard.", SMOKING),
        ("He smokes and his wife quit.", SMOKING),
        ("He drinks heavily until he passes out.", DRINKING),
        ("He was told he should quit but smokes.", SMOKING),
        ("He should quit; smokes 2 packs.", SMOKING),
        ("He is refusing to quit; smokes.", SMOKING),
        ("He smoked until 2010. He smokes daily again.", SMOKING),
        ("He is on warfarin and started vomiting blood.", HEPARIN),
        ("She is on warfarin and was given vitamin K.", HEPARIN),
        ("A 70-year-old man on warfarin was given fluids.", HEPARIN),
        ("Given her fibrillation she is on warfarin.", HEPARIN),
        ("His cough started while he was on warfarin.", HEPARIN),
        ("Warfarin was started in 2015.", HEPARIN),
        ("PLAN: Hold warfarin.", HEPARIN),
        ("PLAN: Continue warfarin.", HEPARIN),
    ],
)
def test_what_was_there_before_is_one(
    recognizer: EntityRecognizer, text: str, concept: str
) -> None:
    assert told(recognizer, text) == {concept}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("She quit smoking 20 years ago.", FORMER),
        ("She smoked a pack a day but quit 20 years ago.", FORMER),
        ("Former smoker, 20 pack-years.", FORMER),
        ("He no longer smokes.", FORMER),
        ("He was a heavy drinker until last year.", FORMER_USE),
    ],
)
def test_a_habit_given_up_is_a_former_one(
    recognizer: EntityRecognizer, text: str, concept: str
) -> None:
    assert told(recognizer, text) == {concept}


@pytest.mark.parametrize(
    "text",
    [
        "Denies that he smokes.",
        "Non-smoker. No warfarin.",
        "His father smokes and takes warfarin.",
        "He does not drink and has never smoked.",
    ],
)
def test_what_is_denied_or_of_a_relative_is_none(recognizer: EntityRecognizer, text: str) -> None:
    assert told(recognizer, text) == set()


def test_every_concept_is_one_of_the_graph(default_graph: KnowledgeGraph) -> None:
    labels = {node.id: node.name for node in default_graph.nodes}
    table = read_toml("risk_factors.toml")
    named = [*table["treatments"]["concepts"]]
    for row in table["habits"]:
        named += [*row["concepts"], row["former"]]

    assert [(curie, label) for curie, label in named if labels.get(curie) != label] == []
