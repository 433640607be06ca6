"""The list of several records."""

from __future__ import annotations

from data_schema import DiagnosisReport
from pipelines.report import IndexEntry, render_index
from tests.pipelines.report_cases import PROVENANCE, marfan_report


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
