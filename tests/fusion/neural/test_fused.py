"""The fused score is a sum: evidence, and a correction whose every share is exact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data_schema import UsageError
from fusion import EvidenceModel, Explainer, Setting
from fusion.neural import FusedModel, LearnedRanker, fold_of
from fusion.neural.fused import unmatched_share
from kg import GraphArrays, Overlay, rows_of_diseases, without_diseases
from tests.fusion.everyday_graphs import FEVER, LONG_FINGERS, case_of, everyday_arrays
from tests.fusion.kinship_graphs import related_diseases
from tests.fusion.neural_parameters import made_up, made_up_ranker
from tests.fusion.test_case import prepared

FINDINGS = ("HP:0000110", "HP:0000200")
DISEASES = ("OMIM:1", "OMIM:2", "OMIM:3", "OMIM:4", "OMIM:5", "OMIM:6")


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return related_diseases()


@pytest.fixture(scope="module")
def fused(arrays: GraphArrays) -> FusedModel:
    return FusedModel(arrays, learned=made_up_ranker(arrays))


def column(model: EvidenceModel, name: str) -> int:
    found = model.column_of(name)
    assert found is not None
    return found


def test_only_what_a_match_leaves_open_is_judged_anew(
    arrays: GraphArrays, fused: FusedModel
) -> None:
    case = prepared(arrays, *FINDINGS)
    scored = fused.score(case)
    information = fused.information.astype(np.float32)

    share = unmatched_share(case, scored, information)

    first = case.observed.index(arrays.term_index["HP:0000110"])
    met = arrays.term_index["HP:0000100"]
    part = information[met] / information[arrays.term_index["HP:0000110"]]
    assert share[first, column(fused, "OMIM:2")] == 0.0
    assert share[first, column(fused, "OMIM:4")] == pytest.approx(1.0 - part, abs=1e-6)
    assert (share >= 0.0).all()
    assert (share <= 1.0).all()


def test_a_score_is_evidence_and_the_correction(arrays: GraphArrays, fused: FusedModel) -> None:
    case = prepared(arrays, *FINDINGS)
    evidence = EvidenceModel(arrays).score(case)

    scored = fused.score(case)

    assert scored.neural is not None
    passing = scored.neural.passing
    open_share = unmatched_share(case, scored, fused.information.astype(np.float32))
    told = passing.told(case.observed) * passing.base.heard
    wanted = fused.learned.whole.weight * open_share * told
    assert scored.neural.contribution == pytest.approx(wanted, abs=1e-6)
    assert np.abs(wanted).max() > 0.1
    assert scored.score == pytest.approx(evidence.score + wanted.sum(axis=0), abs=1e-6)


@pytest.mark.parametrize("name", DISEASES)
def test_a_diagnosis_adds_up_to_its_score_and_neighbours_to_each_part(
    arrays: GraphArrays, fused: FusedModel, name: str
) -> None:
    scored = fused.score(prepared(arrays, *FINDINGS))

    diagnosis = Explainer(fused).diagnosis(scored, column(fused, name), rank=1)

    assert diagnosis.total() == pytest.approx(diagnosis.score, abs=1e-9)
    for part in diagnosis.neural:
        assert sum(share for _, share in part.neighbours) == pytest.approx(part.contribution)
        assert part.neighbours[-1][0] == "mean"
    assert {part.finding for part in diagnosis.neural} <= set(FINDINGS)


def test_what_is_not_a_neighbours_is_the_mean_over_all_diseases(
    arrays: GraphArrays, fused: FusedModel
) -> None:
    scored, learned = fused.score(prepared(arrays, *FINDINGS)), fused.learned.whole
    neural, at = scored.neural, column(fused, "OMIM:4")
    assert neural is not None
    mean = np.einsum("rk,rkj->j", learned.centre, learned.matrices)

    parts = Explainer(fused).diagnosis(scored, at, rank=1).neural

    assert parts
    for part in parts:
        term = arrays.term_index[part.finding]
        weight = neural.weight[scored.case.observed.index(term), at] * neural.messages.heard[at]
        told = -float(weight * (mean @ neural.passing.terms[term]))
        assert dict(part.neighbours)["mean"] == pytest.approx(told, abs=1e-6)
        assert abs(told) > 1e-3


def test_a_finding_speaks_alone(arrays: GraphArrays, fused: FusedModel) -> None:
    both, one = prepared(arrays, *FINDINGS), prepared(arrays, FINDINGS[0])

    together, alone = fused.score(both), fused.score(one)

    assert together.neural is not None
    assert alone.neural is not None
    place = both.observed.index(one.observed[0])
    assert (together.neural.contribution[place] == alone.neural.contribution[0]).all()


def test_without_a_neighbour_its_share_is_gone_and_nothing_else(
    arrays: GraphArrays, fused: FusedModel
) -> None:
    case = prepared(arrays, "HP:0000110")
    gone = arrays.disease_index["ORPHA:9"]
    overlay = Overlay(dropped=rows_of_diseases(arrays, np.array([gone])))
    at = column(fused, "OMIM:3")
    before, after = fused.score(case), fused.score(case, overlay=overlay)

    part = Explainer(fused).diagnosis(before, at, rank=1).neural[0]

    share = dict(part.neighbours)["ORPHA:9"]
    assert abs(share) > 1e-3
    assert before.score[at] - after.score[at] == pytest.approx(share, abs=1e-6)


def test_siblings_are_those_that_the_ranker_was_trained_with(arrays: GraphArrays) -> None:
    one, term = arrays.disease_index["OMIM:1"], arrays.term_index["HP:0000110"]
    heard = []
    for most in (2, 3):
        learned = LearnedRanker(whole=made_up(arrays, max_siblings=most))
        neural = FusedModel(arrays, learned=learned).score(prepared(arrays, *FINDINGS)).neural
        assert neural is not None
        shares = neural.passing.shares(one, term, neural.messages)
        heard.append([each for each, _, _ in shares])

    assert heard == [[], [arrays.disease_index["OMIM:2"]]]


def test_what_evidence_cannot_rank_is_not_ranked(arrays: GraphArrays, fused: FusedModel) -> None:
    six = arrays.disease_index["OMIM:6"]
    overlay = Overlay(dropped=rows_of_diseases(arrays, np.array([six])))

    scored = fused.score(prepared(arrays, *FINDINGS), overlay=overlay)

    assert scored.score[column(fused, "OMIM:6")] == -np.inf


def test_the_model_that_is_blind_to_a_paper_answers_without_it(
    arrays: GraphArrays, fused: FusedModel
) -> None:
    case = prepared(arrays, *FINDINGS)
    learned = fused.learned
    for paper in ("PMID:1", "PMID:2", "PMID:3"):
        wanted = FusedModel(arrays, learned=replace(learned, whole=learned.blind[fold_of(paper)]))

        scored = fused.score(case, overlay=Overlay(publications=(paper,)))

        assert (scored.score == wanted.score(case).score).all()
    assert {fold_of(f"PMID:{n}") for n in range(50)} == set(range(5))


def test_where_no_model_is_blind_to_all_papers_evidence_answers(
    arrays: GraphArrays, fused: FusedModel
) -> None:
    papers = ("PMID:1", "PMID:2", "PMID:3")
    assert len({fold_of(paper) for paper in papers}) > 1
    case = prepared(arrays, *FINDINGS)

    scored = fused.score(case, overlay=Overlay(publications=papers))

    assert scored.neural is None
    assert (scored.score == EvidenceModel(arrays).score(case).score).all()


def test_without_blind_models_no_paper_can_be_left_out(arrays: GraphArrays) -> None:
    shipped = FusedModel(arrays, learned=made_up_ranker(arrays, blind=False))

    with pytest.raises(UsageError, match="blind"):
        shipped.score(prepared(arrays, *FINDINGS), overlay=Overlay(publications=("PMID:1",)))


def test_a_disease_added_later_is_ranked_without_training(arrays: GraphArrays) -> None:
    absent = np.zeros(len(arrays.disease_ids), np.bool_)
    absent[arrays.disease_index["OMIM:5"]] = True
    earlier = without_diseases(arrays, absent)
    learned = made_up_ranker(earlier)

    later = FusedModel(arrays, learned=learned)

    scored = later.score(prepared(arrays, *FINDINGS))
    assert scored.neural is not None
    assert scored.neural.contribution[:, column(later, "OMIM:5")].any()
    assert np.isfinite(scored.score[column(later, "OMIM:5")])


def test_single_and_batch_are_the_same_bytes(arrays: GraphArrays, fused: FusedModel) -> None:
    cases = [prepared(arrays, name) for name in FINDINGS] + [prepared(arrays, *FINDINGS)]

    batch = [fused.score(case).score.tobytes() for case in cases]
    single = [
        FusedModel(arrays, learned=fused.learned).score(case).score.tobytes() for case in cases
    ]

    assert batch == single


def test_what_was_learned_is_in_the_hash(arrays: GraphArrays, fused: FusedModel) -> None:
    other = replace(fused.learned, whole=fused.learned.blind[0])

    assert FusedModel(arrays, learned=other).hash != fused.hash
    assert fused.hash != EvidenceModel(arrays).hash


def test_everyday_settings_are_ranked_by_evidence_alone() -> None:
    arrays = everyday_arrays()
    learned = made_up_ranker(arrays)
    case = case_of(arrays, FEVER, LONG_FINGERS)
    rare = FusedModel(arrays, learned=learned)

    general = rare.in_setting(arrays, Setting.GENERAL)

    wanted = EvidenceModel(arrays, setting=Setting.GENERAL).score(case)
    assert general.score(case).score.tobytes() == wanted.score.tobytes()
    assert rare.score(case).neural is not None
