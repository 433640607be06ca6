"""Why one diagnosis stands above another: the parts of their scores side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from data_schema import Attribution, Contradiction, ContradictionKind, Diagnosis, MatchKind

from .parts import PartKind, score_parts
from .view import Labels, Names

__all__ = ["Comparison", "Side", "compare", "disease_name", "fold_hallmarks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What a concept is to one of the diseases: nats added to its score, and by what."""

    contribution: float = 0.0
    how: str = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One row: a finding, a hallmark, or another part of the scores, for both diseases."""

    kind: PartKind
    id: str
    label: str
    a: Side
    b: Side

    @property
    def difference(self) -> float:
        """How far this puts A above B, in nats."""
        return self.a.contribution - self.b.contribution


_NOTHING: Final = Side()
_Key = tuple[PartKind, str, str]


def compare(a: Diagnosis, b: Diagnosis, *, labels: Labels) -> tuple[Comparison, ...]:
    """Return one row per concept and other part, those that favour ``a`` most first.

    A finding is one row, whether it supports or contradicts; the differences sum to
    ``a.score − b.score``.
    """
    names = Names(labels)
    of_a, of_b = _sides(a, names), _sides(b, names)
    rows = [
        Comparison(
            kind=kind,
            id=curie,
            label=label or names(curie),
            a=of_a.get((kind, curie, label), _NOTHING),
            b=of_b.get((kind, curie, label), _NOTHING),
        )
        for kind, curie, label in dict.fromkeys([*of_a, *of_b])
    ]
    return tuple(sorted(rows, key=_most_in_favour))


def fold_hallmarks(rows: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """Return ``rows`` with those about missing hallmarks, each a small part, summed into one."""
    folded = [row for row in rows if row.kind is PartKind.HALLMARK]
    if len(folded) < 2:
        return tuple(rows)
    total = Comparison(
        kind=PartKind.HALLMARK,
        id="",
        label=f"{len(folded)} hallmarks nobody reported",
        a=Side(contribution=math.fsum(row.a.contribution for row in folded), how=""),
        b=Side(contribution=math.fsum(row.b.contribution for row in folded), how=""),
    )
    kept = [row for row in rows if row.kind is not PartKind.HALLMARK]
    return tuple(sorted([*kept, total], key=_most_in_favour))


def disease_name(diagnosis: Diagnosis) -> str:
    """Return a disease's label, or its CURIE."""
    return diagnosis.disease.label or diagnosis.disease.id


def _most_in_favour(row: Comparison) -> tuple[float, str, str, str]:
    return -row.difference, row.kind, row.id, row.label


def _sides(diagnosis: Diagnosis, names: Names) -> dict[_Key, Side]:
    how = {
        **{hallmark.id: "not reported" for hallmark in diagnosis.missing_hallmarks},
        **{item.finding: _met(item, names) for item in diagnosis.evidence},
        **{item.finding: _contradicted(item) for item in diagnosis.contradictions},
    }
    sides: dict[_Key, Side] = {}
    for part in score_parts(diagnosis, names):
        kind, label = part.kind, part.label
        if kind is PartKind.CONTRADICTION:
            kind = PartKind.EVIDENCE
        if kind is PartKind.REST:
            label = "Other unreported annotations"
        key = (kind, part.id, "" if part.id else label)
        before = sides.get(key, _NOTHING).contribution
        is_told = kind in {PartKind.EVIDENCE, PartKind.HALLMARK}
        words = how.get(part.id, "") if is_told else part.detail
        sides[key] = Side(contribution=before + part.contribution, how=words)
    return sides


def _met(item: Attribution, names: Names) -> str:
    if not item.paths:
        return "unrelated"
    if item.match is MatchKind.EXACT:
        return "exact"
    if item.matched == item.finding:
        return "shows something more specific"
    return f"at {names(item.matched)}"


def _contradicted(item: Contradiction) -> str:
    if item.kind is ContradictionKind.NOT_ANNOTATED:
        return "known not to show it"
    return "excluded"
