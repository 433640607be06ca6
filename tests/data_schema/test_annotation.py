"""An annotation row refuses numbers that cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from data_schema import Annotation

ENDS: dict[str, Any] = {"subject": "OMIM:1", "predicate": "has_phenotype", "object": "HP:0000118"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"has_count": 3}, "both has_count and has_total"),
        ({"has_count": 4, "has_total": 3}, "got 4/3"),
        ({"has_percentage": 101.0}, "got 101"),
        ({"likelihood_ratio_positive": 0.0}, "above 0, got 0"),
        ({"likelihood_ratio_positive": float("nan")}, "above 0, got nan"),
        ({"likelihood_ratio_negative": -0.5}, "above 0, got -0.5"),
        ({"likelihood_ratio_negative": float("inf")}, "above 0, got inf"),
    ],
)
def test_numbers_that_cannot_be_are_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Annotation(**ENDS, **values)


def test_what_was_measured_is_kept() -> None:
    row = Annotation(**ENDS, likelihood_ratio_positive=2.5, likelihood_ratio_negative=0.1)

    assert (row.likelihood_ratio_positive, row.likelihood_ratio_negative) == (2.5, 0.1)
