"""What a ranker's probabilities said of one labelled case, with its truth and without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from fusion import Belief, ProbabilityConfig, likely_columns

__all__ = ["Confidence", "Said", "confidence_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a patient before anyone knows better, from 0 to 1.

    Attributes:
        first: probability of the first disease.
        first_family: of the diseases of its family together, itself included.
        not_in_graph: of a disease that is none of the candidates.
    """

    first: float
    first_family: float
    not_in_graph: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """What was said of a case, and what was true.

    Attributes:
        said: with all candidates.
        masked: with the truth taken out of the candidates; ``None`` where it is not ranked.
        first_is_right, family_is_right: the truth is the first, or of the first's family.
        truth_weight: the truth's probability relative to the first's; 0 where it is not ranked.
        set_size: diseases in the set.
        in_set: the truth is one of them.
    """

    said: Said
    masked: Said | None
    first_is_right: bool
    family_is_right: bool
    truth_weight: float
    set_size: int
    in_set: bool

    @property
    def is_ranked(self) -> bool:
        """Whether the truth is among what is ranked."""
        return self.masked is not None

    def to_dict(self) -> dict[str, object]:
        """Return what a line of ``--cases-out`` holds."""
        return asdict(self)


def confidence_of(
    config: ProbabilityConfig,
    score: NDArray[np.float64],
    information: float,
    truths: Sequence[int],
    family_of: Callable[[int], Sequence[int]],
) -> Confidence | None:
    """Return what is said of one case, ``None`` where nothing is ranked.

    Args:
        config: the ranker's parameters.
        score: (n,) nats.
        information: Σ information of the present findings, nats.
        truths: columns of the confirmed diagnoses.
        family_of: column → the columns of its family, with or without itself.
    """
    belief = config.belief(score, information)
    members = likely_columns(belief, score, config.within)
    if not len(members):
        return None
    first = int(members[0])
    family = {first, *family_of(first)}
    columns = list(truths)
    weight = float(belief.weight[columns].max(initial=0.0))
    masked = None
    if np.isfinite(score[columns]).any():
        masked = _said_without(config, score, information, columns, family_of)
    return Confidence(
        said=_said(belief, family, first),
        masked=masked,
        first_is_right=first in columns,
        family_is_right=masked is not None and not family.isdisjoint(columns),
        truth_weight=weight,
        set_size=len(members),
        in_set=not set(members.tolist()).isdisjoint(columns),
    )


def _said_without(
    config: ProbabilityConfig,
    score: NDArray[np.float64],
    information: float,
    columns: list[int],
    family_of: Callable[[int], Sequence[int]],
) -> Said:
    """Return what is said where ``columns`` are no candidates."""
    left = score.copy()
    left[columns] = -np.inf
    belief = config.belief(left, information)
    first = int(np.argmax(left))
    return _said(belief, {first, *family_of(first)}, first)


def _said(belief: Belief, family: set[int], first: int) -> Said:
    return Said(
        first=float(belief.probability[first]),
        first_family=float(belief.probability[sorted(family)].sum()),
        not_in_graph=belief.not_in_graph,
    )
