"""Explanations are the derivation: what they name moves the score, exactly as they say."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from benchmarks.faithfulness import (
    EXACT,
    Question,
    ask,
    control,
    delete_cited,
    removal_error,
    remove,
)
from data_schema import Finding
from fusion import Case, EvidenceConfig, EvidenceModel, Explainer, prepare_case
from kg import Overlay, arrays_from_graph, without
from tests.fusion.patients import draw_patient
from tests.fusion.test_case import prepared
from tests.kg.small_graphs import annotation, small_graph

N_PATIENTS = 600
KNOWN = {
    "another matched term ties",
    "an annotated ancestor ties",
    "at the cap of a finding",
    "P is at its ceiling",
}
"""Why an annotation may go without its finding falling."""


def patients(model: EvidenceModel) -> list[list[Finding]]:
    rng = random.Random(11)
    diseases = rng.sample(model.candidates.tolist(), N_PATIENTS)
    return [draw_patient(model.arrays, disease, seed)[0] for seed, disease in enumerate(diseases)]


@pytest.fixture(scope="module")
def cases(model: EvidenceModel) -> list[Case]:
    return [prepare_case(model.arrays, findings) for findings in patients(model)]


@pytest.fixture(scope="module")
def questions(model: EvidenceModel, explainer: Explainer, cases: list[Case]) -> list[Question]:
    return list(ask(model, explainer, cases, seed=1))


@pytest.mark.slow
def test_a_removed_finding_takes_its_contribution_and_reopens_what_it_covered(
    model: EvidenceModel, questions: list[Question]
) -> None:
    errors = [removal_error(model, question) for question in questions]

    assert len(errors) >= 500
    assert max(errors) < 1e-6


def test_removing_a_finding_of_the_record_is_removing_it_from_the_case(
    model: EvidenceModel,
) -> None:
    for findings in patients(model)[:60]:
        case = prepare_case(model.arrays, findings)
        if len(case.observed) < 2 or any(unused.reason == "conflict" for unused in case.unused):
            continue
        gone = case.observed[0]
        named = {model.arrays.term_ids[term] for term in (gone, *case.subsumed.get(gone, ()))}
        left = [f for f in findings if f.excluded or f.type.id not in named]

        again = prepare_case(model.arrays, left)

        assert again.observed == remove(case, gone).observed
        assert again.excluded == case.excluded


@pytest.mark.slow
def test_no_finding_gains_by_the_loss_of_an_annotation_it_stands_on(
    model: EvidenceModel, questions: list[Question]
) -> None:
    rng = random.Random(3)
    found = [d for q in questions if (d := delete_cited(model, q, rng)) is not None]

    assert len(found) >= 500
    for deletion in found:
        assert deletion.unobserved == pytest.approx(deletion.cost, abs=EXACT)
        assert deletion.promotes or deletion.largest_gain <= EXACT
        assert deletion.promotes or deletion.score <= deletion.cost + deletion.excluded + EXACT
        assert deletion.finding < -EXACT or deletion.promotes or deletion.reason in KNOWN
    assert sum(deletion.largest_gain > EXACT for deletion in found) < 0.01 * len(found)
    fell = sum(deletion.finding < -EXACT for deletion in found)
    assert fell > 0.94 * len(found)


@pytest.mark.slow
def test_annotations_that_are_not_cited_change_nothing(
    model: EvidenceModel, questions: list[Question]
) -> None:
    rng = random.Random(4)
    changes = [c for q in questions if (c := control(model, q, rng)) is not None]

    assert len(changes) >= 200
    assert max(changes) <= EXACT


TERMS = {
    "HP:0000100": ["HP:0000118"],
    "HP:0000110": ["HP:0000100"],
    "HP:0000120": ["HP:0000100"],
    "HP:0000111": ["HP:0000110"],
    "HP:0000200": ["HP:0000118"],
}


def test_what_a_deleted_annotation_cost_as_unobserved_goes_with_it() -> None:
    rows = [
        annotation("OMIM:1", "HP:0000110", has_percentage=90.0),
        annotation("OMIM:1", "HP:0000111", has_percentage=90.0),
        annotation("OMIM:2", "HP:0000120"),
    ]
    model = EvidenceModel(arrays_from_graph(small_graph(TERMS, rows)))
    case = prepared(model.arrays, "HP:0000110")
    dropped = without(model.arrays, [("OMIM:1", "HP:0000111")])

    before, after = model.score(case), model.score(case, overlay=Overlay(dropped=dropped))

    assert after.evaluation.contribution[0, 0] == before.evaluation.contribution[0, 0]
    assert after.score[0] - before.score[0] == pytest.approx(-before.evaluation.unobserved[0])
    assert before.evaluation.unobserved[0] < 0


def test_a_likelier_ancestor_of_a_deleted_annotation_joins_the_leaves() -> None:
    """The one way a finding can gain: noisy-or counts the lowest annotations alone."""
    rows = [
        annotation("OMIM:1", "HP:0000110", has_percentage=60.0),
        annotation("OMIM:1", "HP:0000111", has_percentage=10.0),
        annotation("OMIM:1", "HP:0000120", has_percentage=50.0),
        *(annotation(f"OMIM:{i}", "HP:0000200") for i in range(2, 9)),
    ]
    model = EvidenceModel(arrays_from_graph(small_graph(TERMS, rows)))
    case = prepared(model.arrays, "HP:0000100")
    dropped = without(model.arrays, [("OMIM:1", "HP:0000111")])

    before, after = model.score(case), model.score(case, overlay=Overlay(dropped=dropped))

    ids, profile = model.arrays.term_index, after.table_of(0)[0].profiles
    assert before.table_of(0)[0].profiles.probability_of(0, ids["HP:0000100"]) == 0.6
    assert profile.probability_of(0, ids["HP:0000100"]) == pytest.approx(1 - 0.4 * 0.5)
    assert after.evaluation.contribution[0, 0] > before.evaluation.contribution[0, 0]


def test_a_removed_finding_lets_the_rest_of_its_group_move_up() -> None:
    terms = {**TERMS, "HP:0000112": ["HP:0000110"], "HP:0000113": ["HP:0000110"]}
    rows = [
        annotation("OMIM:1", "HP:0000110"),
        *(annotation(f"OMIM:{i}", "HP:0000200") for i in range(2, 9)),
    ]
    arrays = arrays_from_graph(small_graph(terms, rows))
    decaying = replace(EvidenceConfig.load(), lambda_=0.6)
    model = EvidenceModel(arrays, config=decaying)
    case = prepared(arrays, "HP:0000111", "HP:0000112", "HP:0000113")

    questions = list(ask(model, Explainer(model), [case] * 9, seed=2))

    assert {question.place for question in questions} == {0, 1, 2}
    for question in questions:
        found = question.scored.evaluation
        first, second, third = found.contribution[:, question.column]
        assert (second, third) == (pytest.approx(0.6 * first), pytest.approx(0.36 * first))
        assert removal_error(model, question) < 1e-12
