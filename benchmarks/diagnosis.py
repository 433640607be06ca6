"""Rankers and published baselines on labelled patients, without what leaks.

    python -m benchmarks.diagnosis --data dev.ndjson.gz [--release FOLDER …] [--out ranks.json]

One run, one table: every contender under every protocol of ``evaluate diagnosis``, with the
difference to the evidence model and its interval over papers; then two checks of leaks (see
:mod:`benchmarks.leaks`), and with ``--release`` the cases that are newer than an older HPO release,
on that release's graph, from which the learned ranker is trained. ``docs/benchmark.md`` holds the
figures.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.baselines import Baseline, baselines
from benchmarks.labelled_cases import LabelledCase, default_arrays, read_cases, setting
from benchmarks.leaks import placebo, row_less_scores
from fusion import (
    MISS,
    Case,
    LearnedRanker,
    NeuralConfig,
    Ranker,
    macro_summary,
    open_ranker,
    paired_bootstrap,
    place_of,
    rank_summary,
    ranker_names,
    train_parameters,
)
from fusion.neural import FusedModel
from kg import GraphArrays, Overlay, arrays_from_graph, build_graph
from pipelines import PROTOCOLS, LeaveOut

REFERENCE: Final = "evidence"
LEARNED: Final = "fused"
NOT_BOOTSTRAPPED: Final = "–"


class Contender(Protocol):
    """What the table compares."""

    @property
    def name(self) -> str:
        """What the table calls it."""
        ...

    def score(self, case: Case, overlay: Overlay) -> NDArray[np.float64]:
        """Return the score of each candidate, −inf for what cannot be ranked."""
        ...


@dataclass(frozen=True, slots=True)
class Scorer:
    """A ranker of the project as a contender."""

    name: str
    ranker: Ranker

    def score(self, case: Case, overlay: Overlay) -> NDArray[np.float64]:
        """Return the ranker's scores."""
        return self.ranker.score(case, overlay=overlay).score


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The truth's rank in every case, of one contender under one protocol."""

    contender: str
    protocol: str
    ranks: NDArray[np.float64]
    ms_per_case: float


def contenders(
    arrays: GraphArrays,
    names: Sequence[str],
    opened: Callable[[str, GraphArrays], Ranker] = open_ranker,
) -> Iterator[Scorer | Baseline]:
    """Yield the rankers of ``names``, then the baselines, all over the same candidates.

    Args:
        arrays: the graph.
        names: of rankers.
        opened: makes a ranker of its name.
    """
    candidates = None
    for name in names:
        ranker = opened(name, arrays)
        candidates = ranker.candidates
        seen = ranker.arrays
        yield Scorer(name, ranker)
    if candidates is not None:
        yield from baselines(seen, candidates)


def run(
    contender: Contender, reference: Ranker, cases: Sequence[LabelledCase], protocol: str
) -> Run:
    """Rank every truth; one that is no candidate, or has no usable finding, is a miss.

    Args:
        contender: what ranks.
        reference: whose columns and rows they are.
        cases: the patients.
        protocol: name of the protocol.
    """
    leave_out = LeaveOut(reference.arrays, protocol)
    ranks = np.full(len(cases), MISS)
    start = time.perf_counter()
    for number, case in enumerate(cases):
        column = reference.column_of(case.truth)
        if column is None or not case.case.is_usable:
            continue
        overlay = leave_out.overlay(case.publications, reference.candidates[[column]])
        ranks[number] = place_of(contender.score(case.case, overlay), column).rank
    seconds = time.perf_counter() - start
    return Run(
        contender=contender.name,
        protocol=protocol,
        ranks=ranks,
        ms_per_case=1000.0 * seconds / max(1, len(cases)),
    )


def difference(
    ranks: NDArray[np.float64], reference: NDArray[np.float64], papers: Sequence[str], most: int
) -> str:
    """Say how many points of top-``most`` are gained over the reference, with the interval."""
    change = 100.0 * np.subtract(ranks <= most, reference <= most, dtype=np.float64)
    found = paired_bootstrap(change, papers)
    mark = "**" if found.excludes_zero else ""
    return f"{mark}{found.mean:+.1f}{mark} ({found.low:+.1f} to {found.high:+.1f})"


def table(runs: Iterable[Run], cases: Sequence[LabelledCase]) -> Iterator[str]:
    """Yield the lines of the comparison, in Markdown, as runs come; the reference comes first."""
    papers = [";".join(case.publications) for case in cases]
    truths = [case.truth for case in cases]
    yield "| protocol | ranker | top-1 | top-10 | MRR | macro top-10 | Δ top-1 | Δ top-10 | ms |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    references: dict[str, NDArray[np.float64]] = {}
    for found in runs:
        micro = rank_summary(found.ranks.tolist())
        macro = macro_summary(found.ranks.tolist(), truths)
        reference = references.setdefault(found.protocol, found.ranks)
        changes = [NOT_BOOTSTRAPPED] * 2
        if reference is not found.ranks:
            changes = [difference(found.ranks, reference, papers, most) for most in (1, 10)]
        cells = [
            found.protocol,
            found.contender,
            *(f"{micro[name]:.1f}" for name in ("top1", "top10")),
            f"{micro['mrr']:.3f}",
            f"{macro['top10']:.1f}",
            *changes,
            f"{found.ms_per_case:.1f}",
        ]
        yield f"| {' | '.join(cells)} |"


