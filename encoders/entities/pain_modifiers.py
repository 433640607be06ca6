"""What makes a complaint worse or better: "the pain is worse when taking a deep breath".

Notes tell it in a clause of its own, after the complaint. A word that says worse or better, what
follows it, and the complaint and site named last before it make a finding. All words are data
(``data/pain_modifiers.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from .alternatives import either
from .tables import read_toml

__all__ = ["PainModifierReader", "load_pain_modifier_reader"]

_BEFORE: Final = 250
_AFTER: Final = 70
_SENTENCE_END: Final = re.compile(r"[.;!?](?=\s|$)|\n[ \t]*\n")
_SPREAD: Final = re.compile(r"\bradiat\w+\s(?:to|into|down)\b[^,.;!?\n]{0,60}")
_ARTICLE: Final = frozenset({"", "the"})
_PAIN: Final = "pain"


@dataclass(frozen=True, slots=True, kw_only=True)
class PainModifierReader:
    """Finds what modifies complaints; :func:`load_pain_modifier_reader` makes the packaged one.

    Attributes:
        cue: a word that says worse (group ``worse``) or better, with a link after it.
        complaint, region, factor: any of their words.
        pronoun: what stands for the complaint of an earlier sentence.
        ends: words that what follows modifies nothing.
        unsaid: phrases that hold a word of a complaint or region and mean something else.
        complaints, regions, factors: word → the complaint, region or factor it names.
        concepts: (complaint or region, worse, factor) → the finding.
    """

    cue: re.Pattern[str]
    complaint: re.Pattern[str]
    region: re.Pattern[str]
    factor: re.Pattern[str]
    pronoun: re.Pattern[str]
    ends: re.Pattern[str]
    unsaid: re.Pattern[str]
    complaints: Mapping[str, str]
    regions: Mapping[str, str]
    factors: Mapping[str, str]
    concepts: Mapping[tuple[str, bool, str], str]

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield offsets, from the cue to the factor, and concept of each modified complaint."""
        lower = text.lower()
        if len(lower) != len(text):
            return
        said = _blanked(_SPREAD, _blanked(self.unsaid, lower))
        cues = list(self.cue.finditer(lower))
        for place, match in enumerate(cues):
            end = cues[place + 1].start() if place + 1 < len(cues) else len(lower)
            factors = self._factors(lower, match, end)
            subject = self._subject(said, match.start())
            if factors:  # it is what modifies, no subject of what comes after it
                close = factors[-1].end()
                said = said[: match.start()] + " " * (close - match.start()) + said[close:]
            if subject is None:
                continue
            found = set()
            for factor in factors:
                key = (subject, match["worse"] is not None, self.factors[factor[0]])
                concept = self.concepts.get(key)
                if concept is not None and concept not in found:
                    found.add(concept)
                    yield match.start(), factor.end(), concept

    def _factors(self, lower: str, cue: re.Match[str], end: int) -> list[re.Match[str]]:
        """Return the factors of a cue: in its sentence, before the next cue and any "not"."""
        start = cue.end()
        stop = min(end, start + _AFTER)
        for ending in (_SENTENCE_END, self.ends):
            if (found := ending.search(lower, start, stop)) is not None:
                stop = found.start()
        factors = [
            factor
            for factor in self.factor.finditer(lower, start, stop)
            if not lower[factor.end() : factor.end() + 1].isalnum()
        ]
        if cue[0].endswith(" in"):  # "in the morning", and not "in the last days, with cough"
            factors = [each for each in factors if lower[start : each.start()].strip() in _ARTICLE]
        return factors

    def _subject(self, lower: str, end: int) -> str | None:
        """Return what is modified: the complaint named last, a pain by its region."""
        start = max(0, end - _BEFORE)
        before = lower[start:end]
        if start and lower[start - 1].isalnum():
            before = before[before.find(" ") + 1 :]
        *earlier, clause = _SENTENCE_END.split(before)
        complaint = _last(self.complaint, clause)
        if complaint is None and self.pronoun.match(clause.strip()):
            complaint = _last(self.complaint, " ".join(earlier))
        if complaint is None:
            return None
        named = self.complaints[complaint]
        if named != _PAIN:
            return named
        region = _last(self.region, before)
        return "" if region is None else self.regions[region]


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: " " * len(found[0]), text)


def _last(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.findall(text)
    return found[-1] if found else None


@cache
def load_pain_modifier_reader() -> PainModifierReader:
    """Read the packaged words."""
    table = read_toml("pain_modifiers.toml")
    complaints, regions, factors = (
        {word: name for name, words in table[kind].items() for word in words}
        for kind in ("complaints", "regions", "factors")
    )
    worse, better, links = (either(table[kind]) for kind in ("worse", "better", "links"))
    return PainModifierReader(
        cue=re.compile(
            rf"\b(?:(?P<worse>{worse})|{better})\s(?:the\smost\s|mainly\s|only\s)?{links}\b"
        ),
        complaint=_any(complaints),
        region=_any(regions),
        factor=_any(factors),
        pronoun=_any(table["pronouns"]),
        ends=_any(table["ends"]),
        unsaid=_any(table["unsaid"]),
        complaints=complaints,
        regions=regions,
        factors=factors,
        concepts={
            (of, is_worse, factor): row["concept"][0]
            for row in table["findings"]
            for of in row["of"]
            for is_worse, kind in ((True, "worse"), (False, "better"))
            for factor in row.get(kind, ())
        },
    )


def _any(words: Mapping[str, str] | list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b{either(words)}\b")
