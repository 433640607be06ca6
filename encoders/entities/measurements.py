"""Numbers that name a finding: "Hb 6.1 g/dL" is anemia, "temp 39.4" is fever.

Limits are data (``data/measurements.toml``): adult, widened, with the unit given. A value inside
the limits says nothing, and neither does one that no body has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from .tables import read_toml

__all__ = ["Limit", "MeasuredFinding", "MeasurementReader", "Quantity", "load_measurement_reader"]

_BETWEEN: Final = (
    r"(?:\s{1,2}(?:level|count|concentration|value))?"
    r"\s{0,2}(?:was|is|of|at|:|=)?\s{0,2}(?:only|as low as|as high as)?\s{0,2}"
)
_NUMBER: Final = r"(\d{1,3}(?:,\d{3})+|\d{1,6}(?:[.,]\d{1,2})?)(?![\d–]|\s?-\s?\d)"
_THOUSANDS: Final = re.compile(r",(?=\d{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Beyond ``value``, in the unit of the quantity, the concept is meant."""

    value: float
    concept_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """What can be measured.

    Attributes:
        units: unit in lower case → factor to the unit of the limits.
        lowest, highest: values outside are taken for something else.
        low, high: the limits; ``None`` where that side names nothing.
    """

    units: Mapping[str, float]
    lowest: float
    highest: float
    low: Limit | None
    high: Limit | None

    def meaning(self, number: float, unit: str) -> str | None:
        """Return the concept that ``number`` names, or ``None``."""
        factor = self.units.get(unit)
        if factor is None:
            return None
        value = number * factor
        if not self.lowest <= value <= self.highest:
            return None
        if self.low is not None and value < self.low.value:
            return self.low.concept_id
        if self.high is not None and value > self.high.value:
            return self.high.concept_id
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredFinding:
    """A measurement out of its limits: offsets from its label to its unit, and the concept."""

    start: int
    end: int
    concept_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementReader:
    """Finds measurements; :func:`load_measurement_reader` makes the packaged one."""

    pattern: re.Pattern[str]
    quantities: Mapping[str, Quantity]

    def find(self, text: str) -> Iterator[MeasuredFinding]:
        """Yield the measurements of ``text`` that name a finding, in order."""
        for match in self.pattern.finditer(text):
            unit = (match[3] or "").lower().replace(" ", "")
            number = float(_THOUSANDS.sub("", match[2]).replace(",", "."))
            concept_id = self.quantities[match[1].lower()].meaning(number, unit)
            if concept_id is not None:
                yield MeasuredFinding(start=match.start(), end=match.end(), concept_id=concept_id)


def _limit(row: Mapping[str, Any], side: str) -> Limit | None:
    if side not in row:
        return None
    value, concept_id, _ = row[side]
    return Limit(value=value, concept_id=concept_id)


@cache
def load_measurement_reader() -> MeasurementReader:
    """Read the packaged table."""
    rows = read_toml("measurements.toml")["rows"]
    quantities = {
        label: Quantity(
            units=row["units"],
            lowest=row["plausible"][0],
            highest=row["plausible"][1],
            low=_limit(row, "low"),
            high=_limit(row, "high"),
        )
        for row in rows
        for label in row["labels"]
    }
    labels = _either(quantities)
    units = _either({unit for row in rows for unit in row["units"] if unit})
    return MeasurementReader(
        pattern=re.compile(
            rf"\b({labels})\b{_BETWEEN}{_NUMBER}(?:\s?({units})(?![\w/]))?", re.IGNORECASE
        ),
        quantities=quantities,
    )


def _either(words: Mapping[str, Any] | set[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
