"""The recogniser as spaCy components; the only file that imports spaCy.

Four factories, registered through the entry points of the distribution, so that they work by
name once Diagraph is installed:

- ``diagraph_entities`` finds mentions: fills ``doc.ents`` (those that do not overlap) and
  ``doc.spans["diagraph"]`` (all), label ``PHENOTYPE``, ``kb_id_`` the concept's CURIE;
- ``diagraph_linker`` links the entities another component found (``en_core_sci_*``), by the long
  form where scispaCy's ``abbreviation_detector`` ran, and by scispaCy's candidates where its
  linker did;
- ``diagraph_context`` gives such entities section and assertion, and needs no graph;
- ``diagraph_reranker`` lets a transformers cross-encoder choose between candidates that the first
  two could not tell apart.

Each sets ``span._.diagraph``, a mention as ``diagraph extract`` prints it (plain data, so that
``doc.to_bytes()`` and ``n_process > 1`` carry it); ``span._.diagraph_concept``,
``diagraph_assertion``, ``diagraph_section`` and ``diagraph_experiencer`` read parts of it.
``span._.diagraph_candidates`` has id, label, score and category of what it might be, best first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from multiprocessing import parent_process
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from data_schema import (
    Candidate,
    Category,
    Document,
    LinkedFinding,
    Mention,
    mention_from_dict,
    mention_to_dict,
)
from kg import load_arrays, open_store

from .entities import EntityRecognizer, Mode, Reranker, judge_span, load_recognizer

__all__ = ["ContextComponent", "EntityComponent", "LinkerComponent", "RerankerComponent"]

SPAN_LABEL: Final = "PHENOTYPE"
SPAN_GROUP: Final = "diagraph"


class _WithRecognizer:
    """Holds a recogniser, made from the graph of a store when the first text comes."""

    def __init__(self, *, store: str | None) -> None:
        self._store = store
        self._recognizer: EntityRecognizer | None = None

    @property
    def recognizer(self) -> EntityRecognizer:
        """The recogniser; reading it the first time opens the store."""
        if self._recognizer is None:
            with open_store(self._store) as store:
                self._recognizer = load_recognizer(load_arrays(store))
        return self._recognizer

    @recognizer.setter
    def recognizer(self, recognizer: EntityRecognizer) -> None:
        self._recognizer = recognizer


class EntityComponent(_WithRecognizer):
    """``diagraph_entities``: mentions of a text as spans.

    Args:
        store: where the graph is; ``None`` for the default one.
        mode: ``longest`` or ``nested``.
    """

    def __init__(self, *, store: str | None = None, mode: Mode = "longest") -> None:
        super().__init__(store=store)
        self._mode = mode

    def __call__(self, doc: Doc) -> Doc:
        """Add the mentions of ``doc``; entities that were there and do not overlap stay."""
        spans = []
        for mention in self.recognizer.annotate(_document(doc), mode=self._mode):
            concept = mention.linked.concept if mention.linked else None
            if concept is None:
                continue
            span = doc.char_span(
                mention.start,
                mention.end,
                label=SPAN_LABEL,
                kb_id=concept.id,
                alignment_mode="expand",
            )
            if span is not None:
                _annotate(span, mention)
                spans.append(span)
        doc.spans[SPAN_GROUP] = spans
        doc.ents = filter_spans([*spans, *doc.ents])
        return doc


class LinkerComponent(_WithRecognizer):
    """``diagraph_linker``: concept, section and assertion for entities found by others."""

    def __init__(self, *, store: str | None = None) -> None:
        super().__init__(store=store)

    def __call__(self, doc: Doc) -> Doc:
        """Link ``doc.ents``; those that link to nothing keep ``concept`` ``None``."""
        entities = []
        for span in doc.ents:
            linked = self._link(span)
            concept = linked.concept
            kb_id = concept.id if concept else span.kb_id_
            new = Span(doc, span.start, span.end, label=span.label_, kb_id=kb_id)
            _annotate(new, _judged(new, linked))
            entities.append(new)
        doc.ents = entities
        return doc

    def _link(self, span: Span) -> LinkedFinding:
        labels = self.recognizer.lexicon.labels
        candidates = tuple(
            Candidate(id=id_, label=labels[id_], score=min(1.0, max(0.0, float(score))))
            for id_, score in _scispacy_candidates(span)
            if id_ in labels
        )
        if candidates:
            return LinkedFinding(
                subject_label=span.text, candidates=candidates, concept=candidates[0]
            )
        return self.recognizer.link(_long_form(span) or span.text)


class ContextComponent:
    """``diagraph_context``: section and assertion for entities found by others."""

    def __call__(self, doc: Doc) -> Doc:
        """Judge ``doc.ents``."""
        for span in doc.ents:
            _annotate(span, _judged(span, None))
        return doc


class RerankerComponent:
    """``diagraph_reranker``: a cross-encoder chooses between candidates that fit alike.

    Args:
        model: folder of the model, read when the first text comes.
        device: as torch calls it.
        margin, weight: see :class:`Reranker`.
        local_files_only: ``False`` lets transformers download ``model`` from the hub.
    """

    def __init__(
        self, *, model: str, device: str, margin: float, weight: float, local_files_only: bool
    ) -> None:
        self._model = model
        self._device = device
        self._margin = margin
        self._weight = weight
        self._local_files_only = local_files_only
        self._reranker: Reranker | None = None

    @property
    def reranker(self) -> Reranker:
        """The re-ranker; reading it the first time loads the model."""
        if self._reranker is None:
            _keep_to_one_thread_in_workers()
            self._reranker = Reranker.load(
                self._model,
                local_files_only=self._local_files_only,
                device=self._device,
                margin=self._margin,
                weight=self._weight,
            )
        return self._reranker

    def __call__(self, doc: Doc) -> Doc:
        """Judge the entities and ``doc.spans["diagraph"]``; the others stay as they are."""
        spans = [*doc.ents, *doc.spans.get(SPAN_GROUP, ())]
        found = {(span.start, span.end, span.kb_id_): span for span in spans if _is_current(span)}
        mentions = [_mention(span) for span in found.values()]
        reranked = self.reranker.rerank(_document(doc), mentions)
        chosen: dict[tuple[int, int, str], Span] = {}
        for (key, span), mention in zip(found.items(), reranked, strict=True):
            concept = mention.linked.concept if mention.linked else None
            if concept is not None:
                new = Span(doc, span.start, span.end, label=span.label_, kb_id=concept.id)
                _annotate(new, mention)
                chosen[key] = new
        doc.ents = [_chosen(span, chosen) for span in doc.ents]
        if SPAN_GROUP in doc.spans:
            doc.spans[SPAN_GROUP] = [_chosen(span, chosen) for span in doc.spans[SPAN_GROUP]]
        return doc


@Language.factory(
    "diagraph_entities",
    assigns=["doc.ents", "doc.spans", "span._.diagraph"],
    default_config={"store": None, "mode": "longest"},
)
def make_entities(nlp: Language, name: str, store: str | None, mode: Mode) -> EntityComponent:
    """Make ``diagraph_entities``; see :class:`EntityComponent`."""
    _register_extensions()
    return EntityComponent(store=store, mode=mode)


@Language.factory(
    "diagraph_linker",
    requires=["doc.ents"],
    assigns=["doc.ents", "span._.diagraph"],
    default_config={"store": None},
)
def make_linker(nlp: Language, name: str, store: str | None) -> LinkerComponent:
    """Make ``diagraph_linker``; see :class:`LinkerComponent`."""
    _register_extensions()
    return LinkerComponent(store=store)


@Language.factory("diagraph_context", requires=["doc.ents"], assigns=["span._.diagraph"])
def make_context(nlp: Language, name: str) -> ContextComponent:
    """Make ``diagraph_context``; see :class:`ContextComponent`."""
    _register_extensions()
    return ContextComponent()


@Language.factory(
    "diagraph_reranker",
    requires=["doc.ents", "span._.diagraph_candidates"],
    assigns=["doc.ents", "doc.spans", "span._.diagraph"],
    default_config={"device": "cpu", "margin": 0.1, "weight": 0.5, "local_files_only": True},
)
def make_reranker(
    nlp: Language,
    name: str,
    model: str,
    device: str,
    margin: float,
    weight: float,
    local_files_only: bool,
) -> RerankerComponent:
    """Make ``diagraph_reranker``; see :class:`RerankerComponent`."""
    _register_extensions()
    return RerankerComponent(
        model=model,
        device=device,
        margin=margin,
        weight=weight,
        local_files_only=local_files_only,
    )


def _register_extensions() -> None:
    Span.set_extension("diagraph", default=None, force=True)
    Span.set_extension("diagraph_candidates", default=(), force=True)
    for part in ("concept", "assertion", "section", "experiencer"):
        Span.set_extension(f"diagraph_{part}", getter=_Part(part), force=True)


class _Part:
    """Getter of one part of ``span._.diagraph``."""

    def __init__(self, part: str) -> None:
        self._part = part

    def __call__(self, span: Span) -> object:
        mention = span._.diagraph
        return None if mention is None else mention[self._part]


def _document(doc: Doc) -> Document:
    return Document(id=str(doc.user_data.get("id", "")), text=doc.text)


def _annotate(span: Span, mention: Mention) -> None:
    span._.diagraph = mention_to_dict(mention)
    candidates = mention.linked.candidates if mention.linked else ()
    span._.diagraph_candidates = [
        {**asdict(candidate), "category": candidate.category.value} for candidate in candidates
    ]


def _keep_to_one_thread_in_workers() -> None:
    """Let a worker of ``n_process > 1`` compute on one thread: torch's do not survive a fork."""
    if parent_process() is not None:
        import torch

        torch.set_num_threads(1)


