"""Abbreviations that a document explains: "mental retardation (MR)".

Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation definitions in
biomedical text" (PSB 8:451–462), over plain text with offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["Abbreviation", "find_abbreviations"]

_BRACKETED: Final = re.compile(r"\(([^()\n]{2,60})\)")
_SHORT_FORM: Final = re.compile(r"[^\W_][\w/&+.-]*")
_BEFORE: Final = re.compile(r"\S+")
_WINDOW: Final = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviation:
    """A short form and the words it stands for, both with their offsets in the text."""

    short: str
    short_start: int
    long_start: int
    long_end: int


def find_abbreviations(text: str) -> Iterator[Abbreviation]:
    """Yield each "long form (SF)" of ``text``, in order."""
    for match in _BRACKETED.finditer(text):
        short = re.split(r"[,;]", match[1], maxsplit=1)[0].strip()
        if not _is_short_form(short):
            continue
        long_end = len(text[max(0, match.start() - _WINDOW) : match.start()].rstrip()) + max(
            0, match.start() - _WINDOW
        )
        start = _window_start(text, long_end, short)
        found = _best_long_form(short, text[start:long_end])
        if found is not None:
            yield Abbreviation(
                short=short,
                short_start=match.start(1),
                long_start=start + found,
                long_end=long_end,
            )


def _is_short_form(short: str) -> bool:
    return (
        2 <= len(short) <= 10
        and _SHORT_FORM.fullmatch(short) is not None
        and any(char.isupper() for char in short)
    )


def _window_start(text: str, end: int, short: str) -> int:
    """Return where the min(|A| + 5, 2|A|) words before ``end`` begin, in the same sentence."""
    begin = max(0, end - _WINDOW)
    stop = max(text.rfind(mark, begin, end) for mark in (". ", "; ", ": ", "\n\n"))
    begin = max(begin, stop + 1)
    words = list(_BEFORE.finditer(text, begin, end))
    count = min(len(short) + 5, 2 * len(short))
    return words[-count:][0].start() if words else end


def _best_long_form(short: str, before: str) -> int | None:
    """Match the short form's letters right to left; the first must begin a word."""
    place = len(before) - 1
    for index in range(len(short) - 1, -1, -1):
        letter = short[index].lower()
        if not letter.isalnum():
            continue
        while place >= 0 and (
            before[place].lower() != letter
            or (index == 0 and place > 0 and before[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
        place -= 1
    start = place + 1
    long_form = before[start:]
    if len(long_form) <= len(short) or short in long_form.split():
        return None
    return start
