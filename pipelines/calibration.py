"""How far a ranker's probabilities are true over many labelled cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean, median

import numpy as np

from fusion import MOST_MEMBERS, Forecasts, auroc

from .confidence import Confidence, Said

__all__ = ["calibration_summary", "family_forecasts", "first_forecasts", "masked_share"]


def masked_share(cases: Sequence[Confidence], stated: float) -> float:
    """Return the weight of a case with its truth masked, from 0 to 1.

    With it the share of patients whose disease is no candidate is as stated: the cases whose truth
    is not ranked, and this share of each other case.
    """
    unranked = 1.0 - fmean(case.is_ranked for case in cases)
    return max(0.0, (stated - unranked) / (1.0 - unranked)) if unranked < 1.0 else 0.0


def first_forecasts(cases: Sequence[Confidence], share: float) -> Forecasts:
    """Return what was said of the first disease; one whose truth is masked is wrong.

    Args:
        cases: one at least.
        share: weight of a case with its truth masked.
    """
    return _forecasts([(c, c.first_is_right, c.said.first, _first(c.masked)) for c in cases], share)


def family_forecasts(cases: Sequence[Confidence], share: float) -> Forecasts:
    """Return what was said of the first's family, see :func:`first_forecasts`."""
    return _forecasts(
        [
            (c, c.family_is_right, c.said.first_family, c.masked.first_family if c.masked else 0.0)
            for c in cases
        ],
        share,
    )


def calibration_summary(cases: Iterable[Confidence], *, stated: float) -> dict[str, object] | None:
    """Return what ``evaluate diagnosis --json`` prints; shares from 0 to 1, ``None`` for no case.

    ``ece``, ``brier``, ``brier_skill`` and ``first_is_right_auroc`` are of the first's probability
    over patients of whom the stated share has a disease that is no candidate. ``null_auroc`` is
    of ``not_in_graph``, truth masked against truth present. ``coverage`` is of the set, over
    patients whose disease is ranked; set sizes are over all.

    Args:
        cases: what was said of each.
        stated: the share of patients whose disease is no candidate.
    """
    found = list(cases)
    if not found:
        return None
    share = masked_share(found, stated)
    first, family = first_forecasts(found, share), family_forecasts(found, share)
    ranked = [case for case in found if case.is_ranked]
    return {
        "n": len(found),
        "not_in_graph": stated,
        "ece": _rounded(first.calibration_error()),
        "brier": _rounded(first.brier),
        "brier_skill": _rounded(first.brier_skill),
        "first_is_right_auroc": _rounded(first.auroc()),
        "family_ece": _rounded(family.calibration_error()),
        "family_is_right_auroc": _rounded(family.auroc()),
        "null_auroc": _rounded(
            auroc(
                [case.masked.not_in_graph for case in ranked if case.masked is not None],
                [case.said.not_in_graph for case in ranked],
            )
        ),
        "coverage": _rounded(fmean(case.in_set for case in ranked)) if ranked else None,
        "set_size_median": median(case.set_size for case in found),
        "undetermined": _rounded(fmean(case.set_size > MOST_MEMBERS for case in found)),
    }


def _forecasts(rows: Sequence[tuple[Confidence, bool, float, float]], share: float) -> Forecasts:
    """Return both versions of each case; one of weight 0 is left out."""
    both = [
        (probability, float(came), weight)
        for case, is_right, said, masked in rows
        for probability, came, weight in (
            (said, is_right, 1.0 - share if case.is_ranked else 1.0),
            (masked, False, share if case.is_ranked else 0.0),
        )
        if weight > 0.0
    ]
    probability, came, weights = np.array(both, np.float64).T
    return Forecasts(probability=probability, came=came, weight=weights)


def _first(said: Said | None) -> float:
    return 0.0 if said is None else said.first


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
