"""The words of a table as one regular expression."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

__all__ = ["BLANKS", "either"]

BLANKS: Final[Mapping[str, str]] = {" ": r"\s{1,2}"}
"""Lets the words of a phrase stand apart as text is wrapped or set."""


def either(words: Iterable[str], *, spelling: Mapping[str, str] | None = None) -> str:
    """Return an expression, without groups, of any of ``words``; a longer one is tried first.

    They are parted by their first character, so that where none begins costs one look, whatever
    their number.

    Args:
        words: none of them empty.
        spelling: character → the expression that stands for it.
    """
    spelling = spelling or {}
    parted: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        parted.setdefault(word[0], []).append(word[1:])
    branches = [
        f"{_spelled(first, spelling)}{_any(rest, spelling)}" for first, rest in parted.items()
    ]
    whole = f"(?:{'|'.join(branches)})"
    if parted.keys() & spelling.keys():
        return whole
    return f"(?=[{re.escape(''.join(sorted(parted)))}]){whole}"


def _any(rest: list[str], spelling: Mapping[str, str]) -> str:
    expressions = "|".join(_spelled(each, spelling) for each in rest)
    return expressions if len(rest) == 1 else f"(?:{expressions})"


def _spelled(text: str, spelling: Mapping[str, str]) -> str:
    return "".join(spelling.get(char) or re.escape(char) for char in text)
