"""Compare the recogniser with spaCy's PhraseMatcher: same names, same scorer, one run.

    python -m benchmarks.text --data DIR

``DIR`` holds annotated JSONL corpora. The table shows document-level micro F1 with a bootstrap
interval over documents, and speed on one core with everything each does (ours reads assertions
and sections, too). Assertions are scored with the span given; a negspacy row appears where
negspacy is installed.
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

import spacy
from spacy.matcher import PhraseMatcher

from benchmarks.labelled_cases import default_arrays, setting
from data_schema import Assertion, Candidate, Document, LinkedFinding, Mention
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

Row = tuple[str, Annotator, Mode]


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
            Mention(
                document_id=document.id,
                start=span.start_char,
                end=span.end_char,
                text=span.text,
                linked=_linked(span.text, span.label_, self._labels[span.label_]),
            )
            for span in spans
        ]


def _linked(text: str, concept_id: str, label: str) -> LinkedFinding:
    candidate = Candidate(id=concept_id, label=label, score=1.0)
    return LinkedFinding(subject_label=text, candidates=(candidate,), concept=candidate)


def main() -> None:
    """Print the tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of annotated corpora")
    data: Path = parser.parse_args().data
    arrays = default_arrays()
    lexicon = Lexicon.from_arrays(arrays)
    begin = time.perf_counter()
    ours = EntityRecognizer.from_lexicon(lexicon)
    middle = time.perf_counter()
    peer = PhraseMatcherPeer(lexicon)
    end = time.perf_counter()
    print(f"{setting(arrays)}\n")
    print(f"index: ours {middle - begin:.1f} s, PhraseMatcher {end - middle:.1f} s\n")
    rows: list[Row] = [
        ("PhraseMatcher, nested", peer, "nested"),
        ("PhraseMatcher, longest", peer, "longest"),
        ("ours, nested", ours, "nested"),
        ("ours, longest", ours, "longest"),
    ]
    print_concepts(rows, data, *phenotype_scope(arrays))
    print_assertions(ours, data)


def print_concepts(
    rows: Sequence[Row], data: Path, canonical: Mapping[str, str], scored: frozenset[str]
) -> None:
    """Print document micro F1 of each row on each corpus, and characters a second on notes."""
    corpora = {
        name: list(read_annotated(data / f"{stem}.dev.jsonl"))
        for name, stem in CORPORA.items()
        if (data / f"{stem}.dev.jsonl").is_file()
    }
    notes = read_notes(data / NOTES)
    print("| | " + " | ".join(corpora) + " | kchar/s |")
    print("|---" * (len(corpora) + 2) + "|")
    for label, annotator, mode in rows:
        cells = [
            interval(annotator, records, canonical, scored, mode, present_only=name in PRESENT_ONLY)
            for name, records in corpora.items()
        ]
        print(f"| {label} | {' | '.join(cells)} | {speed(annotator, notes, mode):,.0f} |")
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


def speed(annotator: Annotator, notes: Sequence[Document], mode: Mode) -> float:
    """Return thousands of characters a second."""
    begin = time.perf_counter()
    for note in notes:
        annotator.annotate(note, mode=mode)
    return sum(len(note.text) for note in notes) / (time.perf_counter() - begin) / 1000


def print_assertions(ours: EntityRecognizer, data: Path) -> None:
    """Print F1 of negated, historical and family on the test kits."""
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
                if scores[kind]["n"]
                else "–"
                for kind in ("historical", "family")
            )
            print(f"| {name}: {label} | {negated} | {rest} |")


class NegspacyPeer:
    """negspacy's clinical term set over a blank English pipeline with sentences."""

    def __init__(self) -> None:
        self._nlp = spacy.blank("en")
        self._nlp.add_pipe("sentencizer")
        __import__("negspacy.negation")
        self._nlp.add_pipe("negex", config={"chunk_prefix": ["no"]})

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


if __name__ == "__main__":
    main()
