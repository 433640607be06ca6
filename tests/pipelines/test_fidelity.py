"""An explanation is necessary and sufficient for the score, where a random one is not."""

from __future__ import annotations

import pytest

from data_schema import LabeledRecord, UsageError
from fusion import Explainer
from fusion.neural import FusedModel
from kg import Overlay, without
from pipelines import DiagnosticPipeline, FidelityCase, fidelity_summary, measure_fidelity
from tests.fusion.neural_parameters import made_up_ranker
from tests.pipelines.test_evaluation import labeled

MARFAN = ("HP:0001166", "HP:0001083", "HP:0002616", "HP:0002108", "HP:0000768")
FABRY = ("HP:0001014", "HP:0001638", "HP:0000093", "HP:0002919")


@pytest.fixture(scope="module")
def cases() -> list[LabeledRecord]:
    return [
        labeled("OMIM:154700", *MARFAN, references=("PMID:1",)),
        labeled("OMIM:301500", *FABRY, references=("PMID:2",)),
        labeled("OMIM:0", "HP:0001083"),
        labeled("OMIM:154700"),
    ]


@pytest.fixture(scope="module")
def measured(pipeline: DiagnosticPipeline, cases: list[LabeledRecord]) -> list[FidelityCase]:
    return measure_fidelity(pipeline, cases)


def test_what_is_cited_matters_and_what_is_not_hardly_does(measured: list[FidelityCase]) -> None:
    assert len(measured) == 3
    for case in measured:
        assert case.necessary > case.control + 1.0
        assert abs(case.rest) < 1.0


def test_the_fall_is_that_of_the_score_without_the_annotations(
    pipeline: DiagnosticPipeline, cases: list[LabeledRecord], measured: list[FidelityCase]
) -> None:
    scored = pipeline.score(cases[0].record)
    assert scored is not None
    column = int(scored.order[0])
    diagnosis = Explainer(pipeline.model).diagnosis(scored, column, rank=1)
    weight: dict[tuple[str, str], float] = {}
    for part in diagnosis.evidence:
        for path in part.paths:
            for edge in path.edges:
                if edge.predicate == "has_phenotype":
                    pair = edge.subject, edge.object
                    weight[pair] = weight.get(pair, 0.0) + part.contribution * path.share
    first = min(weight, key=lambda pair: (-weight[pair], pair))
    rows = without(pipeline.model.arrays, [first])
    after = pipeline.model.score(scored.case, overlay=Overlay(dropped=rows)).score[column]

    assert measured[0].curve[0] == pytest.approx(float(scored.score[column] - after))
    assert measured[0].curve[0] > 0.0


def test_the_same_seed_draws_the_same(
    pipeline: DiagnosticPipeline, cases: list[LabeledRecord], measured: list[FidelityCase]
) -> None:
    assert measure_fidelity(pipeline, cases[:3]) == measured
    assert measure_fidelity(pipeline, cases[:3], seed=1) != measured


def test_neighbours_that_a_learned_ranker_names_are_taken_away_too(
    pipeline: DiagnosticPipeline, cases: list[LabeledRecord]
) -> None:
    learned = FusedModel(pipeline.arrays, learned=made_up_ranker(pipeline.arrays))
    fused = DiagnosticPipeline(pipeline.arrays, learned)

    found = [case for case in measure_fidelity(fused, cases) if case.neighbours is not None]

    assert found
    assert all(
        case.other_neighbours is not None and (case.neighbours or 0.0) > case.other_neighbours
        for case in found
    )


def test_figures_come_with_intervals(measured: list[FidelityCase]) -> None:
    summary = fidelity_summary(measured)

    assert summary["n"] == 3
    gain = summary["over_control"]
    assert isinstance(gain, dict)
    assert 0.0 < gain["low"] <= gain["mean"] <= gain["high"]
    assert summary["neighbours"] is None


def test_nothing_to_sum_up_is_told() -> None:
    with pytest.raises(UsageError, match="coded findings"):
        fidelity_summary([])
