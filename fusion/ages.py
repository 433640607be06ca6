"""How old the patients of a disease are: a density over years of life, exact to the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg import Epidemiology

__all__ = ["AgeDensity", "age_phrase", "age_range"]

_OLDEST: Final = 100.0
"""Years; whoever is older counts as that old."""
_LONGEST_TAIL: Final = 5.0
"""Years in which a tail falls to a third, at most."""
_DAY: Final = 1 / 365.25
_AT_THE_EDGE: Final = 0.1
_ANY_AGE: Final = 0.01
"""Share of the patients who may have any age."""
_TINY: Final = 1e-9
_DAYS_BELOW, _MONTHS_BELOW = 0.12, 2.0


class AgeDensity:
    """Densities of m diseases, each with the integral 1 over 0 to 100 years.

    A trapezoid that is a tenth of its height at its outer ages a and d, and beyond them tails that
    fall to a third in five years, or in as long as life has lasted by then where that is less: a
    disease of the first days is none of the third year. One patient in a hundred has any age.

    The areas are in closed form: on a grid of months, days of life would be lost.

    Args:
        diseases: m of them.
    """

    def __init__(self, diseases: Sequence[Epidemiology]) -> None:
        corners = np.array([disease.age for disease in diseases], np.float64).reshape(-1, 4)
        self._a, self._b, self._c, self._d = np.minimum(corners, _OLDEST).T
        self._young = np.clip(self._a, _DAY, _LONGEST_TAIL)
        self._old = np.clip(self._d, _DAY, _LONGEST_TAIL)
        slopes = (self._b - self._a + self._d - self._c) * (1.0 + _AT_THE_EDGE) / 2.0
        tails = -self._young * np.expm1(-self._a / self._young)
        tails -= self._old * np.expm1(-(_OLDEST - self._d) / self._old)
        self._area = self._c - self._b + slopes + _AT_THE_EDGE * tails

    def at(self, years: float) -> NDArray[np.float64]:
        """Return the density at an age, (m,) per year."""
        age = min(max(years, 0.0), _OLDEST)
        before = np.maximum(self._b - age, 0.0) / np.maximum(self._b - self._a, _TINY)
        after = np.maximum(age - self._c, 0.0) / np.maximum(self._d - self._c, _TINY)
        slope = np.minimum(np.maximum(before, after), 1.0)
        too_young = np.maximum(self._a - age, 0.0) / self._young
        too_old = np.maximum(age - self._d, 0.0) / self._old
        height = (1.0 - (1.0 - _AT_THE_EDGE) * slope) * np.exp(-too_young - too_old)
        density: NDArray[np.float64] = (1.0 - _ANY_AGE) * height / self._area + _ANY_AGE / _OLDEST
        return density


def age_phrase(years: float) -> str:
    """Return an age in words: ``3 days``, ``8 months``, ``54 years``."""
    return _in_unit(years, *_unit(years))


def age_range(low: float, high: float) -> str:
    """Return a span of ages in words: ``0–7 days``, ``18–40 years``."""
    length, unit = _unit(high)
    return f"{_count(low, length)}–{_in_unit(high, length, unit)}"


def _unit(years: float) -> tuple[float, str]:
    if years < _DAYS_BELOW:
        return _DAY, "day"
    return (1 / 12, "month") if years < _MONTHS_BELOW else (1.0, "year")


def _in_unit(years: float, length: float, unit: str) -> str:
    number = _count(years, length)
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def _count(years: float, length: float) -> str:
    """Return a number of units; days are whole."""
    return f"{round(years / length, 0 if length == _DAY else 1):g}"
