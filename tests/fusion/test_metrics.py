"""Ranks are never optimistic."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fusion import MISS, Place, place_of, rank_summary


def test_a_tie_gets_the_expected_rank() -> None:
    scores = np.array([3.0, 1.0, 3.0, 3.0, -np.inf])
    assert place_of(scores, 0) == Place(2.0, 3)
    assert place_of(scores, 1) == Place(4.0, 1)


def test_a_disease_without_a_profile_is_not_ranked() -> None:
    assert place_of(np.array([0.0, -np.inf]), 1) == Place(MISS, 0)


def test_misses_count_in_every_figure() -> None:
    summary = rank_summary([1.0, 2.5, MISS, MISS])
    assert summary["n"] == 4
    assert summary["top1"] == 25.0
    assert summary["top3"] == 50.0
    assert summary["mrr"] == pytest.approx((1 + 1 / 2.5) / 4)
    assert summary["median_rank"] is None


def test_half_a_rank_too_low_is_no_hit() -> None:
    assert rank_summary([1.5])["top1"] == 0.0


def test_no_case_has_no_figures() -> None:
    summary = rank_summary([])
    assert summary["n"] == 0
    assert summary["top1"] is None
    assert math.isinf(MISS)