def _is_current(span: Span) -> bool:
    """Say whether what the span's place says is said of this span, not of another there."""
    mention = span._.diagraph
    concept = mention and mention["concept"]
    return bool(concept) and concept["id"] == span.kb_id_


def _mention(span: Span) -> Mention:
    """Return the mention that :func:`_annotate` wrote, with its candidates."""
    mention = mention_from_dict(span._.diagraph, document_id="")
    linked = mention.linked or LinkedFinding(subject_label=mention.text)
    candidates = tuple(
        Candidate(**{**each, "category": Category(each["category"])})
        for each in span._.diagraph_candidates
    )
    return replace(mention, linked=replace(linked, candidates=candidates))


def _chosen(span: Span, chosen: Mapping[tuple[int, int, str], Span]) -> Span:
    return chosen.get((span.start, span.end, span.kb_id_), span)


def _judged(span: Span, linked: LinkedFinding | None) -> Mention:
    return judge_span(_document(span.doc), span.start_char, span.end_char, linked=linked)


def _long_form(span: Span) -> str:
    """Return what scispaCy's abbreviation detector says the span stands for."""
    if not span.has_extension("long_form"):
        return ""
    long_form = span._.long_form
    if long_form is None:
        return ""
    return str(long_form)


def _scispacy_candidates(span: Span) -> Iterable[tuple[str, float]]:
    """Return the (id, score) pairs of scispaCy's linker, if it ran with an HPO knowledge base."""
    if not span.has_extension("kb_ents"):
        return ()
    found: Iterable[tuple[str, float]] = span._.kb_ents
    return found
