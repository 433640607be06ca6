"""The terminal shows the same, at any width, and plain when piped."""

from __future__ import annotations

import dataclasses
import io

import pytest
from rich.console import Console, RenderableType

from data_schema import (
    Assertion,
    DiagnosisReport,
    Document,
    Mention,
    PatientRecord,
    StatedDiagnosis,
)
from pipelines.report import render_text, render_versus
from tests.pipelines.report_cases import (
    PROVENANCE,
    everyday_report,
    labels,
    marfan_record,
    marfan_report,
)


def printed(renderable: RenderableType, *, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(renderable)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_it_fits_the_terminal_and_loses_nothing(width: int) -> None:
    text = printed(render_text(marfan_report(), marfan_record(), labels=labels), width=width)

    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    for words in (
        "Research use only. Not a medical device.",
        "female, 17 years 3 months · 7 findings, 2 excluded",
        "+4.87 Lens subluxation HP:0001132, exact match",
        "“lenses slipping out of place” in Clinic letter",
        "=same as= Marfan syndrome (OMIM:154700)",
        "excluded here, and the disease can show it",
        "Protrusio acetabuli HP:0003179, expected in 48%",
        "Does not explain: Disproportionate tall stature, High palate, Pes planus",
        "Not understood: “zorbing of the digits”, “thumb sign”",
        "Pneumothorax (seen in a relative, not in the patient)",
        "Warning: HP:0002751 was replaced by HP:0002650 [replaced_id]",
    ):
        assert words in squeezed(text)


def test_an_exclusion_that_supports_stands_with_the_support() -> None:
    text = squeezed(printed(render_text(marfan_report(), marfan_record(), labels=labels)))
    second = text[text.index("2. Loeys-Dietz") :]

    assert second.index("known to lack it") < second.index("Speaks against it")


def test_top_and_explained_limit_what_is_shown() -> None:
    text = printed(render_text(marfan_report(), labels=labels, top=1, explained=0))

    assert "Marfan syndrome OMIM:154700" in text
    assert "Loeys-Dietz" not in text
    assert "Speaks for it" not in text


def test_an_abstention_states_its_reason() -> None:
    report = DiagnosisReport(
        record_id="empty", abstained=True, reason="no usable finding", provenance=PROVENANCE
    )

    text = printed(render_text(report, labels=labels))

    assert "No differential: no usable finding." in text
    assert "says nothing about how the patient is" in squeezed(text)


def test_hostile_words_cannot_drive_the_terminal_or_its_markup() -> None:
    words = "\x1b[2J[bold red]\x07[/]\u009b31m"
    report = DiagnosisReport(
        record_id="r",
        unlinked=(Mention(document_id="n", start=0, end=len(words), text=words),),
        provenance=dataclasses.replace(PROVENANCE, store=words),
    )
    record = PatientRecord(id="r", documents=(Document(id="n", text=words),))

    text = printed(render_text(report, record, labels=labels))

    assert not set(text) & {"\x1b", "\x07", "\u009b"}
    assert "[bold red]" in text


@pytest.mark.parametrize("width", [80, 120])
def test_versus_is_a_table_whose_last_row_is_the_scores(width: int) -> None:
    a, b = marfan_report().diagnoses
    text = printed(render_versus(a, b, labels=labels), width=width)

    assert max(map(len, text.splitlines())) <= width
    last = [line.split() for line in text.splitlines() if line.split()[:1] == ["Score"]]
    assert last == [["Score", "+21.08", "+5.48", "+15.59"]]


def test_stated_diagnoses_are_shown_as_what_they_are() -> None:
    stated = StatedDiagnosis(
        id="MONDO:0004979", label="asthma", assertion=Assertion(historical=True)
    )
    report = dataclasses.replace(marfan_report(), stated_diagnoses=(stated,))

    text = squeezed(printed(render_text(report, marfan_record(), labels=labels)))

    assert "Stated in the record, not used to rank: asthma (in the past)" in text


def test_an_everyday_answer_tells_setting_context_family_and_danger() -> None:
    text = squeezed(printed(render_text(everyday_report(), labels=labels)))

    for words in (
        "Setting: emergency (diseases as common as they are in an emergency department)",
        "myocardial infarction MONDO:0005068, rank 3, 1.00 nats behind the first",
        "+5.00 Chest pain; +1.10 Risk factor: tobacco smoking; +0.42 Age: 63 years",
        "coronary artery disease, one of: 1 stable angina",
        "a kind of coronary artery disease",
        "+0.42 Age: 63 years, the disease: mostly 55–85 years",
        "+1.10 Risk factor: tobacco smoking, relative risk 3",
        "scored as 55%, Diagraph's own table, not reviewed",
        "Sum: baseline +1.25, finding +6.00, context +1.52 = +8.77",
    ):
        assert words in text
    assert text.index("Do not miss") < text.index("stable angina")
