"""Epidemiology is in range and survives its JSON form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schema import GraphVersionError
from kg import SETTINGS_WITH_PREVALENCE, Epidemiology

PLAIN = Epidemiology(age=(0.0, 20.0, 60.0, 90.0), female_share=0.5, course="acute")


@given(
    ages=st.lists(st.floats(0, 120), min_size=4, max_size=4).map(sorted),
    share=st.floats(0, 1),
    course=st.sampled_from(["acute", "subacute", "chronic", "recurrent"]),
    prevalence=st.dictionaries(st.sampled_from(SETTINGS_WITH_PREVALENCE), st.integers(0, 5)),
    danger=st.booleans(),
)
def test_it_survives(
    ages: list[float], share: float, course: str, prevalence: dict[str, int], danger: bool
) -> None:
    a, b, c, d = ages
    stated = Epidemiology(
        age=(a, b, c, d),
        female_share=share,
        course=course,
        prevalence=prevalence,
        must_not_miss=danger,
    )

    assert Epidemiology.from_json(stated.to_json()) == stated


def test_equal_statements_have_equal_text() -> None:
    one = replace(PLAIN, prevalence={"emergency": 1, "inpatient": 2})
    other = replace(PLAIN, prevalence={"inpatient": 2, "emergency": 1})

    assert one.to_json() == other.to_json()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"age": (0.0, 60.0, 20.0, 90.0)}, "ascending ages"),
        ({"age": (-1.0, 20.0, 60.0, 90.0)}, "ascending ages"),
        ({"female_share": 1.5}, "share of women"),
        ({"prevalence": {"emergency": 6}}, "from 0 to 5"),
        ({"prevalence": {"emergency": -1}}, "from 0 to 5"),
    ],
)
def test_what_is_out_of_range_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(PLAIN, **change)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"age":[1,2,3]}', '{"colour":"red"}'])
def test_another_text_is_a_version_error(text: str) -> None:
    with pytest.raises(GraphVersionError, match="kg build"):
        Epidemiology.from_json(text)
