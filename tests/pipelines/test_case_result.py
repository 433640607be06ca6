"""What is kept of a case: the truth's place, its family's, and what scores without it."""

from __future__ import annotations

import numpy as np
import pytest

from data_schema import Finding, LabeledRecord, MetaData, OntologyClass, PatientRecord
from fusion import MISS, EvidenceModel, prepare_case
from kg import WHOLE, Overlay
from pipelines import CaseResult, Judge
from tests.fusion.kinship_graphs import related_diseases


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(EvidenceModel(related_diseases()))


def result(judge: Judge, truth: str, *findings: str, overlay: Overlay = WHOLE) -> CaseResult:
    coded = tuple(Finding(type=OntologyClass(id=f)) for f in findings)
    labeled = LabeledRecord(
        record=PatientRecord(
            id="r", phenotypic_features=coded, meta_data=MetaData(references=("PMID:7",))
        ),
        diagnoses=(OntologyClass(id=truth),),
    )
    scored = None
    if findings:
        scored = judge.ranker.score(prepare_case(judge.ranker.arrays, coded), overlay=overlay)
    return judge.result(labeled, scored, overlay)


def rows(*numbers: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


def test_the_family_ranks_where_its_best_member_does(judge: Judge) -> None:
    found = result(judge, "OMIM:1", "HP:0000110")
    lone = result(judge, "OMIM:6", "HP:0000110")

    assert (found.rank, found.family_rank) == (2.0, 1.0)
    assert lone.family_rank == lone.rank > 2.0
    assert found.papers == ("PMID:7",)


def test_a_truth_that_lost_its_rows_still_has_a_family(judge: Judge) -> None:
    found = result(judge, "OMIM:2", "HP:0000110", overlay=Overlay(dropped=rows(1, 2)))

    assert (found.rank, found.row_less, found.score) == (MISS, True, None)
    assert found.family_rank == 1.0
    assert found.n_candidates == 5


@pytest.mark.parametrize(
    ("overlay", "row_less"),
    [
        (WHOLE, False),
        (Overlay(dropped=rows(1)), False),
        (Overlay(dropped=rows(1, 2)), True),
        (Overlay(silent=rows(1, 2)), True),
        (Overlay(silent=rows(1, 2), spared=rows(1)), False),
        (Overlay(dropped=rows(1), silent=rows(2)), True),
    ],
)
def test_row_less_are_those_of_which_nothing_counts(
    judge: Judge, overlay: Overlay, row_less: bool
) -> None:
    assert result(judge, "OMIM:2", "HP:0000110", overlay=overlay).row_less is row_less


def test_the_first_score_is_kept_with_and_without_the_truth(judge: Judge) -> None:
    first = result(judge, "OMIM:2", "HP:0000110")
    second = result(judge, "OMIM:1", "HP:0000110")
    elsewhere = result(judge, "OMIM:404", "HP:0000110")

    assert first.first_score == first.score == second.masked_score
    assert first.masked_score == second.score
    assert elsewhere.masked_score == elsewhere.first_score
    assert not elsewhere.in_kg
    assert not elsewhere.row_less


def test_an_abstention_is_a_miss(judge: Judge) -> None:
    found = result(judge, "OMIM:1")

    assert (found.rank, found.family_rank, found.abstained) == (MISS, MISS, True)
    assert (found.first_score, found.masked_score) == (None, None)
    assert found.to_dict()["rank"] is None
