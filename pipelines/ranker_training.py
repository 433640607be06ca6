"""Training of the learned ranker on a store's graph, kept in a folder with its model card."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import GraphArrays, Progress, load_arrays, open_store

from .model_card import model_card
from .training_folder import check_empty, graph_told

if TYPE_CHECKING:
    from fusion import NeuralConfig, TrainedModel

__all__ = ["RankerTraining", "train_ranker"]

_CARD = "MODEL_CARD.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class RankerTraining:
    """What was trained.

    Attributes:
        folder: that holds it.
        graph: version and hash.
        models: name (``whole``, ``blind-0`` …) → figures of its held-out simulated patients, and
            seconds.
        seconds: of this run.
    """

    folder: str
    graph: Mapping[str, str]
    models: Mapping[str, Mapping[str, float]]
    seconds: float


def train_ranker(
    store: str | Path | None,
    out: Path | None = None,
    *,
    folds: bool = True,
    seed: int = 0,
    config: Path | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> RankerTraining:
    """Train a ranker on the graph of a store and write it, with a model card, to ``out``.

    Args:
        store: path or URI; the default graph when ``None``.
        out: folder of the ranker, and of the checkpoints that are kept until it is done; where
            ``--ranker fused`` looks for it by default.
        folds: train the models too that are blind to a fold of publications each; evaluation
            without a case's own publications needs them.
        seed: of all that is drawn.
        config: TOML of settings; the shipped ones by default.
        resume: go on from the checkpoints in ``out``.
        progress: told what is being done.

    Raises:
        UsageError: ``out`` holds something and ``resume`` is not asked for, or another training.
        InputError: the graph is too small to learn from.
    """
    from fusion import FOLDS, LearnedRanker, NeuralConfig, default_bundle, save_ranker

    start = time.perf_counter()
    folder = default_bundle() if out is None else out
    if not resume:
        check_empty(folder)
    with open_store(store) as opened:
        arrays, manifest = load_arrays(opened, progress=progress), opened.manifest()
    settings = NeuralConfig.load(config)
    wanted = (None, *range(FOLDS)) if folds else (None,)
    runs = {
        fold: _train(arrays, settings, folder, fold, seed, resume=resume, progress=progress)
        for fold in wanted
    }
    said: dict[str, Any] = {
        **graph_told(arrays, manifest),
        "settings": settings.told(),
        "seed": seed,
        "models": {_name(fold): run.figures for fold, run in runs.items()},
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _CARD).write_text(model_card(said), encoding="utf-8")
    blind = tuple(runs[fold].parameters for fold in range(FOLDS)) if folds else ()
    save_ranker(LearnedRanker(whole=runs[None].parameters, blind=blind, manifest=said), folder)
    for fold in runs:
        _checkpoint(folder, fold).unlink(missing_ok=True)
    return RankerTraining(
        folder=str(folder),
        graph=said["graph"],
        models=said["models"],
        seconds=time.perf_counter() - start,
    )


def _train(
    arrays: GraphArrays,
    settings: NeuralConfig,
    folder: Path,
    fold: int | None,
    seed: int,
    *,
    resume: bool,
    progress: Progress | None,
) -> TrainedModel:
    from fusion import TrainedModel, train_parameters

    start = time.perf_counter()

    def told(what: str, done: int, total: int) -> None:
        if progress is not None:
            progress(f"{_name(fold)}: {what}", done, total)

    trained = train_parameters(
        arrays, config=settings, fold=fold, seed=seed,
        checkpoint=_checkpoint(folder, fold), resume=resume, progress=told,
    )  # fmt: skip
    figures = {**trained.figures, "seconds": time.perf_counter() - start}
    return TrainedModel(parameters=trained.parameters, figures=figures)


def _name(fold: int | None) -> str:
    return "whole" if fold is None else f"blind-{fold}"


def _checkpoint(folder: Path, fold: int | None) -> Path:
    return folder / f"checkpoint-{_name(fold)}.safetensors"
