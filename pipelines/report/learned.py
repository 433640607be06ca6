"""What a learned ranker changed in a score, in a few lines that add up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from data_schema import Diagnosis

from .view import Names
from .wording import count_of

__all__ = ["LEARNED", "LearnedRow", "learned_rows"]

LEARNED: Final = "What was learned from the graph changes"
_NEIGHBOURS_SHOWN: Final = 3
_MEAN: Final = "mean"
_OTHERS: Final = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedRow:
    """One line.

    Attributes:
        contribution: nats.
        what: in words.
        id: CURIE of the neighbour it is about, or empty.
        detail: more words.
    """

    contribution: float
    what: str
    id: str = ""
    detail: str = ""


def learned_rows(diagnosis: Diagnosis, names: Names) -> list[LearnedRow]:
    """Return what each neighbour adds, the loudest first, then the mean that is taken off.

    The contributions add up to those of ``diagnosis.neural``; nothing comes without any.
    """
    if not diagnosis.neural:
        return []
    told: dict[str, list[float]] = {}
    for part in diagnosis.neural:
        for name, share in part.neighbours:
            told.setdefault(name, []).append(share)
    total = {name: math.fsum(shares) for name, shares in told.items()}
    mean = total.pop(_MEAN, 0.0)
    rest = total.pop(_OTHERS, 0.0)
    ordered = sorted(total, key=lambda name: (-abs(total[name]), name))
    rows = [
        LearnedRow(
            contribution=total[name],
            what=names(name),
            id=name,
            detail="its neighbour, shows such findings"
            if total[name] > 0
            else "its neighbour, does not show such findings",
        )
        for name in ordered[:_NEIGHBOURS_SHOWN]
    ]
    folded = ordered[_NEIGHBOURS_SHOWN:]
    if folded or rest:
        rest += math.fsum(total[name] for name in folded)
        rows.append(LearnedRow(contribution=rest, what="its other neighbours"))
    rows.append(
        LearnedRow(
            contribution=mean,
            what="less what neighbours tell a disease on average",
            detail=count_of(len(diagnosis.neural), "finding"),
        )
    )
    return rows
