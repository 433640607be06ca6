"""The cues of assertions, read from ``data/assertion_rules.toml``: lists of words filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Any, Final, Literal

from .tables import read_toml

__all__ = ["CATEGORIES", "PIECE", "AssertionRule", "Category", "Words", "read_assertion_rules"]

Words = tuple[str, ...]
Category = Literal["negated", "uncertain", "hypothetical", "historical", "family"]
CATEGORIES: Final[tuple[Category, ...]] = (
    "negated",
    "uncertain",
    "hypothetical",
    "historical",
    "family",
)
PIECE: Final = re.compile(r"([^\W_]+(?:['’](?!s\b)[^\W_]+)*|['’]s\b|[^\s\w])")
"""What counts as a word of a cue: punctuation marks do, and so does "'s"."""
_BRACED: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionRule:
    """One cue.

    Attributes:
        cue: its words in lower case; punctuation marks are words.
        effect: ``assert``, ``pseudo`` (says nothing) or ``end`` (closes scopes).
        categories: what it asserts, or which scopes it closes.
        direction: ``forward``, ``backward`` or ``both``.
        reach: how many words it speaks for at most; 0 is to the end of the clause.
        who: the experiencer it names, ``""`` where it names none.
        final: only a cue where its clause ends after it ("Seizures: none").
    """

    cue: tuple[str, ...]
    effect: Literal["assert", "pseudo", "end"]
    categories: tuple[Category, ...] = ()
    direction: Literal["forward", "backward", "both"] = "forward"
    reach: int = 0
    who: str = ""
    final: bool = False


def read_assertion_rules() -> list[AssertionRule]:
    """Read the packaged rules."""
    data = read_toml("assertion_rules.toml")
    return [rule for table in data["rules"] for rule in _expand(table, data["words"])]


def _expand(
    table: Mapping[str, Any], words: Mapping[str, Sequence[str]]
) -> Iterator[AssertionRule]:
    """Yield a rule for each cue of one table of the rules file."""
    effect = table.get("effect", "assert")
    direction = table.get("direction", "forward")
    reach, final = table.get("reach", 0), table.get("final", False)
    categories = tuple(table.get("closes", ())) or tuple(
        name for name in (table.get("category"), table.get("also")) if name
    )
    for template in table["cues"]:
        for cue, relative in _filled(template, words):
            yield AssertionRule(
                cue=cue,
                effect=effect,
                categories=categories,
                direction=direction,
                reach=reach,
                final=final,
                who=relative or table.get("who", ""),
            )


def _filled(
    template: str, words: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Words, str | None]]:
    """Yield the words of a template with every member of its lists, and the member of "relative".

    The lists' names stand between blanks, or before "'s", so the parts make words of their own.
    """
    literals, names = _BRACED.split(template)[::2], _BRACED.findall(template)
    parts: list[list[tuple[Words, str | None]]] = [[(_words(literals[0]), None)]]
    for name, literal in zip(names, literals[1:], strict=True):
        parts.append([(_words(member), member) for member in words[name]])
        parts.append([(_words(literal), None)])
    relative = 2 * names.index("relative") + 1 if "relative" in names else 0
    for chosen in product(*parts):
        yield tuple(chain.from_iterable(each for each, _ in chosen)), chosen[relative][1]


def _words(text: str) -> Words:
    return tuple(match[0].lower() for match in PIECE.finditer(text))
