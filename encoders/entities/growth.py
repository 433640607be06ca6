"""Growth told as a deviation: "−3 SD", "3 SD below the mean", "below the 3rd centile".

Centiles become standard deviations of the normal distribution.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Final

from .alternatives import BLANKS, either
from .quantities import Interval
from .tables import read_toml

__all__ = ["DeviationReader", "load_deviation_reader"]

_NUMBER: Final = r"\d{1,2}+(?:[.,·]\d{1,2}+)?+"
_SIGN: Final = r"[-−–+]"
_MOST_DEVIATIONS: Final = 15.0
_DIGITS: Final = 2
"""So that the 3rd centile is −1.88 SD, which is what the limits say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationReader:
    """Reads deviations; :func:`load_deviation_reader` makes the packaged one.

    Attributes:
        told: a deviation told of the label: "−3 SD", "below the 3rd centile".
        charted: the same, or after the measure itself: "49 cm (<3rd centile)".
        below, above: words for the sides.
        ordinals: word → number.
    """

    told: re.Pattern[str]
    charted: re.Pattern[str]
    below: frozenset[str]
    above: frozenset[str]
    ordinals: dict[str, float]

    def read(self, text: str, end: int, *, charted: bool = False) -> tuple[Interval, int] | None:
        """Return the deviation after the label ending at ``end`` in SD, and where it ends."""
        match = (self.charted if charted else self.told).match(text, end)
        if match is None:
            return None
        value = self._centile(match) if match["centile"] else self._deviation(match)
        return None if value is None else (value, match.end())

    def _deviation(self, match: re.Match[str]) -> Interval | None:
        number, sign = (match["sd"], match["sign"]) if match["sd"] else (match["z"], match["zsign"])
        size = _float(number)
        if size > _MOST_DEVIATIONS:
            return None
        last = _float(match["sd_to"]) if match["sd_to"] else size
        near, far = sorted((size, last))
        side = self._side(match["side"])
        if sign:
            side = 1 if sign == "+" else -1
        comparator = self._side(match["comparator"])
        if not side:
            if match["z"] and not comparator:
                return Interval(low=size, high=size)
            return None
        if comparator:
            beyond = comparator == side if sign else comparator > 0
            if not beyond:
                return None
            return _beyond(side * near)
        low, high = sorted((side * near, side * far))
        return Interval(low=low, high=high)

    def _centile(self, match: re.Match[str]) -> Interval | None:
        first = self._percent(match["centile"])
        last = self._percent(match["centile_to"]) if match["centile_to"] else first
        if not all(0 < each < 100 for each in (first, last)):
            return None
        low, high = (_deviations(each) for each in sorted((first, last)))
        side = self._side(match["comparator"])
        if side:
            return _beyond(low, downwards=True) if side < 0 else _beyond(high, downwards=False)
        return Interval(low=low, high=high)

    def _percent(self, written: str) -> float:
        word = written.lower()
        return self.ordinals[word] if word in self.ordinals else _float(word)

    def _side(self, word: str | None) -> int:
        if not word:
            return 0
        word = " ".join(word.lower().split())
        return -1 if word in self.below else 1


def _beyond(value: float, *, downwards: bool | None = None) -> Interval:
    if value < 0 if downwards is None else downwards:
        return Interval(low=-math.inf, high=value, strict=True)
    return Interval(low=value, high=math.inf, strict=True)


def _deviations(percent: float) -> float:
    return round(NormalDist().inv_cdf(percent / 100), _DIGITS)


def _float(number: str) -> float:
    return float(number.replace(",", ".").replace("·", "."))


@cache
def load_deviation_reader() -> DeviationReader:
    """Read the packaged words."""
    table = read_toml("measurements.toml")["growth"]
    below, above, links, ordinals, units = (
        either(table[name], spelling=BLANKS)
        for name in ("below", "above", "links", "ordinals", "absolute")
    )
    absolute = rf"\d{{1,4}}+(?:[.,]\d{{1,3}})?+\s?+(?:{units})\b"
    scored = rf"(?:{either(table['scores'], spelling=BLANKS)})\b"
    link = rf"(?!at\sleast\b)(?:{links})\b|[:=,(;~]"
    sd = r"(?:s\.?d\.?s?\b\.?(?:\sscores?)?|standard\sdeviations?(?:\sscores?)?|z[\s-]?scores?)"
    centile = rf"(?:{_NUMBER}|{ordinals})"
    ordinal = r"(?:st|nd|rd|th)?"
    deviation = (
        rf"\s{{0,2}}+(?:(?P<comparator>{below}|{above})\s{{0,2}}+(?:the\s)?+)?+"
        rf"(?:(?P<sign>{_SIGN})?\s?(?P<sd>{_NUMBER})"
        rf"(?:\s?(?:to|or|–|-)\s?{_SIGN}?(?P<sd_to>{_NUMBER}))?\s?-?{sd}"
        rf"(?:\s(?P<side>{below}|{above})\b(?:\sthe\s(?:mean|average|median))?)?"
        rf"|{sd}(?:\s?(?:was|is|of|at|:|=|,)){{0,2}}\s?(?P<zsign>{_SIGN})?\s?(?P<z>{_NUMBER})(?!\d)"
        rf"|(?P<centile>{centile}){ordinal}"
        rf"(?:\s?(?:to|and|–|-)\s?(?:the\s)?(?P<centile_to>{centile}){ordinal})?"
        r"\s?-?(?:(?:per)?centiles?\b|%\s?ile\b|%(?!\w)))"
    )

    def after(link: str) -> re.Pattern[str]:
        linked = rf"(?:\s{{0,2}}+(?:{link})){{0,7}}+"
        return re.compile(
            rf"{linked}(?:(?:\s{{0,2}}+{scored}){{1,2}}+{linked})?{deviation}", re.IGNORECASE
        )

    return DeviationReader(
        told=after(link),
        charted=after(rf"{link}|{absolute}"),
        below=frozenset(table["below"]),
        above=frozenset(table["above"]),
        ordinals=table["ordinals"],
    )
