"""Families are lines of their own, and never change a rank."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from data_schema import Diagnosis, OntologyClass
from pipelines.report.families import by_family

HEART = OntologyClass(id="MONDO:0005010", label="coronary artery disease")


def kind(rank: int, name: str, family: OntologyClass | None = None) -> Diagnosis:
    disease = OntologyClass(id=name, label=name)
    return Diagnosis(rank=rank, disease=disease, score=-float(rank), family=family)


def test_kinds_stand_together_at_the_place_of_the_best() -> None:
    ranked = [
        kind(1, "sepsis"),
        kind(2, "infarction", HEART),
        kind(3, "pneumonia"),
        kind(4, "angina", HEART),
    ]

    groups = by_family(ranked)

    assert [[each.rank for each in group.diagnoses] for group in groups] == [[1], [2, 4], [3]]
    assert [group.family for group in groups] == [None, HEART, None]
    assert not any(group.is_led_by_the_family for group in groups)


def test_a_family_that_ranks_is_one_of_its_own_and_leads_where_it_is_first() -> None:
    family = Diagnosis(rank=1, disease=HEART, score=0.0)

    (led,) = by_family([family, kind(2, "infarction", HEART)])
    assert led.is_led_by_the_family
    (other,) = by_family([kind(1, "infarction", HEART), Diagnosis(rank=2, disease=HEART, score=0)])
    assert other.family == HEART
    assert not other.is_led_by_the_family


def test_the_only_one_of_a_family_stands_alone() -> None:
    (alone,) = by_family([kind(1, "infarction", HEART)])

    assert alone.family is None


@given(st.lists(st.sampled_from([None, "a", "b", "c"]), max_size=12))
def test_every_diagnosis_stays_and_ranks_ascend_in_a_group(families: list[str | None]) -> None:
    ranked = [
        kind(rank, f"D:{rank}", None if name is None else OntologyClass(id=name, label=name))
        for rank, name in enumerate(families, start=1)
    ]

    ranks = [[each.rank for each in group.diagnoses] for group in by_family(ranked)]

    assert sorted(chain.from_iterable(ranks)) == list(range(1, len(families) + 1))
    assert all(group == sorted(group) for group in ranks)
    assert [group[0] for group in ranks] == sorted(group[0] for group in ranks)
