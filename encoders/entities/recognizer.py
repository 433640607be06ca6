"""Clinical text → mentions with section, assertion, experiencer and linked concept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from data_schema import (
    Assertion,
    Candidate,
    Category,
    Document,
    LinkedFinding,
    Mention,
    Scope,
)
from kg.lexicon import LexicalEntry, Lexicon

from .abbreviations import find_abbreviations
from .assertions import AssertionEngine, Judgement, load_assertion_engine
from .assertions import Scope as CueScope
from .findings import TextFindings, resolve_findings
from .index import build_index
from .matcher import Match, Matcher, Mode, longest
from .normalize import Normalizer, load_normalizer
from .sections import SectionFinder, SectionMap, load_section_finder
from .sentences import SentenceSplitter, load_sentence_splitter
from .tables import read_tsv
from .tokenizer import Tokens, tokenize
from .unlinked import UnlinkedFinder, load_unlinked_finder

__all__ = ["EntityRecognizer"]

_MAX_CANDIDATES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRecognizer:
    """Reads clinical text; :meth:`from_lexicon` makes one from a graph's names.

    Deterministic, picklable, plain Python: the same text always gives the same mentions, and their
    offsets index the original text.

    Attributes:
        lexicon: the names it looks for.
        matcher: names → matches.
        normalizer, sentences, sections, assertions, unlinked: the rule tables.
    """

    lexicon: Lexicon
    matcher: Matcher
    normalizer: Normalizer
    sentences: SentenceSplitter
    sections: SectionFinder
    assertions: AssertionEngine
    unlinked: UnlinkedFinder

    @classmethod
    def from_lexicon(
        cls,
        lexicon: Lexicon,
        *,
        categories: Collection[Category] = (Category.PHENOTYPIC_FEATURE,),
    ) -> EntityRecognizer:
        """Index the names of the concepts of ``categories`` (about a second for all of HPO).

        The packaged table of clinical and lay terms is added where the lexicon has the concept.
        """
        normalizer = load_normalizer()
        terms = (
            LexicalEntry(row["term"], row["concept_id"], Scope.EXACT, row["kind"])
            for row in read_tsv("clinical_terms.tsv")
        )
        wanted = lexicon.extended(terms).restricted(categories)
        return cls(
            lexicon=wanted,
            matcher=Matcher(build_index(wanted, normalizer=normalizer), normalizer=normalizer),
            normalizer=normalizer,
            sentences=load_sentence_splitter(),
            sections=load_section_finder(),
            assertions=load_assertion_engine(),
            unlinked=load_unlinked_finder(),
        )

    def annotate(self, document: Document, *, mode: Mode = "longest") -> tuple[Mention, ...]:
        """Return the mentions of a document, by offset.

        What looks like a finding and matched no name is among them, with ``linked.concept`` None.

        Args:
            document: the text.
            mode: ``longest`` keeps no mention inside another, ``nested`` keeps all.
        """
        text = document.text
        tokens = tokenize(text, prefixes=self.normalizer.prefixes)
        matches = self._explained(text, tokens, self.matcher.match(tokens))
        if mode == "longest":
            matches = longest(matches)
        reader = _ContextReader(self, text)
        mentions = [
            self._mention(document, match.start, match.end, reader, self._link(text, match))
            for match in matches
        ]
        taken = [(match.start, match.end) for match in matches]
        for start, end in self.unlinked.find(tokens, taken):
            if reader.section(start) in self.unlinked.sections:
                nil = LinkedFinding(subject_label=text[start:end])
                mentions.append(self._mention(document, start, end, reader, nil))
        mentions.sort(key=lambda mention: (mention.start, -mention.end))
        return tuple(mentions)

    def findings(
        self,
        documents: Iterable[Document],
        *,
        phenotypes: Collection[str] | None = None,
    ) -> TextFindings:
        """Read the documents of one patient, in order of time, and resolve what they say.

        Args:
            documents: of one patient.
            phenotypes: concepts that can be findings; ``None`` takes every concept found.
        """
        mentions = [mention for document in documents for mention in self.annotate(document)]
        return resolve_findings(mentions, phenotypes=phenotypes)

    def judge(self, text: str, start: int, end: int) -> Judgement:
        """Return what ``text`` says of its span ``start:end``: assertion, cue, experiencer."""
        return _ContextReader(self, text).judge(start, end)

    def _explained(self, text: str, tokens: Tokens, matches: list[Match]) -> list[Match]:
        """Let abbreviations that the document explains mean what it says they mean."""
        explained = {found.short: found for found in find_abbreviations(text)}
        if not explained:
            return matches
        meanings: dict[str, Match | None] = dict.fromkeys(explained)
        ends = {found.long_end: short for short, found in explained.items()}
        for match in matches:
            short = ends.get(match.end)
            if short is not None and match.start <= explained[short].long_start:
                meanings[short] = match
        kept = [match for match in matches if text[match.start : match.end] not in explained]
        kept.extend(_said_short(tokens, meanings))
        kept.sort(key=lambda match: (match.start, -match.end))
        return kept

    def _link(self, text: str, match: Match) -> LinkedFinding:
        candidates = tuple(
            Candidate(
                id=found.concept_id,
                label=self.lexicon.labels[found.concept_id],
                score=round(found.score, 4),
            )
            for found in match.candidates[:_MAX_CANDIDATES]
        )
        return LinkedFinding(
            subject_label=text[match.start : match.end],
            candidates=candidates,
            concept=candidates[0],
        )

    @staticmethod
    def _mention(
        document: Document, start: int, end: int, reader: _ContextReader, linked: LinkedFinding
    ) -> Mention:
        judgement = reader.judge(start, end)
        return Mention(
            document_id=document.id,
            start=start,
            end=end,
            text=document.text[start:end],
            section=reader.section(start),
            assertion=judgement.assertion,
            cue=judgement.cue,
            experiencer=judgement.experiencer,
            linked=linked,
        )


def _said_short(tokens: Tokens, meanings: dict[str, Match | None]) -> Iterator[Match]:
    for place, word in enumerate(tokens.words):
        meaning = meanings.get(word)
        if meaning is not None:
            yield Match(
                start=tokens.starts[place],
                end=tokens.ends[place],
                places=(place,),
                candidates=meaning.candidates,
            )


class _ContextReader:
    """Section and assertion of spans of one text; each sentence is read for cues once."""

    def __init__(self, recognizer: EntityRecognizer, text: str) -> None:
        self._text = text
        self._engine = recognizer.assertions
        self._finder = recognizer.sections
        self._sections = SectionMap(recognizer.sections.find(text))
        self._sentences = recognizer.sentences.split(text)
        self._starts = [start for start, _ in self._sentences]
        self._scopes: dict[int, Sequence[CueScope]] = {}

    def section(self, start: int) -> str:
        """Return the normalised name of the section at ``start``, or an empty string."""
        section = self._sections.at(start)
        return section.name if section and start >= section.body_start else ""

    def judge(self, start: int, end: int) -> Judgement:
        """Return the assertion of a span from its sentence's cues and its section."""
        place = max(0, bisect_right(self._starts, start) - 1)
        sentence = (self._sentences[place][0], max(end, self._sentences[place][1]))
        scopes = self._scopes.get(place)
        if scopes is None:
            scopes = self._scopes[place] = self._engine.scopes(self._text, *sentence)
        judgement = self._engine.judge(self._text, sentence, start, end, scopes)
        return self._with_section(judgement, self.section(start))

    def _with_section(self, judgement: Judgement, section: str) -> Judgement:
        if section in self._finder.family:
            assertion = replace(judgement.assertion, family=True)
            experiencer = judgement.experiencer if judgement.assertion.family else "family"
            return replace(judgement, assertion=assertion, experiencer=experiencer)
        flags: Assertion = judgement.assertion
        if section in self._finder.historical:
            return replace(judgement, assertion=replace(flags, historical=True))
        if section in self._finder.hypothetical:
            return replace(judgement, assertion=replace(flags, hypothetical=True))
        return judgement
