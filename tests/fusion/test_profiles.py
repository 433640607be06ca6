"""Items 3 and 4 of the evidence model, every number computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from data_schema import Annotation
from fusion import EvidenceConfig
from fusion.profiles import Profiles, build_profiles
from kg import GraphArrays, arrays_from_graph
from tests.kg.small_graphs import annotation, small_graph

TERMS = {
    "HP:0000100": ["HP:0000118"],
    "HP:0000110": ["HP:0000100"],
    "HP:0000111": ["HP:0000110"],
    "HP:0000112": ["HP:0000110", "HP:0000200"],
    "HP:0000200": ["HP:0000118"],
    "HP:0000005": ["HP:0000001"],
}
D, U = "OMIM:1", "HP:0000111"


def profiles_of(
    *rows: Annotation, sex: int = 0, dropped: tuple[int, ...] = ()
) -> tuple[GraphArrays, Profiles]:
    arrays = arrays_from_graph(small_graph(TERMS, rows))
    found = build_profiles(
        arrays,
        EvidenceConfig.load(),
        np.arange(len(arrays.disease_ids)),
        sex=sex,
        dropped=np.array(dropped, np.int64),
    )
    return arrays, found


def counted(k: int, n: int, term: str = U) -> Annotation:
    return annotation(D, term, has_count=k, has_total=n)


def classed(name: str, term: str = U) -> Annotation:
    return annotation(D, term, frequency_qualifier=name)


def percent(p: float, term: str = U) -> Annotation:
    return annotation(D, term, has_percentage=p)


NOT = annotation(D, U, negated=True)
PLAIN = annotation(D, U)


@pytest.mark.parametrize(
    ("rows", "p"),
    [
        pytest.param([counted(3, 10)], 3.6 / 12, id="counts"),
        pytest.param([counted(3, 10), counted(2, 4)], 5.6 / 16, id="counts pooled"),
        pytest.param([counted(3, 10), counted(0, 5)], 3.6 / 17, id="0/n pooled"),
        pytest.param([counted(3, 10), classed("HP:0040281")], 3.6 / 12, id="counts before classes"),
        pytest.param([counted(0, 5), classed("HP:0040281")], 0.6 / 7, id="0/n before classes"),
        pytest.param([classed("HP:0040282")], 0.545, id="class"),
        pytest.param([classed("HP:0040281"), classed("HP:0040283")], 0.5325, id="mean of classes"),
        pytest.param([percent(35.0)], 0.35, id="percentage"),
        pytest.param([percent(35.0), classed("HP:0040283")], 0.26, id="percentage and class"),
        pytest.param([PLAIN], 0.65, id="nothing stated"),
        pytest.param([PLAIN, classed("HP:0040283")], 0.17, id="unstated beside stated"),
        pytest.param([classed("HP:0040285"), classed("HP:0040282")], 0.2725, id="excluded beside"),
        pytest.param([NOT, PLAIN], 0.65, id="NOT beside an assertion"),
        pytest.param([NOT, counted(9, 10)], 9.6 / 12, id="NOT beside counts"),
        pytest.param([classed("HP:0040280")], 0.99, id="ceiling"),
        pytest.param([counted(1, 400)], 0.01, id="floor"),
        pytest.param([classed("HP:0040284")], 0.025, id="rare, above the floor"),
        pytest.param([classed("HP:0003577")], 0.65, id="qualifier that is no class"),
    ],
)
def test_frequency_is_pooled(rows: list[Annotation], p: float) -> None:
    _, found = profiles_of(*rows)

    assert found.frequency.tolist() == pytest.approx([p], abs=1e-12)
    assert found.lacking.tolist() == []


@pytest.mark.parametrize(
    "rows",
    [
        [NOT],
        [counted(0, 7)],
        [percent(0.0)],
        [classed("HP:0040285")],
        [NOT, counted(0, 7), percent(0.0), classed("HP:0040285")],
    ],
)
def test_a_term_with_negative_rows_alone_is_lacking(rows: list[Annotation]) -> None:
    arrays, found = profiles_of(*rows, annotation(D, "HP:0000200"))

    assert found.lacking.tolist() == [arrays.term_index[U]]
    assert found.annotated.tolist() == [arrays.term_index["HP:0000200"]]


@pytest.mark.parametrize(("sex", "p"), [(0, 6.6 / 22), (1, 1.6 / 12), (2, 5.6 / 12)])
def test_rows_of_the_other_sex_are_ignored_when_the_sex_is_known(sex: int, p: float) -> None:
    _, found = profiles_of(
        annotation(D, U, has_count=1, has_total=10, sex_qualifier="FEMALE"),
        annotation(D, U, has_count=5, has_total=10, sex_qualifier="MALE"),
        sex=sex,
    )

    assert found.frequency.tolist() == pytest.approx([p], abs=1e-12)


def test_a_sex_can_turn_a_term_into_a_lacking_one() -> None:
    arrays, found = profiles_of(
        annotation(D, U, sex_qualifier="FEMALE"),
        annotation(D, U, negated=True, sex_qualifier="MALE"),
        sex=2,
    )

    assert found.lacking.tolist() == [arrays.term_index[U]]
    assert len(found.annotated) == len(found.propagated) == 0


def test_dropped_rows_are_not_pooled() -> None:
    _, found = profiles_of(counted(3, 10), counted(2, 4), dropped=(0,))

    assert found.frequency.tolist() == pytest.approx([2.6 / 6], abs=1e-12)


def test_rows_on_terms_that_are_no_phenotypes_are_no_profile() -> None:
    _, found = profiles_of(annotation(D, "HP:0000005"))

    assert len(found.annotated) == len(found.lacking) == 0


def probability(found: Profiles, arrays: GraphArrays, term: str) -> float:
    return found.probability_of(0, arrays.term_index[term])


def test_leaves_add_up_as_independent_causes() -> None:
    arrays, found = profiles_of(counted(3, 10), classed("HP:0040282", "HP:0000112"))

    both = 1 - (1 - 0.3) * (1 - 0.545)
    expected = {
        "HP:0000111": 0.3,
        "HP:0000112": 0.545,
        "HP:0000110": both,
        "HP:0000100": both,
        "HP:0000118": both,
        "HP:0000200": 0.545,
        "HP:0000005": 0.0,
    }
    assert {t: probability(found, arrays, t) for t in expected} == pytest.approx(expected)
    assert found.leaf.tolist() == [True, True]
    assert not found.inner_wins(0, arrays.term_index["HP:0000110"])


def test_an_inner_annotation_wins_where_it_is_likelier_than_the_leaves_together() -> None:
    arrays, found = profiles_of(counted(3, 10), percent(80.0, "HP:0000110"))

    assert probability(found, arrays, "HP:0000111") == pytest.approx(0.3)
    assert probability(found, arrays, "HP:0000110") == pytest.approx(0.8)
    assert probability(found, arrays, "HP:0000118") == pytest.approx(0.8)
    assert found.inner_wins(0, arrays.term_index["HP:0000100"])
    assert not found.inner_wins(0, arrays.term_index["HP:0000111"])


def test_an_inner_annotation_adds_nothing_to_its_leaves() -> None:
    arrays, found = profiles_of(
        counted(3, 10), percent(20.0, "HP:0000110"), percent(50.0, "HP:0000200")
    )

    assert probability(found, arrays, "HP:0000110") == pytest.approx(0.3)
    assert probability(found, arrays, "HP:0000118") == pytest.approx(1 - 0.7 * 0.5)


def test_propagation_stops_at_the_phenotype_root_and_below_certainty() -> None:
    arrays, found = profiles_of(percent(95.0), percent(95.0, "HP:0000112"))

    assert probability(found, arrays, "HP:0000118") == 0.99
    assert probability(found, arrays, "HP:0000001") == 0.0


def test_look_ups_of_what_is_not_there() -> None:
    arrays, found = profiles_of(counted(3, 10))

    assert found.local(5) is None
    assert found.frequency_of(0, arrays.term_index["HP:0000200"]) == 0.0
    assert found.frequency_of(0, arrays.term_index[U]) == pytest.approx(3.6 / 12)
