"""The set of diseases that holds the right one in a stated share of patients.

Split conformal prediction (Papadopoulos et al. 2002, doi:10.1007/3-540-36755-1_29): a disease is in
the set while it is at least ``within`` times as probable as the first, and ``within`` is the
quantile of that ratio for the true disease over patients who had no part in anything else. The set
is small where the first stands alone and large where many are alike (Sadinle et al. 2019,
doi:10.1080/01621459.2017.1395341, cut by the probability itself).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_schema import UsageError

from .probability import Belief

__all__ = ["MOST_MEMBERS", "calibrated_within", "likely_columns"]

MOST_MEMBERS: Final = 200
"""A set with more diseases says that the disease is undetermined."""


def likely_columns(belief: Belief, score: NDArray[np.float64], within: float) -> NDArray[np.int64]:
    """Return the candidates at least ``within`` times as probable as the first, best first.

    The first is always one of them; where nothing is ranked there is none.

    Args:
        belief: made of the scores.
        score: (n,) nats, which order those of equal weight by column.
        within: from 0 to 1.
    """
    near = np.flatnonzero(belief.weight >= within)
    return near[np.argsort(-score[near], kind="stable")].astype(np.int64)


def calibrated_within(weights: Sequence[float] | NDArray[np.float64], level: float) -> float:
    """Return the largest ``within`` whose set holds the truth with probability ``level``.

    The ⌊(n + 1)(1 − level)⌋-th smallest weight: for one more patient like these, the chance is at
    least ``level`` (Vovk et al. 2005, *Algorithmic learning in a random world*, proposition 2.3).

    Args:
        weights: (n,) of the true disease relative to the first, in patients whose disease is
            ranked.
        level: between 0 and 1.

    Raises:
        UsageError: there are too few patients for that level.
    """
    place = floor((len(weights) + 1) * (1.0 - level) + 1e-9)
    if not 1 <= place <= len(weights):
        raise UsageError(
            f"expected patients enough for a level of {level:g} ({1.0 / (1.0 - level) - 1.0:.0f} "
            f"or more), got {len(weights)}; give more or lower the level"
        )
    return float(np.partition(np.asarray(weights, np.float64), place - 1)[place - 1])
