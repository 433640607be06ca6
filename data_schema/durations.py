"""Ages as ISO 8601 durations: "P6Y3M" in days and years, and back."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

__all__ = ["duration_in_days", "duration_in_years", "years_as_duration"]

_DURATION: Final = re.compile(
    r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(T\d.*)?"
)
_DAYS: Final = (365.25, 30.4375, 7.0, 1.0)
_YEARS: Final = (1.0, 1 / 12, 7 / 365.25, 1 / 365.25)
"""Of a year, a month, a week and a day."""


def duration_in_days(text: str | None) -> float | None:
    """Return the days of a duration, or ``None`` where it is none; hours count as none."""
    return _sum(text, _DAYS)


def duration_in_years(text: str | None) -> float | None:
    """Return the years of a duration, or ``None`` where it is none; hours count as none."""
    return _sum(text, _YEARS)


def years_as_duration(years: float) -> str:
    """Return an age in years as a duration without an exponent, which reads back as the same."""
    digits = format(Decimal(repr(years)), "f")
    return f"P{digits.removesuffix('.0')}Y"


def _sum(text: str | None, units: tuple[float, ...]) -> float | None:
    match = _DURATION.fullmatch(text or "")
    if match is None or not any(match.groups()):
        return None
    *parts, _ = match.groups()
    return sum((float(part) * unit for part, unit in zip(parts, units, strict=True) if part), 0.0)
