"""What is told of a quantity after its name: a number with its unit, or a word for the result.

How values are told is data (``[reading]`` in ``data/measurements.toml``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from .alternatives import BLANKS, either
from .quantities import Cuts, Interval, Level, Quantity
from .tables import read_toml
from .units import unit_expression, unit_pattern

__all__ = ["Reading", "ReadingRules", "load_reading_rules"]

_NUMBER: Final = r"(?:\d{1,3}+(?:,\d{3}){1,2}+(?:\.\d)?+(?![\d,])|\d{1,7}+(?:[.,·]\d{1,4}+)?+)"
_TO: Final = r"\s?(?:-|–|−|to)\s?"
_THOUSANDS: Final = re.compile(r",(?=\d{3}(?!\d))")
_FLAG: Final = re.compile(
    r"[^\S\n]{0,2}(?:\(\s?(HH?|LL?|N|high|low|elevated|normal)\s?\)|(HH?|LL?)(?![\w.)])|([↑↓]))"
)
_FLAGS: Final[Mapping[str, Level]] = {
    "H": "high",
    "HH": "high",
    "high": "high",
    "elevated": "high",
    "↑": "high",
    "L": "low",
    "LL": "low",
    "low": "low",
    "↓": "low",
    "N": "normal",
    "normal": "normal",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A value up to ``end``; ``level`` is ``None`` where it says nothing."""

    end: int
    level: Level | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """Reads values; :func:`load_reading_rules` makes the packaged one.

    Attributes:
        value: a number after a label, with comparator, range, second number and unit.
        reference: a reference range printed beside a value.
        not_bare: what makes a number without a unit no value.
        aided: what says that a value was kept up by treatment.
        result: a word for the result after a label.
        not_a_label: what makes a label part of another name.
        results: word for a result → level.
        signs: those words that only some quantities have.
        below: comparators for a value under the number.
    """

    value: re.Pattern[str]
    reference: re.Pattern[str]
    not_bare: re.Pattern[str]
    aided: re.Pattern[str]
    result: re.Pattern[str]
    not_a_label: re.Pattern[str]
    results: Mapping[str, Level]
    signs: frozenset[str]
    below: frozenset[str]

    def number(self, text: str, end: int, quantity: Quantity, cuts: Cuts) -> Reading | None:
        """Return the number that follows the label ending at ``end``, ``None`` without one."""
        match = self.value.match(text, end)
        if match is None:
            return None
        after = match.end()
        unit = unit_expression(match["unit"] or "")
        flag = _FLAG.match(text, after)
        reference = self.reference.match(text, flag.end() if flag else after)
        if flag is None and reference is not None:
            flag = _FLAG.match(text, reference.end())
        if flag is not None:
            level: Level | None = _FLAGS[next(group for group in flag.groups() if group)]
        elif reference is not None:
            level = _printed(reference).level(self._interval(match))
        elif unit == "" and not self._is_bare_value(text, match, quantity):
            return None
        else:
            level = None if unit is None else self._judged(match, unit, quantity, cuts)
        if level == "normal" and quantity.unaided and self.aided.match(text, after):
            level = None
        return Reading(end=after, level=level)

    def word(self, text: str, end: int, quantity: Quantity) -> Reading | None:
        """Return the result told in words after the label ending at ``end``."""
        match = self.result.match(text, end)
        if match is None:
            return None
        level = self.level(match["word"].lower(), quantity)
        return Reading(end=match.end(), level=level) if level else None

    def level(self, word: str, quantity: Quantity) -> Level | None:
        """Return what ``word``, in lower case, says of ``quantity``."""
        if word in self.signs and not quantity.signs:
            return None
        return self.results.get(word)

    def _is_bare_value(self, text: str, match: re.Match[str], quantity: Quantity) -> bool:
        """Say whether a number without a unit can be the value."""
        if "\n" in match[0] or self.not_bare.match(text, match.end()):
            return False
        return quantity.pair is None or bool(match["pair"])

    def _judged(
        self, match: re.Match[str], unit: str, quantity: Quantity, cuts: Cuts
    ) -> Level | None:
        if bool(match["pair"]) and quantity.pair is None:
            return None
        value = quantity.in_unit(self._interval(match), unit)
        if value is None:
            return None
        level = cuts.level(value)
        if quantity.pair is None or not match["pair"]:
            return level
        other = quantity.in_unit(_point(match["pair"]), unit or quantity.unit)
        second = None if other is None else quantity.pair.level(other)
        if "high" in (level, second):
            return "high"
        return level if level in ("low", second) else None

    def _interval(self, match: re.Match[str]) -> Interval:
        first = _float(match["number"])
        comparator = (match["comparator"] or "").lower()
        if match["upto"]:
            low, high = sorted((first, _float(match["upto"])))
            return Interval(low=low, high=high)
        if not comparator:
            return Interval(low=first, high=first)
        strict = "=" not in comparator and comparator not in "≤≥"
        if comparator in self.below:
            return Interval(low=-math.inf, high=first, strict=strict)
        return Interval(low=first, high=math.inf, strict=strict)


