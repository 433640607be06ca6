"""What can be measured, and what its values mean: data with limits by age and sex.

The table is ``data/measurements.toml``; its header says where the limits come from and how they
are to be read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from data_schema import Sex, Subject, duration_in_days

from .tables import read_toml
from .units import conversion

__all__ = ["BLOOD", "Cuts", "Interval", "Level", "Quantity", "load_quantities"]

Level = Literal["low", "normal", "high"]
BLOOD: Final = "blood"
"""The specimen of what is measured in none other, vital signs included."""
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """What a value is known to lie in; ``strict``: its finite ends do not belong to it."""

    low: float
    high: float
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """Where low ends, normal begins and ends, and high begins."""

    low: float
    normal_from: float
    normal_to: float
    high: float

    def level(self, value: Interval) -> Level | None:
        """Return where all of ``value`` lies, or ``None`` where that is not clear."""
        if value.high < self.low or (value.strict and value.high <= self.low):
            return "low"
        if value.low > self.high or (value.strict and value.low >= self.high):
            return "high"
        is_normal = self.normal_from <= value.low and value.high <= self.normal_to
        return "normal" if is_normal else None

    def widened(self, other: Cuts) -> Cuts:
        """Return cuts that call low, normal and high only what both call so."""
        return Cuts(
            low=min(self.low, other.low),
            normal_from=max(self.normal_from, other.normal_from),
            normal_to=min(self.normal_to, other.normal_to),
            high=max(self.high, other.high),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One row of the table; see its header for what the columns mean.

    Attributes:
        concepts: level → CURIE of the concept that such a value names, or, for ``normal``,
            excludes.
        female, male: cuts of adults; the same object where sex makes no difference.
        children: (age in days, cuts of those younger), youngest first.
        bare: (from, to, unit) of numbers that need no unit.
        pair: cuts of the number after a slash, in the same unit.
    """

    labels: tuple[str, ...]
    exact: tuple[str, ...] = ()
    specimen: str = BLOOD
    unit: str = ""
    molar_mass: float = 0.0
    valence: int = 0
    bare: tuple[tuple[float, float, str], ...] = ()
    plausible: tuple[float, float] = (-math.inf, math.inf)
    concepts: Mapping[Level, str]
    female: Cuts
    male: Cuts
    children: tuple[tuple[float, Cuts], ...] = ()
    adults_only: bool = False
    pair: Cuts | None = None
    words: bool = True
    signs: bool = False
    unaided: bool = False
    growth: bool = False

    def cuts(self, subject: Subject) -> Cuts | None:
        """Return the cuts for ``subject``; an unknown age is an adult's, an unknown sex both."""
        days = duration_in_days(subject.age)
        if days is not None:
            if self.adults_only and days < _ADULT_DAYS:
                return None
            for below, cuts in self.children:
                if days < below:
                    return cuts
        if subject.sex is Sex.FEMALE:
            return self.female
        if subject.sex is Sex.MALE:
            return self.male
        return self.female.widened(self.male)

    def in_unit(self, value: Interval, written: str) -> Interval | None:
        """Return ``value`` in the unit of the cuts, or ``None`` where it is no plausible one.

        Args:
            value: in the unit written.
            written: pint's expression of that unit; ``""`` for a bare number.
        """
        source = written or self._understood(value)
        if source is None:
            return None
        convert = conversion(source, self.unit, molar_mass=self.molar_mass, valence=self.valence)
        if convert is None:
            return None
        low, high = (round(convert(end), _DIGITS) for end in (value.low, value.high))
        least, most = self.plausible
        if any(math.isfinite(end) and not least <= end <= most for end in (low, high)):
            return None
        return Interval(low=low, high=high, strict=value.strict)

    def _understood(self, value: Interval) -> str | None:
        """Return the unit that a bare number must have, ``None`` where there is no such unit."""
        ends = [end for end in (value.low, value.high) if math.isfinite(end)]
        for least, most, unit in self.bare:
            if all(least <= end <= most for end in ends):
                return unit
        return None


_ADULT_DAYS: Final = 18 * 365.25


@cache
def load_quantities() -> tuple[Quantity, ...]:
    """Read the packaged table."""
    return tuple(_quantity(row) for row in read_toml("measurements.toml")["quantities"])


def _quantity(row: Mapping[str, Any]) -> Quantity:
    plain = {"specimen", "unit", "molar_mass", "valence", "adults_only", "words", "signs"}
    plain |= {"unaided", "growth"}
    adult = row.get("adult")
    levels: tuple[Level, ...] = ("low", "normal", "high")
    return Quantity(
        labels=tuple(row["labels"]),
        exact=tuple(row.get("exact", ())),
        bare=tuple((low, high, unit) for low, high, unit in row.get("bare", ())),
        plausible=tuple(row["plausible"]) if "plausible" in row else (-math.inf, math.inf),
        concepts={level: row[level][0] for level in levels if level in row},
        female=_cuts(row.get("female", adult)),
        male=_cuts(row.get("male", adult)),
        children=tuple(
            (duration_in_days(age) or 0.0, _cuts(cuts)) for age, *cuts in row.get("children", ())
        ),
        pair=_cuts(row["pair"]) if "pair" in row else None,
        **{name: row[name] for name in plain & row.keys()},
    )


def _cuts(row: Sequence[float]) -> Cuts:
    low, normal_from, normal_to, high = map(float, row)
    return Cuts(low=low, normal_from=normal_from, normal_to=normal_to, high=high)
