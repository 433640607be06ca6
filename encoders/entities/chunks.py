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

from .names import NameIndex
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
        listed: whether a conjunction, a slash or a range ("mild to severe") stands among the words,
            and they are enough for a list.
        every: every token of the text.
        gaps: what stands before every token of the text.
    """

    begin: int
    positions: list[int]
    forms: list[WordForm]
    near: list[bool]
    listed: bool
    every: Sequence[str]
    gaps: Sequence[Gap]

    def parted(self, first: int, last: int) -> bool:
        """Say whether a comma, bracket or slash stands between two of the words."""
        begin, end = self.positions[first] + 1, self.positions[last] + 1
        return any(gap is _WEAK or gap is _SLASH for gap in self.gaps[begin:end])

    def related(self, first: int, last: int, relational: frozenset[str]) -> bool:
        """Say whether one of the stop words ``relational`` stands between two of the words."""
        between = self.every[self.positions[first] + 1 : self.positions[last]]
        return any(word.lower() in relational for word in between)

    def weak(self) -> list[bool]:
        """Say for each word whether a comma, bracket or slash parts it from the one before."""
        return self._before([gap is _WEAK or gap is _SLASH for gap in self._own(self.gaps)])

    def slash(self) -> list[bool]:
        """Say for each word whether a slash alone stands directly before it."""
        return [self.gaps[position] is _SLASH for position in self.positions]

    def relational(self, words: frozenset[str]) -> list[bool]:
        """Say for each word whether one of the stop words ``words`` stands before it."""
        return self._before([word.lower() in words for word in self._own(self.every)])

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
        codes = list(map(self._codes.__getitem__, tokens.words))
        places = [place for place, code in enumerate(codes) if code != _IS_STOP]
        look = _Look(self._index, tokens, codes, places)
        after = 0
        for place in look.telling:
            if place < after:
                continue
            begin, after = look.bounds(place)
            positions = places[bisect_left(places, begin) : bisect_left(places, after)]
            chunk = look.chunk(begin, after, positions)
            if chunk is not None:
                yield chunk


class _Look:
    """One text, as an index sees it.

    Args:
        index: the names.
        tokens: the words and what stands between them.
        codes: of every token, its key or what makes it no word of a name.
        places: token numbers of the words that are no stop words.
    """

    def __init__(
        self, index: NameIndex, tokens: Tokens, codes: Sequence[int], places: Sequence[int]
    ) -> None:
        self._vocabulary = index.vocabulary
        self._tokens = tokens
        self._codes = codes
        keys = list(map(codes.__getitem__, places))
        alone = list(compress(places, map(index.names.__contains__, keys)))
        paired = set(compress(places[1:], map(index.pairs.__contains__, map(add, keys, keys[1:]))))
        modifiers, listing = self._loose(keys, places)
        beside = [number + 1 for number in modifiers if number + 1 < len(places)]
        over = [
            places[number]
            for number in beside
            if keys[number] + self._unmodified(number - 1, keys, places) in index.pairs
        ]
        self._near = paired.union(
            map(places.__getitem__, modifiers), map(places.__getitem__, beside)
        )
        self._named = sorted(paired.union(alone, over))
        self._listing = sorted([*listing, *self._after_slash()])
        self.telling = sorted({*self._named, *self._listing})
        """The tokens that make what they stand in a chunk, in order."""

    def _loose(self, keys: Sequence[int], places: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the numbers of the modifiers, and the tokens that a list may be said with.

        These are a conjunction and the second of two modifiers with a stop word between ("mild to
        severe").
        """
        modifiers: list[int] = []
        listing: list[int] = []
        for number in compress(count(), map(self._vocabulary.loose.__contains__, keys)):
            place = places[number]
            kind = self._kind(place)
            if kind is _CONJUNCTION:
                listing.append(place)
            elif kind is _MODIFIER:
                if modifiers and modifiers[-1] == number - 1 and places[number - 1] < place - 1:
                    listing.append(place)
                modifiers.append(number)
        return modifiers, listing

    def _after_slash(self) -> Iterator[int]:
        gaps, place = self._tokens.gaps, -1
        for _ in range(gaps.count(_SLASH)):
            place = gaps.index(_SLASH, place + 1)
            if self._codes[place] != _NO_NAME:
                yield place

    def _kind(self, place: int) -> WordKind | None:
        form = self._vocabulary.form(self._tokens.words[place])
        return None if form is None else form.kind

    def _unmodified(self, number: int, keys: Sequence[int], places: Sequence[int]) -> int:
        """Return the key of the last word up to ``number`` that is no modifier."""
        while number >= 0 and self._kind(places[number]) is _MODIFIER:
            number -= 1
        return keys[number] if number >= 0 else _NO_NAME

    def bounds(self, place: int) -> tuple[int, int]:
        """Return the first and the last but one token around ``place`` that nothing parts."""
        codes, gaps = self._codes, self._tokens.gaps
        begin = place
        while gaps[begin] is not _HARD and codes[begin - 1] != _NO_NAME:
            begin -= 1
        end = place + 1
        while end < len(codes) and gaps[end] is not _HARD and codes[end] != _NO_NAME:
            end += 1
        return begin, end

    def chunk(self, begin: int, end: int, positions: list[int]) -> Chunk | None:
        """Return the words at ``positions`` as a chunk, ``None`` where they are too few."""
        long = len(positions) >= _SHORTEST_LIST
        if not positions or not (long or _any_within(self._named, begin, end)):
            return None
        listed = long and _any_within(self._listing, begin, end)
        words = self._tokens.words
        forms = self._vocabulary.forms(map(words.__getitem__, positions))
        near = list(map(self._near.__contains__, positions))
        near[0] = False
        return Chunk(
            begin,
            positions,
            [form for form in forms if form is not None],
            near,
            listed,
            words,
            self._tokens.gaps,
        )


def _any_within(rising: Sequence[int], first: int, last: int) -> bool:
    """Say whether one of ``rising`` lies in [first, last)."""
    place = bisect_left(rising, first)
    return place < len(rising) and rising[place] < last
