"""Rows of phenotype.hpoa become annotations; what is wrong is counted, never fatal."""

from __future__ import annotations

import pytest

from data_schema import Annotation
from kg import Issue, IssueCode
from kg.sources.hpoa import HpoaRow, hpoa_version, read_hpoa
from tests.kg.tiny_release import HPOA, HPOA_HEADER, hpoa_row

CURRENT = {
    "HP:0001250": "HP:0001250",
    "HP:0001303": "HP:0001250",
    "HP:0003577": "HP:0003577",
    "HP:0012828": "HP:0012828",
    "HP:0040281": "HP:0040281",
}


def read(*lines: str) -> tuple[list[HpoaRow], list[Issue]]:
    issues: list[Issue] = []
    return list(read_hpoa([HPOA_HEADER, *lines], current=CURRENT, issues=issues)), issues


def test_a_full_row() -> None:
    rows, issues = read(
        hpoa_row(
            term="HP:0001303",
            qualifier="NOT",
            reference="PMID:1; MIM:100001;http://example.org",
            evidence="IEA",
            onset="HP:0003577",
            frequency="3/4",
            sex="female",
            modifier="HP:0012828;HP:9999999",
        )
    )

    assert issues == []
    assert rows == [
        HpoaRow(
            "Spasm disease",
            "P",
            Annotation(
                subject="OMIM:100001",
                predicate="has_phenotype",
                object="HP:0001250",
                negated=True,
                has_count=3,
                has_total=4,
                onset_qualifier="HP:0003577",
                sex_qualifier="FEMALE",
                modifiers=("HP:0012828",),
                publications=("PMID:1", "OMIM:100001", "http://example.org"),
                evidence_code="IEA",
                primary_knowledge_source="infores:hpo-annotations",
                knowledge_level="knowledge_assertion",
                agent_type="automated_agent",
            ),
        )
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (None, None, None, None)),
        ("0/3", (0, 3, None, None)),
        ("12.5%", (None, None, 12.5, None)),
        ("100 %", (None, None, 100.0, None)),
        ("HP:0040281", (None, None, None, "HP:0040281")),
    ],
)
def test_frequencies(
    text: str, expected: tuple[int | None, int | None, float | None, str | None]
) -> None:
    ((_, _, row),), issues = read(hpoa_row(frequency=text))

    assert issues == []
    assert (row.has_count, row.has_total, row.has_percentage, row.frequency_qualifier) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5/3", IssueCode.BAD_COUNT),
        ("0/0", IssueCode.BAD_COUNT),
        ("120%", IssueCode.BAD_FREQUENCY),
        ("often", IssueCode.BAD_FREQUENCY),
        ("HP:0001250", IssueCode.BAD_FREQUENCY),
    ],
)
def test_a_bad_frequency_costs_the_frequency_not_the_row(text: str, code: IssueCode) -> None:
    rows, issues = read(hpoa_row(frequency=text), hpoa_row(frequency=text))

    assert [issue.code for issue in issues] == [code, code]
    assert [row.annotation.has_count for row in rows] == [None, None]
    assert [row.annotation.frequency_qualifier for row in rows] == [None, None]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("OMIM:1\tShort\n", IssueCode.BAD_ROW),
        (hpoa_row(disease="Spasm"), IssueCode.BAD_ROW),
        (hpoa_row(aspect="Q"), IssueCode.BAD_ROW),
        (hpoa_row(qualifier="MAYBE"), IssueCode.BAD_ROW),
        (hpoa_row(term="HP:7777777"), IssueCode.UNKNOWN_TERM),
    ],
)
def test_a_row_that_cannot_be_read_is_left_out(line: str, code: IssueCode) -> None:
    rows, issues = read(line, hpoa_row())

    assert len(rows) == 1
    assert [issue.code for issue in issues] == [code]
    assert issues[0].message.startswith("line ")


@pytest.mark.parametrize(
    ("aspect", "predicate"),
    [
        ("P", "has_phenotype"),
        ("I", "has_mode_of_inheritance"),
        ("C", "has_clinical_course"),
        ("M", "has_clinical_course"),
        ("H", "has_clinical_course"),
    ],
)
def test_aspects(aspect: str, predicate: str) -> None:
    ((_, _, row),), _ = read(hpoa_row(aspect=aspect))

    assert row.predicate == predicate


@pytest.mark.parametrize(
    ("evidence", "agent"),
    [("PCS", "manual_agent"), ("TAS", "manual_agent"), ("IEA", "automated_agent"),
     ("XYZ", "not_provided")],
)  # fmt: skip
def test_who_read_the_evidence(evidence: str, agent: str) -> None:
    ((_, _, row),), _ = read(hpoa_row(evidence=evidence))

    assert row.agent_type == agent


def test_version() -> None:
    assert hpoa_version(HPOA.splitlines()) == "2025-01-16"
    assert hpoa_version(["#date: 2023-09-01", "#tracker: x"]) == "2023-09-01"
    assert hpoa_version(["database_id\tdisease_name"]) == ""
