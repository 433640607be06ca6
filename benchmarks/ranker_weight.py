"""Choose w, how far the learned ranker is trusted, on figures without the cases' own papers.

    diagraph train ranker --out FOLDER
    python -m benchmarks.ranker_weight --data dev.ndjson.gz --bundle FOLDER

Scores are linear in w, so one pass gives the ranks of all. Folds and criterion are those of
:mod:`benchmarks.grid`, and w = 0, the evidence alone, may be chosen as well.
``docs/learned-ranker.md`` holds the figures.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.diagnosis import difference
from benchmarks.grid import PROTOCOLS, Cases, Ranks, nested_choice, print_folds
from benchmarks.labelled_cases import default_arrays, read_cases, setting
from fusion import MISS, EvidenceModel, LearnedRanker, place_of
from fusion.neural import FusedModel, default_bundle, load_ranker
from kg import GraphArrays
from pipelines import LeaveOut

EVIDENCE: Final = 0.0
WEIGHTS: Final = (EVIDENCE, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)


def ranks_by_weight(
    arrays: GraphArrays, learned: LearnedRanker, cases: Cases
) -> dict[float, Ranks]:
    """Rank every truth under both protocols with each of :data:`WEIGHTS`.

    Args:
        arrays: the graph.
        learned: with models that are blind to the cases' papers.
        cases: the patients.
    """
    evidence = EvidenceModel(arrays)
    fused = FusedModel(evidence.arrays, learned=_of_weight_one(learned))
    found = {w: np.full((len(PROTOCOLS), len(cases.cases)), MISS) for w in WEIGHTS}
    for row, protocol in enumerate(PROTOCOLS):
        leave_out = LeaveOut(evidence.arrays, protocol)
        for number, case in enumerate(cases.cases):
            column = case.column(evidence)
            if column is None or not case.case.is_usable:
                continue
            overlay = leave_out.overlay(case.publications, evidence.candidates[[column]])
            scored = evidence.score(case.case, overlay=overlay)
            neural = fused.corrected(case.case, scored).neural
            added = 0.0 if neural is None else neural.contribution.sum(axis=0)
            for weight, ranks in found.items():
                ranks[row, number] = place_of(scored.score + weight * added, column).rank
    return found


def _of_weight_one(learned: LearnedRanker) -> LearnedRanker:
    return replace(
        learned,
        whole=replace(learned.whole, weight=1.0),
        blind=tuple(replace(model, weight=1.0) for model in learned.blind),
    )


def table(cases: Cases, ranks: Mapping[float, Ranks]) -> Iterator[str]:
    """Yield Markdown: the figures of each weight, of cases and of diseases, beside the evidence."""
    papers = [";".join(case.publications) for case in cases.cases]
    shown = {f"{weight:g}": of for weight, of in ranks.items()}
    shown["as chosen on other folds"] = nested_choice(cases, ranks)[1]
    yield "| protocol | w | top-1 | macro top-1 | top-10 | macro top-10 | Δ top-1 | Δ top-10 |"
    yield "|" + " --- |" * 8
    for row, protocol in enumerate(PROTOCOLS):
        for weight, of in shown.items():
            figures = cases.figures(of[[row]])
            changes = [difference(of[row], ranks[EVIDENCE][row], papers, k) for k in (1, 10)]
            cells = [protocol, weight, *(f"{value:.2f}" for value in figures), *changes]
            yield f"| {' | '.join(cells)} |"


def main() -> None:
    """Rank and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="phenopackets")
    parser.add_argument("--bundle", type=Path, help="of 'diagraph train ranker', blind models too")
    parser.add_argument("--every", type=int, default=1, help="use every n-th case")
    options = parser.parse_args()
    arrays = default_arrays()
    cases = Cases.of(read_cases(options.data, arrays)[:: options.every])
    print(f"{len(cases.cases)} cases, every {options.every}; {setting(arrays)}\n", flush=True)
    learned = load_ranker(options.bundle or default_bundle())
    ranks = ranks_by_weight(arrays, learned, cases)
    print("\n".join(table(cases, ranks)), end="\n\n", flush=True)
    print_folds(cases, ranks, EVIDENCE)


if __name__ == "__main__":
    main()
