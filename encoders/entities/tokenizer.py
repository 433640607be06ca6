"""Words of a text with their offsets, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate, compress
from typing import Final

from .remembered import Remembered

__all__ = ["Gap", "Tokens", "tokenize"]

_WORD: Final = re.compile(r"([^\W_]+)")
_HARD: Final = re.compile(r"[.;:!?•|]|\n[^\S\n]*\n|\n\s*(?:[-*+]|\d+[.)])(?!\S*\d)|\s-{1,2}\s|[–—]")
_WEAK: Final = re.compile(r"[,()\[\]{}/\"“”]")
_HYPHENS: Final = frozenset("-\u2010\u2011")
_LONGEST_KEPT_GAP: Final = 8
_SHORTEST_COMBINING: Final = 4
_LONGEST_COMBINING: Final = 40


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


_GAPS: Final = Remembered(_classify, longest=_LONGEST_KEPT_GAP)


def _is_prefix(word: str, prefixes: frozenset[str]) -> bool:
    """Say whether a word joins the word hyphenated to it: "pre-", and forms such as "tracheo-"."""
    if len(word) > _LONGEST_COMBINING:
        return False
    return word.lower() in prefixes or (len(word) >= _SHORTEST_COMBINING and word.endswith("o"))


def tokenize(text: str, *, prefixes: frozenset[str] = frozenset()) -> Tokens:
    """Split ``text`` into words: maximal runs of letters and digits.

    A prefix and the word hyphenated to it ("pre-auricular", "tracheo-esophageal") are one token
    whose offsets span both. Runs in time linear in the text.
    """
    parts = _WORD.split(text)
    edges = list(accumulate(map(len, parts)))
    between = parts[:-1:2]
    tokens = Tokens(
        starts=edges[:-1:2],
        ends=edges[1::2],
        words=parts[1::2],
        gaps=list(map(_GAPS.__getitem__, between)),
    )
    if between:
        tokens.gaps[0] = Gap.HARD
    hyphens = [place for place, gap in enumerate(between) if gap in _HYPHENS]
    return _joined(tokens, hyphens, prefixes) if hyphens else tokens


def _joined(tokens: Tokens, hyphens: Iterable[int], prefixes: frozenset[str]) -> Tokens:
    """Make one token of a prefix and the word hyphenated to it.

    Args:
        tokens: the words, each apart.
        hyphens: places of the words that have a hyphen alone before them, in order.
        prefixes: words that join the word after them.
    """
    apart = bytearray(b"\1") * len(tokens)
    head = 0
    for place in hyphens:
        if place == 0:
            continue
        if apart[place - 1]:
            head = place - 1
        if _is_prefix(tokens.words[head], prefixes):
            tokens.words[head] += tokens.words[place]
            tokens.ends[head] = tokens.ends[place]
            apart[place] = 0
    if all(apart):
        return tokens
    return Tokens(
        starts=list(compress(tokens.starts, apart)),
        ends=list(compress(tokens.ends, apart)),
        words=list(compress(tokens.words, apart)),
        gaps=list(compress(tokens.gaps, apart)),
    )
