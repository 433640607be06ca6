"""How long the illness has lasted, as a note tells it: "3-day history", "for the past two months".

The shortest statement counts; what is said of age is none. Words are data (``data/course.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from .alternatives import either
from .tables import read_toml

__all__ = ["CourseReader", "load_course_reader"]

_WINDOW: Final = 1000
_BY_LENGTH: Final = ("acute", "subacute", "chronic")


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseReader:
    """Finds the statement; :func:`load_course_reader` makes the packaged one.

    Attributes:
        statement: a number and a unit with a cue before or after them, or words that say it.
        numbers, units: word → number, unit → days.
        limits: course → the most days, ascending.
        words: words that say the course without a number → course.
    """

    statement: re.Pattern[str]
    numbers: Mapping[str, float]
    units: Mapping[str, float]
    limits: Mapping[str, float]
    words: Mapping[str, str]

    def read(self, texts: Iterable[str]) -> str:
        """Return ``acute``, ``subacute``, ``chronic``, or empty where nothing says.

        Of the statements of the first text that has any, the shortest counts: what a note tells
        beside the illness of today (a habit, a condition) is older.
        """
        for text in texts:
            found = {
                self.words.get(match[0]) or self._course(match)
                for match in self.statement.finditer(text[:_WINDOW].lower())
            }
            if found:
                return min(found, key=_BY_LENGTH.index)
        return ""

    def _course(self, match: re.Match[str]) -> str:
        told = match["number"] or match["number_before"]
        unit = match["unit"] or match["unit_before"]
        number = self.numbers[told] if told in self.numbers else float(told)
        days = number * self.units[unit]
        return next((name for name, most in self.limits.items() if days <= most), "chronic")


@cache
def load_course_reader() -> CourseReader:
    """Read the packaged words."""
    table = read_toml("course.toml")
    words = {word: course for course, said in table["words"].items() for word in said}
    number = rf"\d{{1,3}}|{either(table['numbers'])}"
    unit = either(table["units"])
    before, after = either(table["cues"]["before"]), either(table["cues"]["after"])
    return CourseReader(
        statement=re.compile(
            rf"\b(?:{before})\s(?:the\s)?(?:past\s|last\s)?(?:about\s|approximately\s)?"
            rf"(?:a\s)?(?P<number>{number})\s(?:of\s)?(?P<unit>{unit})s?\b(?![\s-]old|[\s-]of[\s-]age)"
            rf"|\b(?P<number_before>{number})[\s-](?:of\s)?(?P<unit_before>{unit})s?"
            rf"[\s-](?:of\s)?(?:{after})\b"
            rf"|\b(?:{either(words)})\b"
        ),
        numbers=table["numbers"],
        units=table["units"],
        limits=table["limits"],
        words=words,
    )
