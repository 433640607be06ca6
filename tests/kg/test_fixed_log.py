"""Fixed-point logarithms: true to the logarithm, and equal where products are."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.fixed_log import FIXED_ONE, fixed_logs

NUMBERS = st.integers(1, 2**20)


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_they_are_the_logarithms_of_the_numbers(numbers: list[int]) -> None:
    found = fixed_logs(np.array(numbers, np.int64))

    assert np.allclose(found / FIXED_ONE, np.log(numbers), rtol=0, atol=4e-15)


@given(NUMBERS.filter(lambda n: n < 2**15), NUMBERS.filter(lambda n: n < 2**15))
def test_factors_add_up_to_their_product_exactly(one: int, other: int) -> None:
    logs = fixed_logs(np.array([one, other, one * other], np.int64)).tolist()

    assert logs[0] + logs[1] == logs[2]


def test_eight_of_the_largest_numbers_fit() -> None:
    largest = int(fixed_logs(np.array([2**31 - 1], np.int64))[0])

    assert math.isclose(largest / FIXED_ONE, math.log(2**31 - 1))
    assert 8 * largest < 2**63
