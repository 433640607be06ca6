"""Where a mention stands and what is said of it: section, assertion, experiencer."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from data_schema import Document, LinkedFinding, Mention

from .assertions import (
    AssertionEngine,
    Judgement,
    Scope,
    holding_cues,
    load_assertion_engine,
)
from .sections import SectionFinder, SectionMap, load_section_finder
from .sentences import SentenceSplitter, load_sentence_splitter

__all__ = ["ContextReader", "ContextRules", "judge_span", "load_context_rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextRules:
    """The tables that context is read with."""

    sentences: SentenceSplitter
    sections: SectionFinder
    assertions: AssertionEngine

    def reader(self, document: Document, *, names: Sequence[tuple[int, int]] = ()) -> ContextReader:
        """Return a reader of the context of spans of ``document``.

        Args:
            document: the text.
            names: spans that name findings, sorted; a cue inside one says nothing of the others.
        """
        return ContextReader(self, document, names=names)

    def judge_span(
        self, document: Document, start: int, end: int, linked: LinkedFinding | None = None
    ) -> Mention:
        """Return a span of a document as a mention."""
        return self.reader(document).mention(start, end, linked)


class ContextReader:
    """Reads the context of spans of one document.

    The cues of a sentence are kept, so that its next span costs little.
    """

    def __init__(
        self, rules: ContextRules, document: Document, *, names: Sequence[tuple[int, int]] = ()
    ) -> None:
        self._rules = rules
        self._document = document
        self._names = names
        self._sections = SectionMap(rules.sections.find(document.text))
        self._sentences = rules.sentences.split(document.text)
        self._starts = [start for start, _ in self._sentences]
        self._read: dict[int, tuple[Sequence[Scope], Sequence[tuple[int, int]]]] = {}

    def in_title(self, start: int) -> bool:
        """Say whether ``start`` lies in the title of a section."""
        section = self._sections.at(start)
        return section is not None and start < section.body_start

    def section(self, start: int) -> str:
        """Return the normalised name of the section at ``start``, or an empty string."""
        section = self._sections.at(start)
        return section.name if section and start >= section.body_start else ""

    def mention(self, start: int, end: int, linked: LinkedFinding | None = None) -> Mention:
        """Return the span ``start:end`` as a mention."""
        section = self.section(start)
        judgement = self._with_section(self._judge(start, end), section)
        return Mention(
            document_id=self._document.id,
            start=start,
            end=end,
            text=self._document.text[start:end],
            section=section,
            assertion=judgement.assertion,
            cue=judgement.cue,
            experiencer=judgement.experiencer,
            linked=linked,
        )

    def _judge(self, start: int, end: int) -> Judgement:
        text, engine = self._document.text, self._rules.assertions
        place = max(0, bisect_right(self._starts, start) - 1)
        sentence = (self._sentences[place][0], max(end, self._sentences[place][1]))
        read = self._read.get(place)
        if read is None:
            cues = engine.scopes(text, *sentence)
            first, last = (bisect_left(self._names, (offset, 0)) for offset in sentence)
            read = self._read[place] = (cues, holding_cues(self._names[first:last], cues))
        scopes, names = read
        return engine.judge(text, sentence, start, end, scopes, names=names)

    def _with_section(self, judgement: Judgement, section: str) -> Judgement:
        """Add what the section says of everything in it."""
        sections, assertion = self._rules.sections, judgement.assertion
        if section in sections.family:
            who = judgement.experiencer if assertion.family else "family"
            return replace(judgement, assertion=replace(assertion, family=True), experiencer=who)
        if section in sections.historical:
            return replace(judgement, assertion=replace(assertion, historical=True))
        if section in sections.hypothetical:
            return replace(judgement, assertion=replace(assertion, hypothetical=True))
        return judgement


@cache
def load_context_rules() -> ContextRules:
    """Read the packaged tables."""
    return ContextRules(
        sentences=load_sentence_splitter(),
        sections=load_section_finder(),
        assertions=load_assertion_engine(),
    )


def judge_span(
    document: Document, start: int, end: int, *, linked: LinkedFinding | None = None
) -> Mention:
    """Return a span of a document as a mention, read with the packaged tables."""
    return load_context_rules().judge_span(document, start, end, linked)
