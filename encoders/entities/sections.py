"""Sections of a clinical note by their titles.

A title is a known phrase (``data/sections.toml``) at the beginning of a line, followed by a colon
or alone on its line. A label that is no title ("Weight: 12 kg", "Heart: no murmur") changes
nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from .tables import read_toml

__all__ = ["Section", "SectionFinder", "SectionMap", "load_section_finder"]

_LINE_TITLE: Final = re.compile(
    r"^[^\S\n]*(?:[#*_=]{1,4}[^\S\n]*)?(?:\d{1,2}[.)][^\S\n]*)?"
    r"([A-Za-z][A-Za-z/&' ().-]{0,58}?)[*_=]{0,3}[^\S\n]*(:|[^\S\n]-[^\S\n]|$)",
    re.MULTILINE,
)
_INLINE_TITLE: Final = re.compile(
    r"(?<![^.\s])([A-Z][A-Z/&' ]{2,40}|[A-Z][a-z]+(?: [A-Za-z][a-z]+){1,3}):"
)
_NOT_A_WORD: Final = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section: from its title's first character to the next title."""

    start: int
    end: int
    body_start: int
    name: str


def _apart(heads: Mapping[int, tuple[int, str]]) -> list[int]:
    """Return the starts of titles in order, without those inside the title before."""
    starts: list[int] = []
    for start in sorted(heads):
        if not starts or start >= heads[starts[-1]][0]:
            starts.append(start)
    return starts


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFinder:
    """Finds sections; ``titles`` maps a title without punctuation to its normalised name."""

    titles: Mapping[str, str]
    family: frozenset[str]
    historical: frozenset[str]
    hypothetical: frozenset[str]

    def find(self, text: str) -> list[Section]:
        """Return the sections of ``text`` in order; text before the first title has none."""
        heads: dict[int, tuple[int, str]] = {}
        for match in _LINE_TITLE.finditer(text):
            name = self._name(match[1])
            alone = match[2] == ""
            if name and not (alone and len(match[1].strip()) < 3):
                heads[match.start(1)] = (match.end(), name)
        for match in _INLINE_TITLE.finditer(text):
            name = self._name(match[1])
            if name and match.start(1) not in heads:
                heads[match.start(1)] = (match.end(), name)
        starts = _apart(heads)
        ends = [*starts[1:], len(text)]
        return [
            Section(start=start, end=end, body_start=heads[start][0], name=heads[start][1])
            for start, end in zip(starts, ends, strict=False)
        ]

    def _name(self, title: str) -> str:
        return self.titles.get(_NOT_A_WORD.sub(" ", title.lower()).strip(), "")


class SectionMap:
    """Answers which section an offset lies in."""

    def __init__(self, sections: list[Section]) -> None:
        self._sections = sections
        self._starts = [section.start for section in sections]

    def at(self, offset: int) -> Section | None:
        """Return the section that holds ``offset``, or ``None`` before the first."""
        place = bisect_right(self._starts, offset) - 1
        return self._sections[place] if place >= 0 else None


@cache
def load_section_finder() -> SectionFinder:
    """Read the packaged table."""
    table = read_toml("sections.toml")
    titles = {
        _NOT_A_WORD.sub(" ", title.lower()).strip(): name
        for name, names in table["titles"].items()
        for title in names
    }
    return SectionFinder(
        titles=titles,
        family=frozenset(table["family"]),
        historical=frozenset(table["historical"]),
        hypothetical=frozenset(table["hypothetical"]),
    )
