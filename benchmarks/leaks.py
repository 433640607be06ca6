"""Does losing its rows favour a disease? Two checks that a gain is knowledge.

Under leave-publication-out the truth has often lost all its rows, and few others have. A ranker
that lifts diseases *because* nothing is known of them gains there, and knows nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.labelled_cases import LabelledCase
from fusion import Ranker, place_of
from kg import Overlay, rows_of_diseases, rows_of_one_paper_diseases
from pipelines import LeaveOut

__all__ = ["Placebo", "RowLess", "placebo", "row_less_scores"]


@dataclass(frozen=True, slots=True)
class Placebo:
    """What stripping one random wrong disease of its rows did to its own rank.

    Attributes:
        before, after: mean of log rank; one that cannot be ranked has the last place.
        rose: share of the draws that ranked better after.
    """

    before: float
    after: float
    rose: float

    def __str__(self) -> str:
        return (
            f"placebo mean log rank {self.before:.2f} → {self.after:.2f}, "
            f"better in {100 * self.rose:.0f} %"
        )


@dataclass(frozen=True, slots=True)
class RowLess:
    """Scores of wrong diseases known from one paper, before and after all of them are stripped.

    Attributes:
        before, after: median score in nats, of those that are still ranked after.
        ranked: share that is.
    """

    before: float
    after: float
    ranked: float

    def __str__(self) -> str:
        return (
            f"median score of stripped wrong diseases {self.before:.2f} → {self.after:.2f} nats "
            f"({100 * self.ranked:.0f} % still ranked)"
        )


def placebo(ranker: Ranker, cases: Sequence[LabelledCase], *, seed: int = 0) -> Placebo:
    """Strip a random wrong disease known from one paper in every case, under ``lpo``.

    Args:
        ranker: what ranks.
        cases: the patients.
        seed: of the draws.
    """
    arrays, last = ranker.arrays, float(len(ranker.candidates))
    owners = np.unique(arrays.rows.disease[rows_of_one_paper_diseases(arrays)])
    pool = np.intersect1d(owners, ranker.candidates).tolist()
    leave_out, draw = LeaveOut(arrays, "lpo"), random.Random(seed)
    pairs: list[tuple[float, float]] = []
    for case in cases:
        truth = ranker.column_of(case.truth)
        wrong = draw.choice(pool)
        column = ranker.column(wrong)
        if truth is None or column is None or column == truth or not case.case.is_usable:
            continue
        overlay = leave_out.overlay(case.publications, ranker.candidates[[truth]])
        own = rows_of_diseases(arrays, np.array([wrong], np.int64))
        stripped = Overlay(dropped=np.union1d(overlay.dropped, own))
        before, after = (
            place_of(ranker.score(case.case, overlay=each).score, column).rank
            for each in (overlay, stripped)
        )
        pairs.append((min(before, last), min(after, last)))
    logs = np.log(np.array(pairs))
    first, second = logs.mean(axis=0).tolist()
    return Placebo(first, second, float(np.mean(logs[:, 1] < logs[:, 0])))


def row_less_scores(ranker: Ranker, cases: Sequence[LabelledCase]) -> RowLess:
    """Compare the scores of wrong diseases known from one paper under ``lpo`` and ``lpo-decoy``.

    Args:
        ranker: what ranks.
        cases: the patients.
    """
    arrays = ranker.arrays
    owners = np.unique(arrays.rows.disease[rows_of_one_paper_diseases(arrays)])
    decoys = np.flatnonzero(np.isin(ranker.candidates, owners))
    plain, decoy = (LeaveOut(arrays, name) for name in ("lpo", "lpo-decoy"))
    before, after, n = [], [], 0
    for case in cases:
        truth = ranker.column_of(case.truth)
        if truth is None or not case.case.is_usable:
            continue
        truths, wrong = ranker.candidates[[truth]], decoys[decoys != truth]
        scores = [
            ranker.score(case.case, overlay=each.overlay(case.publications, truths)).score[wrong]
            for each in (plain, decoy)
        ]
        ranked = np.isfinite(scores[0]) & np.isfinite(scores[1])
        before.append(scores[0][ranked])
        after.append(scores[1][ranked])
        n += len(wrong)
    both = [np.concatenate(each) for each in (before, after)]
    medians = [float(np.median(each)) if len(each) else float("nan") for each in both]
    return RowLess(medians[0], medians[1], len(both[0]) / max(1, n))
