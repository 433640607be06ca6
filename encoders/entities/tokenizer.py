"""Words of a text with their offsets, and what stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

__all__ = ["Gap", "Tokens", "tokenize"]

_WORD: Final = re.compile(r"[^\W_]+")
_HARD: Final = re.compile(r"[.;:!?•|]|\n[^\S\n]*\n|\n\s*(?:[-*+]|\d+[.)])(?!\S*\d)|\s-{1,2}\s|[–—]")
_WEAK: Final = re.compile(r"[,()\[\]{}/\"“”]")
_HYPHENS: Final = frozenset("-\u2010\u2011")
_MAX_CACHED_GAP: Final = 8
_SHORTEST_COMBINING: Final = 4


class Gap(IntEnum):
    """How strongly the characters before a word part it from the word before."""

    NONE = 0
    """Blanks, a hyphen, an apostrophe, a line end inside a paragraph."""
    WEAK = 1
    """A comma, a bracket, a quotation mark."""
    SLASH = 2
    """A slash alone, which offers a choice: "hypoplasia/dysplasia"."""
    HARD = 3
    """The end of a sentence, clause, list item or paragraph, or the beginning of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The words of one text, column by column; offsets are code points of the original text.

    Attributes:
        starts, ends: half-open offsets of each word.
        words: the words as written; a prefix hyphenated to its word makes one word with it.
        gaps: what stands before each word.
    """

    starts: list[int]
    ends: list[int]
    words: list[str]
    gaps: list[Gap]

    def __len__(self) -> int:
        return len(self.words)


def _classify(gap: str) -> Gap:
    if _HARD.search(gap):
        return Gap.HARD
    if gap.strip() == "/":
        return Gap.SLASH
    return Gap.WEAK if _WEAK.search(gap) else Gap.NONE


def _is_prefix(word: str, prefixes: frozenset[str]) -> bool:
    """Say whether a word joins the word hyphenated to it: "pre-", and forms such as "tracheo-"."""
    return word.lower() in prefixes or (len(word) >= _SHORTEST_COMBINING and word.endswith("o"))


def tokenize(text: str, *, prefixes: frozenset[str] = frozenset()) -> Tokens:
    """Split ``text`` into words: maximal runs of letters and digits.

    A prefix and the word hyphenated to it ("pre-auricular", "tracheo-esophageal") are one token
    whose offsets span both. Runs in time linear in the text.
    """
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    gaps: list[Gap] = []
    kinds: dict[str, Gap] = {" ": Gap.NONE, "": Gap.NONE}
    previous = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = text[previous:start]
        kind = kinds.get(gap)
        if kind is None:
            kind = _classify(gap)
            if len(gap) <= _MAX_CACHED_GAP:
                kinds[gap] = kind
        previous = end
        if gap in _HYPHENS and words and _is_prefix(words[-1], prefixes):
            words[-1] += match[0]
            ends[-1] = end
            continue
        starts.append(start)
        ends.append(end)
        words.append(match[0])
        gaps.append(kind)
    if gaps:
        gaps[0] = Gap.HARD
    return Tokens(starts=starts, ends=ends, words=words, gaps=gaps)
