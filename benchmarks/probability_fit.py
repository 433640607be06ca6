"""Fits the parameters of ``fusion/data/probability.toml`` to labelled cases.

The likelihood of a case falls into two parts that share no parameter. Given that the disease is a
candidate, the tail (scale, growth, shape) says which; whether it is one, the absence says
(intercept, information, first). Each case counts with its truth and, with the weight that makes the
stated share of patients, without it: the expectation over which cases are masked, without a seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from fusion import ProbabilityConfig, calibrated_within

__all__ = ["Form", "ScoredCases", "fit"]

_EXACT: Final = 100
_GROWTH: Final = 1.05
_STEEP: Final = 1e6
"""A shape so large that the tail is exponential."""
_STEPS: Final = 50
_START: Final = (-2.4, 0.7, 2.3)
LEVEL: Final = 0.8


class Form(StrEnum):
    """What is fitted, and what is left out: each form says one thing less than ``FULL``."""

    FULL = "full"
    EXPONENTIAL = "exponential tail"
    ONE_TAU = "one τ for all"
    EXPONENTIAL_ONE_TAU = "exponential tail, one τ"
    NO_FIRST = "absence by information alone"


@dataclass(frozen=True, eq=False, kw_only=True)
class ScoredCases:
    """The scores of cases with a ranked disease, whatever their truth.

    Attributes:
        score: (m, n) nats, −inf for what is not ranked.
        information: (m,) Σ information of the present findings, nats.
        truth: (m,) columns, −1 where it is no candidate.
    """

    score: NDArray[np.float32]
    information: NDArray[np.float64]
    truth: NDArray[np.int64]

    @property
    def is_ranked(self) -> NDArray[np.bool_]:
        """Say whose truth has a score, (m,)."""
        return np.isfinite(self.own)

    @property
    def own(self) -> NDArray[np.float64]:
        """Return the truth's score, (m,) nats, −inf where it has none."""
        at = self.score[np.arange(len(self.truth)), np.maximum(self.truth, 0)]
        found: NDArray[np.float64] = np.where(self.truth >= 0, at, -np.inf).astype(np.float64)
        return found

    @property
    def first(self) -> NDArray[np.float64]:
        """Return the best score, (m,) nats."""
        found: NDArray[np.float64] = self.score.max(axis=1).astype(np.float64)
        return found

    @property
    def first_but_truth(self) -> NDArray[np.float64]:
        """Return the best score of the others, (m,) nats."""
        return np.array(
            [
                np.delete(score, truth).max() if truth >= 0 else score.max()
                for score, truth in zip(self.score, self.truth, strict=True)
            ],
            np.float64,
        )

    def of(self, rows: NDArray[np.bool_]) -> ScoredCases:
        """Return some of the cases."""
        return ScoredCases(
            score=self.score[rows], information=self.information[rows], truth=self.truth[rows]
        )


@dataclass(frozen=True, eq=False, slots=True)
class _Distances:
    """Distances to the first, (m, g) nats, and how many candidates each stands for, (m, g).

    The first hundred are exact; those behind are in groups that grow by a twentieth and are
    represented by their mean: a fit takes seconds, and its likelihood is right to three digits.
    """

    behind: NDArray[np.float64]
    count: NDArray[np.float64]

    @classmethod
    def of(cls, score: NDArray[np.float32]) -> _Distances:
        ordered = -np.sort(-score, axis=1)
        ranked = np.isfinite(ordered)
        behind = np.where(ranked, ordered[:, :1] - np.where(ranked, ordered, 0.0), 0.0)
        starts = np.array(list(_starts(score.shape[1])), np.int64)
        count = np.add.reduceat(ranked.astype(np.float64), starts, axis=1)
        total = np.add.reduceat(behind.astype(np.float64), starts, axis=1)
        return cls(total / np.maximum(count, 1.0), count)


