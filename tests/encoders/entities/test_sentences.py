from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encoders.entities import load_sentence_splitter


def sentences(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in load_sentence_splitter().split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He has fever. He coughs.", ["He has fever.", "He coughs."]),
        ("Seen by Dr. Smith today. Well.", ["Seen by Dr. Smith today.", "Well."]),
        ("Hb was 6.1 g/dL. Transfused.", ["Hb was 6.1 g/dL.", "Transfused."]),
        ("Rash, e.g. on the arms, itches.", ["Rash, e.g. on the arms, itches."]),
        ("- fever\n- cough\n- rash", ["- fever", "- cough", "- rash"]),
        ("1. Ataxia\n2. Tremor", ["1. Ataxia", "2. Tremor"]),
        ("Heart: no murmur\nLungs: clear", ["Heart: no murmur", "Lungs: clear"]),
        (
            "The patient was brought in by his parents because of a\nfever that lasted two days.",
            ["The patient was brought in by his parents because of a\nfever that lasted two days."],
        ),
        ("First paragraph\n\nSecond paragraph", ["First paragraph", "", "Second paragraph"]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert [each for each in sentences(text) if each] == [each for each in expected if each]


@given(st.text(alphabet=st.sampled_from("aB .?!\n:-1)")))
def test_sentences_cover_the_text_without_holes(text: str) -> None:
    spans = load_sentence_splitter().split(text)

    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)
