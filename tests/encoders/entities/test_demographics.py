"""Age and sex of the patient as notes state them."""

from __future__ import annotations

import time

import pytest

from data_schema import Sex, Subject, duration_in_days
from encoders.entities.demographics import load_demographics_reader


@pytest.mark.parametrize(
    ("text", "age", "sex", "words"),
    [
        ("A 45-year-old man with pain.", "P45Y", Sex.MALE, "45-year-old man"),
        ("This is a 3 yo F with fever.", "P3Y", Sex.FEMALE, "3 yo F"),
        ("6-week-old girl", "P6W", Sex.FEMALE, "6-week-old girl"),
        ("The 3 day old infant", "P3D", Sex.UNKNOWN, "3 day old"),
        ("A 23-month-old, white female", "P23M", Sex.FEMALE, "23-month-old, white female"),
        ("72M with chest pain", "P72Y", Sex.MALE, "72M"),
        ("45/F, cough", "P45Y", Sex.FEMALE, "45/F"),
        ("56 y.o. gentleman", "P56Y", Sex.MALE, "56 y.o. gentleman"),
        ("Age: 34 Sex: M", "P34Y", Sex.MALE, "34 Sex: M"),
        ("aged 44 years", "P44Y", Sex.UNKNOWN, "44 years"),
        (
            "a 62-year-old previously healthy African American woman who",
            "P62Y",
            Sex.FEMALE,
            "62-year-old previously healthy African American woman",
        ),
        ("Her 45-year-old mother. A 7 year old boy", "P7Y", Sex.MALE, "7 year old boy"),
        ("Born to a 32-year-old G2 woman. A 2 day old girl", "P2D", Sex.FEMALE, "2 day old girl"),
        ("The mother is 34 years old; he is a 2 y/o male", "P2Y", Sex.MALE, "2 y/o male"),
        ("A 45-year-old with a boy", "P45Y", Sex.UNKNOWN, "45-year-old"),
    ],
)
def test_the_first_statement_about_the_patient(text: str, age: str, sex: Sex, words: str) -> None:
    found = load_demographics_reader().read(text)

    assert (found.age, found.sex) == (age, sex)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Fever for 3 days.",
        "T 101F, 38.2F",
        "patients aged 18-45",
        "His brother, aged 12, is well.",
        "a 500 year old problem",
        "2 years ago",
    ],
)
def test_nothing_stated(text: str) -> None:
    found = load_demographics_reader().read(text)

    assert (found.age, found.sex, found.start, found.end) == (None, Sex.UNKNOWN, 0, 0)


def test_what_is_known_is_kept() -> None:
    reader = load_demographics_reader()
    known = Subject(id="p", age="P10Y")

    assert reader.complete(known, ["A 45-year-old man."]) == Subject(
        id="p", age="P10Y", sex=Sex.MALE
    )
    assert reader.complete(Subject(), ["No age.", "A 3 yo F."]).age == "P3Y"


def test_ages_in_days() -> None:
    assert duration_in_days("P2W") == 14
    assert duration_in_days("P1Y6M") == pytest.approx(547.9, abs=0.1)
    assert duration_in_days("old") is None


@pytest.mark.parametrize("filler", ["1", "1 ", "45-year-old ", "aged ", "3 yo a ", "a "])
def test_time_is_linear(filler: str) -> None:
    text = filler * (10_000 // len(filler))
    start = time.process_time()
    load_demographics_reader().read(text)

    assert time.process_time() - start < 0.05
