"""Logarithms of whole numbers in fixed point, so that equal products have equal sums.

A logarithm in floating point gives 2·6 and 3·4 different sums. Here the logarithm of a number is
the sum of its prime factors' logarithms, each rounded once: numbers with the same product have the
same sum, whatever they are and in whatever order they are added.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["FIXED_ONE", "fixed_logs"]

FIXED_ONE: Final = 1 << 54
"""One nat; eight logarithms of numbers below 2**31 add up within an int64."""


def fixed_logs(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the natural logarithm of each of ``numbers``, in units of 1 / :data:`FIXED_ONE`.

    Each is within 2e-15 of the true logarithm: a number below 2**31 has at most 30 prime
    factors, each rounded by half a unit or by a float's precision.

    Args:
        numbers: (n,) int64, each from 1 to 2**31 − 1.
    """
    distinct, place = np.unique(numbers, return_inverse=True)
    logs = np.array([sum(map(_fixed, _prime_factors(n))) for n in distinct.tolist()], np.int64)
    found: NDArray[np.int64] = logs[place]
    return found


def _fixed(prime: int) -> int:
    return round(math.log(prime) * FIXED_ONE)


def _prime_factors(number: int) -> list[int]:
    factors = []
    divisor = 2
    while divisor * divisor <= number:
        while number % divisor == 0:
            factors.append(divisor)
            number //= divisor
        divisor += 1
    return [*factors, number] if number > 1 else factors
