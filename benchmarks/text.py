"""Compare the recogniser with spaCy's PhraseMatcher: same names, same scorer, one run.

    python -m benchmarks.text --data DIR [--peers scispacy]

``DIR`` holds annotated JSONL corpora. The table shows document-level micro F1 with a bootstrap
interval over documents, and speed on one core with everything each does (ours reads assertions
and sections, too). Assertions are scored with the span given; a negspacy row appears where
negspacy is installed. ``--peers scispacy`` adds scispaCy's candidate generator: minutes more.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.labelled_cases import default_arrays, setting
from benchmarks.text_diseases import print_diseases
from benchmarks.text_peers import NegspacyPeer, PhraseMatcherPeer, ScispacyPeer
from benchmarks.text_speed import speeds
from data_schema import Category, Document
from encoders import (
    EntityRecognizer,
    evaluate_assertions,
    evaluate_concepts,
    phenotype_scope,
    read_annotated,
)
from encoders.entities import Annotator, Mode
from kg import Lexicon

CORPORA = {
    "GSC+": "gscplus",
    "GSC-2024": "gsc_2024",
    "ID-68": "id68",
    "GeneReviews": "genereviews10",
    "CSC": "raghpo_csc",
}
PRESENT_ONLY = {"CSC"}
KITS = {"NegEx kit": "negex_sentences", "ConText kit": "context_sentences"}
NOTES = "notes_mtsamples.jsonl"
RESAMPLES = 200
MOST_NOTES = 500

Row = tuple[str, Annotator, Mode]


def main() -> None:
    """Print the tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of annotated corpora")
    parser.add_argument("--peers", choices=["scispacy"], nargs="*", default=[])
    options = parser.parse_args()
    data: Path = options.data
    arrays = default_arrays()
    names = Lexicon.from_arrays(arrays).restricted({Category.PHENOTYPIC_FEATURE})
    begin = time.perf_counter()
    ours = EntityRecognizer.from_lexicon(names)
    middle = time.perf_counter()
    peer = PhraseMatcherPeer(names)
    end = time.perf_counter()
    print(f"{setting(arrays)}\n")
    print(f"index: ours {middle - begin:.1f} s, PhraseMatcher {end - middle:.1f} s\n")
    rows: list[Row] = [
        ("PhraseMatcher, nested", peer, "nested"),
        ("PhraseMatcher, longest", peer, "longest"),
        ("ours, nested", ours, "nested"),
        ("ours, longest", ours, "longest"),
    ]
    if "scispacy" in options.peers:
        begin = time.perf_counter()
        scispacy = ScispacyPeer(names)
        print(f"index: scispaCy {time.perf_counter() - begin:.0f} s\n")
        rows[2:2] = [
            ("scispaCy trigrams, nested", scispacy, "nested"),
            ("scispaCy trigrams, longest", scispacy, "longest"),
        ]
    print_concepts(rows, data, *phenotype_scope(arrays))
    print_assertions(ours, data)
    print_diseases(arrays, data, read_notes(data / NOTES)[:MOST_NOTES])


def print_concepts(
    rows: Sequence[Row], data: Path, canonical: Mapping[str, str], scored: frozenset[str]
) -> None:
    """Print document micro F1 of each row on each corpus, and how fast it reads notes."""
    corpora = {
        name: list(read_annotated(data / f"{stem}.dev.jsonl"))
        for name, stem in CORPORA.items()
        if (data / f"{stem}.dev.jsonl").is_file()
    }
    timed = speeds(
        {label: (annotator, mode) for label, annotator, mode in rows},
        read_notes(data / NOTES)[:MOST_NOTES],
        beside={label: f"PhraseMatcher, {mode}" for label, _, mode in rows},
    )
    columns = [*corpora, "kchar/s", "notes/s", "of PhraseMatcher"]
    print("| | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for label, annotator, mode in rows:
        cells = [
            interval(annotator, records, canonical, scored, mode, present_only=name in PRESENT_ONLY)
            for name, records in corpora.items()
        ]
        speed = timed[label]
        cells += [f"{speed.kchars:,.0f}", f"{speed.notes:,.0f}", f"{speed.ratio:.2f}"]
        print(f"| {label} | {' | '.join(cells)} |")
    print()


def interval(
    annotator: Annotator,
    records: Sequence[Mapping[str, Any]],
    canonical: Mapping[str, str],
    scored: frozenset[str],
    mode: Mode,
    *,
    present_only: bool,
) -> str:
    """Return F1 in percent with its 95 % bootstrap interval over documents."""
    counts = []
    for record in records:
        one = evaluate_concepts(
            annotator,
            [record],
            canonical=canonical,
            scored=scored,
            mode=mode,
            present_only=present_only,
        )["counts"]
        counts.append((one["tp"], one["fp"], one["fn"]))
    draw = random.Random(0)
    samples = sorted(f1(draw.choices(counts, k=len(counts))) for _ in range(RESAMPLES))
    low, high = samples[int(0.025 * RESAMPLES)], samples[int(0.975 * RESAMPLES)]
    return f"{100 * f1(counts):.1f} ({100 * low:.0f}–{100 * high:.0f})"


def f1(counts: Iterable[tuple[int, int, int]]) -> float:
    """Return micro F1 of (true positive, false positive, false negative) counts."""
    tp, fp, fn = (sum(column) for column in zip(*counts, strict=True))
    return 2 * tp / (2 * tp + fp + fn) if tp else 0.0


def read_notes(path: Path) -> list[Document]:
    """Read plain notes, for speed."""
    with path.open(encoding="utf-8") as lines:
        return [Document(id=str(n), text=json.loads(line)["text"]) for n, line in enumerate(lines)]


def print_assertions(ours: EntityRecognizer, data: Path) -> None:
    """Print F1 of negated, historical and family on the test kits; negspacy judges negation."""
    print("| | negated P / R / F1 | historical F1 (n) | family F1 (n) |\n|---|---|---|---|")
    for name, stem in KITS.items():
        records = list(read_annotated(data / f"{stem}.dev.jsonl"))
        rows = {"ours": evaluate_assertions(ours, records)}
        if find_spec("negspacy"):
            rows["negspacy"] = evaluate_assertions(NegspacyPeer(), records)
        for label, scores in rows.items():
            negated = " / ".join(f"{100 * scores['negated'][key]:.1f}" for key in ("p", "r", "f1"))
            rest = " | ".join(
                f"{100 * scores[kind]['f1']:.1f} ({scores[kind]['n']:.0f})"
                if scores[kind]["n"] and label == "ours"
                else "–"
                for kind in ("historical", "family")
            )
            print(f"| {name}: {label} | {negated} | {rest} |")


if __name__ == "__main__":
    main()
