"""From scores to probabilities, and to that of a disease which is no candidate.

Scores order diseases; how far the first can be trusted is measured (``docs/probability.md``). The
weight of a disease falls with its distance to the first one in nats,

``w_d = (1 + (S_first − S_d) / (a τ))^−a``, ``τ = scale · (1 + I)^growth``,

which is ``exp(−(S_first − S_d) / τ)`` for a large shape a, and falls more slowly for a small one:
the q-exponential with ``q = 1 + 1/a`` (Tsallis 1988, doi:10.1007/BF01016429; as a link of a
classifier Ding & Vishwanathan 2010, *t-logistic regression*). Findings repeat each other, so a nat
counts less the more information I they carry. That none of the candidates is it,

``p_0 = σ(logit π_0 + θ + φ I − β S_first)``,

is the likelier the less of the information the first one explains; π_0 is stated, not measured.
Then ``p_d = (1 − p_0) w_d / Σ w``. All of it keeps the order of the scores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from math import exp, isfinite, log
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_schema import UsageError

from .parameter_file import hash_of_fields, made_of, read_tables
from .ranker import Ranker
from .settings import Setting

__all__ = ["Belief", "ProbabilityConfig", "probability_of", "read_probabilities"]

_SHARES: Final = {"not_in_graph", "level", "within"}
_ABOVE_ZERO: Final = {"scale", "shape"}


@dataclass(frozen=True, eq=False, kw_only=True)
class Belief:
    """What is believed of one patient.

    Attributes:
        probability: (n,) of each candidate; 0 where it is not ranked.
        weight: (n,) the probability relative to that of the first, from 0 to 1.
        not_in_graph: that the disease is none of the ranked candidates. With the sum of
            ``probability`` it makes 1.
    """

    probability: NDArray[np.float64]
    weight: NDArray[np.float64]
    not_in_graph: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbabilityConfig:
    """One table of ``probability.toml``; see there for each meaning.

    Raises:
        UsageError: a value with which there is no probability.
    """

    namespace: str
    not_in_graph: float
    scale: float
    growth: float
    shape: float
    intercept: float
    information: float
    first: float
    level: float
    within: float

    def __post_init__(self) -> None:
        values = {name: value for name, value in asdict(self).items() if name != "namespace"}
        wrong = [name for name, value in values.items() if not _in_range(name, value)]
        if wrong:
            raise UsageError(
                "expected finite numbers, shares between 0 and 1 "
                f"({', '.join(sorted(_SHARES))}) and {', '.join(sorted(_ABOVE_ZERO))} above 0, got "
                f"{', '.join(f'{name} = {values[name]}' for name in wrong)}"
            )

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the values, whatever the file's layout."""
        return hash_of_fields(self)

    def belief(self, score: NDArray[np.float64], information: float) -> Belief:
        """Return the probabilities of all candidates.

        Args:
            score: (n,) nats, −inf for what is not ranked.
            information: Σ information of the present findings, nats, 0 or more.
        """
        best = float(score.max(initial=-np.inf))
        if not isfinite(best):
            nothing = np.zeros(len(score))
            return Belief(probability=nothing, weight=nothing, not_in_graph=1.0)
        tau = self.scale * (1.0 + information) ** self.growth
        weight = (best - score) / (self.shape * tau) + 1.0
        np.log(weight, out=weight)
        weight *= -self.shape
        np.exp(weight, out=weight)
        absent = self.absence(best, information)
        return Belief(
            probability=weight * ((1.0 - absent) / weight.sum()),
            weight=weight,
            not_in_graph=absent,
        )

    def absence(self, best: float, information: float) -> float:
        """Return p_0: that no candidate is it.

        Args:
            best: the first's score, nats.
            information: Σ information of the present findings, nats.
        """
        odds = log(self.not_in_graph / (1.0 - self.not_in_graph)) + self.intercept
        odds += self.information * information - self.first * best
        return 1.0 / (1.0 + exp(-odds)) if odds > 0.0 else exp(odds) / (1.0 + exp(odds))


@cache
def read_probabilities(path: Path | None = None) -> Mapping[str, ProbabilityConfig]:
    """Return ranker name → parameters, of a TOML file or of the one that ships.

    Raises:
        UsageError: the file is not TOML, or a value is missing, unknown or out of range.
    """
    tables = read_tables("probability.toml", path)
    return {name: made_of(ProbabilityConfig, name, table) for name, table in tables.items()}


def probability_of(ranker: Ranker) -> ProbabilityConfig | None:
    """Return the parameters of a ranker, ``None`` where nobody has measured how far it is right.

    They hold for the setting ``rare`` and the candidates that they were fitted on.
    """
    config = read_probabilities().get(ranker.name)
    if config is None or ranker.setting is not Setting.RARE:
        return None
    return config if ranker.namespace == config.namespace else None


def _in_range(name: str, value: object) -> bool:
    if not isinstance(value, int | float) or not isfinite(value):
        return False
    if name in _SHARES:
        return 0.0 < value < 1.0
    return value > 0.0 or name not in _ABOVE_ZERO
