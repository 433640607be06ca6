"""A report as one HTML page: what a clinician must see, in the order it must be seen."""

from __future__ import annotations

from data_schema import DiagnosisReport, PatientRecord, ReportedFinding, UnusedFinding

from .card import diagnosis_card
from .concept import code, external
from .danger import do_not_miss_section
from .differential import differential_section
from .markup import Child, Markup, el
from .note import notes_section
from .page import page
from .svg import contribution_bar, gauge
from .view import Labels, Mark, View, view
from .wording import (
    STATED,
    abstention_phrase,
    age_and_sex,
    count_of,
    information_gauge,
    provenance_line,
    reason_phrase,
    setting_phrase,
    spoken,
    stated_state,
)

__all__ = ["render_html"]


def render_html(
    report: DiagnosisReport,
    record: PatientRecord | None = None,
    *,
    labels: Labels,
    explained: int = 5,
) -> str:
    """Return the report as a complete HTML document that fetches nothing and runs nothing.

    Args:
        report: the answer.
        record: the record it was made from; without it no note text is shown.
        labels: CURIE → label, for concepts that the report does not name itself.
        explained: how many diagnoses get a card with their derivation.

    Raises:
        UsageError: ``record`` is not the one the report was made from.
    """
    seen = view(report, record, labels=labels)
    shown = {each.rank: each for each in (*report.diagnoses[:explained], *report.do_not_miss)}
    cards = [
        diagnosis_card(shown[rank], seen, opened=place == 0)
        for place, rank in enumerate(sorted(shown))
    ]
    return page(
        _header(seen, record),
        _abstention(report),
        do_not_miss_section(seen),
        None if report.abstained else differential_section(seen, explained=explained),
        el("section", el("h2", "Why"), cards, id="why") if cards else None,
        _findings(seen),
        notes_section(seen),
        _not_understood(seen),
        _set_aside(seen),
        _stated(seen),
        _warnings(report),
        title=f"{report.record_id} · Diagraph report",
    )


def _header(seen: View, record: PatientRecord | None) -> Markup:
    report = seen.report
    level, total, need = information_gauge(report)
    subject = age_and_sex(record.subject) if record is not None else ""
    text = f"Information in the findings: {level}, {total:.1f} nats"
    links = [
        el("li", el("a", name, href=f"#{anchor}"))
        for name, anchor in (
            (f"Do not miss ({len(report.do_not_miss)})", "do-not-miss"),
            ("Differential", "differential"),
            ("Why", "why"),
            ("Findings", "findings"),
            ("Notes", "notes"),
            (f"Not understood ({len(report.unlinked)})", "not-understood"),
            (f"Set aside ({len(report.unused)})", "set-aside"),
            (f"Stated in the record ({len(report.stated_diagnoses)})", "stated"),
            (f"Warnings ({len(report.warnings)})", "warnings"),
        )
        if (report.diagnoses or anchor not in {"differential", "why"})
        and (report.do_not_miss or anchor != "do-not-miss")
    ]
    return el(
        "header",
        el("h1", f"Record {report.record_id}"),
        el("p", subject) if subject else None,
        el("p", f"Setting: {setting_phrase(report.provenance.setting)}"),
        el("p", provenance_line(report.provenance), class_="quiet provenance"),
        el(
            "div",
            el("span", text),
            gauge(total, need=need, title=text),
            el("span", f"{need:.1f} nats single out one candidate", class_="quiet"),
            class_="gauge",
        ),
        el("nav", el("ul", links, class_="inline"), aria_label="Sections"),
    )


def _abstention(report: DiagnosisReport) -> Markup | None:
    if not report.abstained:
        return None
    return el(
        "section",
        el("h2", "No differential"),
        el("p", f"Diagraph abstained: {abstention_phrase(report.reason)}"),
        class_="alert",
        role="note",
    )


def _findings(seen: View) -> Markup:
    heading = el("h2", "Findings")
    if not seen.findings:
        return el("section", heading, el("p", "No finding was used."), id="findings")
    high = max(finding.information for finding in seen.findings) or 1.0
    rows = [
        _finding(number, finding, seen, high=high)
        for number, finding in enumerate(seen.findings, start=1)
    ]
    head = el(
        "tr",
        *(
            el("th", name, scope="col", class_="number" if name == "No." else None)
            for name in ("No.", "Concept", "State", "Words", "Information, nats")
        ),
    )
    table = el("table", el("thead", head), el("tbody", rows), class_="findings")
    return el("section", heading, table, id="findings")


