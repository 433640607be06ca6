"""Choose κ, γ, λ and ν of the evidence model on leave-publication-out figures alone.

    python -m benchmarks.grid --data dev.ndjson.gz --out grid.json

Folds keep together what shares a disease or a paper: connected components of the bipartite graph of
diseases and publications, the largest first to the smallest fold. A setting is chosen on four folds
and reported on the fifth; the criterion is the sum of top-1 and top-10.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled_cases import LabelledCase, default_arrays, read_cases, setting
from fusion import MISS, EvidenceConfig, EvidenceModel, paired_bootstrap, place_of
from kg import GraphArrays, Overlay, rows_only_citing

KAPPAS = (0.3, 0.4, 0.5, 0.6, 0.7)
GAMMAS = (0.01, 0.02, 0.05, 0.1, 0.2)
LAMBDAS = (0.85, 1.0)
NUS = (0.3, 0.5, 0.8)
FOLDS = 5


@dataclass(frozen=True, slots=True, order=True)
class Setting:
    """One point of the grid."""

    kappa: float
    nu: float
    lambda_: float
    gamma: float

    def __str__(self) -> str:
        return f"κ={self.kappa:g} γ={self.gamma:g} λ={self.lambda_:g} ν={self.nu:g}"


START = Setting(kappa=0.6, nu=0.5, lambda_=1.0, gamma=0.1)
"""Where the search began: the values of the first prototype."""


def main() -> None:
    """Run the grid and print its tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--data", type=Path, required=True, help="phenopackets with one disease each"
    )
    parser.add_argument("--every", type=int, default=1, help="use every n-th case")
    parser.add_argument("--out", type=Path, help="write all figures as JSON")
    options = parser.parse_args()
    start = time.perf_counter()
    arrays = default_arrays()
    cases = read_cases(options.data, arrays)[:: options.every]
    base = EvidenceConfig.load()
    ranks = {
        point: place
        for kappa, nu, lambda_ in product(KAPPAS, NUS, LAMBDAS)
        for point, place in _ranks(arrays, cases, base, kappa, nu, lambda_).items()
    }
    folds = assign_folds(cases)
    print(f"{len(cases)} cases, every {options.every}; {setting(arrays)}; ", end="")
    print(f"{time.perf_counter() - start:.0f} s\n")
    _print_grid(ranks)
    _print_folds(ranks, folds)
    _print_difference(ranks, cases)
    if options.out:
        figures = {str(point): _summary(found) for point, found in ranks.items()}
        options.out.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


def _ranks(
    arrays: GraphArrays,
    cases: Sequence[LabelledCase],
    base: EvidenceConfig,
    kappa: float,
    nu: float,
    lambda_: float,
) -> dict[Setting, NDArray[np.float64]]:
    """Rank every truth under leave-publication-out; S is linear in γ, so one pass gives all."""
    model = EvidenceModel(
        arrays, config=replace(base, kappa=kappa, nu=nu, lambda_=lambda_, gamma=1.0)
    )
    found = {Setting(kappa, nu, lambda_, gamma): np.full(len(cases), MISS) for gamma in GAMMAS}
    for number, case in enumerate(cases):
        column = case.column(model)
        if column is None or not case.case.is_usable:
            continue
        dropped = rows_only_citing(model.arrays, case.publications)
        scored = model.score(case.case, overlay=Overlay(dropped=dropped))
        for point, ranks in found.items():
            scores = scored.score + (point.gamma - 1.0) * scored.evaluation.unobserved
            ranks[number] = place_of(scores, column).rank
    return found


def assign_folds(cases: Sequence[LabelledCase]) -> NDArray[np.int64]:
    """Return the fold of each case; cases that share a disease or a paper are in the same one."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for case in cases:
        for publication in case.publications:
            leader[find(publication)] = find(case.truth)
    components: dict[str, list[int]] = {}
    for number, case in enumerate(cases):
        components.setdefault(find(case.truth), []).append(number)
    folds, sizes = np.zeros(len(cases), np.int64), [0] * FOLDS
    for members in sorted(components.values(), key=lambda found: (-len(found), found)):
        smallest = sizes.index(min(sizes))
        folds[members] = smallest
        sizes[smallest] += len(members)
    return folds


def _top(ranks: NDArray[np.float64], k: int) -> float:
    return float(100.0 * np.mean(ranks <= k))


def _summary(ranks: NDArray[np.float64]) -> dict[str, float]:
    return {f"top{k}": round(_top(ranks, k), 2) for k in (1, 3, 10)}


def _criterion(ranks: NDArray[np.float64]) -> float:
    return _top(ranks, 1) + _top(ranks, 10)


def _print_table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    lines = [list(head), *([str(cell) for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    print("\n".join(f"| {' | '.join(line)} |" for line in lines), end="\n\n")


def _print_grid(ranks: dict[Setting, NDArray[np.float64]]) -> None:
    best = sorted(ranks, key=lambda point: (-_criterion(ranks[point]), point))
    shown = [*best[:12], *(point for point in (START, best[-1]) if point not in best[:12])]
    rows = [
        (best.index(point) + 1, point, *(f"{v:.2f}" for v in _summary(ranks[point]).values()))
        for point in shown
    ]
    _print_table(("place", "setting", "top-1", "top-3", "top-10"), rows)


def _print_folds(ranks: dict[Setting, NDArray[np.float64]], folds: NDArray[np.int64]) -> None:
    rows, pooled = [], np.zeros(len(folds))
    for fold in range(FOLDS):
        inside = folds == fold
        chosen = max(sorted(ranks), key=lambda point: _criterion(ranks[point][~inside]))
        pooled[inside] = ranks[chosen][inside]
        new, old = ranks[chosen][inside], ranks[START][inside]
        rows.append((fold + 1, int(inside.sum()), chosen, *_beside(new, old)))
    rows.append(("all", len(folds), "as chosen", *_beside(pooled, ranks[START])))
    _print_table(("fold", "cases", "chosen on the others", "top-1 (start)", "top-10 (start)"), rows)


def _beside(new: NDArray[np.float64], old: NDArray[np.float64]) -> list[str]:
    return [f"{_top(new, k):.2f} ({_top(old, k):.2f})" for k in (1, 10)]


def _print_difference(
    ranks: dict[Setting, NDArray[np.float64]], cases: Sequence[LabelledCase]
) -> None:
    """Bootstrap over papers of the best setting against the start."""
    best = max(sorted(ranks), key=lambda point: _criterion(ranks[point]))
    papers = [";".join(case.publications) for case in cases]
    rows = []
    for k in (1, 10):
        change = 100.0 * np.subtract(ranks[best] <= k, ranks[START] <= k, dtype=np.float64)
        found = paired_bootstrap(change, papers)
        rows.append((f"top-{k}", f"{found.mean:+.2f}", f"{found.low:+.2f} to {found.high:+.2f}"))
    print(f"{best} against {START}:\n")
    _print_table(("figure", "difference", "95 % of 1,000 bootstraps over papers"), rows)


if __name__ == "__main__":
    main()
