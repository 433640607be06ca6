"""How far a differential can be trusted is said as counts of patients, in text and on the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data_schema import DiagnosisReport, DiagnosisSet
from pipelines.report import render_html, render_text
from pipelines.report.trust import percent, trust_sentences
from tests.pipelines.report_cases import everyday_report, labels, marfan_report
from tests.pipelines.test_report_html import Page
from tests.pipelines.test_report_text import printed, squeezed


def believed(size: int = 8, *, first: float = 0.204, absent: float = 0.3) -> DiagnosisReport:
    report = marfan_report()
    best, *others = report.diagnoses
    return replace(
        report,
        diagnoses=(
            replace(best, probability=first),
            *(replace(each, probability=0.004) for each in others),
        ),
        not_in_graph=absent,
        set=DiagnosisSet(level=0.8, size=size, undetermined=size > 200),
    )


@pytest.mark.parametrize(
    ("probability", "said"),
    [(0.204, "20%"), (0.0099, "<1%"), (0.01, "1%"), (0.995, ">99%"), (0.0, "<1%"), (None, "–")],
)
def test_a_probability_is_short(probability: float | None, said: str) -> None:
    assert percent(probability) == said


def test_counts_of_patients_make_a_hundred() -> None:
    first, second = trust_sentences(believed())

    assert first == (
        "Of 100 patients with such findings, about 20 have the disease ranked first, 50 another "
        "one that was ranked, and 30 one that was not: it is not in this graph, or nothing is "
        "known of it there."
    )
    assert second == (
        "The first 8 diseases come into question: cut like this, the list holds the right one in "
        "80% of all patients whose disease was ranked."
    )
    assert "about 93 have the disease ranked first, 0 another" in next(
        trust_sentences(believed(first=0.9351, absent=0.066))
    )


def test_one_disease_and_far_too_many_are_said() -> None:
    alone, far = (list(trust_sentences(believed(size)))[1] for size in (1, 2412))

    assert alone.startswith("The first alone comes into question: cut like this,")
    assert far.startswith("The disease is undetermined, 2,412 come into question: cut like this,")


def test_of_a_disease_that_was_asked_for_no_first_is_told() -> None:
    report = believed()
    asked = replace(report, diagnoses=report.diagnoses[1:])

    assert "about 30 have a disease that was not ranked" in next(trust_sentences(asked))


def test_without_probabilities_nothing_is_said() -> None:
    report = everyday_report()
    text = printed(render_text(report, labels=labels))

    assert list(trust_sentences(report)) == []
    assert "Prob." not in text
    assert "Of 100 patients" not in text


@pytest.mark.parametrize("width", [60, 100])
def test_the_terminal_shows_them(width: int) -> None:
    text = printed(render_text(believed(), labels=labels), width=width)

    assert max(map(len, text.splitlines())) <= width
    for words in ("Prob.", "20%", "<1%", *trust_sentences(believed())):
        assert words in squeezed(text)


def test_the_page_shows_them() -> None:
    shown = " ".join(Page(render_html(believed(), labels=labels)).texts)
    without = " ".join(Page(render_html(marfan_report(), labels=labels)).texts)

    for words in ("Probability", "20%", "<1%", *trust_sentences(believed())):
        assert words in squeezed(shown)
    assert "Of 100 patients" not in without
