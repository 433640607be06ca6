"""How far the probabilities are true, out of fold, and the parameters that ship.

    python -m benchmarks.probability --data dev.ndjson.gz [--ranker evidence]

Folds keep together what shares a disease or a paper. Parameters and the threshold of the set are
fitted on four folds under leave-publication-out and used on the fifth, under every protocol. The
first table is that; the second leaves out one thing at a time; the third is the reliability of the
first's probability in bins; then come the lines for ``fusion/data/probability.toml``, fitted on
all cases. ``docs/probability.md`` holds the figures.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.grid import FOLDS, assign_folds
from benchmarks.labelled_cases import LabelledCase, default_arrays, read_cases, setting
from benchmarks.probability_fit import Form, ScoredCases, fit
from fusion import ProbabilityConfig, Ranker, open_ranker
from pipelines import (
    Confidence,
    LeaveOut,
    Protocol,
    calibration_summary,
    confidence_of,
    first_forecasts,
    masked_share,
)

PROTOCOLS: Final = (Protocol.LPO, Protocol.LPO_DECOY, Protocol.AS_IS)
SHOWN: Final = (
    "ece",
    "brier_skill",
    "first_is_right_auroc",
    "null_auroc",
    "coverage",
    "set_size_median",
    "undetermined",
)
STATED: Final = 0.3
DRAWS: Final = 200


def scored_cases(
    ranker: Ranker, cases: Sequence[LabelledCase], protocol: str
) -> tuple[ScoredCases, NDArray[np.int64]]:
    """Score every case, and say which ones have a ranked disease: those are returned.

    Args:
        ranker: what ranks.
        cases: (k,) patients.
        protocol: what does not count.
    """
    leave_out = LeaveOut(ranker.arrays, protocol)
    score = np.full((len(cases), len(ranker.candidates)), -np.inf, np.float32)
    truth = np.full(len(cases), -1, np.int64)
    told = np.zeros(len(cases))
    for number, case in enumerate(cases):
        column = ranker.column_of(case.truth)
        truths = ranker.candidates[[] if column is None else [column]]
        truth[number] = -1 if column is None else column
        told[number] = case.case.information(ranker.information)
        if case.case.is_usable:
            overlay = leave_out.overlay(case.publications, truths)
            score[number] = ranker.score(case.case, overlay=overlay).score
    ranked = np.isfinite(score).any(axis=1)
    found = ScoredCases(score=score, information=told, truth=truth)
    return found.of(ranked), np.flatnonzero(ranked).astype(np.int64)


def fitted_by_fold(
    cases: ScoredCases, folds: NDArray[np.int64], *, namespace: str, form: Form = Form.FULL
) -> list[ProbabilityConfig]:
    """Return for each fold the parameters that were fitted on the others."""
    return [
        fit(cases.of(folds != fold), namespace=namespace, stated=STATED, form=form)
        for fold in range(FOLDS)
    ]


def judged(
    cases: ScoredCases, folds: NDArray[np.int64], configs: Sequence[ProbabilityConfig]
) -> list[Confidence]:
    """Return what the parameters of each case's fold say of it; families are single diseases."""
    found = (
        confidence_of(
            configs[fold],
            score.astype(np.float64),
            float(told),
            () if truth < 0 else (truth,),
            lambda column: (column,),
        )
        for score, told, truth, fold in zip(
            cases.score, cases.information, cases.truth.tolist(), folds.tolist(), strict=True
        )
    )
    return [each for each in found if each is not None]


def intervals(
    told: Sequence[Confidence], papers: Sequence[str], *, draws: int = DRAWS, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """Return 95 % intervals of the figures: the percentile bootstrap over papers.

    Args:
        told: of each case.
        papers: what each case belongs to.
        draws: how many resamples.
        seed: of the draws.
    """
    of_paper: dict[str, list[Confidence]] = {}
    for case, paper in zip(told, papers, strict=True):
        of_paper.setdefault(paper, []).append(case)
    groups = list(of_paper.values())
    picked = np.random.default_rng(seed).integers(len(groups), size=(draws, len(groups)))
    figures: dict[str, list[float]] = {name: [] for name in SHOWN}
    for draw in picked.tolist():
        found = _figures([case for at in draw for case in groups[at]])
        for name in SHOWN:
            figures[name].append(found[name])
    return {
        name: (float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5)))
        for name, values in figures.items()
    }


def table(
    rows: Mapping[str, Sequence[Confidence]], papers: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Yield the lines of one table, in Markdown; with intervals where there are papers."""
    yield f"| | {' | '.join(name.replace('_', ' ') for name in SHOWN)} |"
    yield f"|{' --- |' * (len(SHOWN) + 1)}"
    for name, told in rows.items():
        found = _figures(told)
        around = intervals(told, papers[name]) if name in papers else {}
        cells = [
            f"{found[each]:.3g}"
            + (f" ({around[each][0]:.3g}–{around[each][1]:.3g})" if around else "")
            for each in SHOWN
        ]
        yield f"| {name} | {' | '.join(cells)} |"


def toml_lines(ranker: str, config: ProbabilityConfig) -> Iterator[str]:
    """Yield a table of ``probability.toml``."""
    yield f"[{ranker}]"
    for name, value in asdict(config).items():
        yield f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value:.4g}"


def main() -> None:
    """Print the tables as Markdown, and the lines that ship."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="phenopackets")
    parser.add_argument("--ranker", default="evidence")
    parser.add_argument("--every", type=int, default=1, help="use every n-th case")
    options = parser.parse_args()
    start = time.perf_counter()
    arrays = default_arrays()
    ranker = open_ranker(options.ranker, arrays)
    namespace = ranker.namespace or "all"
    cases = read_cases(options.data, arrays)[:: options.every]
    print(f"{ranker.name}, {len(cases)} cases; {setting(arrays)}\n", flush=True)
    every_fold = assign_folds(cases)
    names = [";".join(case.publications) for case in cases]
    rows: dict[str, Sequence[Confidence]] = {}
    papers: dict[str, Sequence[str]] = {}
    fits: list[ProbabilityConfig] = []
    for protocol in PROTOCOLS:
        scored, kept = scored_cases(ranker, cases, protocol)
        folds = every_fold[kept]
        if protocol is Protocol.LPO:
            fits = fitted_by_fold(scored, folds, namespace=namespace)
            shipped = fit(scored, namespace=namespace, stated=STATED)
            forms = {
                form.value: judged(
                    scored, folds, fitted_by_fold(scored, folds, namespace=namespace, form=form)
                )
                for form in Form
            }
        rows[protocol.value] = judged(scored, folds, fits)
        papers[protocol.value] = [names[number] for number in kept.tolist()]
    print("\n".join(table(rows, papers)), flush=True)
    print("\n" + "\n".join(table(forms, {})))
    told = rows[Protocol.LPO.value]
    print("\n| said | came | patients |\n| --- | --- | --- |")
    for each in first_forecasts(told, masked_share(told, STATED)).bins():
        print(f"| {each.said:.1%} | {each.came:.1%} | {each.weight:.0f} |")
    print(f"\n{time.perf_counter() - start:.0f} s\n")
    print("\n".join(toml_lines(ranker.name, shipped)))


def _figures(told: Sequence[Confidence]) -> dict[str, float]:
    found = calibration_summary(told, stated=STATED) or {}
    return {name: float(str(found[name])) for name in SHOWN}


if __name__ == "__main__":
    main()
