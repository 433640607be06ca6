from __future__ import annotations

import pytest

from encoders.entities import load_section_finder

NOTE = """CHIEF COMPLAINT: Seizures

History of Present Illness
Six-year-old boy. Weight: 12 kg.

PMH: asthma
FAMILY HISTORY:
Mother has migraine.
**Medications**: none
Heart: no murmur
Assessment and Plan:
1. Epilepsy
"""


def names(text: str) -> list[str]:
    return [section.name for section in load_section_finder().find(text)]


def test_titles_are_found_and_labels_are_not() -> None:
    assert names(NOTE) == [
        "chief_complaint",
        "history_of_present_illness",
        "past_medical_history",
        "family_history",
        "medications",
        "assessment",
    ]


def test_a_section_runs_to_the_next_title() -> None:
    sections = {section.name: section for section in load_section_finder().find(NOTE)}

    assert NOTE[sections["family_history"].body_start : sections["family_history"].end] == (
        "\nMother has migraine.\n**"
    )


def test_a_title_inside_a_line() -> None:
    assert names("De-identified report. PAST MEDICAL HISTORY: gout. FAMILY HISTORY: none") == [
        "past_medical_history",
        "family_history",
    ]


@pytest.mark.parametrize(
    "text", ["", "plain prose, no titles", "Weight: 12 kg", "Note: see below", "a\nb\nc"]
)
def test_text_without_titles_has_no_sections(text: str) -> None:
    assert names(text) == []
