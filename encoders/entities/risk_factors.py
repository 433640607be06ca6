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
from itertools import compress
from typing import Final

from data_schema import Document, Finding, Mention, OntologyClass

from .alternatives import either
from .findings import SetAside, TextFindings
from .sentences import load_sentence_splitter
from .tables import read_toml

__all__ = ["RiskFactorReader", "load_risk_factor_reader"]

_WORDS: Final = re.compile(r"[\w'-]+")
_NEAR_DONE, _NEAR_VERB, _OPENING = 2, 3, 5
"""Words before a name, before a verb, and at the beginning of the next sentence: looked at."""
_ON: Final = re.compile(r"\bon\s$")
_PUT_ON: Final = re.compile(r"\b(?:started|placed|put|begun|initiated|commenced)\s(?:\w+\s)?on\s$")
_WAS: Final = re.compile(r"\b(?:was|been)\s(?:[\w-]+\s){0,3}$")
_UNTIL: Final = re.compile(r"(?:\s[\w-]+){0,4}\suntil\b")
_ENDS_OR_DATED: Final = re.compile(
    r"\s*(?:$|[.,;)]|(?:in\s)?\d|(?:about|over|some|several|many|more|a|last|at|for)\s(?:[\w-]+\s){0,5}"
    r"(?:ago|years?|months?|weeks?|age)\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habit:
    """``drug``: what it is where it was given up is said of every drug alike."""

    former: OntologyClass
    words: frozenset[str]
    drug: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFactorReader:
    """Tells them apart; :func:`load_risk_factor_reader` makes the packaged one.

    Attributes:
        treatments: concepts that somebody may be given for today's illness.
        habits: concept → what it is where it was given up.
        before, after, done, kept, earlier, later: words around a treatment.
        given_up: words that end a habit.
        sections: where today's treatment is told.
    """

    treatments: frozenset[str]
    habits: Mapping[str, _Habit]
    before: re.Pattern[str]
    after: re.Pattern[str]
    done: re.Pattern[str]
    kept: re.Pattern[str]
    earlier: re.Pattern[str]
    later: re.Pattern[str]
    given_up: _GivenUp
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
                over = [self._is_given_up(concept.id, each, around) for each in mentions]
                told = over[-1:] == [True]  # the last mention decides: documents come by date
                mentions = tuple(compress(mentions, (each is told for each in over)))
                concept = self.habits[concept.id].former if told else concept
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
        if self.kept.search(before) or _is_on(before):
            return False
        done = " ".join(_WORDS.findall(before)[-_NEAR_DONE:])
        is_done = mention.text.lower().endswith("ed") and self.done.search(done)
        return bool(
            mention.section in self.sections
            or self.before.search(before)
            or self.after.match(after)
            or is_done
        )

    def _is_given_up(self, concept: str, mention: Mention, around: _Surroundings) -> bool:
        habit = self.habits[concept]
        named = habit.words if habit.drug else frozenset()
        if around.tells(habit.former.id, mention, words=named):
            return True
        before, after, _ = around.of(mention)
        return self.given_up.ends(before, mention.text.lower(), after, habit.words, drug=habit.drug)


@dataclass(frozen=True, slots=True, kw_only=True)
class _GivenUp:
    """Words that end a habit; each must be said of the patient, and of the habit.

    Attributes:
        verbs: "quit"; after one of ``subjects``, not after one of ``unless``.
        before: "no longer", right before the habit.
        states: "sober".
    """

    verbs: re.Pattern[str]
    subjects: frozenset[str]
    before: re.Pattern[str]
    states: re.Pattern[str]
    unless: frozenset[str]

    def ends(
        self, before: str, said: str, after: str, words: frozenset[str], *, drug: bool
    ) -> bool:
        """Say whether the sentence ``before said after`` tells that a habit is over."""
        if self.before.search(before):
            return True
        past = said.endswith("ed") or _WAS.search(before)
        if past and _UNTIL.match(after):
            return True
        if drug and self.states.search(f"{before} {after}"):
            return True
        sentence = f"{before}{said}{after}"
        return any(self._verb_ends(sentence, cue, words) for cue in self.verbs.finditer(sentence))

    def _verb_ends(self, sentence: str, cue: re.Match[str], words: frozenset[str]) -> bool:
        earlier = _WORDS.findall(sentence[: cue.start()])[-_NEAR_VERB:]
        if self.unless.intersection(earlier):
            return False
        rest = sentence[cue.end() :]
        following = _WORDS.findall(rest)[:1]
        if words.intersection(following):
            return True
        by_patient = not earlier or earlier[-1] in self.subjects
        return by_patient and bool(_ENDS_OR_DATED.match(rest))


def _is_on(before: str) -> bool:
    """Say whether the text says "on" right before a drug that nobody was put on just now."""
    return bool(_ON.search(before)) and not _PUT_ON.search(before)


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

    def tells(self, concept: str, mention: Mention, *, words: frozenset[str]) -> bool:
        """Say whether a mention's sentence names a concept, too, by one of ``words`` if any."""
        found, place = self._place(mention)
        start, end = found[place]
        return any(
            start <= each.start < end
            and (not words or any(word in each.text.lower() for word in words))
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
                drug=row.get("drug", False),
            )
            for row in table["habits"]
            for concept, _ in row["concepts"]
        },
        before=re.compile(rf"\b(?:{either(treatments['before'])})\s(?:[\w./%-]+\s){{0,4}}$"),
        after=re.compile(
            rf"(?:,?\s(?:and\s)?[\w-]+){{0,2}}?(?:\s(?:was|were|is|are|been|being))?"
            rf"\s(?:{either(treatments['after'])})\b"
        ),
        done=_any(treatments["done"]),
        kept=re.compile(rf"\b(?:{either(treatments['kept'])})\s(?:[\w-]+\s){{0,2}}$"),
        earlier=re.compile(rf"\b(?:{either(treatments['earlier'])}|in\s(?:19|20)\d\d)\b"),
        later=_any(treatments["later"]),
        given_up=_GivenUp(
            verbs=_any(given_up["verbs"]),
            subjects=frozenset(given_up["subjects"]),
            before=re.compile(rf"\b(?:{either(given_up['before'])})\s(?:\w+\s)?$"),
            states=_any(given_up["states"]),
            unless=frozenset(given_up["unless"]),
        ),
        sections=frozenset(treatments["sections"]),
    )


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{either(words)})\b")
