"""The fit of probabilities finds what made the cases, and its lines are read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.labelled_cases import LabelledCase
from benchmarks.probability import (
    fitted_by_fold,
    intervals,
    judged,
    scored_cases,
    table,
    toml_lines,
)
from benchmarks.probability_fit import Form, ScoredCases, fit
from fusion import EvidenceModel, ProbabilityConfig, likely_columns, read_probabilities
from tests.fusion.kinship_graphs import related_diseases
from tests.fusion.test_case import prepared

TRUE = ProbabilityConfig(
    namespace="OMIM",
    not_in_graph=0.3,
    scale=0.4,
    growth=0.5,
    shape=4.0,
    intercept=0.0,
    information=0.1,
    first=0.1,
    level=0.8,
    within=0.05,
)


def drawn(number: int, *, candidates: int = 60, seed: int = 0) -> ScoredCases:
    """Return cases whose truth is drawn with the probabilities of ``TRUE``; a tenth have none."""
    draw = np.random.default_rng(seed)
    told = draw.uniform(5.0, 40.0, number)
    score = (0.12 * told[:, None] * draw.gumbel(size=(number, candidates))).astype(np.float32)
    truth = np.zeros(number, np.int64)
    for at in range(number):
        weight = TRUE.belief(score[at].astype(np.float64), float(told[at])).weight
        truth[at] = draw.choice(candidates, p=weight / weight.sum())
    truth[: number // 10] = -1
    return ScoredCases(score=score, information=told, truth=truth)


@pytest.fixture(scope="module")
def cases() -> ScoredCases:
    return drawn(2500)


@pytest.fixture(scope="module")
def fitted(cases: ScoredCases) -> ProbabilityConfig:
    return fit(cases, namespace="OMIM", stated=0.3)


def test_the_tail_is_the_one_that_the_truths_were_drawn_by(fitted: ProbabilityConfig) -> None:
    assert fitted.growth == pytest.approx(TRUE.growth, abs=0.1)
    at = 20.0
    tau = fitted.scale * (1 + at) ** fitted.growth
    assert tau == pytest.approx(TRUE.scale * (1 + at) ** TRUE.growth, rel=0.1)
    assert fitted.shape == pytest.approx(TRUE.shape, rel=0.5)


def test_on_the_whole_absence_is_as_stated(cases: ScoredCases, fitted: ProbabilityConfig) -> None:
    """A logistic regression with an intercept is right on average over what it was fitted to."""
    share = (0.3 - 0.1) / 0.9
    said = [
        (1.0 - share if truth >= 0 else 1.0) * fitted.absence(float(first), float(told))
        + (share * fitted.absence(float(other), float(told)) if truth >= 0 else 0.0)
        for truth, first, other, told in zip(
            cases.truth, cases.first, cases.first_but_truth, cases.information, strict=True
        )
    ]

    assert np.mean(said) == pytest.approx(0.3, abs=1e-3)


def test_the_set_holds_the_truth_as_often_as_stated(
    cases: ScoredCases, fitted: ProbabilityConfig
) -> None:
    held = [
        truth in likely_columns(fitted.belief(score, float(told)), score, fitted.within)
        for score, told, truth in zip(
            cases.score.astype(np.float64), cases.information, cases.truth, strict=True
        )
        if truth >= 0
    ]

    assert np.mean(held) == pytest.approx(0.8, abs=0.002)


@pytest.mark.parametrize(
    ("form", "left_out"),
    [
        (Form.EXPONENTIAL, {"shape": 1e6}),
        (Form.ONE_TAU, {"growth": 0.0}),
        (Form.EXPONENTIAL_ONE_TAU, {"shape": 1e6, "growth": 0.0}),
        (Form.NO_FIRST, {"first": 0.0}),
    ],
)
def test_a_form_leaves_out_what_it_says(form: Form, left_out: dict[str, float]) -> None:
    found = fit(drawn(120), namespace="OMIM", stated=0.3, form=form)

    assert {name: getattr(found, name) for name in left_out} == left_out


def test_parameters_of_a_fold_come_from_the_others() -> None:
    cases = drawn(200)
    folds = np.arange(200) % 5
    other = replace(cases, score=cases.score.copy())
    other.score[folds == 0] *= 3.0

    before, after = (fitted_by_fold(each, folds, namespace="OMIM") for each in (cases, other))

    assert after[0] == before[0]
    assert all(after[fold] != before[fold] for fold in range(1, 5))


def test_figures_have_intervals_and_a_line() -> None:
    cases = drawn(80)
    told = judged(cases, np.zeros(80, np.int64), [TRUE])
    papers = [str(number // 4) for number in range(80)]

    around = intervals(told, papers, draws=20)
    lines = list(table({"lpo": told}, {}))

    assert len(told) == 80
    low, high = around["coverage"]
    assert 0.0 < low < high <= 1.0
    assert lines[-1].startswith("| lpo | 0.")
    assert lines[0].count("|") == lines[-1].count("|")


def test_printed_lines_are_read_as_what_was_fitted(tmp_path: Path) -> None:
    path = tmp_path / "probability.toml"
    path.write_text("\n".join(toml_lines("mine-v1", TRUE)), encoding="utf-8")

    assert read_probabilities(path) == {"mine-v1": TRUE}


def test_cases_are_scored_under_their_protocol() -> None:
    arrays = related_diseases()
    findings = prepared(arrays, "HP:0000110", "HP:0000200")
    model = EvidenceModel(arrays)
    patients = [
        LabelledCase(record_id=truth, case=findings, truth=truth, publications=(paper,))
        for truth, paper in (("OMIM:2", "PMID:2"), ("OMIM:1", "PMID:9"), ("OMIM:404", "PMID:9"))
    ]

    found, kept = scored_cases(model, patients, "lpo")

    assert kept.tolist() == [0, 1, 2]
    assert found.truth.tolist() == [model.column_of("OMIM:2"), model.column_of("OMIM:1"), -1]
    assert found.is_ranked.tolist() == [False, True, False]
    assert found.information == pytest.approx([findings.information(model.information)] * 3)
    assert found.first_but_truth[2] == found.first[2]
