"""What simulated patients teach: each with its evidence, and the messages of its version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fusion.evidence import EvidenceModel
from kg import GraphArrays, Progress, arrays_without

from .config import SimulationConfig
from .fused import unmatched_share
from .simulation import SimulatedPatient, Simulator

__all__ = ["Example", "Examples", "Messenger", "make_examples"]

Messenger = Callable[
    [GraphArrays, NDArray[np.int64]], tuple[NDArray[np.float32], NDArray[np.float64]]
]
"""Gives, for a version of the graph and n diseases, the messages (R, n, k) less their mean, and how
many terms each disease is annotated with, (n,)."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Example:
    """One simulated patient, and the m candidates it is told apart from.

    Attributes:
        version: number of the version of the graph.
        observed: (k,) int64 terms.
        columns: (m,) int64 candidate columns of the version, ascending.
        truth: place of the patient's disease in ``columns``.
        evidence: (m,) float32 nats.
        share: (k, m) float32, 1 − r.
        stands_for: (m,) float32, log of how many candidates each stands for.
    """

    version: int
    observed: NDArray[np.int64]
    columns: NDArray[np.int64]
    truth: int
    evidence: NDArray[np.float32]
    share: NDArray[np.float32]
    stands_for: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Examples:
    """All patients, and for each version its messages (R, n, k) and counts of terms (n,)."""

    patients: tuple[Example, ...]
    messages: tuple[NDArray[np.float32], ...]
    known: tuple[NDArray[np.float64], ...]


def make_examples(
    model: EvidenceModel,
    config: SimulationConfig,
    messenger: Messenger,
    *,
    seed: int,
    progress: Progress | None = None,
) -> Examples:
    """Draw versions of a model's graph, and patients with their evidence in each.

    A patient whose disease has no row left in a version, itself or by an equivalent, teaches
    nothing and is left out.

    Args:
        model: of the training graph.
        config: how.
        messenger: gives the messages of a version.
        seed: of all that is drawn.
        progress: told what is being done.

    Raises:
        InputError: the graph is too small.
    """
    simulator = Simulator(model.arrays, model.candidates, config)
    patients: list[Example] = []
    messages, known = [], []
    for number in range(config.versions):
        rng = np.random.default_rng((seed, number))
        version = simulator.version(rng)
        arrays = arrays_without(model.arrays, version.rows)
        known_less = EvidenceModel(arrays, config=model.config, namespace=model.namespace)
        drawn = simulator.patients(version, config.patients, rng)
        for patient in drawn:
            example = _example(known_less, patient, config, number, rng)
            if example is not None:
                patients.append(example)
            if progress is not None:
                progress("simulated patients", len(patients), config.versions * config.patients)
        sent, counts = messenger(arrays, known_less.candidates)
        messages.append(sent)
        known.append(counts)
    return Examples(patients=tuple(patients), messages=tuple(messages), known=tuple(known))


def _example(
    model: EvidenceModel,
    patient: SimulatedPatient,
    config: SimulationConfig,
    version: int,
    rng: np.random.Generator,
) -> Example | None:
    scored = model.score(patient.case)
    truth, score = model.column(patient.disease), scored.score
    if truth is None or not np.isfinite(score[truth]):
        return None
    columns, stands_for = _told_apart(score, truth, config, rng)
    share = unmatched_share(patient.case, scored, model.information.astype(np.float32))[:, columns]
    return Example(
        version=version,
        observed=np.array(patient.case.observed, np.int64),
        columns=columns,
        truth=int(np.searchsorted(columns, truth)),
        evidence=score[columns].astype(np.float32),
        share=share,
        stands_for=stands_for,
    )


def _told_apart(
    score: NDArray[np.float64], truth: int, config: SimulationConfig, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the best candidates, the truth and some others, and the log of what each stands for.

    Others stand for all that are ranked below the best, so that the softmax over a few is that over
    all (importance weights; Jean et al. 2015, arXiv:1412.2007).
    """
    ranked = np.flatnonzero(np.isfinite(score))
    order = ranked[np.argsort(-score[ranked], kind="stable")]
    best, rest = order[: config.best], order[config.best :]
    others = rng.choice(rest, min(config.others, len(rest)), replace=False)
    columns = np.unique(np.concatenate((best, others, [truth]))).astype(np.int64)
    each = np.log(len(rest) / len(others)) if len(others) else 0.0
    alone = np.isin(columns, best) | (columns == truth)
    return columns, np.where(alone, 0.0, each).astype(np.float32)
