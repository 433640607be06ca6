"""Packed strings behave as the list they were made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import Strings

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=12)


@given(TEXTS)
def test_strings_are_the_list_they_were_made_of(texts: list[str]) -> None:
    packed = Strings.of(texts)

    assert list(packed) == texts
    assert len(packed) == len(texts)
    assert [packed[i] for i in range(len(texts))] == texts
    assert packed[1:3] == texts[1:3]
    assert [Strings.of(texts).one(i) for i in range(len(texts))] == texts
    assert packed.data.dtype == np.uint8


@given(TEXTS, TEXTS)
def test_equality_and_hash_are_those_of_the_content(one: list[str], other: list[str]) -> None:
    assert (Strings.of(one) == Strings.of(other)) == (one == other)
    assert hash(Strings.of(one)) == hash(Strings.of(iter(one)))


def test_boundaries_count() -> None:
    assert Strings.of(["ab", "c"]) != Strings.of(["a", "bc"])
    assert Strings.of(["a"]) != ["a"]


def test_a_number_past_the_end_is_an_index_error() -> None:
    with pytest.raises(IndexError):
        Strings.of(["a"])[1]
