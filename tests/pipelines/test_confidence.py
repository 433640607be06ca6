"""What is kept of one case's probabilities, with its truth and without it."""

from __future__ import annotations

import numpy as np
import pytest

from fusion import read_probabilities
from pipelines import Confidence, confidence_of

CONFIG = read_probabilities()["evidence-v1"]
SCORE = np.array([6.0, 3.0, -np.inf, 5.5, 1.0])
FAMILIES = {0: (0, 1), 1: (0, 1), 2: (2,), 3: (3, 2), 4: (4,)}


def told(*truths: int, score: np.ndarray[tuple[int], np.dtype[np.float64]] = SCORE) -> Confidence:
    found = confidence_of(CONFIG, score, 12.0, truths, FAMILIES.__getitem__)
    assert found is not None
    return found


def test_the_first_is_right_and_without_it_another_is_first() -> None:
    found, whole = told(0), CONFIG.belief(SCORE, 12.0)
    without = CONFIG.belief(np.array([-np.inf, 3.0, -np.inf, 5.5, 1.0]), 12.0)

    assert (found.first_is_right, found.family_is_right, found.truth_weight) == (True, True, 1.0)
    assert found.said.first == whole.probability[0]
    assert found.said.first_family == pytest.approx(whole.probability[:2].sum())
    assert found.said.not_in_graph == whole.not_in_graph
    assert found.masked is not None
    assert found.masked.first == found.masked.first_family == without.probability[3]
    assert found.masked.not_in_graph == without.not_in_graph > whole.not_in_graph


def test_a_truth_of_the_family_is_not_the_first() -> None:
    found = told(1)

    assert (found.first_is_right, found.family_is_right) == (False, True)
    assert 0.0 < found.truth_weight < 1.0
    assert found.in_set == (found.truth_weight >= CONFIG.within)


def test_several_truths_are_masked_together() -> None:
    found = told(0, 3)

    assert found.masked is not None
    assert found.masked.first == pytest.approx(
        CONFIG.belief(np.array([-np.inf, 3.0, -np.inf, -np.inf, 1.0]), 12.0).probability[1]
    )


@pytest.mark.parametrize("truths", [(), (2,)])
def test_a_truth_that_is_not_ranked_is_as_one_that_is_not_there(truths: tuple[int, ...]) -> None:
    found = told(*truths)

    assert (found.is_ranked, found.masked, found.in_set) == (False, None, False)
    assert (found.first_is_right, found.family_is_right, found.truth_weight) == (False, False, 0.0)


def test_the_only_ranked_disease_leaves_nothing_when_masked() -> None:
    found = told(0, score=np.array([2.0, *[-np.inf] * 4]))

    assert found.masked is not None
    assert (found.masked.first, found.masked.not_in_graph, found.set_size) == (0.0, 1.0, 1)


def test_where_nothing_is_ranked_nothing_is_said() -> None:
    nothing = np.full(5, -np.inf)

    assert confidence_of(CONFIG, nothing, 3.0, (0,), FAMILIES.__getitem__) is None
