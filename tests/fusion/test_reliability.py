"""Stated probabilities are compared with what came."""

from __future__ import annotations

import numpy as np
import pytest

from data_schema import UsageError
from fusion import Forecasts, auroc


def forecasts(
    probability: list[float], came: list[int], weight: list[float] | None = None
) -> Forecasts:
    return Forecasts(
        probability=np.array(probability),
        came=np.array(came, np.float64),
        weight=np.array(weight if weight is not None else [1.0] * len(came)),
    )


def test_figures_are_as_by_hand() -> None:
    found = forecasts([0.1, 0.3, 0.6, 0.8], [0, 1, 0, 1])

    assert found.base_rate == 0.5
    assert found.brier == pytest.approx((0.01 + 0.49 + 0.36 + 0.04) / 4)
    assert found.brier_skill == pytest.approx(1 - 0.225 / 0.25)
    assert found.calibration_error(2) == pytest.approx((0.3 + 0.2) / 2)
    low, high = found.bins(2)
    assert (low.said, low.came, low.weight) == pytest.approx((0.2, 0.5, 2.0))
    assert (high.said, high.came, high.weight) == pytest.approx((0.7, 0.5, 2.0))
    assert found.auroc() == pytest.approx(3 / 4)


def test_a_weight_is_so_many_patients() -> None:
    weighted = forecasts([0.2, 0.7, 0.4], [0, 1, 1], [3.0, 1.0, 2.0])
    repeated = forecasts([0.2] * 3 + [0.7] + [0.4] * 2, [0] * 3 + [1] * 3)

    for name in ("base_rate", "brier", "brier_skill"):
        assert getattr(weighted, name) == pytest.approx(getattr(repeated, name))
    assert weighted.calibration_error(2) == pytest.approx(repeated.calibration_error(2))
    assert weighted.auroc() == pytest.approx(repeated.auroc())


def test_the_auroc_is_the_one_of_ranks() -> None:
    draw = np.random.default_rng(1)
    said, came = draw.integers(0, 8, 60) / 8.0, draw.integers(0, 2, 60)

    found = forecasts(said.tolist(), came.tolist()).auroc()

    assert found == pytest.approx(auroc(said[came == 1].tolist(), said[came == 0].tolist()))


def test_true_probabilities_have_a_small_error_and_wrong_ones_a_large_one() -> None:
    draw = np.random.default_rng(2)
    said = draw.random(20_000)
    came = (draw.random(20_000) < said).astype(int)

    assert forecasts(said.tolist(), came.tolist()).calibration_error() < 0.02
    assert forecasts((said**2).tolist(), came.tolist()).calibration_error() > 0.1


def test_where_all_came_there_is_no_skill_and_nothing_to_separate() -> None:
    found = forecasts([0.4, 0.5], [1, 1])

    assert (found.brier_skill, found.auroc()) == (None, None)
    assert len(found.bins()) == 2


@pytest.mark.parametrize("weight", [[1.0], []])
def test_lengths_must_agree(weight: list[float]) -> None:
    with pytest.raises(UsageError, match="one at least"):
        forecasts([0.5] * (2 * len(weight)), [1] * (2 * len(weight)), weight)
