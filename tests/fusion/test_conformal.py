"""The set holds the right disease as often as it says, and is the smallest by probability."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from data_schema import UsageError
from fusion import calibrated_within, likely_columns, read_probabilities

CONFIG = read_probabilities()["evidence-v1"]


def test_members_are_the_best_within_reach_of_the_first() -> None:
    score = np.array([2.0, 7.0, -inf, 6.5, 2.0])
    belief = CONFIG.belief(score, 10.0)

    assert likely_columns(belief, score, 1.0).tolist() == [1]
    assert likely_columns(belief, score, float(belief.weight[3])).tolist() == [1, 3]
    assert likely_columns(belief, score, float(belief.weight[0])).tolist() == [1, 3, 0, 4]
    assert likely_columns(belief, score, 1e-300).tolist() == [1, 3, 0, 4]


def test_where_nothing_is_ranked_the_set_is_empty() -> None:
    score = np.full(3, -inf)

    assert not len(likely_columns(CONFIG.belief(score, 1.0), score, 0.5))


def test_the_quantile_is_the_one_of_finite_samples() -> None:
    weights = [0.9, 0.1, 0.5, 0.3, 0.7, 0.2, 0.8, 0.6, 0.4]

    assert calibrated_within(weights, 0.8) == 0.2  # the 2nd of 9: ⌊10 · .2⌋
    assert calibrated_within(weights, 0.9) == 0.1
    with pytest.raises(UsageError, match=r"of 0.95 \(19 or more\), got 9"):
        calibrated_within(weights, 0.95)


def test_coverage_is_at_least_the_level_over_many_draws() -> None:
    draw = np.random.default_rng(0)
    held = [
        float(weights[-1] >= calibrated_within(weights[:-1], 0.8))
        for weights in draw.beta(0.5, 2.0, size=(4000, 30))
    ]

    # exchangeable: ⌊30 · .2⌋ = 6th of 29, so 24 in 30, within 3 standard errors
    assert np.mean(held) == pytest.approx(0.8, abs=0.019)
