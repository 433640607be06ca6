"""Parameters of everyday settings by folds, and what pointing out dangerous diagnoses costs.

    python -m benchmarks.everyday_grid --data avey400.dev.jsonl craftmd_common.dev.jsonl

Folds keep together what has the same diagnosis. A setting is chosen on four folds and reported on
the fifth; the criterion is the sum of top-1, top-3 and top-10, every case counted. The second table
is the curve of sensitivity against flags on benign cases, with the parameters that ship.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.grid import assign_folds
from benchmarks.labelled_cases import LabelledCase, default_arrays, setting
from data_schema import read_records
from fusion import MISS, EvidenceModel, Setting, SettingsConfig, place_of
from kg import GraphArrays
from pipelines import DiagnosticPipeline

KAPPAS = (0.6, 0.8, 1.0)
TEMPERATURES = (0.4, 0.6, 0.8, 1.0)
WEIGHTS = (0.1, 0.2, 0.4)
DECAYS = (0.6, 0.8, 1.0)
MARGINS = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
MOST = (1, 2, 3, 5)
TOPS = (1, 3, 10)
FOLDS = 5

Ranks = NDArray[np.float64]


def main() -> None:
    """Print both tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="vignettes")
    parser.add_argument("--setting", type=Setting, default=Setting.GENERAL)
    options = parser.parse_args()
    arrays = default_arrays()
    cases = [each for path in options.data for each in _read(path, arrays, options.setting)]
    print(f"{len(cases)} cases, {options.setting}; {setting(arrays)}\n")
    shipped = SettingsConfig.load()
    ranks = {
        name: _ranks(cases, EvidenceModel(arrays, setting=options.setting, settings=config))
        for name, config in _grid(shipped)
    }
    _print_folds(ranks, assign_folds(cases), _name(shipped))
    _print_flags(cases, arrays, shipped, options.setting)


def _read(path: Path, arrays: GraphArrays, place: Setting) -> Iterator[LabelledCase]:
    """Yield the vignettes of a file; the findings are those that the pipeline reads."""
    model = EvidenceModel(arrays, setting=place)
    pipeline = DiagnosticPipeline(arrays, model, setting=place)
    for item in read_records(path):
        labelled = item.labeled()
        scored = pipeline.score(labelled.record)
        truths = [truth.id for truth in labelled.diagnoses]
        known = [each for each in truths if model.columns_meaning(each)]
        if scored is not None:
            yield LabelledCase(
                record_id=labelled.record.id,
                case=scored.case,
                truth=(known or truths or [""])[0],
                publications=(),
            )


def _grid(shipped: SettingsConfig) -> Iterator[tuple[str, SettingsConfig]]:
    for kappa, temperature, weight, decay in product(KAPPAS, TEMPERATURES, WEIGHTS, DECAYS):
        config = replace(
            shipped,
            evidence={**shipped.evidence, "kappa": kappa, "weight": weight},
            temperature=temperature,
            decay=decay,
        )
        yield _name(config), config


def _name(config: SettingsConfig) -> str:
    kappa, weight = config.evidence["kappa"], config.evidence["weight"]
    return f"κ={kappa:g} τ={config.temperature:g} w={weight:g} λ={config.decay:g}"


def _columns(case: LabelledCase, model: EvidenceModel) -> tuple[int, ...]:
    return model.columns_meaning(case.truth) if case.truth else ()


def _ranks(cases: Sequence[LabelledCase], model: EvidenceModel) -> Ranks:
    found = np.full(len(cases), float(MISS))
    for number, case in enumerate(cases):
        columns = _columns(case, model)
        if columns:
            score = model.score(case.case).score
            found[number] = min(place_of(score, column).rank for column in columns)
    return found


def _figures(ranks: Ranks) -> list[float]:
    return [float(100.0 * np.mean(ranks <= top)) for top in TOPS]


def _print_folds(ranks: dict[str, Ranks], folds: NDArray[np.int64], shipped: str) -> None:
    print(
        "| fold | cases | chosen on the others | top-1 / 3 / 10 | shipped |\n|---|---|---|---|---|"
    )
    pooled = np.zeros(len(folds))
    for fold in range(FOLDS):
        inside = folds == fold
        chosen = max(sorted(ranks), key=lambda name: sum(_figures(ranks[name][~inside])))
        pooled[inside] = ranks[chosen][inside]
        _print_row(str(fold + 1), chosen, ranks[chosen][inside], ranks[shipped][inside])
    _print_row("all", "as chosen", pooled, ranks[shipped])
    best = max(sorted(ranks), key=lambda name: sum(_figures(ranks[name])))
    _print_row("–", f"best of all: {best}", ranks[best], ranks[shipped])
    print(f"\nShipped: {shipped}.\n")


def _print_row(fold: str, chosen: str, ranks: Ranks, beside: Ranks) -> None:
    cells = [" / ".join(f"{each:.1f}" for each in _figures(figures)) for figures in (ranks, beside)]
    print(f"| {fold} | {len(ranks)} | {chosen} | {' | '.join(cells)} |")


def _print_flags(
    cases: Sequence[LabelledCase], arrays: GraphArrays, shipped: SettingsConfig, place: Setting
) -> None:
    print("| Δ, nats | at most | dangerous in top 3 or flagged, % | flags on a benign case |")
    print("|---|---|---|---|")
    model = EvidenceModel(arrays, setting=place, settings=shipped)
    assert model.everyday is not None
    everyday = model.everyday
    scores = [(_columns(case, model), model.score(case.case)) for case in cases]
    for margin, most in product(MARGINS, MOST):
        everyday.config = replace(shipped, margin=margin, most=most)
        safe, flags = [], []
        for columns, scored in scores:
            if not columns:
                continue
            found = everyday.flagged(scored.evaluation, scored.score, scored.case.observed)
            if everyday.must_not_miss[list(columns)].any():
                first = scored.order[:3].tolist()
                safe.append(bool({*columns} & {*first, *found.tolist()}))
            else:
                flags.append(len(found))
        print(f"| {margin:g} | {most} | {100 * np.mean(safe):.0f} | {np.mean(flags):.2f} |")


if __name__ == "__main__":
    main()
