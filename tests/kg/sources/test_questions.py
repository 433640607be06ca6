"""What "yes" to a question says."""

from __future__ import annotations

import pytest

from kg.sources.questions import is_yes_or_no, statements


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Have you ever had a stroke?", ["ever had a stroke", "had a stroke", "a stroke"]),
        ("Do you have asthma (or had it)?", ["have asthma", "asthma"]),
        ("Are your symptoms worse at night?", ["symptoms worse at night"]),
        ("Did you lose consciousness?", ["lose consciousness"]),
        ("Is your skin paler?", ["skin paler"]),
        ("Does the person have a whooping cough?", ["have a whooping cough", "a whooping cough"]),
    ],
)
def test_what_addresses_the_asked_is_taken_off(question: str, said: list[str]) -> None:
    assert list(statements(question)) == said
    assert is_yes_or_no(question)


def test_a_value_stands_behind() -> None:
    assert statements("Where did you travel?", "Asia") == ("Where did you travel: Asia",)


@pytest.mark.parametrize("question", ["How intense is the pain?", "Where is it?", "What color?"])
def test_other_questions(question: str) -> None:
    assert not is_yes_or_no(question)
