"""Rows of one pair pooled into one frequency, as the evidence model states it."""

from __future__ import annotations

import pytest

from data_schema import Annotation
from kg import pooled_frequency


def row(**values: object) -> Annotation:
    return Annotation(
        subject="OMIM:1",
        predicate="has_phenotype",
        object="HP:1",
        **values,  # type: ignore[arg-type]  # Annotation checks its own fields
    )


def counted(count: int, total: int) -> Annotation:
    return row(has_count=count, has_total=total)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], 0.65),
        ([row()], 0.65),
        ([counted(3, 4)], 3.6 / 6),
        ([counted(3, 4), counted(0, 6)], 3.6 / 12),
        ([counted(3, 4), row(has_percentage=100.0)], 3.6 / 6),
        ([counted(0, 0), row(has_percentage=30.0)], 0.3),
        ([row(has_percentage=20.0), row(frequency_qualifier="HP:0040281")], (0.2 + 0.895) / 2),
        ([row(frequency_qualifier="HP:0040280")], 0.99),
        ([row(frequency_qualifier="HP:0040285")], 0.01),
        ([row(frequency_qualifier="HP:9999999")], 0.65),
        ([counted(0, 400)], 0.01),
        ([counted(1, 2), row(negated=True)], 1.6 / 4),
    ],
)
def test_pooling(rows: list[Annotation], expected: float) -> None:
    assert pooled_frequency(rows) == pytest.approx(expected)
