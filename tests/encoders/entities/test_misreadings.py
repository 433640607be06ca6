"""A name that means something else where it stands is no mention."""

from __future__ import annotations

import pytest

from data_schema import Document
from encoders import EntityRecognizer
from encoders.entities.tables import read_toml


def labels(recognizer: EntityRecognizer, text: str) -> set[str]:
    mentions = recognizer.annotate(Document(id="d", text=text))
    return {m.linked.concept.label for m in mentions if m.linked and m.linked.concept}


@pytest.mark.parametrize(
    ("finding", "misread", "label"),
    [
        ("She has hepatitis.", "Serology and hepatitis panel were sent.", "Hepatitis"),
        ("Long-standing depression.", "Depression of the medial tibial plateau.", "Depression"),
        ("Aspiration of food.", "Bone marrow aspiration was done.", "Aspiration"),
        ("He was confused at night.", "Not to be confused with gout.", "Confusion"),
        ("Facial plethora.", "A plethora of complaints.", "Plethora"),
    ],
)
def test_neighbours_decide(
    full_recognizer: EntityRecognizer, finding: str, misread: str, label: str
) -> None:
    assert label in labels(full_recognizer, finding)
    assert label not in labels(full_recognizer, misread)


@pytest.mark.parametrize(
    ("diagnosis", "misread", "label"),
    [
        ("Burn of the left hand.", "His urine burns at the end.", "burn"),
        ("Hamstring strain.", "He strains to pass water.", "muscle strain"),
    ],
)
def test_a_verb_states_no_diagnosis(
    everyday_recognizer: EntityRecognizer, diagnosis: str, misread: str, label: str
) -> None:
    assert label in labels(everyday_recognizer, diagnosis)
    assert label not in labels(everyday_recognizer, misread)


@pytest.mark.parametrize(
    ("finding", "misread", "label"),
    [
        ("Constant throat clearing.", "The throat was clear.", "Postnasal drip"),
        ("Toe walking since infancy.", "He can heel and toe walk.", "Tip-toe gait"),
        ("He fainted.", "There is a faint systolic murmur.", "Syncope"),
    ],
)
def test_what_examiners_write_of_the_healthy_is_no_finding(
    everyday_recognizer: EntityRecognizer, finding: str, misread: str, label: str
) -> None:
    assert label in labels(everyday_recognizer, finding)
    assert label not in labels(everyday_recognizer, misread)


def test_the_lists_are_lower_case_and_their_neighbours_are_words() -> None:
    table = read_toml("misreadings.toml")

    assert all(word == word.lower() for word in table["heads"])
    for row in table["names"]:
        assert set(row) <= {"names", "before", "after"}
        words = [*row.get("before", ()), *row.get("after", ())]
        assert all(word == word.lower() and " " not in word for word in words)
        assert all(name == name.lower() for name in row["names"])
