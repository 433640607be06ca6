"""One report as a reader meets it: named concepts, numbered findings, numbered marks in notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from data_schema import (
    DiagnosisReport,
    Document,
    Mention,
    PatientRecord,
    ReportedFinding,
    UsageError,
)

from .wording import assertion_state

__all__ = ["Labels", "Mark", "Names", "View", "view"]

Labels = Callable[[str], str]
"""CURIE → label; an unknown CURIE comes back as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mention with its place in the rendering.

    Attributes:
        number: 1, 2, … through all documents, in reading order.
        mention: words and offsets.
        target: what the words were read as: ``f3`` (finding 3), ``u1`` (set aside), ``s1``
            (a stated diagnosis), ``x2`` (not understood); the anchor of its row.
        concept: CURIE, or ``""`` where the words were not understood.
        state: ``present``, ``negated``, ``family``, ``hypothetical``, ``uncertain``,
            ``historical``, ``set aside`` or ``unlinked``.
    """

    number: int
    mention: Mention
    target: str
    concept: str
    state: str

    @property
    def tag(self) -> str:
        """What stands beside the words: ``3``, ``4 negated``, ``u1 family``, ``not understood``."""
        if self.state == "unlinked":
            return "not understood"
        number = self.target.removeprefix("f")
        return number if self.state == "present" else f"{number} {self.state}"


class Names:
    """Label lookup: the report's own labels first, then the graph's."""

    __slots__ = ("_labels", "_own")

    def __init__(self, labels: Labels, *reports: DiagnosisReport) -> None:
        self._labels = labels
        self._own: dict[str, str] = {}
        for report in reports:
            self._own |= {curie: label for curie, label in _own_labels(report) if label}

    def __call__(self, curie: str) -> str:
        """Return a label, or the CURIE itself where nobody knows one."""
        return self._own.get(curie) or self._labels(curie) or curie


def _own_labels(report: DiagnosisReport) -> Iterator[tuple[str, str]]:
    yield from ((finding.id, finding.label) for finding in report.findings)
    yield from ((unused.id, unused.label) for unused in report.unused)
    yield from ((stated.id, stated.label) for stated in report.stated_diagnoses)
    for diagnosis in (*report.diagnoses, *report.do_not_miss):
        yield diagnosis.disease.id, diagnosis.disease.label
        yield from ((hallmark.id, hallmark.label) for hallmark in diagnosis.missing_hallmarks)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A report, its record, and what every rendering of them shares.

    Attributes:
        findings: as numbered for the reader: present before excluded, most informative first.
        marks: mentions in reading order; empty without a record.
    """

    report: DiagnosisReport
    documents: tuple[Document, ...]
    names: Names
    findings: tuple[ReportedFinding, ...]
    marks: tuple[Mark, ...]

    def number(self, curie: str) -> int | None:
        """Return the reader's number of a finding, or ``None`` where it is not one."""
        for number, finding in enumerate(self.findings, start=1):
            if finding.id == curie:
                return number
        return None

    def quotes(self, target: str) -> tuple[Mark, ...]:
        """Return the marks of one row (``f3``)."""
        return tuple(mark for mark in self.marks if mark.target == target)

    def words(self, curie: str) -> tuple[Mark, ...]:
        """Return the marks a finding was read from; empty for coded ones."""
        number = self.number(curie)
        return () if number is None else self.quotes(f"f{number}")

    def document_name(self, document_id: str) -> str:
        """Return a document's title, or its id."""
        for document in self.documents:
            if document.id == document_id:
                return document.title or document.id
        return document_id


def view(report: DiagnosisReport, record: PatientRecord | None, *, labels: Labels) -> View:
    """Number what ``report`` found in ``record``.

    Raises:
        UsageError: ``record`` is not the one the report was made from.
    """
    findings = tuple(sorted(report.findings, key=lambda f: (f.excluded, -f.information, f.id)))
    documents = () if record is None else record.documents
    if record is not None:
        _check_same(report, record)
    order = {document.id: place for place, document in enumerate(documents)}
    found = {
        (m.document_id, m.start, m.end, target): (m, target, concept, state)
        for m, target, concept, state in _mentions(report, findings)
        if m.document_id in order
    }
    reading = sorted(
        found.values(),
        key=lambda item: (order[item[0].document_id], item[0].start, -item[0].end, item[1]),
    )
    marks = tuple(
        Mark(number=number, mention=mention, target=target, concept=concept, state=state)
        for number, (mention, target, concept, state) in enumerate(reading, start=1)
    )
    return View(
        report=report,
        documents=documents,
        names=Names(labels, report),
        findings=findings,
        marks=marks,
    )


def _mentions(
    report: DiagnosisReport, findings: tuple[ReportedFinding, ...]
) -> Iterator[tuple[Mention, str, str, str]]:
    for number, finding in enumerate(findings, start=1):
        for mention in finding.mentions:
            yield mention, f"f{number}", finding.id, assertion_state(mention.assertion)
    for number, unused in enumerate(report.unused, start=1):
        for mention in unused.mentions:
            state = assertion_state(mention.assertion)
            shown = "set aside" if state == "present" else state
            yield mention, f"u{number}", unused.id, shown
    for number, stated in enumerate(report.stated_diagnoses, start=1):
        for mention in stated.mentions:
            yield mention, f"s{number}", stated.id, assertion_state(mention.assertion)
    for number, mention in enumerate(report.unlinked, start=1):
        yield mention, f"x{number}", "", "unlinked"


def _check_same(report: DiagnosisReport, record: PatientRecord) -> None:
    texts = {document.id: document.text for document in record.documents}
    named = [
        *(mention for finding in report.findings for mention in finding.mentions),
        *(mention for unused in report.unused for mention in unused.mentions),
        *(mention for stated in report.stated_diagnoses for mention in stated.mentions),
        *report.unlinked,
    ]
    wrong = sum(
        texts.get(mention.document_id, "")[mention.start : mention.end] != mention.text
        for mention in named
    )
    if record.id != report.record_id or wrong:
        raise UsageError(
            f"expected the record that report {report.record_id!r} was made from, got record "
            f"{record.id!r} with {wrong} of {len(named)} mentions at other places; render a report "
            "with its own record"
        )
