"""How far stated probabilities are true: calibration error, Brier score, and what separates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schema import UsageError

__all__ = ["Forecasts", "ReliabilityBin"]


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Forecasts of about the same probability: what was said and what came, both from 0 to 1."""

    said: float
    came: float
    weight: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Forecasts:
    """Probabilities, and whether what they were given for came true.

    Attributes:
        probability: (n,) from 0 to 1.
        came: (n,) 1 where it came true, else 0.
        weight: (n,) above 0; patients that one forecast stands for.

    Raises:
        UsageError: there is none, or the lengths differ.
    """

    probability: NDArray[np.float64]
    came: NDArray[np.float64]
    weight: NDArray[np.float64]

    def __post_init__(self) -> None:
        sizes = {len(self.probability), len(self.came), len(self.weight)}
        if len(sizes) > 1 or 0 in sizes:
            raise UsageError(f"expected as many of each and one at least, got {sorted(sizes)}")

    @property
    def base_rate(self) -> float:
        """How often it comes true."""
        return float(np.average(self.came, weights=self.weight))

    @property
    def brier(self) -> float:
        """Mean squared error (Brier 1950)."""
        return float(np.average(np.square(self.probability - self.came), weights=self.weight))

    @property
    def brier_skill(self) -> float | None:
        """One minus the error relative to always saying the base rate; ``None`` where all agree."""
        base = self.base_rate
        worst = base * (1.0 - base)
        return 1.0 - self.brier / worst if worst > 0.0 else None

    def bins(self, n_bins: int = 15) -> tuple[ReliabilityBin, ...]:
        """Return forecasts in bins of equal mass, ascending; an empty bin is left out."""
        order = np.argsort(self.probability, kind="stable")
        weight = self.weight[order]
        middle = np.cumsum(weight) - weight / 2.0
        at = np.minimum((middle / weight.sum() * n_bins).astype(np.int64), n_bins - 1)
        mass = np.bincount(at, weight, n_bins)
        said = np.bincount(at, weight * self.probability[order], n_bins)
        came = np.bincount(at, weight * self.came[order], n_bins)
        return tuple(
            ReliabilityBin(float(said[k] / mass[k]), float(came[k] / mass[k]), float(mass[k]))
            for k in np.flatnonzero(mass > 0.0)
        )

    def calibration_error(self, n_bins: int = 15) -> float:
        """Return the expected calibration error over bins of equal mass.

        The mean distance between what is said and what comes (Naeini et al. 2015, AAAI; equal mass
        after Nixon et al. 2019, arXiv:1904.01685).
        """
        found = self.bins(n_bins)
        off = sum(each.weight * abs(each.said - each.came) for each in found)
        return off / sum(each.weight for each in found)

    def auroc(self) -> float | None:
        """Return how often what came true had the higher probability, a tie counting half.

        ``None`` where everything or nothing came true.
        """
        _, at = np.unique(self.probability, return_inverse=True)
        true = np.bincount(at, self.weight * self.came)
        false = np.bincount(at, self.weight * (1.0 - self.came))
        both = true.sum() * false.sum()
        below = np.cumsum(false) - false / 2.0
        return float((true * below).sum() / both) if both > 0.0 else None
