"""The best of many scores are the first of all, ties and unrankable ones included."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fusion import best_columns, rank_of

SCORES = st.lists(st.sampled_from([-np.inf, -1.5, -0.0, 0.0, 0.25, 3.0]), max_size=30)


@given(scores=SCORES, most=st.integers(0, 31))
def test_the_best_are_the_first_of_all(scores: list[float], most: int) -> None:
    score = np.array(scores, np.float64)
    whole = np.argsort(-score, kind="stable")[: int(np.isfinite(score).sum())]

    assert best_columns(score).tolist() == whole.tolist()
    assert best_columns(score, most).tolist() == whole[:most].tolist()


@given(scores=SCORES)
def test_a_rank_is_a_place_among_the_best(scores: list[float]) -> None:
    score = np.array(scores, np.float64)
    order = best_columns(score).tolist()

    for column in range(len(scores)):
        expected = order.index(column) + 1 if column in order else None
        assert rank_of(score, column) == expected