def newer_cases(arrays: GraphArrays, cases: Iterable[LabelledCase]) -> list[LabelledCase]:
    """Return the cases whose papers are all newer than anything the graph cites.

    PMIDs are given in order of arrival, so a paper is newer than a release where its PMID is
    greater than every PMID that the release's rows cite.
    """
    newest = max(map(_pmid, arrays.publications), default=0)
    return [
        case for case in cases if case.publications and min(map(_pmid, case.publications)) > newest
    ]


def _pmid(curie: str) -> int:
    number = curie.removeprefix("PMID:")
    return int(number) if number != curie and number.isdigit() else 0


def trained_on(
    name: str, arrays: GraphArrays, *, config: NeuralConfig | None = None, seed: int = 0
) -> Ranker:
    """Return a ranker that knows of one graph alone: what is learned is learned from it.

    Args:
        name: of the ranker.
        arrays: the graph.
        config: how to train; the shipped settings by default.
        seed: of the training.
    """
    if name != LEARNED:
        return open_ranker(name, arrays)
    trained = train_parameters(arrays, config=config, seed=seed)
    return FusedModel(arrays, learned=LearnedRanker(whole=trained.parameters))


def temporal(
    folder: Path, data: Path, names: Sequence[str], *, every: int = 1, seed: int = 0
) -> Iterator[str]:
    """Yield the lines on one older release: its graph, and the cases newer than it.

    Args:
        folder: of the HPO release.
        data: phenopackets.
        names: of the rankers.
        every: use every n-th of the newer cases.
        seed: of the training of a ranker that learns.
    """
    arrays = arrays_from_graph(build_graph(paths={"hpo": folder}))
    cases = newer_cases(arrays, read_cases(data, arrays))[::every]
    newest = max(map(_pmid, arrays.publications), default=0)
    yield f"\n{setting(arrays)}: {len(cases)} cases with a PMID above {newest}, as-is\n"
    if cases:
        reference = open_ranker(REFERENCE, arrays)
        everyone = contenders(arrays, names, partial(trained_on, seed=seed))
        yield from table((run(each, reference, cases, "as-is") for each in everyone), cases)


def main() -> None:
    """Run everything and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="phenopackets")
    parser.add_argument("--ranker", nargs="+", default=list(ranker_names()))
    parser.add_argument("--protocol", nargs="*", default=list(PROTOCOLS), choices=PROTOCOLS)
    parser.add_argument("--release", type=Path, nargs="*", default=[], help="older HPO folders")
    parser.add_argument("--seed", type=int, default=0, help="of training on an older release")
    parser.add_argument("--leaks", type=int, default=5, help="check leaks on every n-th case, or 0")
    parser.add_argument("--every", type=int, default=1, help="use every n-th case")
    parser.add_argument("--out", type=Path, help="write the ranks as JSON")
    options = parser.parse_args()
    names = [REFERENCE, *(name for name in options.ranker if name != REFERENCE)]
    arrays = default_arrays()
    cases = read_cases(options.data, arrays)[:: options.every]
    reference = open_ranker(REFERENCE, arrays)
    print(f"{len(cases)} cases, {len(reference.candidates)} candidates; {setting(arrays)}\n")
    runs: list[Run] = []
    if options.protocol:
        everyone = list(contenders(arrays, names))
        for line in table(_runs(everyone, reference, cases, options.protocol, runs), cases):
            print(line, flush=True)
    if options.leaks:
        some = cases[:: options.leaks]
        print(f"\nLeaks, {len(some)} cases:\n")
        for name in names:
            ranker = open_ranker(name, arrays)
            print(f"- {name}: {placebo(ranker, some)}; {row_less_scores(ranker, some)}", flush=True)
    for folder in options.release:
        for line in temporal(folder, options.data, names, every=options.every, seed=options.seed):
            print(line, flush=True)
    if options.out:
        ranks = {f"{r.contender} {r.protocol}": [_finite(v) for v in r.ranks] for r in runs}
        options.out.write_text(json.dumps(ranks), encoding="utf-8")


def _runs(
    everyone: Sequence[Contender],
    reference: Ranker,
    cases: Sequence[LabelledCase],
    protocols: Sequence[str],
    kept: list[Run],
) -> Iterator[Run]:
    """Yield each run when it is done, and keep it."""
    for protocol in protocols:
        for contender in everyone:
            kept.append(run(contender, reference, cases, protocol))
            yield kept[-1]


def _finite(rank: float) -> float | None:
    return None if rank == MISS else float(rank)


if __name__ == "__main__":
    main()
