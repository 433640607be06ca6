"""Choose κ, θ and γ of the evidence model on figures without the cases' own papers alone.

    python -m benchmarks.grid --data dev.ndjson.gz --out grid.json

Folds keep together what shares a disease or a paper: connected components of the bipartite graph of
diseases and publications, the largest first to the smallest fold. A setting is chosen on four folds
and reported on the fifth. The criterion is the mean of top-1 and top-10 over ``lpo`` and
``lpo-decoy``, of all cases and of all diseases alike: some diseases have a hundred cases, and what
helps them alone is how they came into the collection.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled_cases import LabelledCase, default_arrays, read_cases, setting
from fusion import MISS, EvidenceConfig, EvidenceModel, paired_bootstrap, place_of
from kg import GraphArrays
from pipelines import LeaveOut

KAPPAS: Final = (0.4, 0.6, 0.8, 1.0)
THETAS: Final = (0.0, 2.0, 4.0, 6.0)
GAMMAS: Final = (0.02, 0.05, 0.1, 0.2)
PROTOCOLS: Final = ("lpo", "lpo-decoy")
FOLDS: Final = 5


@dataclass(frozen=True, slots=True, order=True)
class Setting:
    """One point of the grid."""

    kappa: float
    theta: float
    gamma: float

    def __str__(self) -> str:
        return f"κ={self.kappa:g} θ={self.theta:g} γ={self.gamma:g}"


START: Final = Setting(kappa=0.4, theta=0.0, gamma=0.02)
"""Without a discount of vague matches: what was chosen before there was one."""

Ranks: TypeAlias = NDArray[np.float64]
"""(protocols, cases): the rank of each truth."""

Point = TypeVar("Point", bound=Setting | float)
"""What figures depend on."""


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """What figures are of.

    Attributes:
        cases: the patients.
        folds: (n,) the fold of each.
        diseases: (n,) the number of each one's disease.
    """

    cases: Sequence[LabelledCase]
    folds: NDArray[np.int64]
    diseases: NDArray[np.int64]

    @classmethod
    def of(cls, cases: Sequence[LabelledCase]) -> Cases:
        """Number the diseases and draw the folds."""
        _, diseases = np.unique([case.truth for case in cases], return_inverse=True)
        return cls(cases, assign_folds(cases), diseases)

    def figures(self, ranks: Ranks, inside: NDArray[np.bool_] | None = None) -> list[float]:
        """Return top-1 and top-10 under each protocol, of cases and then of diseases, percent."""
        kept = np.ones(len(self.folds), np.bool_) if inside is None else inside
        sizes = np.bincount(self.diseases[kept])
        some = sizes > 0
        found = []
        for of_protocol, k in product(ranks, (1, 10)):
            hit = (of_protocol[kept] <= k).astype(np.float64)
            by_disease = np.bincount(self.diseases[kept], hit)[some] / sizes[some]
            found += [100.0 * float(hit.mean()), 100.0 * float(by_disease.mean())]
        return found


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
    cases = Cases.of(read_cases(options.data, arrays)[:: options.every])
    base = EvidenceConfig.load()
    ranks = {
        point: place
        for kappa, theta in product(KAPPAS, THETAS)
        for point, place in _ranks(arrays, cases.cases, base, kappa, theta).items()
    }
    print(f"{len(cases.cases)} cases, every {options.every}; {setting(arrays)}; ", end="")
    print(f"{time.perf_counter() - start:.0f} s\n")
    shipped = Setting(kappa=base.kappa, theta=base.theta, gamma=base.gamma)
    _print_grid(cases, ranks, shipped)
    print_folds(cases, ranks, START)
    best = max(sorted(ranks), key=lambda point: _criterion(cases, ranks[point]))
    for point in sorted({best, shipped} & ranks.keys()):
        _print_difference(cases, ranks, point)
    if options.out:
        figures = {str(point): cases.figures(found) for point, found in ranks.items()}
        options.out.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


def _ranks(
    arrays: GraphArrays,
    cases: Sequence[LabelledCase],
    base: EvidenceConfig,
    kappa: float,
    theta: float,
) -> dict[Setting, Ranks]:
    """Rank every truth under both protocols; S is linear in γ, so one pass gives all."""
    model = EvidenceModel(arrays, config=replace(base, kappa=kappa, theta=theta, gamma=1.0))
    shape = (len(PROTOCOLS), len(cases))
    found = {Setting(kappa, theta, gamma): np.full(shape, MISS) for gamma in GAMMAS}
    for row, protocol in enumerate(PROTOCOLS):
        leave_out = LeaveOut(model.arrays, protocol)
        for number, case in enumerate(cases):
            column = case.column(model)
            if column is None or not case.case.is_usable:
                continue
            overlay = leave_out.overlay(case.publications, model.candidates[[column]])
            scored = model.score(case.case, overlay=overlay)
            for point, ranks in found.items():
                scores = scored.score + (point.gamma - 1.0) * scored.evaluation.unobserved
                ranks[row, number] = place_of(scores, column).rank
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


def _criterion(cases: Cases, ranks: Ranks, inside: NDArray[np.bool_] | None = None) -> float:
    return float(np.mean(cases.figures(ranks, inside)))


def _print_table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    lines = [list(head), *([str(cell) for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    print("\n".join(f"| {' | '.join(line)} |" for line in lines), end="\n\n")


def _heads() -> list[str]:
    """Name the figures of :meth:`Cases.figures`."""
    return [
        f"{protocol} {of}top-{k}"
        for protocol, k in product(PROTOCOLS, (1, 10))
        for of in ("", "macro ")
    ]


def _print_grid(cases: Cases, ranks: Mapping[Setting, Ranks], shipped: Setting) -> None:
    best = sorted(ranks, key=lambda point: (-_criterion(cases, ranks[point]), point))
    kept = {*best[:12], shipped, START, best[-1]}
    shown = [point for point in best if point in kept]
    rows = [
        (best.index(point) + 1, point, *(f"{v:.2f}" for v in cases.figures(ranks[point])))
        for point in shown
    ]
    _print_table(("place", "setting", *_heads()), rows)


def nested_choice(cases: Cases, ranks: Mapping[Point, Ranks]) -> tuple[list[Point], Ranks]:
    """Return what each fold's others choose, and each case's ranks by the choice for its fold."""
    found, pooled = [], np.full((len(PROTOCOLS), len(cases.folds)), MISS)
    for fold in range(FOLDS):
        inside = cases.folds == fold
        best = max(sorted(ranks), key=lambda point: _criterion(cases, ranks[point], ~inside))
        pooled[:, inside] = ranks[best][:, inside]
        found.append(best)
    return found, pooled


def print_folds(cases: Cases, ranks: Mapping[Point, Ranks], start: Point) -> None:
    """Print what is chosen on four folds and what it comes to on the fifth, beside the start."""
    chosen, pooled = nested_choice(cases, ranks)
    rows: list[list[object]] = []
    for fold, point in enumerate(chosen):
        inside = cases.folds == fold
        cells = _beside(cases, ranks[point], ranks[start], inside)
        rows.append([fold + 1, int(inside.sum()), point, *cells])
    rows.append(["all", len(cases.folds), "as chosen", *_beside(cases, pooled, ranks[start])])
    _print_table(("fold", "cases", "chosen on the others (start)", *_heads()), rows)


def _beside(
    cases: Cases, new: Ranks, old: Ranks, inside: NDArray[np.bool_] | None = None
) -> list[str]:
    both = zip(cases.figures(new, inside), cases.figures(old, inside), strict=True)
    return [f"{a:.2f} ({b:.2f})" for a, b in both]


def _print_difference(cases: Cases, ranks: Mapping[Setting, Ranks], point: Setting) -> None:
    """Bootstrap over papers of a setting against the start."""
    papers = [";".join(case.publications) for case in cases.cases]
    rows = []
    for row, protocol in enumerate(PROTOCOLS):
        for k in (1, 10):
            hits = (ranks[each][row] <= k for each in (point, START))
            found = paired_bootstrap(100.0 * np.subtract(*hits, dtype=np.float64), papers)
            interval = f"{found.low:+.2f} to {found.high:+.2f}"
            rows.append((protocol, f"top-{k}", f"{found.mean:+.2f}", interval))
    print(f"{point} against {START}:\n")
    _print_table(("protocol", "figure", "difference", "95 % of bootstraps over papers"), rows)


if __name__ == "__main__":
    main()
