"""Sentences of clinical text, by rule: full stops that end, lines that are items, labels.

Robust to abbreviations, decimal numbers, list items and text wrapped in the middle of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from string import ascii_letters, digits
from typing import Final

from .tables import read_toml

__all__ = ["SentenceSplitter", "load_sentence_splitter"]

_BOUNDARY: Final = re.compile(r"[.?!]+[\"')\]]*(?=\s|$)|\n", re.MULTILINE)
_LAST_WORD: Final = re.compile(r"[\w.]{0,12}$")
_WORD_LETTERS: Final = f"{ascii_letters}{digits}_."
_ITEM: Final = re.compile(r"\s{0,80}+(?:[-*•+–]\s|\(?\d{1,2}[.)]\s|[A-Z]\.\s)")
_LABEL_LINE: Final = re.compile(r"[^\S\n]{0,80}+[A-Z][\w /&()'-]{0,48}:")
_LONGEST_WORD: Final = 12
_DEEPEST_ITEM: Final = 8
_LONGEST_SENTENCE: Final = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceSplitter:
    """Splits text; see ``data/sentences.toml`` for the words that do not end a sentence."""

    abbreviations: frozenset[str]
    titles: frozenset[str]

    def split(self, text: str) -> list[tuple[int, int]]:
        """Return half-open spans that cover ``text``, in order and without holes.

        What runs on for thousands of characters is cut at a blank, so that whoever reads a
        sentence as a whole takes bounded time.
        """
        spans: list[tuple[int, int]] = []
        begin = 0
        for match in _BOUNDARY.finditer(text):
            end = match.end()
            ends = self._line_ends(text, match) if match[0] == "\n" else self._ends(text, match)
            if ends and end > begin:
                spans.extend(_pieces(text, begin, end))
                begin = end
        spans.extend(_pieces(text, begin, len(text)))
        return spans

    def _ends(self, text: str, match: re.Match[str]) -> bool:
        """Say whether a full stop, question or exclamation mark ends the sentence."""
        if match[0][0] != ".":
            return True
        word = _last_word(text[max(0, match.start() - _LONGEST_WORD) : match.start()]).lower()
        if word in self.titles:
            return False
        if word.isdigit() and _begins_line(text, match.start() - len(word)):
            return False
        following = text[match.end() : match.end() + 3].lstrip()[:1]
        if following.islower() or (len(word) == 1 and word.isalpha()):
            return False
        return not (word in self.abbreviations and not following.isupper())

    @staticmethod
    def _line_ends(text: str, match: re.Match[str]) -> bool:
        """Say whether a line end ends the sentence: blank line, list item or label next."""
        after = match.end()
        if after >= len(text) or text[after] == "\n" or not text[after : after + 80].strip():
            return True
        if _ITEM.match(text, after) or _LABEL_LINE.match(text, after):
            return True
        before = text[max(0, match.start() - 1) : match.start()]
        return before in {":", "\n"} or _is_short_line(text, match.start())


def _last_word(tail: str) -> str:
    """Return the letters, digits and full stops that ``tail`` ends with."""
    if tail.isascii():
        return tail[len(tail.rstrip(_WORD_LETTERS)) :]
    found = _LAST_WORD.search(tail)
    return found[0] if found else ""


def _pieces(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span ``begin:end``, cut into pieces of a bearable length."""
    while end - begin > _LONGEST_SENTENCE:
        blank = text.rfind(" ", begin + 1, begin + _LONGEST_SENTENCE)
        cut = blank + 1 if blank > 0 else begin + _LONGEST_SENTENCE
        yield begin, cut
        begin = cut
    if begin < end:
        yield begin, end


def _begins_line(text: str, start: int) -> bool:
    """Say whether nothing but a few blanks stands between a line's beginning and ``start``."""
    before = text[max(0, start - _DEEPEST_ITEM) : start].rstrip(" \t")
    return before.endswith("\n") or (not before and start <= _DEEPEST_ITEM)


def _is_short_line(text: str, end: int) -> bool:
    """Say whether the line ending at ``end`` is too short to have been wrapped."""
    begin = text.rfind("\n", max(0, end - 60), end)
    if begin < 0 and end > 60:
        return False
    following = text[end + 1 : end + 40].lstrip()[:1]
    return end - begin - 1 < 45 and not following.islower()


@cache
def load_sentence_splitter() -> SentenceSplitter:
    """Read the packaged table."""
    table = read_toml("sentences.toml")
    return SentenceSplitter(
        abbreviations=frozenset(table["abbreviations"]), titles=frozenset(table["titles"])
    )
