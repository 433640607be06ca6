"""The list of several records."""

from __future__ import annotations

from data_schema import DiagnosisReport
from pipelines.report import IndexEntry, render_index
from tests.pipelines.report_cases import PROVENANCE, everyday_report, marfan_report


def test_a_row_per_record_links_to_its_page() -> None:
    abstained = DiagnosisReport(
        record_id="<b>", abstained=True, reason="no usable finding", provenance=PROVENANCE
    )

    html = render_index(
        [
            IndexEntry(report=marfan_report(), href="a b/report.html"),
            IndexEntry(report=abstained, href="javascript:alert(1)"),
        ]
    )

    assert "2 records, 1 of them without a differential." in html
    assert '<a href="a%20b/report.html">marfan-01</a>' in html
    assert "Marfan syndrome" in html
    assert "7 present, 2 excluded" in html
    assert "Abstained: no usable finding" in html
    assert 'href="javascript%3Aalert%281%29">&lt;b&gt;</a>' in html


def test_no_record_is_no_table() -> None:
    html = render_index([])

    assert "0 records" in html
    assert "<table" not in html


def test_what_must_not_be_missed_is_named_with_its_rank_and_the_setting() -> None:
    html = render_index([IndexEntry(report=everyday_report(), href="r.html")])

    assert "<strong>Do not miss: </strong>myocardial infarction (rank 3)" in html
    assert '<td data-label="Setting">emergency</td>' in html
