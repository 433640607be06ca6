"""Report pages on disk: one file, or a folder with a page per record and an index."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from data_schema import Diagnosis, DiagnosisReport, PatientRecord

if TYPE_CHECKING:
    from pipelines.report import IndexEntry, Labels

__all__ = ["ReportPages", "is_page"]

_ENDINGS: Final = frozenset({".html", ".htm"})
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME: Final = 80
_LISTED: Final = 3


def is_page(out: Path) -> bool:
    """Say whether ``out`` names one page; any other name is a folder."""
    return out.suffix.lower() in _ENDINGS


class ReportPages:
    """Writes pages as answers come.

    Args:
        out: a page, or a folder; made when the first page is written.
        labels: CURIE → label.
    """

    def __init__(self, out: Path, *, labels: Labels) -> None:
        self._out = out
        self._labels = labels
        self._taken: set[str] = set()
        self._entries: list[IndexEntry] = []

    @property
    def count(self) -> int:
        """How many pages were written."""
        return len(self._entries)

    def add(self, report: DiagnosisReport, record: PatientRecord) -> None:
        """Write the page of one record."""
        from pipelines.report import IndexEntry, render_html, write_html

        name = "" if is_page(self._out) else f"{self._folder(report.record_id)}/report.html"
        page = self._out / name if name else self._out
        page.parent.mkdir(parents=True, exist_ok=True)
        write_html(page, render_html(report, record, labels=self._labels))
        self._entries.append(IndexEntry(report=_listed(report), href=name))

    def finish(self) -> Path:
        """Write the index of a folder; return what to open."""
        from pipelines.report import render_index, write_html

        if is_page(self._out):
            return self._out
        index = self._out / "index.html"
        write_html(index, render_index(self._entries))
        return index

    def _folder(self, record_id: str) -> str:
        """Return a folder name for a record: safe, and of this record alone."""
        stem = _UNSAFE.sub("-", record_id).strip(".-")[:_LONGEST_NAME] or "record"
        name, number = stem, 1
        while name.lower() in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(name.lower())
        return name


def _listed(report: DiagnosisReport) -> DiagnosisReport:
    """Keep of a report what the index shows: a long run would hold all evidence otherwise."""
    return replace(
        report,
        unused=(),
        stated_diagnoses=(),
        unlinked=(),
        findings=tuple(replace(finding, mentions=()) for finding in report.findings),
        diagnoses=tuple(map(_named, report.diagnoses[:_LISTED])),
        do_not_miss=tuple(map(_named, report.do_not_miss)),
    )


def _named(diagnosis: Diagnosis) -> Diagnosis:
    return replace(diagnosis, evidence=(), contradictions=(), missing_hallmarks=(), context=())
