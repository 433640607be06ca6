"""What decided a number is said where an annotation is drawn, on the page and in the terminal."""

from __future__ import annotations

import dataclasses
import io

import pytest
from rich.console import Console

from data_schema import AnnotationSummary, Contradiction, ContradictionKind, DiagnosisReport
from pipelines.report import render_html, render_text
from pipelines.report.wording import scored_phrase
from tests.pipelines.report_cases import everyday_report, labels

PAIN = "HP:0100749"
PLAIN = AnnotationSummary(term=PAIN, frequency=0.55)
MEASURED = dataclasses.replace(PLAIN, likelihood_ratio_positive=12.0, likelihood_ratio_negative=0.4)
REQUIRED = dataclasses.replace(PLAIN, required=True)
TELLING = dataclasses.replace(PLAIN, pathognomonic=True)


@pytest.mark.parametrize(
    ("annotation", "at", "excluded", "said"),
    [
        (PLAIN, PAIN, False, "scored as 55%"),
        (MEASURED, PAIN, False, "measured LR+ 12 scored in place of 55%"),
        (MEASURED, "HP:0000118", False, "scored as 55%"),
        (MEASURED, PAIN, True, "measured LR− 0.4 scored in place of 55%"),
        (REQUIRED, PAIN, False, "scored as 55%"),
        (REQUIRED, PAIN, True, "scored as 55%, required"),
        (REQUIRED, "HP:0000118", True, "scored as 55%, required"),
        (TELLING, PAIN, False, "scored as 55%, pathognomonic"),
        (TELLING, PAIN, True, "scored as 55%"),
    ],
)
def test_what_scored_is_said(
    annotation: AnnotationSummary, at: str, *, excluded: bool, said: str
) -> None:
    assert scored_phrase(annotation, at=at, excluded=excluded) == said


def decided(report: DiagnosisReport) -> DiagnosisReport:
    """Let the first diagnosis have a measured ratio for its finding, and a required one denied."""
    first, *others = report.diagnoses
    (evidence,) = first.evidence
    path = dataclasses.replace(evidence.paths[0], annotation=MEASURED)
    first = dataclasses.replace(
        first,
        evidence=(dataclasses.replace(evidence, paths=(path,)),),
        contradictions=(
            Contradiction(
                finding="HP:0011025",
                kind=ContradictionKind.EXCLUDED,
                contribution=-1.0,
                annotation=REQUIRED,
            ),
        ),
        score=first.score - 1.0,
    )
    return dataclasses.replace(report, diagnoses=(first, *others))


def test_page_and_terminal_say_what_decided() -> None:
    report = decided(everyday_report())
    console = Console(file=io.StringIO(), width=200, force_terminal=False)
    console.print(render_text(report, labels=labels))
    assert isinstance(console.file, io.StringIO)

    for shown in (console.file.getvalue(), render_html(report, labels=labels)):
        assert "measured LR+ 12 scored in place of 55%" in shown
        assert "scored as 55%, required" in shown
