"""The parts a score is the sum of, as one flat list: for bars, sum tables and comparisons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from data_schema import Diagnosis

from .view import Names
from .wording import context_detail, context_label

__all__ = [
    "Part",
    "PartKind",
    "adds_up",
    "both_sides",
    "columns_that_add_up",
    "main_parts",
    "score_parts",
]


class PartKind(StrEnum):
    """What a part of a score is; the value is what people read."""

    BASELINE = "baseline"
    EVIDENCE = "finding"
    CONTRADICTION = "contradiction"
    HALLMARK = "missing hallmark"
    REST = "unreported rest"
    CONTEXT = "context"
    NEURAL = "learned ranker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One summand of a score, in nats.

    ``id`` is ``""`` where the part is not about a concept; ``detail`` is what the graph says of
    the disease where the label only says it of the patient.
    """

    kind: PartKind
    label: str
    contribution: float
    id: str = ""
    detail: str = ""


def score_parts(diagnosis: Diagnosis, names: Names) -> tuple[Part, ...]:
    """Return every summand of ``diagnosis.score``, baseline first, in the order of the report."""
    rest = diagnosis.unobserved_rest
    concepts = [
        *((PartKind.EVIDENCE, item.finding, item.contribution) for item in diagnosis.evidence),
        *(
            (PartKind.CONTRADICTION, item.finding, item.contribution)
            for item in diagnosis.contradictions
        ),
        *((PartKind.HALLMARK, item.id, item.contribution) for item in diagnosis.missing_hallmarks),
    ]
    return (
        Part(kind=PartKind.BASELINE, label="Baseline", contribution=diagnosis.baseline),
        *(
            Part(kind=kind, id=curie, label=names(curie), contribution=contribution)
            for kind, curie, contribution in concepts
        ),
        Part(
            kind=PartKind.REST,
            label=f"{rest.count:,} other unreported annotations",
            contribution=rest.contribution,
        ),
        *(
            Part(
                kind=PartKind.CONTEXT,
                label=context_label(item),
                contribution=item.contribution,
                detail=context_detail(item),
            )
            for item in diagnosis.context
        ),
        *(
            Part(
                kind=PartKind.NEURAL,
                id=item.finding,
                label=names(item.finding),
                contribution=item.contribution,
            )
            for item in diagnosis.neural
        ),
    )


def main_parts(diagnosis: Diagnosis, names: Names, *, most: int = 4) -> tuple[Part, ...]:
    """Return what speaks most for a diagnosis among what is known of the patient, largest first."""
    told = {PartKind.EVIDENCE, PartKind.CONTRADICTION, PartKind.CONTEXT}
    parts = [p for p in score_parts(diagnosis, names) if p.kind in told and p.contribution > 0]
    return tuple(sorted(parts, key=lambda p: (-p.contribution, p.id, p.label))[:most])


def both_sides(parts: Sequence[Part]) -> tuple[float, float]:
    """Return the sum of what speaks against (≤ 0) and of what speaks for (≥ 0), in nats."""
    values = [part.contribution for part in parts]
    return math.fsum(v for v in values if v < 0), math.fsum(v for v in values if v > 0)


def adds_up(diagnosis: Diagnosis) -> bool:
    """Say whether the parts sum to the score to 1e-6, as the report promises."""
    return math.isclose(diagnosis.total(), diagnosis.score, rel_tol=0.0, abs_tol=1e-6)


def columns_that_add_up(values: Sequence[float], *, digits: int = 4) -> tuple[float, ...]:
    """Round ``values`` so that the rounded ones sum to the rounded sum (largest remainder).

    Each is at most one unit of the last digit away from its value, so a column can be checked by
    hand.
    """
    unit = 10.0**-digits
    floors = [math.floor(value / unit) for value in values]
    short = round(math.fsum(values) / unit) - sum(floors)
    by_remainder = sorted(range(len(values)), key=lambda i: (floors[i] - values[i] / unit, i))
    lifted = set(by_remainder[:short])
    return tuple(round((floor + (i in lifted)) * unit, digits) for i, floor in enumerate(floors))
