"""Why A stands above B: every row once, and the differences are the whole difference."""

from __future__ import annotations

import math

import pytest

from pipelines.report import render_versus_html
from pipelines.report.comparison import compare, fold_hallmarks
from pipelines.report.parts import PartKind
from tests.pipelines.report_cases import labels, marfan_report


def test_the_differences_sum_to_the_difference_of_the_scores() -> None:
    a, b = marfan_report().diagnoses
    rows = compare(a, b, labels=labels)

    assert math.fsum(row.difference for row in rows) == pytest.approx(a.score - b.score)
    assert math.fsum(row.a.contribution for row in rows) == pytest.approx(a.score)
    assert [row.difference for row in rows] == sorted(
        (row.difference for row in rows), reverse=True
    )


def test_a_finding_is_one_row_even_where_it_supports_one_and_contradicts_the_other() -> None:
    a, b = marfan_report().diagnoses
    rows = {row.id: row for row in compare(a, b, labels=labels) if row.kind is PartKind.EVIDENCE}

    assert rows["HP:0001132"].a.how == "exact"
    assert rows["HP:0001132"].b.how == "known not to show it"
    assert rows["HP:0002616"].b.how == "at Aortic aneurysm"
    assert rows["HP:0001763"].b.how == "unrelated"
    assert rows["HP:0000218"].b.contribution == 0


def test_hallmarks_fold_into_one_row_and_the_sum_stays() -> None:
    a, b = marfan_report().diagnoses
    rows = compare(a, b, labels=labels)
    folded = fold_hallmarks(rows)

    assert [row.label for row in folded if row.kind is PartKind.HALLMARK] == [
        "3 hallmarks nobody reported"
    ]
    assert math.fsum(row.difference for row in folded) == pytest.approx(a.score - b.score)
    assert fold_hallmarks(folded) == folded


def test_against_itself_nothing_differs() -> None:
    a = marfan_report().diagnoses[0]

    assert {row.difference for row in compare(a, a, labels=labels)} == {0.0}


def test_the_page_shows_both_and_the_total() -> None:
    a, b = marfan_report().diagnoses
    html = render_versus_html(a, b, labels=labels)

    assert "Why Marfan syndrome rather than Loeys-Dietz syndrome 2" in html
    assert html.index("Lens subluxation") < html.index("Mitral valve prolapse")
    assert "+15.59" in html
