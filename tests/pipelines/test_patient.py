"""Who the patient is: age, course, risk factors; what belongs to the past is no finding."""

from __future__ import annotations

import pytest

from data_schema import (
    Assertion,
    Document,
    Finding,
    Mention,
    OntologyClass,
    PatientRecord,
    StatedDiagnosis,
    Subject,
    UnusedFinding,
    duration_in_years,
)
from kg import GraphArrays
from pipelines import DiagnosticPipeline
from pipelines.draft import Draft, Request
from pipelines.patient import describe_patient, set_history_aside

COPD, COPD_HISTORY = "MONDO:0005002", "DIAGRAPH:9000043"
NOTE = (
    "HPI: 24-year-old woman with two days of burning on urination, urinary frequency and "
    "suprapubic pain. No fever, no flank pain.\n"
)


def finding(curie: str, *pasts: bool, excluded: bool = False) -> Finding:
    mentions = tuple(
        Mention(document_id="d", start=0, end=5, text="words", assertion=Assertion(historical=past))
        for past in pasts
    )
    return Finding(type=OntologyClass(id=curie), excluded=excluded, evidence=mentions)


def draft(*findings: Finding, age: str | None = None, course: str = "") -> Draft:
    return Draft(
        record=PatientRecord(id="r"),
        request=Request(),
        findings=list(findings),
        subject=Subject(age=age),
        course=course,
    )


@pytest.fixture(scope="module")
def arrays(pipeline: DiagnosticPipeline) -> GraphArrays:
    return pipeline.arrays


def risks(arrays: GraphArrays, of: Draft) -> set[str]:
    return {arrays.term_ids[term] for term in describe_patient(arrays, of).risks}


@pytest.mark.parametrize(
    ("age", "years"),
    [
        ("P54Y", 54.0),
        ("P1Y6M", 1.5),
        ("P0Y", 0.0),
        ("P3W", 21 / 365.25),
        ("P10D", 10 / 365.25),
        ("P1.5Y", 1.5),
        ("P2YT3H", 2.0),
        ("P", None),
        ("54", None),
        ("", None),
        (None, None),
    ],
)
def test_ages_are_years(age: str | None, years: float | None) -> None:
    found = duration_in_years(age)

    assert found == (None if years is None else pytest.approx(years))


def test_what_every_mention_puts_into_the_past_is_set_aside() -> None:
    both = finding("HP:0001250", True, False)
    coded = finding("HP:0001945")
    denied = finding("HP:0012735", True, excluded=True)
    made = draft(finding("HP:0002094", True, True), both, coded, denied)

    set_history_aside(made)

    assert made.findings == [both, coded, denied]
    assert [(each.id, each.reason) for each in made.set_aside] == [("HP:0002094", "historical")]
    assert len(made.set_aside[0].mentions) == 2


def test_age_and_course_are_the_drafts(arrays: GraphArrays) -> None:
    found = describe_patient(arrays, draft(age="P30Y", course="acute"))

    assert (found.age, found.course, found.risks) == (30.0, "acute", ())


def test_a_known_condition_is_a_risk_factor(arrays: GraphArrays) -> None:
    made = draft()
    made.stated_diagnoses.append(StatedDiagnosis(id=COPD, label="COPD"))

    assert COPD_HISTORY in risks(arrays, made)


@pytest.mark.parametrize("said", ["negated", "hypothetical", "uncertain", "family"])
def test_a_condition_that_the_patient_does_not_have_is_none(arrays: GraphArrays, said: str) -> None:
    made = draft()
    assertion = Assertion(**{said: True})
    made.stated_diagnoses.append(StatedDiagnosis(id=COPD, label="COPD", assertion=assertion))

    assert COPD_HISTORY not in risks(arrays, made)


def test_a_past_finding_may_be_a_risk_factor(arrays: GraphArrays) -> None:
    made = draft()
    made.set_aside.append(UnusedFinding(id="HP:0006510", label="", reason="historical"))

    assert COPD_HISTORY in risks(arrays, made)


def test_a_condition_in_the_history_does_not_come_first(pipeline: DiagnosticPipeline) -> None:
    """Adding "PMH: COPD" does not bring COPD to rank 1."""
    plain, told = (
        pipeline.diagnose(PatientRecord(id="r", documents=(Document(id="d", text=text),)), top_k=10)
        for text in (NOTE, f"{NOTE}PMH: COPD.\n")
    )

    assert plain.provenance.setting == told.provenance.setting == "general"
    assert COPD not in {told.diagnoses[0].disease.id, *told.diagnoses[0].also_known_as}
    assert told.diagnoses[0].disease == plain.diagnoses[0].disease
    for diagnosis in told.diagnoses:
        assert diagnosis.total() == pytest.approx(diagnosis.score, abs=1e-6)


def test_what_is_a_risk_factor_is_worked_out_once(arrays: GraphArrays) -> None:
    describe_patient(arrays, draft())
    before = arrays.risk_factors
    describe_patient(arrays, draft())

    assert arrays.risk_factors is before
