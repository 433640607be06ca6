"""How long an illness has lasted, as notes tell it."""

from __future__ import annotations

import time

import pytest

from encoders.entities.course import load_course_reader


@pytest.mark.parametrize(
    ("text", "course"),
    [
        ("He presents with a 3-day history of fever.", "acute"),
        ("Cough for two weeks.", "acute"),
        ("Headaches for the past two months.", "subacute"),
        ("Knee pain for about 5 years.", "chronic"),
        ("A four-month history of weight loss.", "chronic"),
        ("The pain began 2 hours ago.", "acute"),
        ("Rash since yesterday.", "acute"),
        ("He has had back pain for years.", "chronic"),
        ("Dizzy for a few days, since a fall.", "acute"),
        ("Tired for a week.", "acute"),
        ("Fatigue for a couple of weeks.", "acute"),
        ("A 45-year-old man is seen for fever.", ""),
        ("She is 7 years old and coughs.", ""),
        ("Fever and cough.", ""),
        ("", ""),
    ],
)
def test_the_course_is_that_of_the_first_statement(text: str, course: str) -> None:
    assert load_course_reader().read([text]) == course


def test_the_shortest_statement_of_the_first_text_that_says_counts() -> None:
    reader = load_course_reader()

    assert reader.read(["Fever.", "For 3 days.", "For 5 years."]) == "acute"
    assert reader.read(["Hypertension for 5 years, chest pain for 3 days."]) == "acute"
    assert reader.read(["A 45 year-old man, an 8 week-old girl."]) == ""
    assert reader.read([]) == ""


@pytest.mark.parametrize("unit", ["for ", "1 day ", "for the past last about ", "-" * 20, "1 " * 9])
def test_hostile_text_takes_no_longer_than_its_length(unit: str) -> None:
    reader = load_course_reader()

    start = time.perf_counter()
    reader.read([unit * 200_000])

    assert time.perf_counter() - start < 1.0
