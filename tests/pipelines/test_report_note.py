"""Marks in a note: whatever overlaps, the text comes out whole and every mark once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data_schema import Mention
from pipelines.report.note import segments
from pipelines.report.view import Mark


def mark(number: int, start: int, end: int, text: str) -> Mark:
    return Mark(
        number=number,
        mention=Mention(document_id="n", start=start, end=end, text=text[start:end]),
        target=f"f{number}",
        concept="HP:0000001",
        state="present",
    )


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(st.text(min_size=1, max_size=40))
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = draw(st.lists(ends.filter(lambda span: span[0] != span[1]), max_size=8))
    marks = [mark(i, min(span), max(span), text) for i, span in enumerate(spans, start=1)]
    return text, marks


@given(marked_texts())
def test_segments_are_the_text_and_hold_each_mark_from_start_to_end(
    marked: tuple[str, list[Mark]],
) -> None:
    text, marks = marked
    cut = list(segments(text, marks))

    assert "".join(segment.text for segment in cut) == text
    for one in marks:
        covered = "".join(segment.text for segment in cut if one in segment.marks)
        assert covered == one.mention.text
        assert sum(one in segment.starting for segment in cut) == 1
        assert sum(one in segment.ending for segment in cut) == 1


@given(marked_texts())
def test_the_shortest_mark_is_innermost(marked: tuple[str, list[Mark]]) -> None:
    for segment in segments(*marked):
        lengths = [one.mention.end - one.mention.start for one in segment.marks]
        assert lengths == sorted(lengths)


def test_an_empty_text_has_no_segments() -> None:
    assert list(segments("", [])) == []
