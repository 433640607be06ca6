"""What the text says of a mention: negated, uncertain, hypothetical, historical, of the family.

A rule engine after NegEx (Chapman et al. 2001, doi:10.1006/jbin.2001.1029) and ConText (Harkema
et al. 2009, doi:10.1016/j.jbi.2009.05.002): cues have a direction, their scope runs to the next
word that ends it or to the end of the sentence. Rules are ``data/assertion_rules.toml``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import Final

from data_schema import PATIENT, Assertion
from kg import paused_collection

from .assertion_rules import CATEGORIES, PIECE, AssertionRule, Category, read_assertion_rules
from .remembered import Remembered

__all__ = [
    "AssertionEngine",
    "AssertionRule",
    "Judgement",
    "Scope",
    "holding_cues",
    "load_assertion_engine",
]

_Words = tuple[str, ...]
_LOWER: Final = Remembered(lambda word: word.lower().replace("’", "'"))
_CLAUSE_ENDS: Final = frozenset(".,;!?)")
_LONGEST_BACKWARD: Final = 40


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


class _Asserting:
    """The cues that assert something."""

    def __init__(self, rules: Iterable[AssertionRule]) -> None:
        self._cues = {rule.cue for rule in rules if rule.effect == "assert"}
        self._begun = {cue[:size] for cue in self._cues for size in range(1, len(cue) + 1)}
        self._first = {cue[0] for cue in self._cues}

    def within(self, words: _Words) -> bool:
        """Say whether one of them is another cue than ``words`` and may begin inside it."""
        count = len(words)
        for place, word in enumerate(words):
            if word in self._first:
                if place and words[place:] in self._begun:
                    return True
                if any(words[place:after] in self._cues for after in range(place + 1, count)):
                    return True
        return False

    def cue(self, words: _Words, rules: Sequence[AssertionRule]) -> _Cue:
        """Return the cue ``words`` with its rules."""
        asserts = any(rule.effect == "assert" for rule in rules)
        return _Cue(tuple(rules), asserts or self.within(words))


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
        asserting = _Asserting(rules)
        self._closing = {cue: asserting.cue(cue, found) for cue, found in by_cue.items()}
        self._anywhere = self._closing.copy()
        for cue in {rule.cue for rule in rules if rule.final}:
            plain = [rule for rule in by_cue[cue] if not rule.final]
            if plain:
                self._anywhere[cue] = asserting.cue(cue, plain)
            else:
                del self._anywhere[cue]
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
        parts = PIECE.split(text[start:end])
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


@cache
def load_assertion_engine() -> AssertionEngine:
    """Read the packaged rules."""
    with paused_collection():
        return AssertionEngine(read_assertion_rules())
