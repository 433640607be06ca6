"""Names that mean something else where they stand: "hepatitis panel", "depression of the plateau".

The words beside a match decide, without a model; the lists are ``data/misreadings.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from .matcher import Match
from .tables import read_toml
from .tokenizer import Gap, Tokens

__all__ = ["MisreadingFilter", "load_misreading_filter"]

_Neighbours = tuple[frozenset[str], frozenset[str]]
_NO_NEIGHBOURS: Final[_Neighbours] = (frozenset(), frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class MisreadingFilter:
    """Leaves out matches that their neighbours show to be something else.

    Attributes:
        heads: a name directly before one of these is a test, a service or a drug.
        names: words of a name → (words before it, words after it) beside which it is no finding;
            without any it never is one.
    """

    heads: frozenset[str]
    names: Mapping[str, _Neighbours]

    def keep(self, matches: Iterable[Match], tokens: Tokens) -> Iterator[Match]:
        """Yield the matches that are what they look like, in order."""
        for match in matches:
            if not self._is_misread(match, tokens):
                yield match

    def _is_misread(self, match: Match, tokens: Tokens) -> bool:
        first, last = match.places[0], match.places[-1]
        after = _word(tokens, last + 1) if _joined(tokens, last + 1) else ""
        if after in self.heads:
            return True
        neighbours = self.names.get(" ".join(_word(tokens, place) for place in match.places))
        if neighbours is None:
            return False
        if neighbours == _NO_NEIGHBOURS:
            return True
        before = _word(tokens, first - 1) if _joined(tokens, first) else ""
        return before in neighbours[0] or after in neighbours[1]


def _joined(tokens: Tokens, place: int) -> bool:
    return 0 < place < len(tokens) and tokens.gaps[place] == Gap.NONE


def _word(tokens: Tokens, place: int) -> str:
    return tokens.words[place].lower()


@cache
def load_misreading_filter() -> MisreadingFilter:
    """Read the packaged lists."""
    table = read_toml("misreadings.toml")
    return MisreadingFilter(
        heads=frozenset(table["heads"]),
        names={
            name: (frozenset(row.get("before", ())), frozenset(row.get("after", ())))
            for row in table["names"]
            for name in row["names"]
        },
    )
