"""How well mentions and assertions are read, against annotated text.

Concepts are scored as sets of ids per document, summed over documents (micro) and averaged over
them (macro), and as exact span with id (mention). Assertions are scored with the span given.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from data_schema import Document, InputError, Mention, RecordError
from kg import PHENOTYPE_ROOT, GraphArrays

from .matcher import Mode

__all__ = [
    "Annotator",
    "SpanJudge",
    "annotates_diseases",
    "disease_scope",
    "evaluate_assertions",
    "evaluate_concepts",
    "phenotype_scope",
    "read_annotated",
]

HPO_PREFIX: Final = "HP:"
MONDO_PREFIX: Final = "MONDO:"
_ID_KEYS: Final = ("id", "doc_id", "document_id", "note_id")


class Annotator(Protocol):
    """What can be scored: our recogniser, and peers in benchmarks."""

    def annotate(self, document: Document, *, mode: Mode) -> Sequence[Mention]:
        """Return the mentions of a document."""
        ...


class SpanJudge(Protocol):
    """What assertions are scored of: :class:`ContextRules`, a recogniser, peers in benchmarks."""

    def judge_span(self, document: Document, start: int, end: int) -> Mention:
        """Return a span of a document as a mention."""
        ...


@dataclass(slots=True)
class _Counts:
    """True positives, false positives and false negatives, adding up."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def add(self, predicted: Collection[object], gold: Collection[object]) -> _Counts:
        both = len(set(predicted) & set(gold))
        self.tp += both
        self.fp += len(set(predicted)) - both
        self.fn += len(set(gold)) - both
        return self

    def scores(self) -> dict[str, float]:
        """Return precision, recall and F1 in [0, 1]; 0 where undefined."""
        predicted, gold = self.tp + self.fp, self.tp + self.fn
        return {
            "p": self.tp / predicted if predicted else 0.0,
            "r": self.tp / gold if gold else 0.0,
            "f1": 2 * self.tp / (predicted + gold) if predicted + gold else 0.0,
        }


