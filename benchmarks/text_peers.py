"""What the recogniser is compared with: other libraries, given the same names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import spacy
from spacy.matcher import PhraseMatcher

from data_schema import Assertion, Candidate, Document, LinkedFinding, Mention
from encoders.entities import Mode
from kg import Lexicon

__all__ = ["NegspacyPeer", "PhraseMatcherPeer", "ScispacyPeer"]


class PhraseMatcherPeer:
    """spaCy's PhraseMatcher over the names of a lexicon, in lower case."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._nlp = spacy.blank("en")
        self._nlp.max_length = 10**8
        self._labels = lexicon.labels
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        meaning: dict[str, str] = {}
        for entry in lexicon.entries:
            meaning.setdefault(entry.text.lower(), entry.concept_id)
        for text, concept_id in meaning.items():
            self._matcher.add(concept_id, [self._nlp.make_doc(text)])

    def annotate(self, document: Document, *, mode: Mode) -> Sequence[Mention]:
        """Return every match; ``longest`` leaves out those inside others."""
        spans: Sequence[Any] = self._matcher(self._nlp.make_doc(document.text), as_spans=True)
        if mode == "longest":
            spans = spacy.util.filter_spans(spans)
        return [
            _mention(document, span.start_char, span.end_char, span.label_, self._labels, 1.0)
            for span in spans
        ]


class ScispacyPeer:
    """scispaCy's candidate generator (character trigrams, HNSW) asked about every run of words.

    scispaCy's own mention detectors have to be downloaded; instead, each run of at most
    ``MOST_WORDS`` words that neither begins nor ends with a stop word is asked about, and counts
    as a mention where its nearest name is as near as ``THRESHOLD``. Vectors and index are made
    with the settings of ``scispacy.candidate_generation.create_tfidf_ann_index``, which itself
    refuses scipy ≥ 1.11, and with one thread: the index takes minutes.
    """

    MOST_WORDS: Final = 6
    THRESHOLD: Final = 0.95
    NEIGHBOURS: Final = 5

    def __init__(self, lexicon: Lexicon) -> None:
        import nmslib
        import numpy as np
        from scispacy.candidate_generation import CandidateGenerator
        from scispacy.linking_utils import Entity, KnowledgeBase
        from sklearn.feature_extraction.text import TfidfVectorizer

        names: dict[str, list[str]] = {id_: [] for id_ in lexicon.labels}
        for entry in lexicon.entries:
            names[entry.concept_id].append(entry.text)
        base = KnowledgeBase(Entity(id_, lexicon.labels[id_], names[id_]) for id_ in names)
        vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 3), min_df=10, dtype=np.float32
        )
        aliases = list(base.alias_to_cuis)
        vectors = vectorizer.fit_transform(aliases)
        filled = np.flatnonzero(vectors.getnnz(axis=1))
        index = nmslib.init(
            method="hnsw",
            space="cosinesimil_sparse",
            data_type=nmslib.DataType.SPARSE_VECTOR,
        )
        index.addDataPointBatch(vectors[filled])
        index.createIndex({"M": 100, "indexThreadQty": 1, "efConstruction": 2000, "post": 0})
        index.setQueryTimeParams({"efSearch": 200})
        self._generate = CandidateGenerator(
            index, vectorizer, [aliases[number] for number in filled], base
        )
        self._labels = lexicon.labels
        self._nlp = spacy.blank("en")
        self._nlp.max_length = 10**8

    def annotate(self, document: Document, *, mode: Mode) -> Sequence[Mention]:
        """Return the runs of words near a name; ``longest`` leaves out those inside others."""
        doc = self._nlp.make_doc(document.text)
        runs = [doc[start:end] for start, end in self._runs(doc)]
        texts = sorted({run.text for run in runs})
        nearest = dict(zip(texts, self._generate(texts, self.NEIGHBOURS), strict=True))
        spans: list[Any] = []
        scores: dict[tuple[int, int], float] = {}
        for run in runs:
            best = max(
                ((max(each.similarities), each.concept_id) for each in nearest[run.text]),
                default=(0.0, ""),
            )
            if best[0] >= self.THRESHOLD:
                spans.append(doc.char_span(run.start_char, run.end_char, label=best[1]))
                scores[run.start_char, run.end_char] = min(1.0, best[0])
        if mode == "longest":
            spans = spacy.util.filter_spans(spans)
        return [
            _mention(
                document,
                span.start_char,
                span.end_char,
                span.label_,
                self._labels,
                scores[span.start_char, span.end_char],
            )
            for span in spans
        ]

    def _runs(self, doc: Any) -> list[tuple[int, int]]:  # noqa: ANN401 - a spaCy Doc
        runs = []
        for start, first in enumerate(doc):
            if first.is_stop or not any(map(str.isalpha, first.text)):
                continue
            for end in range(start + 1, min(len(doc), start + self.MOST_WORDS) + 1):
                last = doc[end - 1]
                if last.is_space or last.text in ".;:,()":
                    break
                if not last.is_stop and not last.is_punct:
                    runs.append((start, end))
        return runs


class NegspacyPeer:
    """negspacy over a blank English pipeline with sentences, as its factory sets it up.

    Without ``chunk_prefix``: that denies every entity that begins with "no", a nodule, too.
    """

    def __init__(self) -> None:
        __import__("negspacy.negation")
        self._nlp = spacy.blank("en")
        self._nlp.add_pipe("sentencizer")
        self._nlp.add_pipe("negex")

    def judge_span(self, document: Document, start: int, end: int) -> Mention:
        """Return the span with negspacy's verdict."""
        text = document.text[start:end]
        doc = self._nlp.make_doc(document.text)
        span = doc.char_span(start, end, label="ENTITY", alignment_mode="expand")
        if span is None:
            return Mention(document_id=document.id, start=start, end=end, text=text)
        doc.ents = [span]
        for _, component in self._nlp.pipeline:
            doc = component(doc)
        return Mention(
            document_id=document.id,
            start=start,
            end=end,
            text=text,
            assertion=Assertion(negated=bool(doc.ents[0]._.negex)),
        )


def _mention(
    document: Document,
    start: int,
    end: int,
    concept_id: str,
    labels: Mapping[str, str],
    score: float,
) -> Mention:
    text = document.text[start:end]
    concept = Candidate(id=concept_id, label=labels[concept_id], score=score)
    linked = LinkedFinding(subject_label=text, candidates=(concept,), concept=concept)
    return Mention(document_id=document.id, start=start, end=end, text=text, linked=linked)
