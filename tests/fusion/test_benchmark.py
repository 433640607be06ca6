"""What the benchmark compares rankers with, and how it tells a leak, on a graph to read."""

from __future__ import annotations

from functools import partial
from math import log, sqrt
from pathlib import Path

import numpy as np
import pytest

from benchmarks.baselines import BestMatch, TermSets, baselines, ic_jaccard, resnik
from benchmarks.diagnosis import Run, Scorer, contenders, newer_cases, run, table, trained_on
from benchmarks.labelled_cases import LabelledCase
from benchmarks.leaks import placebo, row_less_scores
from fusion import MISS, EvidenceModel, open_ranker, train_parameters
from fusion.neural import FusedModel
from kg import WHOLE, GraphArrays, Overlay
from tests.fusion.family_graphs import family_graph, small_config
from tests.fusion.kinship_graphs import related_diseases
from tests.fusion.test_case import prepared


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return related_diseases()


def rows(*numbers: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


def case(arrays: GraphArrays, truth: str, *papers: str) -> LabelledCase:
    findings = prepared(arrays, "HP:0000110", "HP:0000200")
    return LabelledCase(record_id=truth, case=findings, truth=truth, publications=papers)


def test_term_similarities_are_those_of_the_papers(arrays: GraphArrays) -> None:
    index, information = arrays.term_index, np.zeros(len(arrays.term_ids))
    information[[index["HP:0000100"], index["HP:0000110"]]] = 1.0, 3.0
    low, high, other = (index[f"HP:0000{n}"] for n in (110, 100, 200))

    best, mixed = (each(arrays, information, low) for each in (resnik, ic_jaccard))

    assert best[[low, high, other]].tolist() == [3.0, 1.0, 0.0]
    assert mixed[[low, high, other]].tolist() == pytest.approx([sqrt(3.0), sqrt(2 / 3), 0.0])


def test_best_match_is_the_mean_of_both_directions(arrays: GraphArrays) -> None:
    candidates = EvidenceModel(arrays).candidates
    ranker = BestMatch(arrays, candidates, "resnik", resnik)
    index = arrays.term_index
    n = len(candidates) + 1.0
    # shown by OMIM:1, 2, 4, 5, and by OMIM:1, 2
    parent, child = (-log((k + 1.0) / n) for k in (4, 2))

    scores = ranker.score(prepared(arrays, "HP:0000110"), WHOLE)

    assert ranker.information[index["HP:0000100"]] == pytest.approx(parent)
    assert scores[:4].tolist() == pytest.approx(
        [child, (child + child / 2) / 2, 0.0, parent], abs=1e-6
    )


def test_an_overlay_is_scored_as_its_term_sets_are(arrays: GraphArrays) -> None:
    candidates = EvidenceModel(arrays).candidates
    overlay = Overlay(dropped=rows(1), silent=rows(3, 4), spared=rows(3))
    findings = prepared(arrays, "HP:0000110", "HP:0000200")
    sets = TermSets.of(arrays, candidates, overlay)

    assert sets.terms.degrees.tolist() == [1, 1, 0, 1, 1, 1]
    for ranker in baselines(arrays, candidates):
        whole = ranker.score(findings, WHOLE)
        found = ranker.score(findings, overlay)
        assert np.isfinite(whole).all()
        assert found[2] == -np.inf
        assert found[[0, 3, 4, 5]].tolist() == pytest.approx(whole[[0, 3, 4, 5]].tolist())
        assert found[1] < whole[1]


def test_every_contender_ranks_the_same_cases(arrays: GraphArrays) -> None:
    reference = open_ranker("evidence", arrays)
    cases = [case(arrays, "OMIM:2", "PMID:2"), case(arrays, "OMIM:404", "PMID:9")]

    found = {
        (each.name, protocol): run(each, reference, cases, protocol)
        for each in contenders(arrays, ["evidence", "borrow"])
        for protocol in ("as-is", "lpo")
    }

    assert len(found) == 10
    assert all(each.ranks[1] == MISS for each in found.values())
    assert found["evidence", "as-is"].ranks[0] == 1.0
    assert found["evidence", "lpo"].ranks[0] == MISS
    assert np.isfinite(found["borrow", "lpo"].ranks[0])


def test_on_an_older_graph_the_learned_ranker_is_trained_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DIAGRAPH_HOME", str(tmp_path))  # no bundle is there
    arrays = family_graph()
    opened = partial(trained_on, config=small_config())
    findings = prepared(arrays, "HP:0001001", "HP:0002001")
    cases = [LabelledCase(record_id="1", case=findings, truth="OMIM:100", publications=())]

    evidence, fused, *_ = contenders(arrays, ["evidence", "fused"], opened)

    assert isinstance(evidence, Scorer)
    assert isinstance(fused, Scorer)
    assert isinstance(fused.ranker, FusedModel)
    learned = fused.ranker.learned
    assert learned.whole.hash == train_parameters(arrays, config=small_config()).parameters.hash
    assert learned.blind == ()
    ranks = [run(each, evidence.ranker, cases, "as-is").ranks for each in (evidence, fused)]
    assert np.isfinite(ranks).all()


def test_the_table_marks_differences_that_are_none_of_chance(arrays: GraphArrays) -> None:
    cases = [case(arrays, f"OMIM:{n % 3}", f"PMID:{n}") for n in range(40)]
    better, worse = np.ones(40), np.full(40, 20.0)
    runs = [
        Run(contender=name, protocol="lpo", ranks=ranks, ms_per_case=1.0)
        for name, ranks in (("evidence", worse), ("same", worse.copy()), ("better", better))
    ]

    head, _, first, second, third = table(runs, cases)

    assert head.count("|") == first.count("|")
    assert "| evidence | 0.0 | 0.0 | 0.050 | 0.0 | – | – |" in first
    assert "+0.0 (+0.0 to +0.0)" in second
    assert "**+100.0** (+100.0 to +100.0)" in third


def test_newer_cases_have_greater_pmids_than_the_release(arrays: GraphArrays) -> None:
    cases = [
        case(arrays, "OMIM:1", "PMID:7"),
        case(arrays, "OMIM:1", "PMID:6"),
        case(arrays, "OMIM:1", "PMID:8", "PMID:2"),
        case(arrays, "OMIM:1"),
    ]

    assert newer_cases(arrays, cases) == cases[:1]


def test_a_placebo_does_not_lift_a_ranker_of_evidence(arrays: GraphArrays) -> None:
    cases = [case(arrays, "OMIM:6", f"PMID:{n}") for n in range(10, 30)]

    evidence = placebo(open_ranker("evidence", arrays), cases)
    borrow = placebo(open_ranker("borrow", arrays), cases)

    assert evidence.after > evidence.before
    assert evidence.rose == 0.0
    assert borrow.before < borrow.after < evidence.after


def test_stripped_diseases_are_compared_where_they_are_still_ranked(arrays: GraphArrays) -> None:
    cases = [case(arrays, "OMIM:6", "PMID:6")]

    found = row_less_scores(open_ranker("borrow", arrays), cases)
    scorer = Scorer("borrow", open_ranker("borrow", arrays))
    decoy = Overlay(dropped=rows(6), silent=rows(0, 1, 2, 3, 4, 5), spared=rows(5))
    scores = scorer.score(cases[0].case, decoy)[:5]

    assert found.ranked == pytest.approx(np.isfinite(scores).mean())
    assert found.after == pytest.approx(np.median(scores[np.isfinite(scores)]))