def read_annotated(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of an annotated JSONL file.

    Raises:
        InputError: the file cannot be read.
        RecordError: a line is not a JSON object with a ``text``.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"expected a UTF-8 JSON Lines file at {path.name}, got {type(error).__name__}; "
            "check the path and the encoding"
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise RecordError(f"line {number}: expected a JSON object, got invalid JSON") from error
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise RecordError(f'line {number}: expected an object with a string "text"')
        yield record


def phenotype_scope(arrays: GraphArrays) -> tuple[dict[str, str], frozenset[str]]:
    """Return (alternative or replaced id → current id, ids of the descendants of HP:0000118)."""
    ids = list(arrays.term_ids)
    canonical = {alt: ids[term] for alt, term in arrays.alt_index.items()}
    phenotypes = {ids[term] for term in np.flatnonzero(arrays.is_phenotype).tolist()}
    return canonical, frozenset(phenotypes - {PHENOTYPE_ROOT})


def disease_scope(
    arrays: GraphArrays, records: Iterable[Mapping[str, Any]]
) -> tuple[dict[str, str], frozenset[str]]:
    """Return ({}, the MONDO ids of the graph and of the annotations).

    MONDO's ids are taken as they are: an annotated class that the graph does not have is a miss.
    """
    known = (*arrays.class_ids, *arrays.disease_ids)
    gold = (str(each.get("concept_id")) for record in records for each in _annotations(record))
    return {}, frozenset(id_ for id_ in (*known, *gold) if id_.startswith(MONDO_PREFIX))


def annotates_diseases(records: Iterable[Mapping[str, Any]]) -> bool:
    """Say whether annotated documents hold MONDO ids, and none of HPO."""
    ids = [str(each.get("concept_id")) for record in records for each in _annotations(record)]
    return any(id_.startswith(MONDO_PREFIX) for id_ in ids) and not any(
        id_.startswith(HPO_PREFIX) for id_ in ids
    )


def _annotations(record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (each for each in record.get("annotations", ()) if isinstance(each, Mapping))


def evaluate_concepts(
    recognizer: Annotator,
    records: Iterable[Mapping[str, Any]],
    *,
    canonical: Mapping[str, str],
    scored: Collection[str],
    mode: Mode = "longest",
    present_only: bool = False,
) -> dict[str, Any]:
    """Score linked concepts on ``{doc_id, text, annotations: [{start, end, concept_id}]}``.

    Args:
        recognizer: what is measured.
        records: annotated documents; ``start`` and ``end`` may be null (document-level gold).
        canonical: alternative or replaced id → current id, applied to both sides.
        scored: the ids that count (descendants of ``HP:0000118``, or MONDO's).
        mode: ``longest`` or ``nested``.
        present_only: leave out what is negated, of the family or hypothetical.

    Returns:
        ``{"n", "counts", "micro": {"p","r","f1"}, "macro": …, "mention": …, "chars_per_s"}``;
        counts are of documents' ids, macro is the mean over documents with gold or predictions.
    """
    documents, spans = _Counts(), _Counts()
    macro: list[dict[str, float]] = []
    count = characters = 0
    seconds = 0.0
    for number, record in enumerate(records, start=1):
        document = Document(id=_record_id(record, number), text=record["text"])
        begin = time.perf_counter()
        mentions = recognizer.annotate(document, mode=mode)
        seconds += time.perf_counter() - begin
        count += 1
        characters += len(document.text)
        predicted = _predicted(mentions, canonical, scored, present_only=present_only)
        gold = _gold(record, number, canonical, scored)
        ids, gold_ids = {each[2] for each in predicted}, {each[2] for each in gold}
        documents.add(ids, gold_ids)
        if ids or gold_ids:
            macro.append(_Counts().add(ids, gold_ids).scores())
        placed = {each for each in gold if each[0] is not None}
        if placed or not gold:
            spans.add(predicted, placed)
    return {
        "n": count,
        "counts": {"tp": documents.tp, "fp": documents.fp, "fn": documents.fn},
        "micro": documents.scores(),
        "macro": {key: _mean([each[key] for each in macro]) for key in ("p", "r", "f1")},
        "mention": spans.scores(),
        "chars_per_s": characters / seconds if seconds else 0.0,
    }


def evaluate_assertions(
    judge: SpanJudge, records: Iterable[Mapping[str, Any]]
) -> dict[str, dict[str, float]]:
    """Score assertions on ``{id, text, start, end, negated[, temporality, experiencer]}``.

    ``judge`` is given the span. A kind is scored on the records that annotate it.

    Returns:
        ``{"negated": {"n","p","r","f1"}, "historical": …, "family": …}``; n is how many are.
    """
    counts = {"negated": _Counts(), "historical": _Counts(), "family": _Counts()}
    for number, record in enumerate(records, start=1):
        mention = _read_span(judge, record, number)
        for kind, gold in _gold_assertion(record).items():
            predicted = getattr(mention.assertion, kind)
            counts[kind].add({kind} if predicted else (), {kind} if gold else ())
    return {kind: {"n": float(each.tp + each.fn), **each.scores()} for kind, each in counts.items()}


def _read_span(judge: SpanJudge, record: Mapping[str, Any], number: int) -> Mention:
    start, end = record.get("start"), record.get("end")
    if not (isinstance(start, int) and isinstance(end, int)):
        raise RecordError(f'record {number}: expected integers "start" and "end"')
    if not 0 <= start < end <= len(record["text"]):
        raise RecordError(f"record {number}: expected a span inside the text, got {start}–{end}")
    document = Document(id=_record_id(record, number), text=record["text"])
    return judge.judge_span(document, start, end)


def _gold_assertion(record: Mapping[str, Any]) -> dict[str, bool]:
    gold = {"negated": bool(record.get("negated"))}
    if "temporality" in record:
        gold["historical"] = str(record["temporality"]).lower() == "historical"
    if "experiencer" in record:
        gold["family"] = str(record["experiencer"]).lower() in {"family member", "family"}
    return gold


def _record_id(record: Mapping[str, Any], number: int) -> str:
    return str(next((record[key] for key in _ID_KEYS if key in record), number))


def _predicted(
    mentions: Sequence[Mention],
    canonical: Mapping[str, str],
    scored: Collection[str],
    *,
    present_only: bool,
) -> set[tuple[int | None, int | None, str]]:
    found: set[tuple[int | None, int | None, str]] = set()
    for mention in mentions:
        concept = mention.linked.concept if mention.linked else None
        if concept is None or (present_only and _is_absent(mention)):
            continue
        id_ = canonical.get(concept.id, concept.id)
        if id_ in scored:
            found.add((mention.start, mention.end, id_))
    return found


def _is_absent(mention: Mention) -> bool:
    assertion = mention.assertion
    return assertion.negated or assertion.family or assertion.hypothetical


def _gold(
    record: Mapping[str, Any], number: int, canonical: Mapping[str, str], scored: Collection[str]
) -> set[tuple[int | None, int | None, str]]:
    gold: set[tuple[int | None, int | None, str]] = set()
    for annotation in record.get("annotations", ()):
        try:
            id_ = annotation["concept_id"]
        except (TypeError, KeyError) as error:
            raise RecordError(f'record {number}: an annotation needs a "concept_id"') from error
        id_ = canonical.get(id_, id_)
        if id_ in scored:
            gold.add((annotation.get("start"), annotation.get("end"), id_))
    return gold


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
