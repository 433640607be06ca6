"""One pass gives the ranks of every weight; it is chosen on other folds than figures are of."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.diagnosis import Scorer, run
from benchmarks.grid import PROTOCOLS, Cases, Ranks, print_folds
from benchmarks.ranker_weight import EVIDENCE, WEIGHTS, ranks_by_weight, table
from fusion import EvidenceModel
from fusion.neural import FusedModel
from kg import GraphArrays
from tests.fusion.family_graphs import family_graph
from tests.fusion.neural_parameters import made_up_ranker
from tests.fusion.test_ablations import family_cases


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return family_graph()


@pytest.fixture(scope="module")
def cases(arrays: GraphArrays) -> Cases:
    return Cases.of(family_cases(arrays))


@pytest.fixture(scope="module")
def ranks(arrays: GraphArrays, cases: Cases) -> dict[float, Ranks]:
    return ranks_by_weight(arrays, made_up_ranker(arrays), cases)


def test_a_weight_ranks_as_a_ranker_of_that_weight_does(
    arrays: GraphArrays, cases: Cases, ranks: dict[float, Ranks]
) -> None:
    learned = made_up_ranker(arrays)
    assert learned.whole.weight == 0.5
    evidence, fused = EvidenceModel(arrays), FusedModel(arrays, learned=learned)

    for row, protocol in enumerate(PROTOCOLS):
        for weight, ranker in ((EVIDENCE, evidence), (0.5, fused)):
            alone = run(Scorer(ranker.name, ranker), evidence, cases.cases, protocol)
            assert (alone.ranks == ranks[weight][row]).all()
    assert not (ranks[EVIDENCE] == ranks[0.5]).all()


def test_every_weight_stands_beside_the_evidence(cases: Cases, ranks: dict[float, Ranks]) -> None:
    lines = list(table(cases, ranks))[2:]

    assert len(lines) == len(PROTOCOLS) * (len(WEIGHTS) + 1)
    assert len({line.count("|") for line in lines}) == 1
    assert lines[0].startswith("| lpo | 0 |")
    assert "+0.0 (+0.0 to +0.0)" in lines[0]


def test_what_is_best_on_the_other_folds_is_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    cases = Cases((), np.arange(10) % 5, np.arange(10))
    shape = (len(PROTOCOLS), 10)
    ranks = {EVIDENCE: np.full(shape, 11.0), 1.0: np.full(shape, 1.0)}
    ranks[1.0][:, cases.folds == 0], ranks[EVIDENCE][:, cases.folds == 0] = 11.0, 1.0

    print_folds(cases, ranks, EVIDENCE)

    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines()[2:-1]]
    assert [row[2] for row in rows] == ["1.0"] * 5 + ["as chosen"]
    assert rows[0][3] == "0.00 (100.00)"
    assert {row[3] for row in rows[1:5]} == {"100.00 (0.00)"}
