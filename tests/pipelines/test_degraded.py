"""Degraded records are worse by stated shares, and the same each time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data_schema import Finding, LabeledRecord, OntologyClass, PatientRecord
from kg import GraphArrays
from pipelines import Degrader
from tests.fusion.kinship_graphs import related_diseases


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return related_diseases()


def labeled(*findings: str, record_id: str = "r") -> LabeledRecord:
    """Make a record; a leading ``-`` excludes."""
    coded = tuple(
        Finding(type=OntologyClass(id=f.removeprefix("-")), excluded=f.startswith("-"))
        for f in findings
    )
    return LabeledRecord(
        record=PatientRecord(id=record_id, phenotypic_features=coded),
        diagnoses=(OntologyClass(id="OMIM:1"),),
    )


def split(worse: LabeledRecord) -> tuple[list[str], list[str]]:
    findings = worse.record.phenotypic_features
    present = [f.type.id for f in findings if not f.excluded]
    return present, [f.type.id for f in findings if f.excluded]


def test_half_go_a_fifth_are_vague_and_a_fifth_as_many_are_random(arrays: GraphArrays) -> None:
    given = labeled(*["HP:0000110"] * 20, *["-HP:0000200"] * 6)

    worse = Degrader(arrays)(given)
    present, absent = split(worse)

    assert len(present) == 12
    assert sorted(present[:10]) == ["HP:0000100"] * 2 + ["HP:0000110"] * 8
    assert set(present[10:]) <= {"HP:0000100", "HP:0000110", "HP:0000200"}
    assert absent == ["HP:0000200"] * 3
    assert worse.diagnoses == given.diagnoses


def test_a_single_finding_stays(arrays: GraphArrays) -> None:
    assert split(Degrader(arrays)(labeled("HP:0000110"))) == (["HP:0000110"], [])
    assert split(Degrader(arrays)(labeled())) == ([], [])


def test_a_term_below_the_root_and_an_unknown_one_are_never_generalised(
    arrays: GraphArrays,
) -> None:
    present, _ = split(Degrader(arrays)(labeled(*["HP:0000200", "HP:9999999"] * 10)))

    assert set(present[:10]) == {"HP:0000200", "HP:9999999"}


def test_draws_depend_on_seed_and_record_alone(arrays: GraphArrays) -> None:
    given = labeled("HP:0000110", "HP:0000200", "HP:0000100", "HP:0000118")
    others = [
        replace(given, record=replace(given.record, id=f"other {number}")) for number in range(20)
    ]
    degrade = Degrader(arrays, seed=7)

    first = split(degrade(given))
    among = {str(split(degrade(other))) for other in others}

    assert split(Degrader(arrays, seed=7)(given)) == split(degrade(given)) == first
    assert len(among) > 1
    assert len({str(split(Degrader(arrays, seed=seed)(given))) for seed in range(20)}) > 1
