"""Age and sex of the patient, as a note states them: "A 45-year-old man", "3 yo F", "72M".

The first statement that is not about somebody else counts. Words are data
(``data/demographics.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from data_schema import Sex, Subject

from .alternatives import either
from .tables import read_toml

__all__ = [
    "Demographics",
    "DemographicsReader",
    "load_demographics_reader",
]

_OLDEST: Final = 115
_WINDOW: Final = 2000
_BEFORE: Final = 40
_NUMBER: Final = re.compile(r"\d+")
_SENTENCE_END: Final = re.compile(r"[.;\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demographics:
    """What a note states of its patient.

    Attributes:
        age: ISO 8601 duration, or ``None``.
        sex: ``UNKNOWN`` where none is stated.
        start, end: offsets of the statement; both 0 where there is none.
    """

    age: str | None = None
    sex: Sex = Sex.UNKNOWN
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemographicsReader:
    """Finds the statement; :func:`load_demographics_reader` makes the packaged one.

    Attributes:
        statement: an age, from its number on, with the sex where it stands beside it.
        others: words before or after a statement that make it one about somebody else.
        sexes: word → sex.
        units: word, in lower case → ISO 8601 designator.
    """

    statement: re.Pattern[str]
    others: re.Pattern[str]
    sexes: Mapping[str, Sex]
    units: Mapping[str, str]

    def read(self, text: str) -> Demographics:
        """Return the first statement in the beginning of ``text`` about the patient."""
        head = text[:_WINDOW]
        for found in _NUMBER.finditer(head):
            match = self.statement.match(head, found.start())
            if match is None:
                continue
            number = int(match["old"] or match["stated"] or match["short"])
            unit = self.units[
                (match["old_unit"] or match["grown"] or match["stated_unit"] or "y").lower()
            ]
            if (unit == "Y" and number > _OLDEST) or self._is_of_another(head, match):
                continue
            sex = match["old_sex"] or match["stated_sex"] or match["short_sex"] or ""
            return Demographics(
                age=f"P{number}{unit}",
                sex=self.sexes.get(sex.lower(), Sex.UNKNOWN),
                start=match.start(),
                end=match.end(),
            )
        return Demographics()

    def complete(self, subject: Subject, texts: Iterable[str]) -> Subject:
        """Return ``subject``, its age and sex completed by what ``texts`` state first."""
        for text in texts:
            if subject.age is not None and subject.sex is not Sex.UNKNOWN:
                break
            stated = self.read(text)
            if subject.age is None:
                subject = replace(subject, age=stated.age)
            if subject.sex is Sex.UNKNOWN:
                subject = replace(subject, sex=stated.sex)
        return subject

    def _is_of_another(self, text: str, match: re.Match[str]) -> bool:
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        clause = _SENTENCE_END.split(before)[-1]
        after = text[match.end() : match.end() + _BEFORE // 2]
        return bool(self.others.search(clause) or self.others.match(after.lstrip(" ,-")))


@cache
def load_demographics_reader() -> DemographicsReader:
    """Read the packaged words."""
    table = read_toml("demographics.toml")
    sexes = {word: Sex[name.upper()] for name, words in table["sexes"].items() for word in words}
    grown = {word: unit for unit, words in table["grown"].items() for word in words}
    plain = {word: unit for unit, words in table["units"].items() for word in words}
    between = rf"(?:\s(?!(?:{either(table['words']['stops'])})\b)[\w-]{{1,16}}){{0,4}}?"
    aged = rf"(?P<old_unit>{either(plain)})[\s-]{{0,2}}(?:old|of\sage)"
    old = rf"(?:{aged}|(?P<grown>{either(grown)}))"
    no_range = r"(?!\s?(?:-|–|to|and)\s?\d)"
    return DemographicsReader(
        statement=re.compile(
            rf"(?<!\d\.)(?P<old>\d{{1,3}})[\s-]{{0,2}}{old}(?!\w)"
            rf"(?:,?{between}[\s,]{{1,2}}(?P<old_sex>{either(sexes)})\b)?"
            rf"|(?:(?<=\bage[ :])|(?<=\bage: )|(?<=\baged ))(?P<stated>\d{{1,3}})\b{no_range}"
            rf"(?:\s?(?P<stated_unit>{either(plain)})\b)?"
            rf"(?:[\s,;/]{{1,3}}(?:(?:sex|gender)\s?:?\s?)?(?P<stated_sex>{either(sexes)})\b)?"
            r"|(?<!\d\.)(?P<short>\d{1,2})/?(?P<short_sex>(?-i:[MF]))\b",
            re.IGNORECASE,
        ),
        others=re.compile(rf"\b(?:{either(table['words']['others'])})\b", re.IGNORECASE),
        sexes=sexes,
        units={**plain, **grown},
    )
