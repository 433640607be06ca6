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

from data_schema import Diagnosis, DiagnosisReport, PatientRecord

from .comparison import compare, disease_name, fold_hallmarks
from .danger import behind_the_first
from .explanation import explanation
from .families import by_family
from .parts import Part, both_sides, main_parts, score_parts
from .terminal import labelled, line, signed
from .trust import percent, trust_sentences
from .view import Labels, View, view
from .wording import (
    DANGEROUS,
    DISCLAIMER,
    DO_NOT_MISS,
    STATED,
    abstention_phrase,
    age_and_sex,
    count_of,
    information_gauge,
    nats,
    printable,
    provenance_line,
    reason_phrase,
    setting_phrase,
    spoken,
    stated_state,
)

__all__ = ["render_text", "render_versus"]

_UNLINKED_SHOWN: Final = 20


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
        blocks += ["", line(f"No differential: {abstention_phrase(report.reason)}", "bold yellow")]
    elif report.diagnoses:
        if report.do_not_miss:
            blocks += ["", _do_not_miss(seen)]
        blocks += [_differential(report.diagnoses[:top], seen)]
        blocks += [line(sentence, "dim") for sentence in trust_sentences(report)]
        for diagnosis in report.diagnoses[: min(top, explained)]:
            blocks += [explanation(diagnosis, seen)]
    else:
        blocks += ["", line("No diagnosis.")]
    blocks += list(_leftovers(seen))
    return Group(*blocks)


def render_versus(a: Diagnosis, b: Diagnosis, *, labels: Labels) -> RenderableType:
    """Return the finding × disease table of why ``a`` stands above ``b``."""
    rows = compare(a, b, labels=labels)
    table = Table(
        box=box.SIMPLE_HEAD,
        title=line(f"Why {disease_name(a)} rather than {disease_name(b)}, in nats", "bold"),
        title_justify="left",
        show_footer=True,
    )
    totals = [math.fsum(row.a.contribution for row in rows)]
    totals += [math.fsum(row.b.contribution for row in rows)]
    table.add_column("", footer=line("Score", "bold"), ratio=4)
    for diagnosis, total in zip((a, b), totals, strict=True):
        name = line(disease_name(diagnosis))
        table.add_column(name, footer=signed(total), ratio=3)
    table.add_column("Difference", footer=signed(totals[0] - totals[1]), justify="right")
    for row in fold_hallmarks(rows):
        what = line(row.label)
        if row.id:
            what.append(f" {row.id}", "dim")
        cells = [
            Text.assemble(signed(side.contribution), (f" {printable(side.how)}", "dim"))
            for side in (row.a, row.b)
        ]
        table.add_row(what, *cells, signed(row.difference))
    return table


def _header(seen: View, record: PatientRecord | None) -> RenderableType:
    report = seen.report
    level, total, need = information_gauge(report)
    excluded = sum(finding.excluded for finding in report.findings)
    title = line(report.record_id, "bold")
    subject = age_and_sex(record.subject) if record is not None else ""
    if subject:
        title.append(f" · {printable(subject)}")
    title.append(f" · {count_of(len(report.findings) - excluded, 'finding')}, {excluded} excluded")
    gauge = f"Information: {level}, {total:.1f} nats ({need:.1f} single out one candidate)"
    return Group(
        line(DISCLAIMER, "bold yellow"),
        title,
        line(f"Setting: {setting_phrase(report.provenance.setting)}"),
        line(provenance_line(report.provenance), "dim"),
        line(gauge, "dim"),
    )


def _do_not_miss(seen: View) -> RenderableType:
    blocks: list[RenderableType] = [
        line("Do not miss", "bold red"),
        Padding(line(DO_NOT_MISS, "dim"), (0, 0, 0, 3)),
    ]
    for diagnosis in seen.report.do_not_miss:
        head = line(f"   {disease_name(diagnosis)}", "bold")
        head.append(f" {diagnosis.disease.id}", "dim")
        head.append(f", {behind_the_first(diagnosis, seen)}")
        reasons = [_reason(part) for part in main_parts(diagnosis, seen.names)]
        blocks += [head, Padding(Text("; ").join(reasons), (0, 0, 0, 6))]
    return Group(*blocks)


def _reason(part: Part) -> Text:
    return Text.assemble(signed(part.contribution), " ", line(part.label))


def _differential(diagnoses: Sequence[Diagnosis], seen: View) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("#", justify="right")
    table.add_column("Disease", ratio=1, overflow="fold")
    table.add_column("Score", justify="right", no_wrap=True)
    likely = any(diagnosis.probability is not None for diagnosis in diagnoses)
    if likely:
        table.add_column("Prob.", justify="right", no_wrap=True)
    table.add_column("For", justify="right", no_wrap=True)
    table.add_column("Against", justify="right", no_wrap=True)
    if any(diagnosis.genes for diagnosis in diagnoses):
        table.add_column("Genes", max_width=12, overflow="fold")
    for group in by_family(diagnoses):
        if group.family is not None and not group.is_led_by_the_family:
            head = line(group.family.label or group.family.id, "italic")
            table.add_row("", head.append(", one of:"))
        for place, diagnosis in enumerate(group.diagnoses):
            is_member = group.family is not None and (place > 0 or not group.is_led_by_the_family)
            cells = _cells(diagnosis, seen, likely=likely, indent=is_member)
            table.add_row(*cells[: len(table.columns)])
    return table


def _cells(diagnosis: Diagnosis, seen: View, *, likely: bool, indent: bool) -> Sequence[Text | str]:
    loss, gain = both_sides(score_parts(diagnosis, seen.names))
    name = line(f"{'  ' if indent else ''}{disease_name(diagnosis)}", "bold")
    name.append(f" {diagnosis.disease.id}", "dim")
    if diagnosis.must_not_miss:
        name.append(f" {DANGEROUS}", "dim")
    genes = ", ".join(gene.label or gene.id for gene in diagnosis.genes)
    believed = (percent(diagnosis.probability),) if likely else ()
    score = nats(diagnosis.score)
    return (
        *(str(diagnosis.rank), name, score),
        *believed,
        *(signed(gain), signed(loss), line(genes)),
    )


def _leftovers(seen: View) -> Iterator[RenderableType]:
    report = seen.report
    if report.unlinked:
        words = [f"“{' '.join(mention.text.split())}”" for mention in report.unlinked]
        more = len(words) - _UNLINKED_SHOWN
        tail = f" and {more} more" if more > 0 else ""
        yield labelled("Not understood", ", ".join(words[:_UNLINKED_SHOWN]) + tail)
    if report.unused:
        unused = [f"{seen.names(item.id)} ({reason_phrase(item.reason)})" for item in report.unused]
        yield labelled("Set aside", "; ".join(unused))
    if report.stated_diagnoses:
        stated = [
            f"{seen.names(item.id)} ({stated_state(item.assertion)})"
            for item in report.stated_diagnoses
        ]
        yield labelled(STATED, "; ".join(stated))
    for notice in report.warnings:
        yield labelled("Warning", f"{notice.message} [{notice.code}]")
    if report.missing_modalities:
        yield labelled("Not in this record", ", ".join(map(spoken, report.missing_modalities)))