def _finding(number: int, finding: ReportedFinding, seen: View, *, high: float) -> Markup:
    state = "excluded" if finding.excluded else "present"
    name = seen.names(finding.id)
    bar = contribution_bar(finding.information, low=0.0, high=high, label=f"{name}, information")
    return el(
        "tr",
        el("td", str(number), class_="number", data_label="No."),
        el("th", name, " ", external(finding.id), scope="row", data_label="Concept"),
        el("td", el("span", state, class_=f"state {state}"), data_label="State"),
        el("td", _words(seen.quotes(f"f{number}"), seen), data_label="Words"),
        el(
            "td",
            el("div", el("span", f"{finding.information:.2f}", class_="nats"), bar, class_="head"),
            class_="bars",
            data_label="Information",
        ),
        id=f"f{number}",
    )


def _words(marks: tuple[Mark, ...], seen: View) -> Child:
    if not marks:
        return el("span", "coded", class_="quiet")
    quotes = [
        el(
            "li",
            el("a", el("q", mark.mention.text), href=f"#m{mark.number}"),
            el("span", f" in {seen.document_name(mark.mention.document_id)}", class_="quiet"),
            el("span", f", {mark.state}", class_="quiet")
            if mark.state not in {"present", "set aside"}
            else None,
        )
        for mark in marks
    ]
    return el("ul", quotes, class_="plain")


def _not_understood(seen: View) -> Markup:
    items = [
        el(
            "li",
            _unlinked_words(seen.quotes(f"x{number}"), mention.text),
            el("span", f" {seen.document_name(mention.document_id)}", class_="quiet"),
            id=f"x{number}",
        )
        for number, mention in enumerate(seen.report.unlinked, start=1)
    ]
    lead = f"{count_of(len(items), 'mention')} could not be linked to the graph."
    return el(
        "section",
        el("h2", "What was not understood"),
        el("p", lead if items else "Every mention was linked to a concept."),
        el("ul", items, class_="columns") if items else None,
        id="not-understood",
    )


def _unlinked_words(marks: tuple[Mark, ...], text: str) -> Markup:
    quote = el("q", text)
    return el("a", quote, href=f"#m{marks[0].number}") if marks else quote


def _set_aside(seen: View) -> Markup:
    rows = [
        _unused(number, unused, seen) for number, unused in enumerate(seen.report.unused, start=1)
    ]
    table = el(
        "table",
        el("thead", el("tr", *(el("th", n) for n in ("No.", "Concept", "Why", "Words")))),
        el("tbody", rows),
    )
    return el(
        "section",
        el("h2", "Set aside"),
        el("p", "Read, and not used for the scores.") if rows else el("p", "Nothing."),
        table if rows else None,
        id="set-aside",
    )


def _unused(number: int, unused: UnusedFinding, seen: View) -> Markup:
    name = seen.names(unused.id)
    return el(
        "tr",
        el("td", f"u{number}", data_label="No."),
        el("th", name, " ", code(unused.id), scope="row", data_label="Concept"),
        el("td", reason_phrase(unused.reason), data_label="Why"),
        el("td", _words(seen.quotes(f"u{number}"), seen), data_label="Words"),
        id=f"u{number}",
    )


def _stated(seen: View) -> Markup:
    rows = [
        el(
            "tr",
            el("td", f"s{number}", data_label="No."),
            el("th", seen.names(item.id), " ", code(item.id), scope="row", data_label="Disease"),
            el("td", stated_state(item.assertion), data_label="Said to be"),
            el("td", _words(seen.quotes(f"s{number}"), seen), data_label="Words"),
            id=f"s{number}",
        )
        for number, item in enumerate(seen.report.stated_diagnoses, start=1)
    ]
    table = el(
        "table",
        el("thead", el("tr", *(el("th", n) for n in ("No.", "Disease", "Said to be", "Words")))),
        el("tbody", rows),
    )
    lead = (
        "A diagnosis in the record is an answer that someone gave, not evidence. A condition that "
        "the patient is known to have may count as a risk factor, listed with the score."
    )
    return el(
        "section",
        el("h2", STATED),
        el("p", lead) if rows else el("p", "None."),
        table if rows else None,
        id="stated",
    )


def _warnings(report: DiagnosisReport) -> Markup:
    items = [
        *(el("li", notice.message, " ", code(notice.code)) for notice in report.warnings),
        *(el("li", f"not in this record: {spoken(name)}") for name in report.missing_modalities),
    ]
    return el(
        "section",
        el("h2", "Warnings"),
        el("ul", items) if items else el("p", "None."),
        id="warnings",
    )
