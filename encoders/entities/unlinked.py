"""What looks like a finding and was not linked: so that a report can say what was not understood.

A modest heuristic: words that name findings by their ending ("-itis", "-emia"), and noun phrases
under a head such as "syndrome" or "lesion", where no mention was found (``data/unlinked.toml``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from itertools import compress
from typing import Final

from .remembered import Remembered
from .tables import read_toml
from .tokenizer import Gap, Tokens

__all__ = ["UnlinkedFinder", "load_unlinked_finder"]

_SHORTEST: Final = 6
_LONGEST_PHRASE: Final = 3


class _Mark(IntEnum):
    """What a word says of itself."""

    NOTHING = 0
    HEAD = 1
    ENDING = 2


_NOTHING: Final = _Mark.NOTHING
_HEAD: Final = _Mark.HEAD
_ENDING: Final = _Mark.ENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkedFinder:
    """Finds candidate spans; see the data file for the lists."""

    endings: tuple[str, ...]
    not_findings: frozenset[str]
    heads: frozenset[str]
    empty: frozenset[str]
    sections: frozenset[str]

    _marks: Remembered[_Mark] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_marks", Remembered(self._mark))

    def _mark(self, word: str) -> _Mark:
        lower = word.lower()
        if lower in self.heads:
            return _HEAD
        named = len(lower) >= _SHORTEST and lower.endswith(self.endings)
        return _ENDING if named and lower not in self.not_findings else _NOTHING

    def find(self, tokens: Tokens, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Yield half-open offset spans of candidates, in order.

        Args:
            tokens: the words of the text.
            taken: spans of mentions, sorted by start; nothing overlapping them is reported.
        """
        covered = _Covered(taken)
        marks = list(map(self._marks.__getitem__, tokens.words))
        for place, mark in compress(enumerate(marks), marks):
            first = self._phrase_start(tokens, place) if mark is _HEAD else place
            if first == place and mark is _HEAD:
                continue
            start, end = tokens.starts[first], tokens.ends[place]
            if not covered.overlaps(start, end):
                yield start, end

    def _phrase_start(self, tokens: Tokens, head: int) -> int:
        first = head
        while (
            first > 0
            and head - first < _LONGEST_PHRASE - 1
            and tokens.gaps[first] == Gap.NONE
            and tokens.words[first - 1].lower() not in self.empty
            and not tokens.words[first - 1].isdigit()
        ):
            first -= 1
        return first


class _Covered:
    """Answers overlap with sorted spans for questions that come in rising order."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = spans
        self._place = 0
        self._reach = -1

    def overlaps(self, start: int, end: int) -> bool:
        while self._place < len(self._spans) and self._spans[self._place][0] < end:
            self._reach = max(self._reach, self._spans[self._place][1])
            self._place += 1
        return self._reach > start


@cache
def load_unlinked_finder() -> UnlinkedFinder:
    """Read the packaged lists."""
    table = read_toml("unlinked.toml")
    return UnlinkedFinder(
        endings=tuple(table["endings"]),
        not_findings=frozenset(table["not_findings"]),
        heads=frozenset(table["heads"]),
        empty=frozenset(table["empty"]),
        sections=frozenset(table["sections"]),
    )
