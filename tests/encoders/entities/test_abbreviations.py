from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encoders.entities import find_abbreviations


def pairs(text: str) -> list[tuple[str, str]]:
    return [
        (found.short, text[found.long_start : found.long_end]) for found in find_abbreviations(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("severe mental retardation (MR) was", [("MR", "mental retardation")]),
        ("Townes-Brocks syndrome (TBS) is", [("TBS", "Townes-Brocks syndrome")]),
        ("atrial septal defect (ASD; secundum)", [("ASD", "atrial septal defect")]),
        ("nerve conduction velocity (NCV), low", [("NCV", "nerve conduction velocity")]),
        ("seen in the clinic (yesterday)", []),
        ("the first (1) and the second (2)", []),
        ("it was fine. (ASD)", []),
        ("(ASD)", []),
    ],
)
def test_long_forms(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(text) == expected


@given(st.text(alphabet=st.sampled_from("abAB ().;\n")))
def test_offsets_index_the_text(text: str) -> None:
    for found in find_abbreviations(text):
        assert text[found.short_start :].startswith(found.short)
        assert 0 <= found.long_start < found.long_end <= found.short_start
