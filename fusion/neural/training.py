"""Learns what neighbours tell: matrices and the prior, from simulated patients, with torch.

The score of training is that of :mod:`fusion.neural.fused` with ``w = 1``,

``S(d) = evidence + s / (s + n_d) Σ_r Σ_t (1 − r_t) ⟨W_r x_t, m_r(d)⟩``,

in a softmax over the candidates that a patient is told apart from, and the loss is
``−log(p_truth + floor)``, so that patients whom nothing places do not lead. A step depends on the
seed and its number alone: training that was interrupted ends with the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from data_schema import UsageError
from encoders import read_tensors, restore_training, training_tensors, write_tensors
from kg import Progress

from .config import NeuralConfig, StartConfig
from .examples import Example, Examples
from .parameters import RELATIONS

__all__ = ["Fitted", "fit"]

_SPLIT: Final = 1_000_003
"""Beside the seed, what the held-out patients are drawn with; no step has this number."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Fitted:
    """What training came to.

    Attributes:
        matrices: (R, k, k) float32, W_r.
        prior: s.
        figures: loss and ranks of the held-out simulated patients with what was learned and
            without, and steps.
    """

    matrices: NDArray[np.float32]
    prior: float
    figures: Mapping[str, float]


def fit(
    examples: Callable[[], Examples],
    vectors: NDArray[np.float32],
    config: NeuralConfig,
    *,
    seed: int = 0,
    said: Mapping[str, Any] | None = None,
    checkpoint: Path | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> Fitted:
    """Train on one thread, and return the parameters of the best look at the held-out patients.

    Args:
        examples: makes the simulated patients; not called where the checkpoint is of a training
            that is done.
        vectors: (T, k) x_t.
        config: how.
        seed: of the split and of every step.
        said: JSON that the checkpoint must agree on beside config and seed: the graph, say.
        checkpoint: file that the state is kept in, at each look and at the end.
        resume: go on from the checkpoint where there is one.
        progress: told (what, done, total) after each step.

    Raises:
        UsageError: the checkpoint is of another training.
        InputError: the checkpoint is damaged.
    """
    wanted = {**(said or {}), "config": config.hash, "seed": seed}
    with _one_thread():
        run = _Run(vectors, config, seed, wanted)
        if resume and checkpoint is not None and checkpoint.exists():
            run.load(checkpoint)
        if not run.figures:
            run.train(examples(), checkpoint, progress)
        return run.fitted()


class _Correction(nn.Module):
    """What is added to the evidence, and what is learned of it."""

    def __init__(self, vectors: NDArray[np.float32], start: StartConfig) -> None:
        super().__init__()
        width = vectors.shape[1]
        first = {"gene": start.gene, "class": start.class_}
        self.vectors = torch.from_numpy(vectors)
        self.scale = nn.Parameter(torch.tensor([first[name] for name in RELATIONS]))
        self.free = nn.Parameter(torch.zeros(len(RELATIONS), width, width))
        self.log_prior = nn.Parameter(torch.tensor(start.prior).log())
        self.log_temperature = nn.Parameter(torch.tensor(start.temperature).log())

    @property
    def matrices(self) -> Tensor:
        """W_r = a_r · I + free, (R, k, k)."""
        return self.scale[:, None, None] * torch.eye(self.free.shape[-1]) + self.free

    def forward(self, patient: _Patient, matrices: Tensor) -> Tensor:
        """Return the correction of m candidates, (m,) nats."""
        prior = self.log_prior.exp()
        asked = torch.einsum("tk,rjk->rtj", self.vectors[patient.observed], matrices)
        told = torch.einsum("rtj,rmj->tm", asked, patient.messages)
        heard = prior / (prior + patient.known)
        return heard * (patient.share * told).sum(0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Patient:
    """An :class:`Example` as tensors, with the messages (R, m, k) of its candidates."""

    observed: Tensor
    messages: Tensor
    known: Tensor
    share: Tensor
    evidence: Tensor
    stands_for: Tensor
    truth: int

    @classmethod
    def of(cls, example: Example, examples: Examples) -> _Patient:
        columns = example.columns
        known = examples.known[example.version][columns]
        return cls(
            observed=torch.from_numpy(example.observed),
            messages=torch.from_numpy(examples.messages[example.version][:, columns]),
            known=torch.from_numpy(known.astype(np.float32)),
            share=torch.from_numpy(example.share),
            evidence=torch.from_numpy(example.evidence),
            stands_for=torch.from_numpy(example.stands_for),
            truth=example.truth,
        )

    def rank(self, correction: Tensor) -> int:
        """Return how many candidates are at least as good as the truth."""
        score = self.evidence + correction
        return int((score >= score[self.truth]).sum())


class _Run:
    """The state of one training."""

    def __init__(
        self,
        vectors: NDArray[np.float32],
        config: NeuralConfig,
        seed: int,
        said: Mapping[str, Any],
    ) -> None:
        self.config, self.seed, self.said = config, seed, dict(said)
        self.model = _Correction(vectors, config.start)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=config.training.rate)
        self.step = self.best_step = self.waited = 0
        self.best = float("inf")
        self.best_state = self._state()
        self.figures: dict[str, float] = {}

    def train(self, examples: Examples, checkpoint: Path | None, progress: Progress | None) -> None:
        """Take the steps that are left, and judge."""
        settings = self.config.training
        learned, held = self._split(examples)
        if self.step == 0:
            self._look(held, examples)
        while self.step < settings.steps and self.waited < settings.patience:
            self.step += 1
            self._take_step(learned, examples)
            if self.step % settings.every == 0 or self.step == settings.steps:
                self._look(held, examples)
                if checkpoint is not None:
                    self.save(checkpoint)
            if progress is not None:
                progress("training steps", self.step, settings.steps)
        self.model.load_state_dict(self.best_state)
        self.figures = self._judged(held, examples) | {"patients": float(len(learned))}
        if checkpoint is not None:
            self.save(checkpoint)

    def fitted(self) -> Fitted:
        """Return the parameters of the best look."""
        self.model.load_state_dict(self.best_state)
        return Fitted(
            matrices=self.model.matrices.detach().numpy().copy(),
            prior=float(self.model.log_prior.detach().exp()),
            figures=self.figures,
        )

    def _split(self, examples: Examples) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
        """Return the patients to learn from, and those held out."""
        patients = examples.patients
        order = np.random.default_rng((self.seed, _SPLIT)).permutation(len(patients)).tolist()
        n_held = max(1, round(self.config.training.held_out * len(patients)))
        if n_held >= len(patients):
            raise UsageError(
                f"expected more than {n_held} simulated patients, got {len(patients)}; draw more "
                "of them (the table [simulation])"
            )
        held = tuple(patients[at] for at in order[:n_held])
        return tuple(patients[at] for at in order[n_held:]), held

    def _take_step(self, learned: Sequence[Example], examples: Examples) -> None:
        settings = self.config.training
        rng = np.random.default_rng((self.seed, self.step))
        drawn = rng.choice(len(learned), min(settings.batch, len(learned)), replace=False)
        for group in self.optimizer.param_groups:
            group["lr"] = settings.rate * (1.0 - (self.step - 1) / settings.steps)
        self.optimizer.zero_grad()
        matrices = self.model.matrices
        losses = [self._loss(_Patient.of(learned[at], examples), matrices) for at in drawn.tolist()]
        loss = torch.stack(losses).mean() + settings.decay * self.model.free.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own
        self.optimizer.step()

    def _loss(self, patient: _Patient, matrices: Tensor) -> Tensor:
        score = patient.evidence + self.model(patient, matrices)
        logits = score * self.model.log_temperature.exp() + patient.stands_for
        chance = torch.softmax(logits, 0)[patient.truth]
        return -(chance + self.config.training.floor).log()

    def _look(self, held: Sequence[Example], examples: Examples) -> None:
        """Keep the parameters where the held-out patients are better placed than ever."""
        with torch.no_grad():
            matrices = self.model.matrices
            losses = [self._loss(_Patient.of(each, examples), matrices) for each in held]
            loss = float(torch.stack(losses).mean())
        if loss < self.best:
            self.best, self.best_step, self.waited = loss, self.step, 0
            self.best_state = self._state()
        else:
            self.waited += 1

    def _judged(self, held: Sequence[Example], examples: Examples) -> dict[str, float]:
        """Return the share of held-out patients in first and first ten places, with and without."""
        ranks = []
        with torch.no_grad():
            matrices = self.model.matrices
            for example in held:
                patient = _Patient.of(example, examples)
                added = self.config.training.weight * self.model(patient, matrices)
                ranks.append((patient.rank(added), patient.rank(torch.zeros_like(added))))
        both = np.array(ranks)
        figures = {"held_out": float(len(held)), "loss": self.best}
        for name, k in (("top1", 1), ("top10", 10)):
            figures[name], figures[f"{name}_evidence"] = (both <= k).mean(axis=0).tolist()
        return figures | {"steps": float(self.step), "best_step": float(self.best_step)}

    def _state(self) -> dict[str, Tensor]:
        return {name: value.detach().clone() for name, value in self.model.state_dict().items()}

    def save(self, path: Path) -> None:
        tensors = training_tensors(self.model, self.best_state, self.optimizer)
        said = {
            "training": self.said,
            "step": self.step,
            "best_step": self.best_step,
            "waited": self.waited,
            "best": self.best,
            "figures": self.figures,
        }
        write_tensors(tensors, path, said=said)

    def load(self, path: Path) -> None:
        tensors, said = read_tensors(path)
        if said.get("training") != self.said:
            raise UsageError(
                f"expected {path.name} to be of a training of {self.said}, got one of "
                f"{said.get('training')}; give those settings and that graph, or leave --resume out"
            )
        self.best_state = restore_training(self.model, self.optimizer, tensors)
        self.step, self.best_step, self.waited = said["step"], said["best_step"], said["waited"]
        self.best, self.figures = said["best"], said["figures"]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep torch on one thread: sums in one order, whatever the machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
