"""From annotation rows to edges: which (disease, phenotype) pairs are positive, which negative."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from data_schema import Annotation, Predicate

from .frequency import stated_frequency
from .model import Edge

__all__ = ["is_negative", "pool_phenotype_rows"]


def is_negative(row: Annotation) -> bool:
    """Say whether a row states absence: NOT, 0 of n, 0 %, or the frequency *Excluded*.

    Where a row gives a percentage, the frequency class beside it is not read.
    """
    return row.negated or row.has_count == 0 or stated_frequency(row) == 0.0


def pool_phenotype_rows(rows: Iterable[Annotation], *, sources: tuple[str, ...]) -> list[Edge]:
    """Make one edge of all rows of a (disease, phenotype) pair.

    The edge is ``lacks_phenotype`` if every row is negative, else ``has_phenotype`` with all its
    rows, the negative ones too. Rows keep their order and get the predicate of their edge.
    """
    pairs: dict[tuple[str, str], list[Annotation]] = {}
    for row in rows:
        pairs.setdefault((row.subject, row.object), []).append(row)
    return [_edge(pair, pooled, sources) for pair, pooled in pairs.items()]


def _edge(pair: tuple[str, str], rows: list[Annotation], sources: tuple[str, ...]) -> Edge:
    lacks = all(map(is_negative, rows))
    predicate = Predicate.LACKS_PHENOTYPE if lacks else Predicate.HAS_PHENOTYPE
    return Edge(
        subject=pair[0],
        predicate=predicate,
        object=pair[1],
        sources=sources,
        annotations=tuple(
            row if row.predicate == predicate else replace(row, predicate=predicate.value)
            for row in rows
        ),
    )
