"""Clinical text → mentions with section, assertion, experiencer and linked concept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from data_schema import (
    Candidate,
    Category,
    Document,
    LinkedFinding,
    Mention,
    Scope,
    Subject,
)
from kg import Concepts, LexicalEntry, Lexicon

from .context import ContextReader, ContextRules, load_context_rules
from .course import load_course_reader
from .demographics import DemographicsReader, load_demographics_reader
from .disambiguation import Disambiguator, load_meanings
from .expansion import read_short_forms
from .findings import TextFindings, resolve_findings
from .index import build_index
from .matcher import Match, Matcher, Mode, longest
from .measurements import NORMAL_CUE, MeasurementReader, load_measurement_reader
from .misreadings import MisreadingFilter, load_misreading_filter
from .names import NameIndex
from .normalize import Normalizer, load_normalizer
from .pain_modifiers import load_pain_modifier_reader
from .pain_sites import load_pain_site_reader
from .qualifiers import QualifierRule, load_qualifier_rule
from .tables import read_tsv
from .tokenizer import Tokens, tokenize
from .unlinked import UnlinkedFinder, load_unlinked_finder

__all__ = ["EntityRecognizer"]

_MAX_CANDIDATES: Final = 5
_MIN_SCORE: Final = 0.6
_MEASURED_SCORE: Final = 0.9
_TERM_TABLES: Final = ("clinical_terms.tsv", "disease_terms.tsv")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRecognizer:
    """Reads clinical text; :meth:`from_lexicon` makes one from a graph's names.

    Deterministic, picklable, plain Python: the same text always gives the same mentions, and their
    offsets index the original text.

    Attributes:
        lexicon: the concepts whose names it looks for.
        matcher: names → matches.
        normalizer, demographics, measurements, misreadings, qualifiers, context, unlinked,
            disambiguator: the rule tables.
        everyday: the lexicon has the words of everyday notes; sites of pain and what modifies a
            complaint are read, too.
    """

    lexicon: Concepts
    matcher: Matcher
    normalizer: Normalizer
    demographics: DemographicsReader
    measurements: MeasurementReader
    misreadings: MisreadingFilter
    qualifiers: QualifierRule
    context: ContextRules
    unlinked: UnlinkedFinder
    disambiguator: Disambiguator
    everyday: bool

    @classmethod
    def from_lexicon(
        cls,
        lexicon: Lexicon,
        *,
        categories: Collection[Category] = (Category.PHENOTYPIC_FEATURE,),
    ) -> EntityRecognizer:
        """Index the names of the concepts of ``categories`` (two seconds for all of HPO).

        The packaged table of clinical and lay terms is added where the lexicon has the concept.
        """
        normalizer = load_normalizer()
        terms = (
            LexicalEntry(row["term"], row["concept_id"], Scope.EXACT, row["kind"])
            for table in _TERM_TABLES
            for row in read_tsv(table)
        )
        wanted = lexicon.extended(terms).restricted(categories)
        return cls.from_index(build_index(wanted, normalizer=normalizer), wanted.concepts)

    @classmethod
    def from_index(cls, index: NameIndex, concepts: Concepts) -> EntityRecognizer:
        """Make a recogniser of names that are indexed already.

        Args:
            index: the names.
            concepts: those that the names are of.
        """
        normalizer = load_normalizer()
        return cls(
            lexicon=concepts,
            matcher=Matcher(index, normalizer=normalizer),
            normalizer=normalizer,
            demographics=load_demographics_reader(),
            measurements=load_measurement_reader(),
            misreadings=load_misreading_filter(),
            qualifiers=load_qualifier_rule(),
            context=load_context_rules(),
            unlinked=load_unlinked_finder(),
            disambiguator=Disambiguator(
                meanings=load_meanings(), categories=concepts.categories, parents=concepts.parents
            ),
            everyday=index.everyday,
        )

    def annotate(
        self,
        document: Document,
        *,
        mode: Mode = "longest",
        subject: Subject | None = None,
        charted: bool = False,
    ) -> tuple[Mention, ...]:
        """Return the mentions of a document, by offset.

        What looks like a finding and matched no name is among them, with ``linked.concept`` None;
        so is a finding of which only a kind is denied ("no dark-red papules").

        Args:
            document: the text.
            mode: ``longest`` keeps no mention inside another, ``nested`` keeps all.
            subject: age and sex, which choose the limits of measurements; what is not known is
                read from the document.
            charted: also read growth given beside the measure itself ("49 cm (<3rd centile)"),
                which annotators of findings leave out.
        """
        text = document.text
        subject = self.demographics.complete(subject or Subject(), [text])
        tokens = tokenize(text, prefixes=self.normalizer.prefixes)
        named = self.disambiguator.resolve(tokens, self._look_up(tokens))
        matches = read_short_forms(text, tokens, named, self._look_up)
        if mode == "longest":
            matches = longest(matches)
        findings = [match for match in matches if match.category is Category.PHENOTYPIC_FEATURE]
        names = [
            (match.start, match.end)
            for match in findings
            if len(match.places) > 1 and not match.elliptic
        ]
        reader = self.context.reader(document, names=names)
        diseases = [match for match in matches if match.category is Category.DISEASE]
        mentions = list(self._mentions(reader, text, tokens, findings))
        mentions.extend(
            mention
            for mention in self._mentions(reader, text, tokens, diseases)
            if mention.linked and mention.linked.concept
        )
        spans = [(match.start, match.end) for match in findings]
        taken = [(match.start, match.end) for match in matches]
        measured = chain(
            self._measured(text, tokens, reader, subject, charted=charted),
            self._painful(text, reader) if self.everyday else (),
        )
        for mention in _beside(spans, measured) if mode == "longest" else measured:
            taken.append((mention.start, mention.end))
            mentions.append(mention)
        if self.everyday:
            mentions.extend(self._modified(text, reader))
        taken.sort()
        for start, end in self.unlinked.find(tokens, taken):
            if reader.section(start) in self.unlinked.sections:
                nil = LinkedFinding(subject_label=text[start:end])
                mentions.append(reader.mention(start, end, nil))
        mentions.sort(key=lambda mention: (mention.start, -mention.end))
        return tuple(mentions)

    def findings(
        self,
        documents: Iterable[Document],
        *,
        phenotypes: Collection[str] | None = None,
        subject: Subject | None = None,
    ) -> TextFindings:
        """Read the documents of one patient, in order of time, and resolve what they say.

        Args:
            documents: of one patient.
            phenotypes: concepts that can be findings; ``None`` takes every concept found.
            subject: age and sex; what is not known is read from the documents.
        """
        documents = list(documents)
        subject = self.demographics.complete(
            subject or Subject(), [document.text for document in documents]
        )
        mentions = [
            mention
            for document in documents
            for mention in self.annotate(document, subject=subject, charted=True)
        ]
        return replace(
            resolve_findings(mentions, phenotypes=phenotypes),
            subject=subject,
            course=load_course_reader().read(document.text for document in reversed(documents)),
        )

    def judge_span(self, document: Document, start: int, end: int) -> Mention:
        """Return a span that someone else marked as a mention, not linked."""
        return self.context.judge_span(document, start, end)

    def link(self, phrase: str) -> LinkedFinding:
        """Link words that someone else marked as a mention.

        The best name inside ``phrase`` is taken; its score is lowered by the share of words that
        it leaves out, and a concept is chosen from 0.6 on.
        """
        tokens = tokenize(phrase, prefixes=self.normalizer.prefixes)
        matches = self.matcher.match(tokens)
        if not matches:
            return LinkedFinding(subject_label=phrase)
        best = max(matches, key=lambda match: (len(match.places), match.candidates[0].score))
        meant = len(self.matcher.content(tokens))
        linked = self._link(phrase, best, share=len(best.places) / max(meant, 1))
        return replace(linked, subject_label=phrase)

    def _look_up(self, tokens: Tokens) -> list[Match]:
        return list(self.misreadings.keep(self.matcher.match(tokens), tokens))

    def _mentions(
        self, reader: ContextReader, text: str, tokens: Tokens, matches: Sequence[Match]
    ) -> Iterator[Mention]:
        """Yield the matches of one vocabulary as mentions; NIL where less than a name is denied."""
        named = {place for match in matches for place in match.places}
        for match in matches:
            if reader.in_title(match.start):
                continue
            mention = reader.mention(match.start, match.end, self._link(text, match))
            if self.qualifiers.narrows(mention, match, tokens, named):
                mention = replace(mention, linked=LinkedFinding(subject_label=mention.text))
            yield mention

    def _measured(
        self,
        text: str,
        tokens: Tokens,
        reader: ContextReader,
        subject: Subject,
        *,
        charted: bool,
    ) -> Iterator[Mention]:
        """Yield measurements that name, or by a normal value exclude, a concept of the lexicon."""
        for found in self.measurements.find(text, tokens, subject=subject, charted=charted):
            if found.concept_id not in self.lexicon.labels or reader.in_title(found.start):
                continue
            linked = self._named(text[found.start : found.end], found.concept_id)
            mention = reader.mention(found.start, found.end, linked)
            if not found.excluded:
                yield mention
            elif not mention.assertion.negated:
                assertion = replace(mention.assertion, negated=True)
                yield replace(mention, assertion=assertion, cue=NORMAL_CUE)

    def _painful(self, text: str, reader: ContextReader) -> Iterator[Mention]:
        """Yield the sites that a pain is said to be in, as the finding of pain there."""
        for start, end, concept_id in load_pain_site_reader().find(text):
            if concept_id in self.lexicon.labels and not reader.in_title(start):
                yield reader.mention(start, end, self._named(text[start:end], concept_id))

    def _modified(self, text: str, reader: ContextReader) -> Iterator[Mention]:
        """Yield what complaints are made worse or better by, whatever is named inside."""
        for start, end, concept_id in load_pain_modifier_reader().find(text):
            if concept_id in self.lexicon.labels and not reader.in_title(start):
                yield reader.mention(start, end, self._named(text[start:end], concept_id))

    def _named(self, words: str, concept_id: str) -> LinkedFinding:
        label = self.lexicon.labels[concept_id]
        candidate = Candidate(id=concept_id, label=label, score=_MEASURED_SCORE)
        return LinkedFinding(subject_label=words, candidates=(candidate,), concept=candidate)

    def _link(self, text: str, match: Match, *, share: float = 1.0) -> LinkedFinding:
        candidates = tuple(
            Candidate(
                id=found.concept_id,
                label=self.lexicon.labels[found.concept_id],
                score=round(found.score * share, 4),
                category=found.category,
            )
            for found in match.candidates[:_MAX_CANDIDATES]
        )
        return LinkedFinding(
            subject_label=text[match.start : match.end],
            candidates=candidates,
            concept=candidates[0] if candidates[0].score >= _MIN_SCORE else None,
        )


def _beside(spans: Sequence[tuple[int, int]], mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the mentions that overlap none of ``spans``, which are sorted and apart."""
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    for mention in mentions:
        place = bisect_right(ends, mention.start)
        if place == len(starts) or starts[place] >= mention.end:
            yield mention
