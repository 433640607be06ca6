"""Finds the names of the lexicon in a tokenised text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final, Literal, TypeVar

from data_schema import Category

from .chunks import Chunk, Chunker
from .coordination import Conjuncts
from .linker import Agreement, Judge
from .names import NameIndex
from .normalize import Normalizer
from .tokenizer import Gap, Tokens
from .vocabulary import WordKind

__all__ = ["Match", "Matcher", "Mode", "longest"]

_NONE: Final = Gap.NONE
_MODIFIER: Final = WordKind.MODIFIER
_PARTED: Final = re.compile(r"[,(/]")

_MOST_JUDGED: Final = 10_000

_Question = tuple[tuple[str, ...], bool, int, bool, bool]
_T = TypeVar("_T")

Mode = Literal["longest", "nested"]
"""``longest``: no two mentions overlap; ``nested``: a mention may lie inside another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Words that some names fit.

    Attributes:
        start, end: offsets in the text, of the first word's start and the last word's end.
        places: token numbers of the words.
        candidates: best first, all of one vocabulary.
        elliptic: words between ``start`` and ``end`` belong to another conjunct.
    """

    start: int
    end: int
    places: tuple[int, ...]
    candidates: tuple[Agreement, ...]
    elliptic: bool = False

    @property
    def category(self) -> Category:
        """Return the vocabulary of the names."""
        return self.candidates[0].category


class Matcher:
    """Looks up every window of words of a text in a :class:`NameIndex`.

    Time is linear in the text: a window is at most as long as the longest name with its first
    word, ends before a word that shares no name with the one before, and costs one addition and
    one look-up. Most of a text holds no such window and is passed over word by word.
    """

    def __init__(self, index: NameIndex, *, normalizer: Normalizer) -> None:
        self._index = index
        self._chunks = Chunker(index)
        self._judge = Judge(normalizer=normalizer)
        self._departure_nouns = normalizer.departure_nouns
        self._organ_adjectives = normalizer.organ_adjectives
        self._relational = normalizer.relational
        self._judged_before: dict[_Question, tuple[Agreement, ...]] = {}

    @property
    def index(self) -> NameIndex:
        """Return the names it looks up."""
        return self._index

    def content(self, tokens: Tokens) -> list[int]:
        """Return the places of the words that say something: neither stop words nor modifiers."""
        forms = enumerate(self._index.vocabulary.forms(tokens.words))
        return [
            place
            for place, form in forms
            if form is None or form.kind not in (WordKind.STOP, WordKind.MODIFIER)
        ]

    def match(self, tokens: Tokens) -> list[Match]:
        """Return every match, nested ones included, by start and then longest first."""
        matches = [
            match
            for chunk in self._chunks.of(tokens)
            for match in chain(self._windows(chunk, tokens), self._elliptic(chunk, tokens))
        ]
        matches.sort(key=lambda match: (match.start, -match.end))
        return matches

    def _windows(self, chunk: Chunk, tokens: Tokens) -> Iterator[Match]:
        names, reach = self._index.names, self._index.reach
        forms, near = chunk.forms, chunk.near
        count = len(forms)
        for first, form in enumerate(forms):
            key = bare = form.key
            modifier = form.kind is _MODIFIER
            if key in names and not modifier:
                yield from self._accept(chunk, tokens, first, first, keep_modifiers=True)
            last = first + 1
            if last == count or not near[last]:
                continue
            limit = reach.get(key, 0)
            skipped = int(modifier)
            while last < count and near[last] and last - first - skipped < limit:
                word = forms[last]
                key += word.key
                ends_modified = word.kind is _MODIFIER
                if ends_modified:
                    skipped += 1
                else:
                    bare += word.key
                if key in names:
                    yield from self._accept(chunk, tokens, first, last, keep_modifiers=True)
                if skipped and bare in names and not modifier and not ends_modified:
                    yield from self._accept(chunk, tokens, first, last, keep_modifiers=False)
                last += 1

    def _accept(
        self, chunk: Chunk, tokens: Tokens, first: int, last: int, *, keep_modifiers: bool
    ) -> Iterator[Match]:
        window: Sequence[int] = range(first, last + 1)
        kept = (
            window
            if keep_modifiers
            else [place for place in window if chunk.forms[place].kind is not _MODIFIER]
        )
        weak = chunk.parted(first, last)
        if weak and _qualifies_next(chunk, last):
            return
        candidates = self._judged(
            chunk,
            tokens,
            kept,
            reorder=not weak and not chunk.related(first, last, self._relational),
            skipped=len(window) - len(kept),
            headed=self._is_headed(chunk, tokens, last),
        )
        if weak:
            candidates = tuple(found for found in candidates if _PARTED.search(found.name))
        for same in _by_category(candidates):
            yield self._spanning(chunk, tokens, window, same)

    def _is_headed(self, chunk: Chunk, tokens: Tokens, last: int) -> bool:
        """Say whether a noun follows that the words may belong to: "calcium metabolism"."""
        after = chunk.positions[last] + 1
        if after >= len(tokens) or tokens.gaps[after] is not _NONE:
            return False
        form = self._index.vocabulary.form(tokens.words[after])
        return form is not None and form.kind is WordKind.CONTENT

    def _elliptic(self, chunk: Chunk, tokens: Tokens) -> Iterator[Match]:
        names = self._index.names
        if not chunk.listed:
            return
        conjuncts = Conjuncts(
            forms=chunk.forms,
            weak=chunk.weak(),
            slash=chunk.slash(),
            positions=chunk.positions,
            relational=chunk.relational(self._relational),
            nouns=self._departure_nouns,
            adjectives=self._organ_adjectives,
        )
        keys = [form.key for form in chunk.forms]
        for places in conjuncts.windows():
            if sum(map(keys.__getitem__, places)) not in names:
                continue
            candidates = self._judged(
                chunk, tokens, places, reorder=False, skipped=1, elliptic=True
            )
            for same in _by_category(candidates):
                if same[0].category is Category.DISEASE and not _shares_end(chunk, places):
                    continue
                yield self._spanning(chunk, tokens, places, same, elliptic=True)

    def _judged(
        self,
        chunk: Chunk,
        tokens: Tokens,
        places: Sequence[int],
        *,
        reorder: bool,
        skipped: int,
        elliptic: bool = False,
        headed: bool = False,
    ) -> tuple[Agreement, ...]:
        written = tuple([tokens.words[chunk.positions[place]] for place in places])
        question = (written, reorder, skipped, elliptic, headed)
        judged = self._judged_before.get(question)
        if judged is None:
            words = [chunk.forms[place] for place in places]
            judged = tuple(
                self._judge.judge(
                    words,
                    self._index.named(sum(word.key for word in words)),
                    written=written,
                    reorder=reorder,
                    skipped=skipped,
                    elliptic=elliptic,
                    headed=headed,
                )
            )
            if len(self._judged_before) >= _MOST_JUDGED:
                self._judged_before.clear()
            self._judged_before[question] = judged
        return judged

    @staticmethod
    def _spanning(
        chunk: Chunk,
        tokens: Tokens,
        places: Sequence[int],
        candidates: tuple[Agreement, ...],
        *,
        elliptic: bool = False,
    ) -> Match:
        positions = tuple(chunk.positions[place] for place in places)
        return Match(
            start=tokens.starts[positions[0]],
            end=tokens.ends[positions[-1]],
            places=positions,
            candidates=candidates,
            elliptic=elliptic,
        )


def _by_category(candidates: tuple[Agreement, ...]) -> Iterable[tuple[Agreement, ...]]:
    """Part candidates by vocabulary, in the order of the best of each."""
    if len(candidates) < 2:
        return (candidates,) if candidates else ()
    parted: dict[Category, list[Agreement]] = {}
    for found in candidates:
        parted.setdefault(found.category, []).append(found)
    return map(tuple, parted.values())


def _shares_end(chunk: Chunk, places: Sequence[int]) -> bool:
    """Say whether the words left out begin with "and": "**breast** and ovarian **cancer**"."""
    gaps = [one for one, other in pairwise(places) if other - one > 1]
    return len(gaps) == 1 and chunk.forms[gaps[0] + 1].kind is WordKind.CONJUNCTION


def _qualifies_next(chunk: Chunk, last: int) -> bool:
    """Say whether the last word belongs to what follows: "delay, severe photosensitivity"."""
    after = last + 1
    return (
        chunk.forms[last].kind is _MODIFIER
        and after < len(chunk.forms)
        and chunk.forms[after].kind is WordKind.CONTENT
        and chunk.positions[after] == chunk.positions[last] + 1
        and not chunk.parted(last, after)
    )


def longest(matches: Iterable[Match]) -> list[Match]:
    """Keep, in each vocabulary, the longest matches that share no word.

    A disease and the finding that its name begins with are both meant. Ties go to the better, then
    to the earlier.

    Two names told by "and" may share words ("short and broad fingers" is both): an elliptic match
    stays unless another has all of its words, and replaces those that have only some of them.
    """
    parted: dict[Category, list[Match]] = {}
    for match in matches:
        parted.setdefault(match.category, []).append(match)
    kept = [match for same in parted.values() for match in _longest(same)]
    return sorted(kept, key=lambda match: (match.start, -match.end))


def _longest(matches: Iterable[Match]) -> Iterable[Match]:
    order = sorted(
        matches,
        key=lambda match: (
            match.elliptic,
            match.start - match.end,
            match.candidates[0].penalty,
            match.start,
        ),
    )
    owner: dict[int, Match] = {}
    kept: dict[int, Match] = {}
    for match in order:
        owners = [owner[place] for place in match.places if place in owner]
        if not match.elliptic:
            if owners:
                continue
        elif any(set(match.places) <= set(other.places) for other in owners):
            continue
        for other in owners:
            if set(other.places) < set(match.places):
                kept.pop(id(other), None)
        kept[id(match)] = match
        for place in match.places:
            owner.setdefault(place, match)
    return kept.values()
