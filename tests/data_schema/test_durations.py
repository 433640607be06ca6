"""Ages as durations: no exponent, and back to the very same number."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schema import duration_in_days, duration_in_years, years_as_duration


@pytest.mark.parametrize(
    ("years", "written"),
    [
        (35, "P35Y"),
        (35.0, "P35Y"),
        (0.5, "P0.5Y"),
        (1e-05, "P0.00001Y"),
        (0, "P0Y"),
        (100, "P100Y"),
    ],
)
def test_an_age_has_no_exponent(years: float, written: str) -> None:
    assert years_as_duration(years) == written


@given(st.floats(min_value=0, max_value=125))
def test_an_age_reads_back(years: float) -> None:
    written = years_as_duration(years)

    assert re.fullmatch(r"P\d+(\.\d+)?Y", written)
    assert duration_in_years(written) == years


def test_what_is_no_duration() -> None:
    assert [duration_in_days(text) for text in ("54", "P", "PT", "", None)] == [None] * 5
    assert duration_in_days("PT6H") == 0.0
    assert duration_in_days("P2W1D") == 15
