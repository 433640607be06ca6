"""The parts of a text that can hold a name: most of a text holds none and is passed over.

Every word is looked at by what runs without Python code (``map`` over a table's look-up); only
where a name, two neighbours of one name or a list is found, is a part made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count
from operator import add
from typing import Final, TypeVar

from .index import NameIndex
from .remembered import Remembered
from .tokenizer import Gap, Tokens
from .vocabulary import WordForm, WordKind

__all__ = ["Chunk", "Chunker"]

_HARD: Final = Gap.HARD
_WEAK: Final = Gap.WEAK
_SLASH: Final = Gap.SLASH
_STOP: Final = WordKind.STOP
_MODIFIER: Final = WordKind.MODIFIER
_CONJUNCTION: Final = WordKind.CONJUNCTION
_SHORTEST_LIST: Final = 3
_NO_NAME: Final = 0
_IS_STOP: Final = 1

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive words that some name may contain, stop words left out.

    Attributes:
        begin: number of the first token, which may be a stop word.
        positions: token numbers.
        forms: their layers.
        near: whether some name may have both the word and the one before.
        listed: whether a conjunction, a slash or a range ("mild to severe") stands among the words.
        every: the layers of every token of the text.
        gaps: what stands before every token of the text.
    """

    begin: int
    positions: list[int]
    forms: list[WordForm]
    near: list[bool]
    listed: bool
    every: Sequence[WordForm | None]
    gaps: Sequence[Gap]

    def parted(self, first: int, last: int) -> bool:
        """Say whether a comma, bracket or slash stands between two of the words."""
        begin, end = self.positions[first] + 1, self.positions[last] + 1
        return any(gap is _WEAK or gap is _SLASH for gap in self.gaps[begin:end])

    def related(self, first: int, last: int, relational: frozenset[str]) -> bool:
        """Say whether a stop word that is ``relational`` stands between two of the words."""
        between = self.every[self.positions[first] + 1 : self.positions[last]]
        return any(
            form is not None and form.kind is _STOP and form.folded in relational
            for form in between
        )

    def weak(self) -> list[bool]:
        """Say for each word whether a comma, bracket or slash parts it from the one before."""
        return self._before([gap is _WEAK or gap is _SLASH for gap in self._own(self.gaps)])

    def slash(self) -> list[bool]:
        """Say for each word whether a slash alone stands directly before it."""
        return [self.gaps[position] is _SLASH for position in self.positions]

    def relational(self, words: frozenset[str]) -> list[bool]:
        """Say for each word whether one of the stop words ``words`` stands before it."""
        return self._before(
            [
                form is not None and form.kind is _STOP and form.folded in words
                for form in self._own(self.every)
            ]
        )

    def _own(self, column: Sequence[_T]) -> Sequence[_T]:
        return column[self.begin : self.positions[-1] + 1]

    def _before(self, marks: Sequence[bool]) -> list[bool]:
        """Return for each word whether a token from after the last word up to it is marked."""
        found: list[bool] = []
        first = 0
        for position in self.positions:
            after = position - self.begin + 1
            found.append(True in marks[first:after])
            first = after
        return found


