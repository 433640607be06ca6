"""Ranks are never optimistic."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fusion import (
    MISS,
    Interval,
    Place,
    auroc,
    macro_summary,
    paired_bootstrap,
    place_of,
    rank_summary,
)


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


def test_in_macro_figures_each_disease_counts_as_much() -> None:
    summary = macro_summary([1.0, 1.0, 1.0, MISS, 2.0], ["a", "a", "a", "b", "b"])

    assert summary["n"] == 2
    assert summary["top1"] == 50.0
    assert summary["top3"] == 75.0
    assert summary["mrr"] == pytest.approx((1.0 + 0.25) / 2)
    assert macro_summary([], [])["top1"] is None


def test_a_bootstrap_over_papers_is_wider_than_one_over_cases() -> None:
    changes = np.repeat([1.0, -1.0, 0.0, 1.0], 25)
    papers = np.repeat(["a", "b", "c", "d"], 25).tolist()

    by_paper = paired_bootstrap(changes, papers)
    by_case = paired_bootstrap(changes, range(100))

    assert by_paper.mean == by_case.mean == 0.25
    assert by_paper.high - by_paper.low > 2 * (by_case.high - by_case.low)
    assert by_case.excludes_zero
    assert not by_paper.excludes_zero
    assert paired_bootstrap(changes, papers) == by_paper


def test_papers_count_by_their_cases() -> None:
    assert paired_bootstrap([1.0, 1.0, 1.0, 0.0], ["a", "a", "a", "b"]).mean == 0.75
    assert paired_bootstrap([0.5, 0.5], ["a", "b"]) == Interval(0.5, 0.5, 0.5)


def test_auroc_counts_a_tie_as_half() -> None:
    assert auroc([3.0, 2.0], [1.0, 0.0]) == 1.0
    assert auroc([1.0], [1.0]) == 0.5
    assert auroc([0.0, 2.0], [1.0, 2.0]) == pytest.approx((0 + 0 + 1 + 0.5) / 4)
    assert auroc([], [1.0]) is None
    assert auroc([1.0], []) is None
