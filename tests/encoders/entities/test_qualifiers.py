"""A negation with a qualifier that no name has denies only that kind."""

from __future__ import annotations

import pytest

from data_schema import Document
from encoders import EntityRecognizer
from encoders.entities.tables import read_toml


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("No papules.", {"Papule"}),
        ("No dark-red papules.", set()),
        ("There are no dark red papules, fever or chills.", {"Fever", "Chills"}),
        ("He never developed seizures.", {"Seizure"}),
        ("She denies any recent fever.", {"Fever"}),
        ("No fever chills cough.", {"Fever", "Chills", "Cough"}),
        ("There was no obvious ataxia.", {"Ataxia"}),
        ("No nocturnal seizures.", {"Nocturnal seizures"}),
    ],
)
def test_only_what_is_denied_is_excluded(
    full_recognizer: EntityRecognizer, text: str, excluded: set[str]
) -> None:
    read = full_recognizer.findings([Document(id="d", text=text)])

    assert {each.type.label for each in read.findings} == excluded
    assert all(each.excluded for each in read.findings)


def test_the_open_words_are_lower_case_and_said_once() -> None:
    words = read_toml("qualifiers.toml")["open"]

    assert len(set(words)) == len(words)
    assert all(word == word.lower() and word.isalpha() for word in words)
