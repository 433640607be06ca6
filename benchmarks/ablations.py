"""Does each part of the learned ranker earn its place? Trained without it, on the same patients.

    python -m benchmarks.ablations --data dev.ndjson.gz [--seeds 0 1 2]

Every variant has the same budget, and is judged as ``evaluate diagnosis`` does: each case by a
model that is blind to its paper, its own rows dropped. Differences come with their intervals.
Messages are all that is added: variant (a), without them, is the evidence.
``docs/learned-ranker.md`` holds the figures.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.baselines import Cosine
from benchmarks.diagnosis import difference
from benchmarks.grid import PROTOCOLS
from benchmarks.labelled_cases import LabelledCase, default_arrays, read_cases, setting
from benchmarks.rewired import rewired_neighbours, rewired_ontology
from fusion import MISS, Case, EvidenceModel, Neighbours, Scored, place_of, rank_summary
from fusion.neural import FOLDS, FusedModel, LearnedRanker
from fusion.neural.config import NeuralConfig
from fusion.neural.learning import train_parameters
from fusion.neural.vectors import Ontology
from kg import GraphArrays, Overlay
from pipelines import LeaveOut

FULL: Final = "learned"
EVIDENCE: Final = "(a) no messages: the evidence"
WEIGHTS: Final = (0.0, 1.0, 2.0, 4.0, 8.0)
"""Nats per unit of TF-IDF cosine that variant (e) chooses from, by folds of papers."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Variant:
    """One way to train: its name in the table, and the ranker it makes."""

    name: str
    model: FusedModel


def variants(
    arrays: GraphArrays,
    seeds: Sequence[int],
    *,
    every: bool,
    config: NeuralConfig | None = None,
) -> Iterator[Variant]:
    """Train and yield the variants, the whole one first.

    Args:
        arrays: the graph.
        seeds: of the whole one, once each; the first is that of the others.
        every: train those by chance and the one without training too.
        config: how to train; the shipped settings by default.
    """
    config = config or NeuralConfig.load()

    def train(
        name: str,
        seed: int,
        *,
        is_trained: bool = True,
        near: Callable[[], Neighbours | None] = lambda: None,
        ontology: Ontology | None = None,
    ) -> Variant:
        steps = config.training.steps if is_trained else 0
        wanted = replace(config, training=replace(config.training, steps=steps))
        blind = tuple(
            train_parameters(
                arrays, config=wanted, fold=fold, seed=seed, neighbours=near(), ontology=ontology
            ).parameters
            for fold in range(FOLDS)
        )
        learned = LearnedRanker(whole=blind[0], blind=blind)
        return Variant(name=name, model=FusedModel(arrays, learned=learned, neighbours=near()))

    def by_chance() -> Neighbours:
        own = Neighbours(arrays, max_siblings=config.vectors.max_siblings)
        return rewired_neighbours(own, seeds[0])

    for seed in seeds:
        yield train(f"{FULL}, seed {seed}", seed)
    if every:
        yield train("(b) neighbours by chance", seeds[0], near=by_chance)
        by_chance_above = rewired_ontology(arrays, seeds[0])
        yield train("(c) ontology by chance", seeds[0], ontology=by_chance_above)
        yield train("(f) not trained", seeds[0], is_trained=False)


def ranks_of(
    found: Sequence[Variant], cases: Sequence[LabelledCase], protocol: str
) -> dict[str, NDArray[np.float64]]:
    """Return the rank of every truth by each variant, by evidence, and by evidence with cosines."""
    reference = found[0].model
    evidence = EvidenceModel(reference.arrays)
    cosine = Cosine(reference.arrays, reference.candidates)
    leave_out = LeaveOut(reference.arrays, protocol)
    ranks = {
        name: np.full(len(cases), MISS)
        for name in (EVIDENCE, *(v.name for v in found), *map(_with_cosine, WEIGHTS))
    }
    for number, labelled in enumerate(cases):
        column, case = reference.column_of(labelled.truth), labelled.case
        if column is None or not case.is_usable:
            continue
        overlay = leave_out.overlay(labelled.publications, reference.candidates[[column]])
        scored = evidence.score(case, overlay=overlay)
        for name, score in _scores(found, cosine, case, scored, overlay):
            ranks[name][number] = place_of(score, column).rank
    return ranks


def _scores(
    found: Sequence[Variant], cosine: Cosine, case: Case, scored: Scored, overlay: Overlay
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    yield EVIDENCE, scored.score
    for variant in found:
        yield variant.name, variant.model.corrected(case, scored).score
    near = np.maximum(cosine.score(case, overlay), 0.0)
    for weight in WEIGHTS:
        yield _with_cosine(weight), scored.score + weight * near


def _with_cosine(weight: float) -> str:
    return f"evidence + {weight:g} cosine"


def chosen_by_folds(
    ranks: Mapping[str, NDArray[np.float64]], papers: Sequence[str]
) -> NDArray[np.float64]:
    """Return the ranks of variant (e): each fold of papers by the weight best on the others."""
    number = {paper: i for i, paper in enumerate(sorted(set(papers)))}
    fold = np.array([number[paper] % FOLDS for paper in papers])
    out = np.full(len(papers), MISS)
    for held_out in range(FOLDS):
        seen = fold != held_out
        best = max(WEIGHTS, key=lambda w: float(_goodness(ranks[_with_cosine(w)][seen])))
        out[~seen] = ranks[_with_cosine(best)][~seen]
    return out


def _goodness(ranks: NDArray[np.float64]) -> float:
    return float((ranks <= 1).mean() + (ranks <= 10).mean())


def table(
    ranks: Mapping[str, NDArray[np.float64]], cases: Sequence[LabelledCase], protocol: str
) -> Iterator[str]:
    """Yield Markdown rows: figures, and differences to evidence and to the whole."""
    papers = [min(case.publications, default=case.record_id) for case in cases]
    whole = next(name for name in ranks if name.startswith(FULL))
    shown = {name: r for name, r in ranks.items() if "cosine" not in name}
    shown["(e) evidence + TF-IDF cosine"] = chosen_by_folds(ranks, papers)
    for name, of in shown.items():
        figures = rank_summary(of.tolist())
        gains = [difference(of, ranks[EVIDENCE], papers, k) for k in (1, 10)]
        beaten = [difference(ranks[whole], of, papers, k) for k in (1, 10)]
        cells = [f"{figures[key]:.1f}" for key in ("top1", "top10")]
        yield f"| {protocol} | {name} | " + " | ".join([*cells, *gains, *beaten]) + " |"


def main() -> None:
    """Train, rank and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="phenopackets")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--few", action="store_true", help="without (b), (c) and (f)")
    options = parser.parse_args()
    arrays = default_arrays()
    cases = read_cases(options.data, arrays)
    print(f"{len(cases)} cases; {setting(arrays)}\n", flush=True)
    found = list(variants(EvidenceModel(arrays).arrays, options.seeds, every=not options.few))
    print(
        "| protocol | variant | top-1 | top-10 | Δ top-1 to evidence | Δ top-10 to evidence "
        "| learned over it, top-1 | learned over it, top-10 |\n|" + " --- |" * 8,
        flush=True,
    )
    for protocol in PROTOCOLS:
        print("\n".join(table(ranks_of(found, cases, protocol), cases, protocol)), flush=True)


if __name__ == "__main__":
    main()
