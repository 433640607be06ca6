"""Disease names: ours and PhraseMatcher over the same names, findings and diseases together."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.text_peers import PhraseMatcherPeer
from benchmarks.text_speed import speeds
from data_schema import Category, Document
from encoders import EntityRecognizer, disease_scope, evaluate_concepts, read_annotated
from encoders.entities import Annotator, Mode
from kg import GraphArrays, Lexicon

__all__ = ["print_diseases"]

CRAFT = "craft_mondo.dev.jsonl"
SPANS_ONLY = {"NCBI Disease": "ncbi_disease_devel.jsonl", "BC5CDR": "bc5cdr_dev.jsonl"}


def print_diseases(arrays: GraphArrays, data: Path, notes: Sequence[Document]) -> None:
    """Print span + id on CRAFT-MONDO, span alone on two corpora, and characters a second.

    NCBI Disease and BC5CDR have other ids, so that only the spans of diseases are compared.
    """
    lexicon = Lexicon.from_arrays(arrays)
    begin = time.perf_counter()
    ours = EntityRecognizer.from_lexicon(
        lexicon, categories=(Category.PHENOTYPIC_FEATURE, Category.DISEASE)
    )
    print(f"\nindex of findings and diseases: {time.perf_counter() - begin:.1f} s\n")
    diseases = PhraseMatcherPeer(lexicon.restricted({Category.DISEASE}))
    together = PhraseMatcherPeer(lexicon)
    craft = list(read_annotated(data / CRAFT))
    corpora = {name: list(read_annotated(data / file)) for name, file in SPANS_ONLY.items()}
    scope = disease_scope(arrays, craft)
    rows: tuple[tuple[str, Annotator, Annotator, Mode], ...] = (
        ("PhraseMatcher, longest", diseases, together, "longest"),
        ("ours, nested", ours, ours, "nested"),
        ("ours, longest", ours, ours, "longest"),
    )
    speed = speeds({label: (timed, mode) for label, _, timed, mode in rows}, notes, beside={})
    print("| | CRAFT-MONDO span + id P / R / F1 | " + " | ".join(corpora) + " | kchar/s |")
    print("|---" * (len(corpora) + 3) + "|")
    for label, annotator, _, mode in rows:
        scored = evaluate_concepts(
            annotator, craft, canonical=scope[0], scored=scope[1], mode=mode
        )["mention"]
        cells = [" / ".join(f"{100 * scored[key]:.1f}" for key in ("p", "r", "f1"))]
        cells += [f"{100 * _span_f1(annotator, each, mode):.1f}" for each in corpora.values()]
        print(f"| {label} | {' | '.join(cells)} | {speed[label].kchars:,.0f} |")
    print()


def _span_f1(annotator: Annotator, records: Sequence[Mapping[str, Any]], mode: Mode) -> float:
    """Return F1 of exact spans of diseases."""
    both = said = meant = 0
    for record in records:
        mentions = annotator.annotate(Document(id="d", text=record["text"]), mode=mode)
        found = {
            (each.start, each.end)
            for each in mentions
            if each.linked and each.linked.concept and each.linked.concept.id.startswith("MONDO:")
        }
        gold = {
            (each["start"], each["end"])
            for each in record["annotations"]
            if "hemical" not in str(each.get("type", ""))
        }
        both, said, meant = both + len(found & gold), said + len(found), meant + len(gold)
    return 2 * both / (said + meant) if both else 0.0
