"""How often a disease shows a phenotype: the rows of one edge pooled into one probability.

Formula of the evidence model: pooled counts p = (k + 0.6) / (n + 2); without counts the mean of the
stated percentages and frequency classes; without either 0.65; always within [0.01, 0.99].
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from data_schema import Annotation

__all__ = [
    "FREQUENCY_MIDPOINTS",
    "FREQUENCY_RANGE",
    "PRIOR_COUNT",
    "PRIOR_TOTAL",
    "UNKNOWN_FREQUENCY",
    "pooled_counts",
    "pooled_frequency",
    "stated_frequency",
]

FREQUENCY_MIDPOINTS: Final[dict[str, float]] = {
    "HP:0040280": 1.0,
    "HP:0040281": 0.895,
    "HP:0040282": 0.545,
    "HP:0040283": 0.17,
    "HP:0040284": 0.025,
    "HP:0040285": 0.0,
}
"""Mid-points of HPO's frequency classes: obligate 100 %, very frequent 80–99 %, frequent 30–79 %,
occasional 5–29 %, very rare 1–4 %, excluded 0 %."""

PRIOR_COUNT: Final = 0.6
PRIOR_TOTAL: Final = 2.0
UNKNOWN_FREQUENCY: Final = 0.65
FREQUENCY_RANGE: Final = (0.01, 0.99)


def pooled_frequency(annotations: Iterable[Annotation]) -> float:
    """Return the probability in [0.01, 0.99] that the rows of one (disease, term) pair state.

    Rows that say NOT are left out; rows of the other sex are for the caller to leave out.
    """
    rows = [row for row in annotations if not row.negated]
    low, high = FREQUENCY_RANGE
    return min(high, max(low, _unclipped(rows)))


def _unclipped(rows: list[Annotation]) -> float:
    counts = pooled_counts(rows)
    if counts is not None:
        count, total = counts
        return (count + PRIOR_COUNT) / (total + PRIOR_TOTAL)
    stated = [value for row in rows if (value := stated_frequency(row)) is not None]
    return sum(stated) / len(stated) if stated else UNKNOWN_FREQUENCY


def pooled_counts(annotations: Iterable[Annotation]) -> tuple[int, int] | None:
    """Return k of n patients over all rows that counted someone, 0/n included."""
    counts = [
        (row.has_count, row.has_total)
        for row in annotations
        if row.has_count is not None and row.has_total and not row.negated
    ]
    if not counts:
        return None
    return sum(count for count, _ in counts), sum(total for _, total in counts)


def stated_frequency(annotation: Annotation) -> float | None:
    """Return a row's percentage or the mid-point of its frequency class, in [0, 1]."""
    if annotation.has_percentage is not None:
        return annotation.has_percentage / 100.0
    return FREQUENCY_MIDPOINTS.get(annotation.frequency_qualifier or "")
