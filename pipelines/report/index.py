"""One page that lists the reports of several records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from data_schema import Diagnosis, DiagnosisReport

from .comparison import disease_name
from .concept import code
from .markup import Child, Markup, el
from .page import page
from .wording import DANGEROUS, count_of, information_gauge, nats

__all__ = ["IndexEntry", "render_index"]

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """A report and where its page lies, relative to the index (``marfan-01/report.html``)."""

    report: DiagnosisReport
    href: str


def render_index(entries: Sequence[IndexEntry]) -> str:
    """Return a complete HTML document with a row per record: its first diagnoses, its warnings."""
    names = ("Record", "First diagnoses", "Setting", "Findings", "Information", "Warnings")
    head = el("tr", *(el("th", name, scope="col") for name in names))
    table = el(
        "table",
        el("thead", head),
        el("tbody", [_row(entry) for entry in entries]),
        class_="records",
    )
    abstained = sum(entry.report.abstained for entry in entries)
    lead = f"{count_of(len(entries), 'record')}, {abstained:,} of them without a differential."
    return page(
        el("h1", "Diagnosis reports"),
        el("p", lead),
        table if entries else None,
        title="Diagraph reports",
    )


def _row(entry: IndexEntry) -> Markup:
    report = entry.report
    level, total, _ = information_gauge(report)
    present = sum(not finding.excluded for finding in report.findings)
    excluded = len(report.findings) - present
    # A quoted path cannot be read as a scheme: "javascript:" becomes "javascript%3A".
    link = el("a", report.record_id, href=quote(entry.href, safe="/", errors="replace"))
    return el(
        "tr",
        el("th", link, scope="row", data_label="Record"),
        el("td", _diagnoses(report), data_label="First diagnoses"),
        el("td", report.provenance.setting, data_label="Setting"),
        el("td", f"{present} present, {excluded} excluded", data_label="Findings"),
        el("td", f"{level} ({total:.1f} nats)", data_label="Information"),
        el("td", str(len(report.warnings)), data_label="Warnings"),
    )


def _diagnoses(report: DiagnosisReport) -> Child:
    if report.abstained:
        return f"Abstained: {report.reason}"
    if not report.diagnoses:
        return "No diagnosis"
    first = el("ol", [_line(diagnosis) for diagnosis in report.diagnoses[:_SHOWN]], class_="plain")
    return [first, _do_not_miss(report)]


def _do_not_miss(report: DiagnosisReport) -> Markup | None:
    if not report.do_not_miss:
        return None
    names = [f"{disease_name(each)} (rank {each.rank})" for each in report.do_not_miss]
    return el("p", el("strong", "Do not miss: "), ", ".join(names), class_="flagged")


def _line(diagnosis: Diagnosis) -> Markup:
    name = el("span", disease_name(diagnosis), class_="name")
    score = el("span", f" {nats(diagnosis.score)}", class_="quiet")
    danger = el("span", f" {DANGEROUS}", class_="quiet") if diagnosis.must_not_miss else None
    return el("li", name, " ", code(diagnosis.disease.id), score, danger)
