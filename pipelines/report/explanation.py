"""What a score is made of, for the terminal: each part with its words, its path and its source."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from data_schema import (
    AnnotationSummary,
    Attribution,
    Contradiction,
    ContradictionKind,
    Diagnosis,
)

from .comparison import disease_name
from .connections import connection_blocks
from .learned import LEARNED, learned_rows
from .parts import PartKind, columns_that_add_up, score_parts
from .paths import how_met, path_words, strongest_first
from .terminal import Row, grid, line
from .view import Mark, View
from .wording import (
    DANGEROUS,
    context_detail,
    context_label,
    contradiction_phrase,
    count_of,
    nats,
    printable,
    scored_phrase,
    source_phrase,
)

__all__ = ["explanation"]

_FINDINGS_SHOWN: Final = 8
_HALLMARKS_SHOWN: Final = 5
_PATHS_SHOWN: Final = 1
_QUOTES_SHOWN: Final = 3
_PUBLICATIONS_SHOWN: Final = 4
_OWN_TABLE: Final = "infores:diagraph"


def explanation(diagnosis: Diagnosis, seen: View) -> RenderableType:
    """Return one diagnosis explained, down to the sum of its score."""
    head = line(f"{diagnosis.rank}. {disease_name(diagnosis)}", "bold")
    head.append(f" {diagnosis.disease.id}", "dim")
    head.append(f"  score {nats(diagnosis.score)}")
    about = [
        *(mode.label or mode.id for mode in diagnosis.inheritance),
        *(f"also {curie}" for curie in diagnosis.also_known_as),
        *([f"series {diagnosis.series.label}"] if diagnosis.series else []),
        *([f"a kind of {diagnosis.family.label}"] if diagnosis.family else []),
        *([DANGEROUS] if diagnosis.must_not_miss else []),
    ]
    blocks: list[RenderableType] = [head]
    if about:
        blocks.append(Padding(line(" · ".join(about), "dim"), (0, 0, 0, 3)))
    for heading, rows in (
        ("Speaks for it", _support_rows(diagnosis, seen)),
        ("Speaks against it", _against_rows(diagnosis, seen)),
        ("Usual in it, not reported", _missing_rows(diagnosis)),
        ("Age, sex, course and risk factors", _context_rows(diagnosis)),
        (LEARNED, _learned_rows(diagnosis, seen)),
    ):
        listed = list(rows)
        if listed:
            blocks += [Padding(line(heading, "underline"), (0, 0, 0, 3)), grid(listed)]
    if diagnosis.unexplained:
        names = ", ".join(map(seen.names, diagnosis.unexplained))
        blocks.append(Padding(line(f"Does not explain: {names}"), (0, 0, 0, 3)))
    blocks += [Padding(_sum_line(diagnosis, seen), (0, 0, 1, 3))]
    for pair in diagnosis.connections:
        blocks += [
            Padding(Group(*connection_blocks(pair, seen.names)), (0, 0, 1, 3)),
        ]
    return Group(*blocks)


def _support_rows(diagnosis: Diagnosis, seen: View) -> Iterator[Row]:
    ranked = sorted(diagnosis.evidence, key=lambda item: (-item.contribution, item.finding))
    for item in ranked[:_FINDINGS_SHOWN]:
        yield nats(item.contribution), list(_support_lines(item, seen))
    if len(ranked) > _FINDINGS_SHOWN:
        rest = math.fsum(item.contribution for item in ranked[_FINDINGS_SHOWN:])
        more = count_of(len(ranked) - _FINDINGS_SHOWN, "more finding")
        yield nats(rest), [line(f"from {more}", "dim")]
    for lacked in diagnosis.contradictions:
        if lacked.contribution > 0:
            yield _contradiction_row(lacked, seen)


def _support_lines(item: Attribution, seen: View) -> Iterator[Text]:
    yield _concept(item.finding, how_met(item, seen.names), seen)
    yield from _quotes(seen.words(item.finding), seen)
    ranked = strongest_first(item.paths)
    for path in ranked[:_PATHS_SHOWN]:
        yield line(path_words(path, seen.names))
        source = _source(path.annotation, scored_phrase(path.annotation, at=item.matched))
        if len(ranked) > 1:
            source += f" · {path.share:.0%} of it, {count_of(len(ranked) - 1, 'more path')}"
        yield line(source, "dim")


def _against_rows(diagnosis: Diagnosis, seen: View) -> Iterator[Row]:
    for item in diagnosis.contradictions:
        if item.contribution <= 0:
            yield _contradiction_row(item, seen)


def _contradiction_row(item: Contradiction, seen: View) -> Row:
    lines = [
        _concept(item.finding, contradiction_phrase(item.kind, item.contribution), seen),
        *_quotes(seen.words(item.finding), seen),
    ]
    if item.annotation is not None:
        name = seen.names(item.annotation.term)
        said = scored_phrase(
            item.annotation, at=item.finding, excluded=item.kind is ContradictionKind.EXCLUDED
        )
        lines.append(line(f"{name} · {_source(item.annotation, said)}", "dim"))
    return nats(item.contribution), lines


def _missing_rows(diagnosis: Diagnosis) -> Iterator[Row]:
    for item in diagnosis.missing_hallmarks[:_HALLMARKS_SHOWN]:
        name = line(item.label or item.id)
        name.append(f" {item.id}, expected in {item.frequency:.0%}", "dim")
        yield nats(item.contribution), [name]
    folded = diagnosis.missing_hallmarks[_HALLMARKS_SHOWN:]
    if folded:
        total = math.fsum(item.contribution for item in folded)
        yield nats(total), [line(count_of(len(folded), "more hallmark"), "dim")]
    rest = diagnosis.unobserved_rest
    if rest.count:
        yield nats(rest.contribution), [line(count_of(rest.count, "other annotation"), "dim")]


def _context_rows(diagnosis: Diagnosis) -> Iterator[Row]:
    for term in diagnosis.context:
        told = line(context_label(term))
        if detail := context_detail(term):
            told.append(f", {printable(detail)}", "dim")
        yield nats(term.contribution), [told]


def _learned_rows(diagnosis: Diagnosis, seen: View) -> Iterator[Row]:
    for row in learned_rows(diagnosis, seen.names):
        told = line(row.what)
        if about := ", ".join(filter(None, (row.id, row.detail))):
            told.append(f" {about}" if row.id else f", {about}", "dim")
        yield nats(row.contribution), [told]


def _sum_line(diagnosis: Diagnosis, seen: View) -> Text:
    totals: dict[PartKind, float] = {}
    for part in score_parts(diagnosis, seen.names):
        totals[part.kind] = totals.get(part.kind, 0.0) + part.contribution
    values = columns_that_add_up(list(totals.values()), digits=2)
    terms = ", ".join(
        f"{kind} {nats(value)}"
        for kind, value in zip(totals, values, strict=True)
        if value or kind is PartKind.BASELINE
    )
    return line(f"Sum: {terms} = {nats(math.fsum(values))}", "dim")


def _concept(curie: str, how: str, seen: View) -> Text:
    name = line(seen.names(curie), "bold")
    name.append(f" {curie}", "dim")
    name.append(f", {printable(how)}")
    return name


def _quotes(marks: tuple[Mark, ...], seen: View) -> Iterator[Text]:
    for mark in marks[:_QUOTES_SHOWN]:
        words = " ".join(mark.mention.text.split())
        where = seen.document_name(mark.mention.document_id)
        state = "" if mark.state == "present" else f", {mark.state}"
        quote = line(f"“{words}”", "italic")
        quote.append(f" in {printable(where)}{state}", "dim")
        yield quote
    if len(marks) > _QUOTES_SHOWN:
        yield line(f"and {len(marks) - _QUOTES_SHOWN} more times", "dim")


def _source(annotation: AnnotationSummary, said: str) -> str:
    shown = annotation.publications[:_PUBLICATIONS_SHOWN]
    more = len(annotation.publications) - len(shown)
    parts = [said, *shown, f"{more} more" if more else ""]
    parts += [annotation.evidence_code]
    if annotation.source == _OWN_TABLE:
        parts.append(source_phrase(annotation.source))
    return ", ".join(part for part in parts if part)