def _float(number: str) -> float:
    return float(_THOUSANDS.sub("", number).replace(",", ".").replace("·", "."))


def _point(number: str) -> Interval:
    return Interval(low=_float(number), high=_float(number))


def _printed(match: re.Match[str]) -> Cuts:
    """Return the cuts of a printed reference range: "3.5-5.0", "< 40"."""
    if match["most"]:
        most = _float(match["most"])
        return Cuts(low=-math.inf, normal_from=-math.inf, normal_to=most, high=most)
    if match["least"]:
        least = _float(match["least"])
        return Cuts(low=least, normal_from=least, normal_to=math.inf, high=math.inf)
    low, high = sorted((_float(match["from"]), _float(match["to"])))
    return Cuts(low=low, normal_from=low, normal_to=high, high=high)


@cache
def load_reading_rules() -> ReadingRules:
    """Read the packaged table."""
    table: Mapping[str, Any] = read_toml("measurements.toml")["reading"]
    levels: dict[str, Level] = {}
    levels |= dict.fromkeys(table["high"], "high") | dict.fromkeys(table["positive"], "high")
    levels |= dict.fromkeys(table["low"], "low")
    levels |= dict.fromkeys(table["normal"], "normal") | dict.fromkeys(table["negative"], "normal")
    unit = unit_pattern()
    noun = rf"(?:\s{{1,2}}+(?:{_words(table['nouns'])})s?+\b)?+(?:\s?\([A-Za-z][\w -]{{0,18}}+\))?+"
    compare = _words([*table["below"], *table["above"]])
    link = rf"(?:(?:{_words(table['links'])})\b|[:=(|]|-{{1,2}}+|–|,(?=\s?\d))"
    value = (
        rf"{noun}(?:\s{{0,3}}+{link}){{0,4}}+\s{{0,3}}+(?:(?P<comparator>{compare})\s{{0,2}}+)?+"
        rf"(?P<number>{_NUMBER})(?:{_TO}(?P<upto>{_NUMBER}))?(?:\s?/\s?(?P<pair>\d{{2,3}}))?"
        rf"(?![\d:]|[.,·/-]\d|\s?/\s?\d)(?:\s{{0,2}}(?P<unit>{unit})(?![\w/^]))?(?![A-Za-z+])"
    )
    reference = (
        r"[^\S\n]{0,2},?\s?[(\[]\s?(?:(?:reference|ref\.?|normal|normals|nl|n|rr)\b[\s:,.]{0,2}"
        r"(?:(?:range|interval|value|values)\b[\s:,]{0,2})?|range\b[\s:,]{0,2})?"
        rf"(?:(?:<|≤|<=|up\sto\s|below\s|less\sthan\s)\s?(?P<most>{_NUMBER})"
        rf"|(?:>|≥|>=|above\s|more\sthan\s)\s?(?P<least>{_NUMBER})"
        rf"|(?P<from>{_NUMBER}){_TO}(?P<to>{_NUMBER}))"
        rf"(?:\s?(?:{unit})(?![\w/^]))?\s?[)\]]"
    )
    return ReadingRules(
        value=re.compile(value, re.IGNORECASE),
        reference=re.compile(reference, re.IGNORECASE),
        not_bare=re.compile(rf"\s?-?(?:{_words(table['not_bare'])})\b|%", re.IGNORECASE),
        aided=re.compile(
            rf",?\s{{1,2}}(?:{_words(table['aided'])})\s(?!(?:{_words(table['unaided'])})\b)",
            re.IGNORECASE,
        ),
        result=re.compile(
            rf"{noun}(?:\s{{0,2}}+(?:(?:{_words(table['between'])})\b|[:=-])){{0,4}}+\s{{0,2}}+"
            rf"(?P<word>{_words(levels)})(?![\w+])(?![\s-]{{1,2}}(?:{_words(table['not_a_result'])})\b)",
            re.IGNORECASE,
        ),
        not_a_label=re.compile(rf"[\s-]{{1,2}}(?:{_words(table['not_a_label'])})\b", re.IGNORECASE),
        results=levels,
        signs=frozenset((*table["positive"], *table["negative"])),
        below=frozenset(table["below"]),
    )


def _words(words: Iterable[str]) -> str:
    return either(words, spelling=BLANKS)
