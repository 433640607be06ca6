"""A pair is negative only if all its rows are."""

from __future__ import annotations

from typing import Any

import pytest

from data_schema import Annotation, Predicate
from kg import is_negative
from kg.pooling import pool_phenotype_rows


def row(**fields: object) -> Annotation:
    plain: dict[str, Any] = {
        "subject": "OMIM:1",
        "predicate": "has_phenotype",
        "object": "HP:0001250",
    }
    return Annotation(**(plain | fields))


NEGATIVE: list[dict[str, Any]] = [
    {"negated": True},
    {"negated": True, "has_count": 3, "has_total": 4},
    {"has_count": 0, "has_total": 7},
    {"has_percentage": 0.0},
    {"frequency_qualifier": "HP:0040285"},
]
POSITIVE: list[dict[str, Any]] = [
    {},
    {"has_count": 1, "has_total": 7},
    {"has_percentage": 0.5},
    {"frequency_qualifier": "HP:0040284"},
]


@pytest.mark.parametrize("fields", NEGATIVE)
def test_negative_rows(fields: dict[str, Any]) -> None:
    assert is_negative(row(**fields))


@pytest.mark.parametrize("fields", POSITIVE)
def test_positive_rows(fields: dict[str, Any]) -> None:
    assert not is_negative(row(**fields))


def test_all_negative_is_lacking() -> None:
    (edge,) = pool_phenotype_rows([row(**fields) for fields in NEGATIVE], sources=("infores:a",))

    assert edge.predicate is Predicate.LACKS_PHENOTYPE
    assert len(edge.annotations) == len(NEGATIVE)
    assert {annotation.predicate for annotation in edge.annotations} == {"lacks_phenotype"}


@pytest.mark.parametrize("fields", POSITIVE)
def test_one_positive_row_makes_the_pair_positive(fields: dict[str, Any]) -> None:
    rows = [*(row(**negative) for negative in NEGATIVE), row(**fields)]

    (edge,) = pool_phenotype_rows(rows, sources=("infores:a",))

    assert edge.predicate is Predicate.HAS_PHENOTYPE
    assert edge.annotations == tuple(rows)


def test_pairs_are_kept_apart_and_rows_in_order() -> None:
    rows = [
        row(publications=("PMID:2",)),
        row(object="HP:0000002", negated=True),
        row(publications=("PMID:1",)),
    ]

    first, second = pool_phenotype_rows(rows, sources=("infores:a",))

    assert [annotation.publications for annotation in first.annotations] == [
        ("PMID:2",),
        ("PMID:1",),
    ]
    assert (second.object, second.predicate) == ("HP:0000002", Predicate.LACKS_PHENOTYPE)
