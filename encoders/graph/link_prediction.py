"""Self-supervised link prediction: training with early stopping, resumable at every epoch.

One loop serves graph encoders and plain embeddings of entities. An epoch depends on the seed and
its number alone: training that was interrupted ends with the same parameters as if it had not been.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from data_schema import UsageError

from .checkpoint import read_tensors, restore_training, training_tensors, write_tensors
from .decoders import ComplEx, DistMult
from .links import KnownTails, LinkSet
from .ranks import RankFigures, figures_of, filtered_ranks

__all__ = ["Embedder", "LinkModel", "TrainingConfig", "TrainingResult", "evaluate_links", "train"]

OPTIMIZERS: Final = ("adagrad", "adam")
_BIG: Final = 1_000_003


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConfig:
    """How links are learned.

    Attributes:
        epochs: at most so many passes.
        batch: links a step.
        negatives: tails drawn for all links of a step; 0 scores every node (1-N).
        rate: learning rate.
        optimizer: ``adam`` or ``adagrad``.
        dropout: share of the vectors' values that training leaves out before they are scored.
        n3: weight of the nuclear 3-norm (Lacroix et al. 2018, arXiv:1806.07297).
        patience: evaluations without a better MRR before it stops.
        every: epochs between two evaluations.
        seed: of everything that is drawn.

    Raises:
        UsageError: a value out of range.
    """

    epochs: int = 50
    batch: int = 32_768
    negatives: int = 512
    rate: float = 0.01
    optimizer: str = "adam"
    dropout: float = 0.0
    n3: float = 0.0
    patience: int = 5
    every: int = 2
    seed: int = 0

    def __post_init__(self) -> None:
        if (
            min(self.epochs, self.batch, self.patience, self.every) < 1
            or min(self.negatives, self.n3) < 0
            or self.rate <= 0
            or not 0 <= self.dropout < 1
            or self.optimizer not in OPTIMIZERS
        ):
            raise UsageError(
                "expected epochs, batch, patience and every of 1 or more, a rate above 0, dropout "
                f"from 0 to below 1 and an optimizer of {', '.join(OPTIMIZERS)}; got {self}"
            )


class Embedder(Protocol):
    """Gives the vectors that links are scored with."""

    def vectors(self, links: LinkSet, candidates: Tensor | None, *, epoch: int) -> Vectors:
        """Return the vectors for one step of training.

        Args:
            links: b links, which the vectors must not be told of.
            candidates: (c,) numbers of further tails, or ``None`` for all nodes.
            epoch: that the step belongs to.
        """
        ...

    def all_vectors(self) -> Mapping[str, Tensor]:
        """Return node type → (n, width), for evaluation."""
        ...


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Vectors:
    """Attributes: ``heads`` (b, width), ``tails`` (c, width) of the candidates in order."""

    heads: Tensor
    tails: Tensor


class LinkModel(nn.Module):
    """An embedder and a decoder, trained together.

    Args:
        embedder: a module that is an :class:`Embedder`.
        decoder: DistMult or ComplEx.
    """

    def __init__(self, embedder: nn.Module, decoder: DistMult | ComplEx) -> None:
        super().__init__()
        self.embedder = embedder
        self.decoder = decoder


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingResult:
    """What training came to.

    Attributes:
        epochs: passes that were made, those before an interruption included.
        best_epoch: the pass whose parameters were kept.
        validation: figures of that pass.
        seconds: of this run.
    """

    epochs: int
    best_epoch: int
    validation: RankFigures
    seconds: float


def evaluate_links(
    model: LinkModel, parts: Sequence[LinkSet], known: Sequence[KnownTails]
) -> list[RankFigures]:
    """Return filtered figures of each part, ranked among all nodes of the target type."""
    model.eval()
    with torch.no_grad():
        vectors = model.embedder.all_vectors()  # type: ignore[operator]  # nn.Module hides it
        return [
            figures_of(filtered_ranks(_scorer(model, vectors, part), part, truth))
            for part, truth in zip(parts, known, strict=True)
        ]


def train(
    model: LinkModel,
    parts: Sequence[LinkSet],
    validation: Sequence[LinkSet],
    known: Sequence[KnownTails],
    config: TrainingConfig,
    *,
    checkpoint: Path | None = None,
    resume: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> TrainingResult:
    """Train a model and leave it with the parameters of the best evaluation.

    Args:
        model: changed in place.
        parts: training links, one set for each pair of node types.
        validation: links that are held out, parallel to ``parts``.
        known: every true link, parallel to ``parts``.
        config: how.
        checkpoint: file that the state is kept in, after each epoch.
        resume: go on from the checkpoint where there is one.
        progress: told (what, done, total) after each epoch.

    Raises:
        UsageError: the checkpoint is of another training.
        InputError: the checkpoint is damaged.
    """
    start = time.perf_counter()
    run = _Run(model, config)
    if resume and checkpoint is not None and checkpoint.exists():
        run.load(checkpoint)
    while run.epoch < config.epochs and run.waited < config.patience:
        run.epoch += 1
        run.pass_over(parts, known)
        if run.epoch % config.every == 0 or run.epoch == config.epochs:
            run.judge(_mean(evaluate_links(model, validation, known)))
        if checkpoint is not None:
            run.save(checkpoint)
        if progress is not None:
            progress("epochs", run.epoch, config.epochs)
    assert run.best is not None
    model.load_state_dict(run.best_state)
    model.eval()
    return TrainingResult(
        epochs=run.epoch,
        best_epoch=run.best_epoch,
        validation=run.best,
        seconds=time.perf_counter() - start,
    )


class _Run:
    """The state of one training."""

    def __init__(self, model: LinkModel, config: TrainingConfig) -> None:
        self.model, self.config = model, config
        kind = torch.optim.Adagrad if config.optimizer == "adagrad" else torch.optim.Adam
        self.optimizer = kind(model.parameters(), lr=config.rate)
        self.epoch = self.best_epoch = self.waited = 0
        self.best: RankFigures | None = None
        self.best_state: dict[str, Tensor] = {}

    def pass_over(self, parts: Sequence[LinkSet], known: Sequence[KnownTails]) -> None:
        self.model.train()
        drawn = np.random.default_rng((self.config.seed, self.epoch))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.config.seed * _BIG + self.epoch)
            for number, places in _steps(parts, self.config.batch, drawn):
                links = parts[number].take(places)
                loss = _loss(self.model, links, known[number], self.config, drawn, self.epoch)
                self.optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]  # torch's own
                self.optimizer.step()

    def judge(self, figures: RankFigures) -> None:
        if self.best is None or figures.mrr > self.best.mrr:
            self.best, self.best_epoch, self.waited = figures, self.epoch, 0
            state = self.model.state_dict()
            self.best_state = {name: value.detach().clone() for name, value in state.items()}
        else:
            self.waited += 1

    def save(self, path: Path) -> None:
        tensors = training_tensors(self.model, self.best_state, self.optimizer)
        write_tensors(tensors, path, said=self._said())

    def load(self, path: Path) -> None:
        tensors, said = read_tensors(path)
        if said.get("config") != self._config():
            raise UsageError(
                f"expected {path.name} to be of a training with the same settings, got one with "
                f"{said.get('config')}; give those, or leave --resume out"
            )
        self.best_state = restore_training(self.model, self.optimizer, tensors)
        self.epoch, self.best_epoch = said["epoch"], said["best_epoch"]
        self.waited = said["waited"]
        self.best = None if said["best"] is None else RankFigures(**said["best"])

    def _config(self) -> dict[str, Any]:
        """Return the settings, less how long to go on."""
        return {name: value for name, value in asdict(self.config).items() if name != "epochs"}

    def _said(self) -> dict[str, Any]:
        return {
            "config": self._config(),
            "epoch": self.epoch,
            "best_epoch": self.best_epoch,
            "waited": self.waited,
            "best": None if self.best is None else asdict(self.best),
        }


def _steps(
    parts: Sequence[LinkSet], batch: int, drawn: np.random.Generator
) -> list[tuple[int, NDArray[np.int64]]]:
    """Return the steps of an epoch in random order: number of the part and places in it."""
    steps = [
        (number, places)
        for number, part in enumerate(parts)
        for order in [drawn.permutation(len(part))]
        for places in np.split(order, range(batch, len(part), batch))
    ]
    return [steps[at] for at in drawn.permutation(len(steps))]


def _loss(
    model: LinkModel,
    links: LinkSet,
    known: KnownTails,
    config: TrainingConfig,
    drawn: np.random.Generator,
    epoch: int,
) -> Tensor:
    """Cross-entropy of each tail against all others, or against those that were drawn.

    Drawn ones stand for all: each score is less the logarithm of how often its tail is drawn (Jean
    et al. 2015, arXiv:1412.2007, equation 7), or a tail that is drawn often would learn to be rare.
    """
    relations = torch.from_numpy(links.relations)
    negatives = _negatives(model, links, config, drawn)
    ends = None if negatives is None else np.concatenate((links.tails, negatives))
    vectors: Vectors = model.embedder.vectors(  # type: ignore[operator]  # nn.Module hides it
        links, None if ends is None else torch.from_numpy(ends), epoch=epoch
    )
    heads = nn.functional.dropout(vectors.heads, config.dropout)
    tails = nn.functional.dropout(vectors.tails, config.dropout)
    queries = model.decoder.queries(heads, relations)
    if negatives is None:
        truth = torch.from_numpy(links.tails)
        own, scores = tails[truth], queries @ tails.T
    else:
        own = tails[: len(links)]
        others = queries @ tails[len(links) :].T
        held = torch.from_numpy(known.holds(links, negatives))
        n_tails = model.embedder.count(links.target)  # type: ignore[operator]  # nn.Module hides it
        often = _log_expected(links, negatives, config, n_tails)
        first = (queries * own).sum(1, keepdim=True) - often[: len(links), None]
        others = (others - often[len(links) :]).masked_fill(held, -torch.inf)
        scores = torch.cat((first, others), dim=1)
        truth = torch.zeros(len(links), dtype=torch.int64)
    loss = nn.functional.cross_entropy(scores, truth)
    if config.n3:
        parts = (heads, model.decoder.relations[relations], own)
        loss = loss + config.n3 / len(links) * sum(_cubed(model, part) for part in parts)
    return loss


def _negatives(
    model: LinkModel, links: LinkSet, config: TrainingConfig, drawn: np.random.Generator
) -> NDArray[np.int64] | None:
    """Draw tails for all links of a step: half of them at random, half as common as they end links.

    True ones among them are masked later. ``None`` stands for every node.
    """
    if not config.negatives:
        return None
    n_tails = model.embedder.count(links.target)  # type: ignore[operator]  # nn.Module hides it
    half = config.negatives // 2
    common = drawn.choice(links.tails, half)
    others = drawn.integers(0, n_tails, config.negatives - half)
    drawn_tails: NDArray[np.int64] = np.concatenate((common, others))
    return drawn_tails


def _log_expected(
    links: LinkSet, negatives: NDArray[np.int64], config: TrainingConfig, n_tails: int
) -> Tensor:
    """Return the logarithm of how often each tail is drawn in a step: (b + c,), links first."""
    half = config.negatives // 2
    as_common = half * np.bincount(links.tails, minlength=n_tails) / len(links)
    expected = as_common + (config.negatives - half) / n_tails
    ends = np.concatenate((links.tails, negatives))
    return torch.from_numpy(np.log(expected[ends]).astype(np.float32))


def _cubed(model: LinkModel, vectors: Tensor) -> Tensor:
    if isinstance(model.decoder, ComplEx):
        real, imaginary = vectors.chunk(2, dim=1)
        return (real**2 + imaginary**2 + 1e-12).pow(1.5).sum()
    return vectors.abs().pow(3).sum()


def _scorer(
    model: LinkModel, vectors: Mapping[str, Tensor], part: LinkSet
) -> Callable[[LinkSet], Tensor]:
    heads, tails = vectors[part.source], vectors[part.target]

    def scores(links: LinkSet) -> Tensor:
        relations = torch.from_numpy(links.relations)
        return model.decoder.queries(heads[torch.from_numpy(links.heads)], relations) @ tails.T

    return scores


def _mean(figures: Sequence[RankFigures]) -> RankFigures:
    """Average the figures of several parts, each as often as it has links."""
    total = sum(each.n for each in figures)
    names = ("mrr", "hits1", "hits3", "hits10")
    means = {name: sum(getattr(e, name) * e.n for e in figures) / total for name in names}
    return RankFigures(n=total, **means)