class Chunker:
    """Finds the chunks of texts for the names of an index."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._codes = Remembered(self._code)

    def _code(self, word: str) -> int:
        """Return a word's key, or what makes it no word of a name."""
        form = self._index.vocabulary.form(word)
        if form is None:
            return _NO_NAME
        return _IS_STOP if form.kind is _STOP else form.key

    def of(self, tokens: Tokens) -> Iterator[Chunk]:
        """Split a text at its hard gaps and at words that no name contains.

        What has no name, no two neighbours of one name and no list is left out. A pair across a
        gap lets a chunk through in vain, which costs a look and gives no match.
        """
        forms, gaps = self._index.vocabulary.forms(tokens.words), tokens.gaps
        codes = list(map(self._codes.__getitem__, tokens.words))
        places = [place for place, code in enumerate(codes) if code != _IS_STOP]
        keys = list(map(codes.__getitem__, places))
        named, listing = self._named(keys, places, forms, gaps)
        after = 0
        for place in sorted({*named, *listing}):
            if place < after:
                continue
            begin, after = _bounds(place, codes, gaps)
            positions = places[bisect_left(places, begin) : bisect_left(places, after)]
            live, listed = _any_within(named, begin, after), _any_within(listing, begin, after)
            if positions and (live or len(positions) >= _SHORTEST_LIST):
                yield self._chunk(begin, positions, forms, gaps, listed=listed)

    def _named(
        self,
        keys: Sequence[int],
        places: Sequence[int],
        forms: Sequence[WordForm | None],
        gaps: Sequence[Gap],
    ) -> tuple[list[int], list[int]]:
        """Return the tokens that are a name, or of one name with the word before, and of lists.

        Args:
            keys: of the words that are no stop words, :data:`_NO_NAME` where no name has a word.
            places: their token numbers.
            forms: of every token.
            gaps: before every token.
        """
        names, pairs, loose = self._index.names, self._index.pairs, self._index.vocabulary.loose
        named = list(compress(places, map(names.__contains__, keys)))
        named += compress(places[1:], map(pairs.__contains__, map(add, keys, keys[1:])))
        listing = [place for place in _all(gaps, _SLASH) if forms[place] is not None]
        for number in compress(count(), map(loose.__contains__, keys)):
            form, after = forms[places[number]], number + 1
            kind = form.kind if form is not None else None
            if kind is _CONJUNCTION:
                listing.append(places[number])
            elif kind is _MODIFIER and after < len(keys):
                if keys[after] + self._unmodified(number, keys, places, forms) in pairs:
                    named.append(places[after])
                if _is_range(places[number], places[after], forms):
                    listing.append(places[after])
        named.sort()
        listing.sort()
        return named, listing

    @staticmethod
    def _unmodified(
        number: int,
        keys: Sequence[int],
        places: Sequence[int],
        forms: Sequence[WordForm | None],
    ) -> int:
        """Return the key of the last word before ``number`` that is no modifier."""
        while number >= 0:
            form = forms[places[number]]
            if form is None or form.kind is not _MODIFIER:
                return keys[number]
            number -= 1
        return _NO_NAME

    def _chunk(
        self,
        begin: int,
        positions: list[int],
        forms: Sequence[WordForm | None],
        gaps: Sequence[Gap],
        *,
        listed: bool,
    ) -> Chunk:
        pairs = self._index.pairs
        words = [form for place in positions if (form := forms[place]) is not None]
        near = [False]
        before = words[0]
        for word in words[1:]:
            near.append(
                word.key + before.key in pairs or word.kind is _MODIFIER or before.kind is _MODIFIER
            )
            before = word
        return Chunk(begin, positions, words, near, listed, forms, gaps)


def _bounds(place: int, codes: Sequence[int], gaps: Sequence[Gap]) -> tuple[int, int]:
    """Return the first and the last but one token around ``place`` that nothing parts."""
    begin = place
    while gaps[begin] is not _HARD and codes[begin - 1] != _NO_NAME:
        begin -= 1
    end = place + 1
    while end < len(codes) and gaps[end] is not _HARD and codes[end] != _NO_NAME:
        end += 1
    return begin, end


def _is_range(place: int, following: int, forms: Sequence[WordForm | None]) -> bool:
    """Say whether two modifiers have a stop word between them: "mild to severe"."""
    form = forms[following]
    return form is not None and form.kind is _MODIFIER and place + 1 < following


def _all(values: Sequence[_T], wanted: _T) -> Iterator[int]:
    """Yield where ``wanted`` stands in ``values``."""
    place = -1
    for _ in range(values.count(wanted)):
        place = values.index(wanted, place + 1)
        yield place


def _any_within(rising: Sequence[int], first: int, last: int) -> bool:
    """Say whether one of ``rising`` lies in [first, last)."""
    place = bisect_left(rising, first)
    return place < len(rising) and rising[place] < last
