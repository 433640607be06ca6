"""What the text says of a mention: negated, uncertain, hypothetical, historical, of the family.

A rule engine after NegEx (Chapman et al. 2001, doi:10.1006/jbin.2001.1029) and ConText (Harkema
et al. 2009, doi:10.1016/j.jbi.2009.05.002): cues have a direction, their scope runs to the next
word that ends it or to the end of the sentence. Rules are ``data/assertion_rules.toml``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise, product
from typing import Any, Final, Literal

from data_schema import PATIENT, Assertion

from .remembered import Remembered
from .tables import read_toml

__all__ = [
    "AssertionEngine",
    "AssertionRule",
    "Judgement",
    "Scope",
    "holding_cues",
    "load_assertion_engine",
]

_Words = tuple[str, ...]
_Asserting = Mapping[str, Sequence[_Words]]
Category = Literal["negated", "uncertain", "hypothetical", "historical", "family"]
CATEGORIES: Final[tuple[Category, ...]] = (
    "negated",
    "uncertain",
    "hypothetical",
    "historical",
    "family",
)
_PIECE: Final = re.compile(r"([^\W_]+(?:['’](?!s\b)[^\W_]+)*|['’]s\b|[^\s\w])")
_LOWER: Final = Remembered(lambda word: word.lower().replace("’", "'"))
_CLAUSE_ENDS: Final = frozenset(".,;!?)")
_LONGEST_BACKWARD: Final = 40


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where one cue holds: a span of the text, the cue's own span, and what it says.

    ``category`` is ``None`` for a cue that says nothing; its span is empty.
    """

    start: int
    end: int
    cue_start: int
    cue_end: int
    category: Category | None
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The assertion of one span, the cue that decided it, and whom it is about."""

    assertion: Assertion
    cue: str = ""
    experiencer: str = PATIENT


@dataclass(frozen=True, slots=True)
class _Cue:
    """Every rule with the same words.

    ``telling``: one asserts something, or might were some of the words hidden.
    """

    rules: tuple[AssertionRule, ...]
    telling: bool

    @classmethod
    def of(cls, words: _Words, rules: Sequence[AssertionRule], asserting: _Asserting) -> _Cue:
        """Make one; ``asserting`` are the cues that assert something, by their first word."""
        asserts = any(rule.effect == "assert" for rule in rules)
        return cls(tuple(rules), asserts or _hides(words, asserting))


def _hides(words: _Words, asserting: _Asserting) -> bool:
    """Say whether a cue that asserts something may begin inside another cue."""
    return any(
        other[: len(words) - place] == words[place : place + len(other)]
        for place, word in enumerate(words)
        for other in asserting.get(word, ())
        if place or len(other) < len(words)
    )


_Lengths = tuple[int, ...]
_Opening = tuple[_Lengths, Mapping[str, _Lengths]]
"""How many words a cue may have, longest first: before any word, and by its second word."""


def _openings(cues: Collection[_Words]) -> dict[str, _Opening]:
    """Return by first word how many words a cue may have."""
    together: dict[str, dict[str, set[int]]] = {}
    alone = {cue[0] for cue in cues if len(cue) == 1}
    for cue in cues:
        longer = together.setdefault(cue[0], {})
        if len(cue) > 1:
            longer.setdefault(cue[1], {1} if cue[0] in alone else set()).add(len(cue))
    return {
        word: (
            (1,) if word in alone else (),
            {second: tuple(sorted(known, reverse=True)) for second, known in longer.items()},
        )
        for word, longer in together.items()
    }


@dataclass(frozen=True, slots=True)
class _Found:
    """A cue in a sentence: word numbers [first, last) and what is known of those words."""

    first: int
    last: int
    cue: _Cue


class AssertionEngine:
    """Applies the rules to sentences. :func:`load_assertion_engine` makes the packaged one."""

    def __init__(self, rules: Sequence[AssertionRule]) -> None:
        by_cue: dict[tuple[str, ...], list[AssertionRule]] = {}
        for rule in rules:
            by_cue.setdefault(rule.cue, []).append(rule)
        _inherit_ends(by_cue)
        asserting: dict[str, list[_Words]] = {}
        for rule in rules:
            if rule.effect == "assert":
                asserting.setdefault(rule.cue[0], []).append(rule.cue)
        self._closing = {cue: _Cue.of(cue, found, asserting) for cue, found in by_cue.items()}
        self._anywhere = {
            cue: _Cue.of(cue, plain, asserting)
            for cue, found in by_cue.items()
            if (plain := [rule for rule in found if not rule.final])
        }
        self._openings = _openings(by_cue)
        telling = [words for words, cue in self._closing.items() if cue.telling]
        self._telling_words = frozenset(words[0] for words in telling if len(words) == 1)
        self._telling_pairs = frozenset(words[:2] for words in telling if len(words) > 1)

    def scopes(
        self, text: str, start: int, end: int, *, opaque: tuple[int, int] = (0, 0)
    ) -> list[Scope]:
        """Return the scopes of every cue in the sentence ``text[start:end]``.

        Args:
            text: what the offsets index.
            start: where the sentence begins.
            end: where it ends.
            opaque: a span whose words are no cues, nor part of one.
        """
        parts = _PIECE.split(text[start:end])
        words = list(map(_LOWER.__getitem__, parts[1::2]))
        if self._tells_nothing(words):
            return []
        found = list(self._find(words))
        if not any(cue.cue.telling for cue in found):
            return []
        edges = list(accumulate(map(len, parts), initial=start))
        spans = list(zip(edges[1::2], edges[2::2], strict=False))
        hidden_from, hidden_to = opaque
        if hidden_to > start:
            for place, (begin, finish) in enumerate(spans):
                if begin < hidden_to and hidden_from < finish:
                    words[place] = _OPAQUE
            found = list(self._find(words))
        pieces = [(*span, word) for span, word in zip(spans, words, strict=False)]
        scopes: list[Scope] = []
        for place, cue in enumerate(found):
            for rule in cue.cue.rules:
                if rule.effect == "assert":
                    scopes.extend(self._scope(rule, cue, place, found, pieces))
                else:
                    scopes.append(_mute(cue, pieces))
        return scopes

    def judge(
        self,
        text: str,
        sentence: tuple[int, int],
        start: int,
        end: int,
        scopes: Sequence[Scope],
        *,
        names: Sequence[tuple[int, int]] = (),
    ) -> Judgement:
        """Return what the cues of a sentence say of the span ``text[start:end]``.

        Words of the span itself are no cues: where one was taken for a cue, the sentence is read
        again without them. Nor is a word of another name: in "absent speech, seizures" nothing
        denies the seizures.

        Args:
            text: what the offsets index.
            sentence: where the sentence begins and ends.
            start: where the span begins.
            end: where it ends.
            scopes: of the sentence.
            names: spans of the sentence that name findings of several words and hold a cue.
        """
        if not scopes:
            return _UNSAID
        if any(scope.cue_start < end and start < scope.cue_end for scope in scopes):
            scopes = self.scopes(text, *sentence, opaque=(start, end))
        deciding: dict[Category, Scope] = {}
        for scope in scopes:
            if scope.category is None or scope.start > start or scope.end < end:
                continue
            if _inside_another(scope, start, end, names):
                continue
            known = deciding.get(scope.category)
            if known is None or _distance(scope, start, end) < _distance(known, start, end):
                deciding[scope.category] = scope
        if not deciding:
            return _UNSAID
        first = next(deciding[name] for name in CATEGORIES if name in deciding)
        family = deciding.get("family")
        return Judgement(
            assertion=Assertion(**dict.fromkeys(deciding, True)),
            cue=text[first.cue_start : first.cue_end],
            experiencer=family.who or "family" if family else PATIENT,
        )

    def _tells_nothing(self, words: Sequence[str]) -> bool:
        """Say, at a glance, that no cue that asserts something can be among ``words``."""
        return self._telling_words.isdisjoint(words) and self._telling_pairs.isdisjoint(
            pairwise(words)
        )

    def _find(self, words: Sequence[str]) -> Iterator[_Found]:
        openings, count, free = self._openings, len(words), 0
        for place in [place for place, word in enumerate(words) if word in openings]:
            if place < free:
                continue
            alone, together = openings[words[place]]
            following = words[place + 1] if place + 1 < count else ""
            for length in together.get(following, alone):
                after = place + length
                if after > count:
                    continue
                closes = after == count or words[after] in _CLAUSE_ENDS
                cue = (self._closing if closes else self._anywhere).get(tuple(words[place:after]))
                if cue is not None:
                    yield _Found(place, after, cue)
                    free = after
                    break

    @staticmethod
    def _scope(
        rule: AssertionRule,
        cue: _Found,
        place: int,
        found: Sequence[_Found],
        pieces: Sequence[tuple[int, int, str]],
    ) -> Iterator[Scope]:
        cue_start, cue_end = pieces[cue.first][0], pieces[cue.last - 1][1]
        for category in rule.categories:
            if rule.direction in ("forward", "both"):
                last = len(pieces) if not rule.reach else min(len(pieces), cue.last + rule.reach)
                for later in found[place + 1 :]:
                    if later.first >= last:
                        break
                    if _closes(later, category, forward=True):
                        last = later.first
                        break
                last = _label_end(pieces, cue.last, last)
                if last > cue.last:
                    yield Scope(
                        start=cue_end,
                        end=pieces[last - 1][1],
                        cue_start=cue_start,
                        cue_end=cue_end,
                        category=category,
                        who=rule.who,
                    )
            if rule.direction in ("backward", "both"):
                first = max(0, cue.first - (rule.reach or _LONGEST_BACKWARD))
                for earlier in reversed(found[:place]):
                    if earlier.last <= first:
                        break
                    if _closes(earlier, category, forward=False):
                        first = earlier.last
                        break
                if first < cue.first:
                    yield Scope(
                        start=pieces[first][0],
                        end=cue_start,
                        cue_start=cue_start,
                        cue_end=cue_end,
                        category=category,
                        who=rule.who,
                    )


_UNSAID: Final = Judgement(assertion=Assertion())
_BRACED: Final = re.compile(r"\{(\w+)\}")
_OPAQUE: Final = "\0"


def _mute(cue: _Found, pieces: Sequence[tuple[int, int, str]]) -> Scope:
    """Return the empty scope of a cue that asserts nothing, so that its words are known."""
    start, end = pieces[cue.first][0], pieces[cue.last - 1][1]
    return Scope(start=end, end=end, cue_start=start, cue_end=end, category=None, who="")


def _inherit_ends(by_cue: dict[tuple[str, ...], list[AssertionRule]]) -> None:
    """Let a cue that ends scopes also end what a shorter such cue inside it ends.

    Cues are found longest first, so "and the patient" would hide "the patient".
    """
    ends = {cue: [rule for rule in rules if rule.effect == "end"] for cue, rules in by_cue.items()}
    for cue, own in ends.items():
        if own:
            for size in range(1, len(cue)):
                for first in range(len(cue) - size + 1):
                    by_cue[cue].extend(ends.get(cue[first : first + size], ()))


def holding_cues(
    names: Sequence[tuple[int, int]], scopes: Sequence[Scope]
) -> list[tuple[int, int]]:
    """Return the spans of a sentence that have a cue in them: "absent speech"."""
    cues = sorted({(scope.cue_start, scope.cue_end) for scope in scopes if scope.category})
    held = []
    for start, end in names:
        place = bisect_left(cues, (start, 0))
        if place < len(cues) and cues[place][1] <= end:
            held.append((start, end))
    return held


def _inside_another(scope: Scope, start: int, end: int, names: Sequence[tuple[int, int]]) -> bool:
    """Say whether the cue is part of a name that the span ``start:end`` is no part of."""
    return any(
        first <= scope.cue_start and scope.cue_end <= last and not first <= start < end <= last
        for first, last in names
    )


def _distance(scope: Scope, start: int, end: int) -> int:
    return start - scope.cue_end if scope.cue_end <= start else scope.cue_start - end


def _label_end(pieces: Sequence[tuple[int, int, str]], first: int, last: int) -> int:
    """Stop at a colon ("no fever  Lungs: …"), unless it follows the cue itself."""
    for place in range(first + 1, last):
        if pieces[place][2] == ":":
            return place
    return last


def _closes(found: _Found, category: Category, *, forward: bool) -> bool:
    for rule in found.cue.rules:
        if rule.effect == "end" and category in rule.categories:
            return True
        if not forward and rule.effect == "assert" and category in rule.categories:
            return True
    return False


def _expand(
    table: Mapping[str, Any], words: Mapping[str, Sequence[str]]
) -> Iterator[AssertionRule]:
    """Yield a rule for each cue of one table of the rules file."""
    effect = table.get("effect", "assert")
    categories = tuple(table.get("closes", ())) or tuple(
        name for name in (table.get("category"), table.get("also")) if name
    )
    for template in table["cues"]:
        names = _BRACED.findall(template)
        for members in product(*(words[name] for name in names)):
            filled = dict(zip(names, members, strict=True))
            text = template.format(**filled)
            yield AssertionRule(
                cue=tuple(match[0].lower() for match in _PIECE.finditer(text)),
                effect=effect,
                categories=categories,
                direction=table.get("direction", "forward"),
                reach=table.get("reach", 0),
                final=table.get("final", False),
                who=filled.get("relative", table.get("who", "")),
            )


@cache
def load_assertion_engine() -> AssertionEngine:
    """Read the packaged rules."""
    data = read_toml("assertion_rules.toml")
    return AssertionEngine(
        [rule for table in data["rules"] for rule in _expand(table, data["words"])]
    )
