"""Words for a risk factor that tell of something else: today's treatment, or a habit given up.

"He takes warfarin" is a risk factor, "he was given heparin" is what was done about the illness.
"She smoked for 30 years but quit" is former smoking. The words are data
(``data/risk_factors.toml``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from data_schema import Document, Finding, Mention, OntologyClass

from .findings import SetAside, TextFindings
from .sentences import load_sentence_splitter
from .tables import read_toml

__all__ = ["RiskFactorReader", "load_risk_factor_reader"]

_WORDS: Final = re.compile(r"[\w'-]+")
_NEAR_AFTER, _NEAR_DONE, _OPENING = 4, 2, 5
"""Words after a name, before it, and at the beginning of the next sentence that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habit:
    former: OntologyClass
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFactorReader:
    """Tells them apart; :func:`load_risk_factor_reader` makes the packaged one.

    Attributes:
        treatments: concepts that somebody may be given for today's illness.
        habits: concept → what it is where it was given up.
        before, after, done, earlier, later: words around a treatment.
        given_up, unless: words that end a habit, and words beside them that do not.
        sections: where today's treatment is told.
    """

    treatments: frozenset[str]
    habits: Mapping[str, _Habit]
    before: re.Pattern[str]
    after: re.Pattern[str]
    done: re.Pattern[str]
    earlier: re.Pattern[str]
    later: re.Pattern[str]
    given_up: re.Pattern[str]
    unless: re.Pattern[str]
    sections: frozenset[str]

    def settle(self, found: TextFindings, documents: Iterable[Document]) -> TextFindings:
        """Return the findings without today's treatments, and habits given up as former ones."""
        around = _Surroundings(documents, found.findings)
        findings: list[Finding] = []
        treated: list[SetAside] = []
        for finding in found.findings:
            mentions, concept = finding.evidence, finding.type
            if concept.id in self.treatments and not finding.excluded:
                today = [each for each in mentions if self._is_treatment(each, around)]
                mentions = tuple(each for each in mentions if each not in today)
                if today and not mentions:
                    treated.extend(SetAside(mention=each, reason="treatment") for each in today)
                    continue
            elif concept.id in self.habits and not finding.excluded:
                former = [each for each in mentions if self._is_given_up(concept.id, each, around)]
                if former:
                    concept, mentions = self.habits[concept.id].former, tuple(former)
            findings.append(replace(finding, type=concept, evidence=mentions))
        kept = []
        for aside in found.set_aside:
            habit = self._habit_of(aside)
            if habit and self._is_given_up(habit, aside.mention, around):
                former_class = self.habits[habit].former
                findings.append(Finding(type=former_class, evidence=(_present(aside.mention),)))
            else:
                kept.append(aside)
        return replace(found, findings=tuple(_merged(findings)), set_aside=(*kept, *treated))

    def _habit_of(self, aside: SetAside) -> str | None:
        """Return the habit of a mention of the past; one that is denied with a word for its end."""
        linked = aside.mention.linked
        concept = linked.concept if linked else None
        if aside.reason != "historical" or concept is None or concept.id not in self.habits:
            return None
        return concept.id

    def _is_treatment(self, mention: Mention, around: _Surroundings) -> bool:
        before, after, following = around.of(mention)
        if self.earlier.search(f"{before} {after}") or self.later.search(
            " ".join(_WORDS.findall(following)[:_OPENING])
        ):
            return False
        near = " ".join(_WORDS.findall(after)[:_NEAR_AFTER])
        done = " ".join(_WORDS.findall(before)[-_NEAR_DONE:])
        is_done = mention.text.lower().endswith("ed") and self.done.search(done)
        return bool(
            mention.section in self.sections
            or self.before.search(before)
            or self.after.search(near)
            or is_done
        )

    def _is_given_up(self, concept: str, mention: Mention, around: _Surroundings) -> bool:
        before, after, _ = around.of(mention)
        if around.tells(self.habits[concept].former.id, mention):
            return True
        sentence = f"{before}{mention.text.lower()}{after}"
        others = frozenset().union(*(habit.words for habit in self.habits.values()))
        others -= self.habits[concept].words
        for cue in self.given_up.finditer(sentence):
            following = _WORDS.findall(sentence[cue.end() :])[:1]
            denied = self.unless.search(sentence[: cue.start()])
            if not denied and others.isdisjoint(following):
                return True
        return False


class _Surroundings:
    """The sentences of documents, split when they are first asked for, and what they tell."""

    def __init__(self, documents: Iterable[Document], findings: Iterable[Finding]) -> None:
        self._mentions = {each.type.id: each.evidence for each in findings if not each.excluded}
        self._texts = {document.id: document.text for document in documents}
        self._sentences: dict[str, Sequence[tuple[int, int]]] = {}

    def of(self, mention: Mention) -> tuple[str, str, str]:
        """Return what stands before and after in the sentence, and the next one, in lower case."""
        text = self._texts[mention.document_id]
        found, place = self._place(mention)
        start, end = found[place]
        next_start, next_end = found[place + 1] if place + 1 < len(found) else (end, end)
        return (
            text[start : mention.start].lower(),
            text[mention.end : max(end, mention.end)].lower(),
            text[next_start:next_end].lower(),
        )

    def tells(self, concept: str, mention: Mention) -> bool:
        """Say whether the sentence of a mention names a concept, too."""
        found, place = self._place(mention)
        start, end = found[place]
        return any(
            start <= each.start < end
            for each in self._mentions.get(concept, ())
            if each.document_id == mention.document_id
        )

    def _place(self, mention: Mention) -> tuple[Sequence[tuple[int, int]], int]:
        """Return the sentences of a mention's document, and the number of its own."""
        found = self._sentences.get(mention.document_id)
        if found is None:
            text = self._texts[mention.document_id]
            found = self._sentences[mention.document_id] = load_sentence_splitter().split(text)
        return found, max(0, bisect_right([start for start, _ in found], mention.start) - 1)


def _present(mention: Mention) -> Mention:
    """Return a mention of what is over as one of its having been: a former habit is there."""
    return replace(mention, assertion=replace(mention.assertion, negated=False))


def _merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield one finding for each concept, in order of the first; present beats excluded."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.type.id, []).append(finding)
    for group in groups.values():
        present = [finding for finding in group if not finding.excluded] or group
        evidence = tuple(dict.fromkeys(each for one in present for each in one.evidence))
        yield replace(present[0], evidence=evidence) if len(group) > 1 else group[0]


@cache
def load_risk_factor_reader() -> RiskFactorReader:
    """Read the packaged words."""
    table = read_toml("risk_factors.toml")
    treatments, given_up = table["treatments"], table["given_up"]
    return RiskFactorReader(
        treatments=frozenset(concept for concept, _ in treatments["concepts"]),
        habits={
            concept: _Habit(
                former=OntologyClass(id=row["former"][0], label=row["former"][1]),
                words=frozenset(row["words"]),
            )
            for row in table["habits"]
            for concept, _ in row["concepts"]
        },
        before=_any(treatments["before"]),
        after=_any(treatments["after"]),
        done=_any(treatments["done"]),
        earlier=_any(treatments["earlier"]),
        later=_any(treatments["later"]),
        given_up=_any(given_up["words"]),
        unless=re.compile(rf"(?:{_either(given_up['unless'])})\s(?:[\w']+\s)?$"),
        sections=frozenset(treatments["sections"]),
    )


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_either(words)})\b")


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
