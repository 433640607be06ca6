"""Ages of patients: densities that know days of life, and their words."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.ages import AgeDensity, age_phrase, age_range
from kg import Epidemiology

DAY = 1 / 365.25
CORNERS = {
    "wet lung": (0.0, 0.0, 0.005, 0.02),
    "pyloric stenosis": (0.02, 0.04, 0.2, 0.4),
    "neonatal jaundice": (0.0, 0.0, 0.08, 0.2),
    "birth": (0.0, 0.0, 0.0, 0.0),
    "croup": (0.25, 0.5, 3.0, 6.0),
    "infarction": (30.0, 50.0, 80.0, 95.0),
    "oldest": (70.0, 90.0, 100.0, 110.0),
}


def density(*names: str) -> AgeDensity:
    return AgeDensity(
        [Epidemiology(age=CORNERS[name], female_share=0.5, course="acute") for name in names]
    )


def test_every_density_is_one_patient() -> None:
    found = density(*CORNERS)
    edges = np.concatenate(([0.0], np.geomspace(DAY / 1000, 100.0, 40_000)))
    middles = (edges[1:] + edges[:-1]) / 2
    values = np.array([found.at(age) for age in middles.tolist()])

    assert (np.diff(edges) @ values).tolist() == pytest.approx([1.0] * len(CORNERS), rel=1e-3)


def test_days_of_life_are_told_apart() -> None:
    found = density("wet lung", "pyloric stenosis")
    (wet_1, stenosis_1), (wet_35, stenosis_35) = found.at(1 * DAY), found.at(35 * DAY)

    assert wet_1 > 20 * wet_35
    assert stenosis_35 > 4 * stenosis_1


def test_a_disease_of_the_first_days_is_none_of_the_third_year() -> None:
    """Its tail is as short as its time of life: nearly all its patients are newborn."""
    of_newborn, of_all = density("wet lung", "neonatal jaundice").at(3.0), 1 / 100.0

    assert (of_newborn <= 0.02 * of_all).all()


def test_tails_of_grown_people_fall_to_a_third_in_five_years() -> None:
    found = density("infarction")
    at_the_edge, further, nowhere = (found.at(age)[0] - 1e-4 for age in (30.0, 25.0, 0.0))

    assert further / at_the_edge == pytest.approx(np.exp(-1.0))
    assert 0.0 < nowhere < 0.01 * at_the_edge


def test_who_is_older_than_all_counts_as_the_oldest() -> None:
    found = density(*CORNERS)

    assert found.at(112.0).tolist() == found.at(100.0).tolist()


@pytest.mark.parametrize(
    ("years", "said"),
    [
        (0.0, "0 days"),
        (DAY, "1 day"),
        (3 * DAY, "3 days"),
        (1 / 12, "30 days"),
        (2 / 12, "2 months"),
        (8 / 12, "8 months"),
        (1.0, "12 months"),
        (2.5, "2.5 years"),
        (54.0, "54 years"),
    ],
)
def test_ages_are_said_in_the_unit_that_people_use(years: float, said: str) -> None:
    assert age_phrase(years) == said


def test_ranges_are_said_in_the_unit_of_their_end() -> None:
    said = [age_range(0.0, 0.02), age_range(0.5, 3.0), age_range(50.0, 80.0)]
    assert said == ["0–7 days", "0.5–3 years", "50–80 years"]
