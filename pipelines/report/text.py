"""A report for the terminal, as rich renderables: plain text when piped. Nothing here prints."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from data_schema import (
    AnnotationSummary,
    Attribution,
    Contradiction,
    Diagnosis,
    DiagnosisReport,
    PatientRecord,
)

from .comparison import compare, disease_name, fold_hallmarks
from .parts import PartKind, both_sides, columns_that_add_up, score_parts
from .paths import how_met, path_words, strongest_first
from .view import Labels, Mark, View, view
from .wording import (
    DISCLAIMER,
    age_and_sex,
    assertion_state,
    contradiction_phrase,
    count_of,
    frequency,
    information_gauge,
    nats,
    printable,
    provenance_line,
    reason_phrase,
    spoken,
)

__all__ = ["render_text", "render_versus"]

_FINDINGS_SHOWN: Final = 8
_HALLMARKS_SHOWN: Final = 5
_PATHS_SHOWN: Final = 1
_QUOTES_SHOWN: Final = 3
_PUBLICATIONS_SHOWN: Final = 4
_UNLINKED_SHOWN: Final = 20

_Row = tuple[str, Sequence[Text]]
"""The number in the margin, and the lines beside it."""


def render_text(
    report: DiagnosisReport,
    record: PatientRecord | None = None,
    *,
    labels: Labels,
    top: int = 5,
    explained: int = 2,
) -> RenderableType:
    """Return the report for a terminal of any width from about 60 columns.

    Args:
        report: the answer.
        record: the record it was made from; without it words are not quoted.
        labels: CURIE → label, for concepts that the report does not name itself.
        top: how many diagnoses to list.
        explained: how many of them to explain.

    Raises:
        UsageError: ``record`` is not the one the report was made from.
    """
    seen = view(report, record, labels=labels)
    blocks: list[RenderableType] = [_header(seen, record)]
    if report.abstained:
        blocks += ["", _line(f"No differential: {report.reason}", "bold yellow")]
    elif report.diagnoses:
        blocks += [_differential(report.diagnoses[:top], seen)]
        for diagnosis in report.diagnoses[: min(top, explained)]:
            blocks += [_explanation(diagnosis, seen)]
    else:
        blocks += ["", _line("No diagnosis.")]
    blocks += list(_leftovers(seen))
    return Group(*blocks)


def render_versus(a: Diagnosis, b: Diagnosis, *, labels: Labels) -> RenderableType:
    """Return the finding × disease table of why ``a`` stands above ``b``."""
    rows = compare(a, b, labels=labels)
    table = Table(
        box=box.SIMPLE_HEAD,
        title=_line(f"Why {disease_name(a)} rather than {disease_name(b)}, in nats", "bold"),
        title_justify="left",
        show_footer=True,
    )
    totals = [math.fsum(row.a.contribution for row in rows)]
    totals += [math.fsum(row.b.contribution for row in rows)]
    table.add_column("", footer=_line("Score", "bold"), ratio=4)
    for diagnosis, total in zip((a, b), totals, strict=True):
        name = _line(disease_name(diagnosis))
        table.add_column(name, footer=_signed(total), ratio=3)
    table.add_column("Difference", footer=_signed(totals[0] - totals[1]), justify="right")
    for row in fold_hallmarks(rows):
        what = _line(row.label)
        if row.id:
            what.append(f" {row.id}", "dim")
        cells = [
            Text.assemble(_signed(side.contribution), (f" {printable(side.how)}", "dim"))
            for side in (row.a, row.b)
        ]
        table.add_row(what, *cells, _signed(row.difference))
    return table


def _header(seen: View, record: PatientRecord | None) -> RenderableType:
    report = seen.report
    level, total, need = information_gauge(report)
    excluded = sum(finding.excluded for finding in report.findings)
    title = _line(report.record_id, "bold")
    subject = age_and_sex(record.subject) if record is not None else ""
    if subject:
        title.append(f" · {printable(subject)}")
    title.append(f" · {count_of(len(report.findings) - excluded, 'finding')}, {excluded} excluded")
    gauge = f"Information: {level}, {total:.1f} nats ({need:.1f} single out one candidate)"
    return Group(
        _line(DISCLAIMER, "bold yellow"),
        title,
        _line(provenance_line(report.provenance), "dim"),
        _line(gauge, "dim"),
    )


def _differential(diagnoses: Sequence[Diagnosis], seen: View) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("#", justify="right")
    table.add_column("Disease", ratio=1, overflow="fold")
    table.add_column("Score", justify="right", no_wrap=True)
    table.add_column("For", justify="right", no_wrap=True)
    table.add_column("Against", justify="right", no_wrap=True)
    table.add_column("Genes", max_width=12, overflow="fold")
    for diagnosis in diagnoses:
        loss, gain = both_sides(score_parts(diagnosis, seen.names))
        name = _line(disease_name(diagnosis), "bold")
        name.append(f" {diagnosis.disease.id}", "dim")
        genes = ", ".join(gene.label or gene.id for gene in diagnosis.genes)
        table.add_row(
            str(diagnosis.rank),
            name,
            nats(diagnosis.score),
            _signed(gain),
            _signed(loss),
            _line(genes),
        )
    return table


def _explanation(diagnosis: Diagnosis, seen: View) -> RenderableType:
    head = _line(f"{diagnosis.rank}. {disease_name(diagnosis)}", "bold")
    head.append(f" {diagnosis.disease.id}", "dim")
    head.append(f"  score {nats(diagnosis.score)}")
    about = [
        *(mode.label or mode.id for mode in diagnosis.inheritance),
        *(f"also {curie}" for curie in diagnosis.also_known_as),
        *([f"series {diagnosis.series.label}"] if diagnosis.series else []),
    ]
    blocks: list[RenderableType] = [head]
    if about:
        blocks.append(Padding(_line(" · ".join(about), "dim"), (0, 0, 0, 3)))
    for heading, rows in (
        ("Speaks for it", _support_rows(diagnosis, seen)),
        ("Speaks against it", _against_rows(diagnosis, seen)),
        ("Usual in it, not reported", _missing_rows(diagnosis)),
    ):
        listed = list(rows)
        if listed:
            blocks += [Padding(_line(heading, "underline"), (0, 0, 0, 3)), _grid(listed)]
    if diagnosis.unexplained:
        names = ", ".join(map(seen.names, diagnosis.unexplained))
        blocks.append(Padding(_line(f"Does not explain: {names}"), (0, 0, 0, 3)))
    blocks += [Padding(_sum_line(diagnosis, seen), (0, 0, 1, 3))]
    return Group(*blocks)


def _support_rows(diagnosis: Diagnosis, seen: View) -> Iterator[_Row]:
    ranked = sorted(diagnosis.evidence, key=lambda item: (-item.contribution, item.finding))
    for item in ranked[:_FINDINGS_SHOWN]:
        yield nats(item.contribution), list(_support_lines(item, seen))
    if len(ranked) > _FINDINGS_SHOWN:
        rest = math.fsum(item.contribution for item in ranked[_FINDINGS_SHOWN:])
        more = count_of(len(ranked) - _FINDINGS_SHOWN, "more finding")
        yield nats(rest), [_line(f"from {more}", "dim")]
    for lacked in diagnosis.contradictions:
        if lacked.contribution > 0:
            yield _contradiction_row(lacked, seen)


def _support_lines(item: Attribution, seen: View) -> Iterator[Text]:
    yield _concept(item.finding, how_met(item, seen.names), seen)
    yield from _quotes(seen.words(item.finding), seen)
    ranked = strongest_first(item.paths)
    for path in ranked[:_PATHS_SHOWN]:
        yield _line(path_words(path, seen.names))
        source = _source(path.annotation)
        if len(ranked) > 1:
            source += f" · {path.share:.0%} of it, {count_of(len(ranked) - 1, 'more path')}"
        yield _line(source, "dim")


def _against_rows(diagnosis: Diagnosis, seen: View) -> Iterator[_Row]:
    for item in diagnosis.contradictions:
        if item.contribution <= 0:
            yield _contradiction_row(item, seen)


def _contradiction_row(item: Contradiction, seen: View) -> _Row:
    lines = [
        _concept(item.finding, contradiction_phrase(item.kind, item.contribution), seen),
        *_quotes(seen.words(item.finding), seen),
    ]
    if item.annotation is not None:
        name = seen.names(item.annotation.term)
        lines.append(_line(f"{name} · {_source(item.annotation)}", "dim"))
    return nats(item.contribution), lines


def _missing_rows(diagnosis: Diagnosis) -> Iterator[_Row]:
    for item in diagnosis.missing_hallmarks[:_HALLMARKS_SHOWN]:
        line = _line(item.label or item.id)
        line.append(f" {item.id}, expected in {item.frequency:.0%}", "dim")
        yield nats(item.contribution), [line]
    folded = diagnosis.missing_hallmarks[_HALLMARKS_SHOWN:]
    if folded:
        total = math.fsum(item.contribution for item in folded)
        yield nats(total), [_line(count_of(len(folded), "more hallmark"), "dim")]
    rest = diagnosis.unobserved_rest
    if rest.count:
        yield nats(rest.contribution), [_line(count_of(rest.count, "other annotation"), "dim")]


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
    return _line(f"Sum: {terms} = {nats(math.fsum(values))}", "dim")


def _concept(curie: str, how: str, seen: View) -> Text:
    line = _line(seen.names(curie), "bold")
    line.append(f" {curie}", "dim")
    line.append(f", {printable(how)}")
    return line


def _quotes(marks: tuple[Mark, ...], seen: View) -> Iterator[Text]:
    for mark in marks[:_QUOTES_SHOWN]:
        words = " ".join(mark.mention.text.split())
        where = seen.document_name(mark.mention.document_id)
        state = "" if mark.state == "present" else f", {mark.state}"
        line = _line(f"“{words}”", "italic")
        line.append(f" in {printable(where)}{state}", "dim")
        yield line
    if len(marks) > _QUOTES_SHOWN:
        yield _line(f"and {len(marks) - _QUOTES_SHOWN} more times", "dim")


def _source(annotation: AnnotationSummary) -> str:
    shown = annotation.publications[:_PUBLICATIONS_SHOWN]
    more = len(annotation.publications) - len(shown)
    parts = [frequency(annotation), *shown, f"{more} more" if more else ""]
    return ", ".join(part for part in (*parts, annotation.evidence_code) if part)


def _leftovers(seen: View) -> Iterator[RenderableType]:
    report = seen.report
    if report.unlinked:
        words = [f"“{' '.join(mention.text.split())}”" for mention in report.unlinked]
        more = len(words) - _UNLINKED_SHOWN
        tail = f" and {more} more" if more > 0 else ""
        yield _labelled("Not understood", ", ".join(words[:_UNLINKED_SHOWN]) + tail)
    if report.unused:
        unused = [f"{seen.names(item.id)} ({reason_phrase(item.reason)})" for item in report.unused]
        yield _labelled("Set aside", "; ".join(unused))
    if report.stated_diagnoses:
        stated = [
            f"{seen.names(item.id)} ({assertion_state(item.assertion)})"
            for item in report.stated_diagnoses
        ]
        yield _labelled("Diagnoses stated in the record, not used for ranking", "; ".join(stated))
    for notice in report.warnings:
        yield _labelled("Warning", f"{notice.message} [{notice.code}]")
    if report.missing_modalities:
        yield _labelled("Not in this record", ", ".join(map(spoken, report.missing_modalities)))


def _labelled(name: str, text: str) -> Text:
    return Text.assemble((f"{name}: ", "bold"), printable(text))


def _grid(rows: Sequence[_Row]) -> Padding:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True, width=7)
    grid.add_column(overflow="fold")
    for number, lines in rows:
        grid.add_row(Text(number, _colour(number)), Text("\n").join(lines))
    return Padding(grid, (0, 0, 0, 2))


def _signed(value: float) -> Text:
    number = nats(value)
    return Text(number, _colour(number))


def _colour(number: str) -> str:
    return {"+": "green", "−": "red"}.get(number[:1], "")


def _line(text: str, style: str = "") -> Text:
    return Text(printable(text), style, overflow="fold")