def fit(
    cases: ScoredCases, *, namespace: str, stated: float, form: Form = Form.FULL
) -> ProbabilityConfig:
    """Return the parameters under which the cases are likeliest, to four digits.

    Args:
        cases: some with a ranked truth, some others where the stated share leaves room for them.
        namespace: of the candidates.
        stated: share of patients whose disease is no candidate.
        form: what is left out.
    """
    ranked = cases.of(cases.is_ranked)
    scale, growth, shape = _tail(ranked, form)
    intercept, information, first = _absence(cases, stated, form)
    tau = scale * (1.0 + ranked.information) ** growth
    weight = _weight((ranked.first - ranked.own) / tau, shape)
    values = {
        "not_in_graph": stated,
        "scale": scale,
        "growth": growth,
        "shape": shape,
        "intercept": intercept,
        "information": information,
        "first": first,
        "level": LEVEL,
        "within": calibrated_within(weight, LEVEL),
    }
    return ProbabilityConfig(
        namespace=namespace, **{name: float(f"{value:.4g}") for name, value in values.items()}
    )


def _starts(n: int) -> Iterator[int]:
    at = 0
    while at < n:
        yield at
        at = at + 1 if at < _EXACT else int(at * _GROWTH) + 1


def _weight(behind: NDArray[np.float64], shape: float) -> NDArray[np.float64]:
    """Return the weight of a distance in units of τ, as ``fusion.probability`` has it."""
    found: NDArray[np.float64] = np.exp(-shape * np.log1p(behind / shape))
    return found


def _tail(cases: ScoredCases, form: Form) -> tuple[float, float, float]:
    """Return scale, growth and shape, by maximum likelihood of the truth among the candidates."""
    distances = _Distances.of(cases.score)
    own = cases.first - cases.own
    told = np.log1p(cases.information)
    grows = form not in (Form.ONE_TAU, Form.EXPONENTIAL_ONE_TAU)
    bends = form not in (Form.EXPONENTIAL, Form.EXPONENTIAL_ONE_TAU)

    def parameters(free: NDArray[np.float64]) -> tuple[float, float, float]:
        growth, shape = float(free[1]), float(np.exp(free[2]))
        return float(np.exp(free[0])), growth if grows else 0.0, shape if bends else _STEEP

    def loss(free: NDArray[np.float64]) -> float:
        scale, growth, shape = parameters(free)
        tau = scale * np.exp(growth * told)
        every = _weight(distances.behind / tau[:, None], shape)
        total = np.log((every * distances.count).sum(axis=1))
        return float((total + shape * np.log1p(own / (shape * tau))).mean())

    start = np.array(_START) if grows else np.array((0.6, *_START[1:]))
    found = minimize(
        loss, start, method="Nelder-Mead", options={"xatol": 2e-3, "fatol": 1e-6, "maxiter": 400}
    )
    return parameters(found.x)


def _absence(cases: ScoredCases, stated: float, form: Form) -> tuple[float, float, float]:
    """Return intercept, slope of the information and slope of the first, of a logistic regression.

    Newton's method; the logit of the stated share is an offset.
    """
    ranked = cases.is_ranked
    unranked = 1.0 - float(ranked.mean())
    share = max(0.0, (stated - unranked) / (1.0 - unranked))
    told = np.concatenate((cases.information, cases.information[ranked]))
    best = np.concatenate((cases.first, cases.first_but_truth[ranked]))
    absent = np.concatenate((~ranked, np.ones(int(ranked.sum())))).astype(np.float64)
    weight = np.where(absent, share, 1.0 - share)
    weight[: len(ranked)][~ranked] = 1.0
    columns = (np.ones(len(told)), told, -best)
    x = np.stack(columns if form is not Form.NO_FIRST else columns[:2], axis=1)
    beta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1.0 / (1.0 + np.exp(-(np.log(stated / (1.0 - stated)) + x @ beta)))
        gradient = x.T @ (weight * (absent - p))
        hessian = (x * (weight * p * (1.0 - p))[:, None]).T @ x
        beta = beta + np.linalg.solve(hessian, gradient)
    intercept, information, *rest = beta.tolist()
    return intercept, information, rest[0] if rest else 0.0
