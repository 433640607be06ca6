"""Figures of many cases: each counts with its truth, and in part without it."""

from __future__ import annotations

import pytest

from pipelines import Confidence, calibration_summary, first_forecasts, masked_share
from pipelines.calibration import family_forecasts
from pipelines.confidence import Said


def case(
    first: float,
    *,
    right: bool = False,
    ranked: bool = True,
    in_set: bool = True,
    size: int = 3,
    absent: float = 0.3,
) -> Confidence:
    return Confidence(
        said=Said(first=first, first_family=first, not_in_graph=absent),
        masked=Said(first=first / 2, first_family=first / 2, not_in_graph=absent + 0.1)
        if ranked
        else None,
        first_is_right=right,
        family_is_right=right,
        truth_weight=1.0 if right else 0.1,
        set_size=size,
        in_set=in_set and ranked,
    )


def test_the_share_without_a_disease_is_as_stated() -> None:
    ranked, unranked = case(0.5), case(0.5, ranked=False)

    assert masked_share([ranked] * 10, 0.3) == pytest.approx(0.3)
    assert masked_share([ranked] * 9 + [unranked], 0.3) == pytest.approx(0.2 / 0.9)
    assert masked_share([ranked, unranked], 0.3) == 0.0
    assert masked_share([unranked], 0.3) == 0.0


@pytest.mark.parametrize("forecasts", [first_forecasts, family_forecasts])
def test_a_masked_case_is_wrong_and_weighs_its_share(forecasts: object) -> None:
    assert callable(forecasts)
    found = forecasts([case(0.8, right=True), case(0.4, ranked=False)], 0.25)

    assert found.probability.tolist() == [0.8, 0.4, 0.4]
    assert found.came.tolist() == [1.0, 0.0, 0.0]
    assert found.weight.tolist() == [0.75, 0.25, 1.0]


def test_the_summary_is_as_by_hand() -> None:
    cases = [
        case(0.9, right=True, size=1, absent=0.1),
        case(0.2, size=300, absent=0.5),
        case(0.3, in_set=False, size=7, absent=0.2),
        case(0.1, ranked=False, size=500),
    ]

    found = calibration_summary(cases, stated=0.25)

    assert found is not None
    assert (found["n"], found["not_in_graph"]) == (4, 0.25)
    # a quarter is unranked already, so that nothing is masked
    assert found["brier"] == pytest.approx((0.01 + 0.04 + 0.09 + 0.01) / 4, abs=1e-4)
    assert found["brier_skill"] == pytest.approx(1 - 0.0375 / 0.1875)
    assert found["ece"] == pytest.approx((0.1 + 0.2 + 0.3 + 0.1) / 4)
    assert found["first_is_right_auroc"] == 1.0
    # .2, .6, .3 masked against .1, .5, .2 present: one tie
    assert found["null_auroc"] == pytest.approx((1.5 + 3 + 2) / 9, abs=1e-4)
    assert found["coverage"] == pytest.approx(2 / 3, abs=1e-4)
    assert (found["set_size_median"], found["undetermined"]) == (153.5, 0.5)


def test_without_a_case_there_is_no_figure() -> None:
    assert calibration_summary([], stated=0.3) is None


def test_without_a_ranked_truth_there_is_no_coverage() -> None:
    found = calibration_summary([case(0.4, ranked=False)], stated=0.3)

    assert found is not None
    assert (found["coverage"], found["null_auroc"], found["first_is_right_auroc"]) == (None,) * 3
