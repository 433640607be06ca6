"""On annotated corpora: five points above spaCy's PhraseMatcher, and offsets that hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data_schema import Document
from encoders import (
    EntityRecognizer,
    evaluate_assertions,
    evaluate_concepts,
    phenotype_scope,
    read_annotated,
)
from kg import KnowledgeGraph, arrays_from_graph

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def scope(default_graph: KnowledgeGraph) -> tuple[dict[str, str], frozenset[str]]:
    return phenotype_scope(arrays_from_graph(default_graph))


@pytest.mark.parametrize(
    ("corpus", "mode", "bar"),
    [("gscplus", "nested", 0.665), ("gsc_2024", "nested", 0.73), ("id68", "longest", 0.776)],
)
def test_document_f1(
    full_recognizer: EntityRecognizer,
    shared_data: Path,
    scope: tuple[dict[str, str], frozenset[str]],
    corpus: str,
    mode: str,
    bar: float,
) -> None:
    canonical, scored = scope
    result = evaluate_concepts(
        full_recognizer,
        read_annotated(shared_data / "text" / f"{corpus}.dev.jsonl"),
        canonical=canonical,
        scored=scored,
        mode="nested" if mode == "nested" else "longest",
    )

    assert result["micro"]["f1"] >= bar


@pytest.mark.parametrize(("kit", "bar"), [("negex_sentences", 0.95), ("context_sentences", 0.93)])
def test_negation_f1(
    full_recognizer: EntityRecognizer, shared_data: Path, kit: str, bar: float
) -> None:
    records = read_annotated(shared_data / "text" / f"{kit}.dev.jsonl")

    assert evaluate_assertions(full_recognizer, records)["negated"]["f1"] >= bar


@pytest.mark.parametrize("name", ["notes_mtsamples", "notes_openi_indiana"])
def test_offsets_on_real_notes(
    full_recognizer: EntityRecognizer, shared_data: Path, name: str
) -> None:
    with (shared_data / "text" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]

    for text in texts[::10]:
        for mention in full_recognizer.annotate(Document(id="d", text=text), mode="nested"):
            mention.check(text)
