"""The notes with what was read in them marked, however marks nest or overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from data_schema import Document

from .markup import Child, Markup, el
from .view import Mark, View
from .wording import spoken

__all__ = ["Segment", "notes_section", "segments"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of text under the same marks from end to end.

    Attributes:
        text: the stretch.
        marks: those that cover it, innermost (shortest) first.
        starting, ending: those of ``marks`` that begin and end with it.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    starting: tuple[Mark, ...] = ()
    ending: tuple[Mark, ...] = ()


def segments(text: str, marks: Sequence[Mark]) -> Iterator[Segment]:
    """Cut ``text`` wherever a mark begins or ends; the segments concatenate to ``text``."""
    cuts = sorted({0, len(text)}.union(*((m.mention.start, m.mention.end) for m in marks)))
    waiting = sorted(marks, key=lambda m: m.mention.start, reverse=True)
    covering: list[Mark] = []
    for start, end in pairwise(cuts):
        covering = [mark for mark in covering if mark.mention.end > start]
        while waiting and waiting[-1].mention.start == start:
            covering.append(waiting.pop())
        inner_first = sorted(covering, key=lambda m: (m.mention.end - m.mention.start, m.number))
        yield Segment(
            text=text[start:end],
            marks=tuple(inner_first),
            starting=tuple(mark for mark in inner_first if mark.mention.start == start),
            ending=tuple(mark for mark in inner_first if mark.mention.end == end),
        )


def notes_section(view: View) -> Markup:
    """Return every document of the record, its marks linked to the findings."""
    if not view.documents:
        content: Child = el("p", "This record has no free text: its findings came coded.")
    else:
        content = [_legend(), *(_document(document, view) for document in view.documents)]
    return el("section", el("h2", "Notes"), content, id="notes")


def _document(document: Document, view: View) -> Markup:
    marks = [mark for mark in view.marks if mark.mention.document_id == document.id]
    heading = " · ".join(filter(None, (document.title, document.id, document.date)))
    body: Child = (
        [_segment(segment, view) for segment in segments(document.text, marks)]
        if document.text.strip()
        else el("span", "This note is empty.", class_="quiet")
    )
    return el(
        "article", el("h3", heading), el("div", body, class_="note", dir="auto"), class_="document"
    )


def _segment(segment: Segment, view: View) -> Child:
    if not segment.marks:
        return segment.text
    inner, *outer = segment.marks
    anchors = [el("span", id=f"m{mark.number}") for mark in segment.starting if mark is not inner]
    ends_here = inner in segment.ending
    link = el(
        "a",
        segment.text,
        el("sup", inner.tag) if ends_here else None,
        href=f"#{inner.target}",
        title=_title(inner, view),
    )
    nested = " nested" if outer else ""
    mark = el(
        "mark",
        link,
        class_=f"{_css(inner)}{nested}",
        id=f"m{inner.number}" if inner in segment.starting else None,
    )
    closing = [
        el(
            "a",
            el("sup", other.tag),
            class_="closing",
            href=f"#{other.target}",
            title=_title(other, view),
        )
        for other in outer
        if other in segment.ending
    ]
    return [anchors, mark, closing]


def _title(mark: Mark, view: View) -> str:
    concept = f"{view.names(mark.concept)} ({mark.concept})" if mark.concept else "not understood"
    mention = mark.mention
    said = [
        concept,
        "" if mark.state in {"present", "unlinked"} else mark.state,
        f"cue: {mention.cue}" if mention.cue else "",
        f"said of: {mention.experiencer}" if mention.experiencer != "patient" else "",
        f"section: {spoken(mention.section)}" if mention.section else "",
    ]
    return "; ".join(part for part in said if part)


def _css(mark: Mark) -> str:
    return mark.state.replace(" ", "-")


def _legend() -> Markup:
    states = ("present", "negated", "family", "hypothetical", "uncertain", "historical")
    items = [
        *(el("li", el("mark", state, class_=state)) for state in states),
        el("li", el("mark", "set aside", class_="set-aside")),
        el("li", el("mark", "not understood", class_="unlinked")),
    ]
    return el("ul", items, class_="inline legend", aria_label="How words are marked")
