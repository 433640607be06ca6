"""Notes with an id: who the patient is, and the truth kept apart."""

from __future__ import annotations

from typing import Any

import pytest

from data_schema import Sex, Subject
from data_schema.readers.item import ReadItem
from data_schema.readers.notes import read_note


def read(**fields: Any) -> ReadItem:  # noqa: ANN401 - any JSON
    return read_note({"id": "v1", "text": "Fever and cough.", **fields}, source="file.jsonl")


def subject(**fields: Any) -> Subject:  # noqa: ANN401 - any JSON
    record = read(**fields).record
    assert record is not None
    return record.subject


def test_a_vignette_has_a_subject_and_its_diagnosis_is_no_part_of_the_record() -> None:
    item = read(
        age=54,
        sex="Female",
        diagnosis={"label": "pneumonia", "ids": ["MONDO:0005249", "DOID:552"]},
    )

    assert item.record is not None
    patient = item.record.subject
    assert (patient.age, patient.sex) == ("P54Y", Sex.FEMALE)
    assert [(each.id, each.label) for each in item.diagnoses] == [
        ("MONDO:0005249", "pneumonia"),
        ("DOID:552", "pneumonia"),
    ]
    assert "pneumonia" not in repr(item.record)


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, "P0Y"), (0.5, "P0.5Y"), (125, "P125Y"), (126, None), (-1, None), ("54", None)],
)
def test_an_age_is_a_number_of_years(age: object, expected: str | None) -> None:
    assert subject(age=age).age == expected


def test_a_truth_value_is_no_age() -> None:
    assert subject(age=True).age is None


@pytest.mark.parametrize(
    ("sex", "expected"),
    [("m", Sex.MALE), (" F ", Sex.FEMALE), ("other", Sex.UNKNOWN), (1, Sex.UNKNOWN)],
)
def test_a_sex_is_a_word_for_one(sex: object, expected: Sex) -> None:
    assert subject(sex=sex).sex is expected


@pytest.mark.parametrize(
    "diagnosis",
    ["pneumonia", None, [], {}, {"ids": "MONDO:1"}, {"ids": [1, None, "no curie"]}, {"label": "x"}],
)
def test_what_is_no_diagnosis_is_skipped(diagnosis: object) -> None:
    assert read(diagnosis=diagnosis).diagnoses == ()


def test_a_plain_note_says_nothing_of_the_patient() -> None:
    assert (subject().age, subject().sex) == (None, Sex.UNKNOWN)
    assert read().diagnoses == ()
