"""Age, sex, course and risk factors: logarithms of likelihood ratios, bounded and listed."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schema import Sex
from fusion import Setting
from fusion.context import ContextModel, ContextValues
from fusion.settings import SettingsConfig
from kg import Epidemiology
from tests.fusion.everyday_graphs import (
    COPD,
    FEVER,
    INFARCTION,
    PATIENTS,
    PNEUMONIA,
    PROSTATITIS,
    RARE,
    SMOKING,
    SURGERY,
    TRAVEL,
    case_of,
    everyday_arrays,
    patients,
)

CONFIG = SettingsConfig.load()
ARRAYS = everyday_arrays()
CANDIDATES = np.arange(len(ARRAYS.disease_ids), dtype=np.int64)
MODEL = ContextModel(
    ARRAYS,
    CANDIDATES,
    [Epidemiology.from_json(text) if text else None for text in ARRAYS.disease_epidemiology],
    setting=Setting.EMERGENCY,
    config=CONFIG,
)


def context(
    *, sex: Sex = Sex.UNKNOWN, age: float | None = None, course: str = "", risks: Iterable[str] = ()
) -> tuple[ContextValues, ...]:
    return MODEL.values(case_of(ARRAYS, FEVER, sex=sex, age=age, course=course, risks=risks))


def worth(values: ContextValues, disease: str) -> float:
    return float(values.contribution[ARRAYS.disease_index[disease]])


def test_nothing_known_is_nothing_said() -> None:
    assert context() == ()


def test_what_is_known_comes_in_a_fixed_order_with_its_words() -> None:
    found = context(sex=Sex.FEMALE, age=54.0, course="acute", risks=[SMOKING])

    assert [(each.kind, each.value) for each in found] == [
        ("age", "54 years"),
        ("sex", "female"),
        ("course", "acute"),
        ("risk", f"term {SMOKING}"),
    ]
    assert [each.concept for each in found] == ["", "", "", SMOKING]


@given(age=st.floats(0, 120), sex=st.sampled_from(Sex))
def test_rare_diseases_get_nothing_and_others_are_bounded(age: float, sex: Sex) -> None:
    for values in context(sex=sex, age=age, course="chronic", risks=[SMOKING]):
        assert [worth(values, disease) for disease in RARE] == [0.0, 0.0, 0.0]
        if values.kind == "age":
            finite = values.contribution
            assert finite.min() >= CONFIG.lowest
            assert finite.max() <= CONFIG.highest_age


def test_an_age_argues_for_diseases_of_that_age() -> None:
    (old,), (young,) = context(age=65.0), context(age=10.0)

    assert worth(old, INFARCTION) > 0.0 > worth(young, INFARCTION)
    assert worth(young, PNEUMONIA) > worth(young, COPD)


def test_tails_are_soft() -> None:
    (typical,), (edge,), (beyond,), (far,) = (context(age=a) for a in (55.0, 31.0, 25.0, 5.0))

    assert (
        worth(typical, INFARCTION)
        > worth(edge, INFARCTION)
        > worth(beyond, INFARCTION)
        >= worth(far, INFARCTION)
        >= CONFIG.lowest
    )


@pytest.mark.parametrize(("years", "argues"), [(2 / 365.25, True), (0.2, False), (4.0, False)])
def test_an_age_in_days_argues_for_diseases_of_the_first_days(
    years: float, *, argues: bool
) -> None:
    """Weeks later they are unlikely, though their tail was once five years long."""
    stated = {**PATIENTS, COPD: patients(age=(0.0, 0.0, 0.005, 0.02))}
    model = ContextModel(
        ARRAYS,
        CANDIDATES,
        [stated.get(curie) for curie in ARRAYS.disease_ids],
        setting=Setting.EMERGENCY,
        config=CONFIG,
    )
    (values,) = model.values(case_of(ARRAYS, FEVER, age=years))

    assert worth(values, INFARCTION) == CONFIG.lowest
    if argues:
        assert values.value == "2 days"
        assert worth(values, COPD) > 0.0 > worth(values, PNEUMONIA)
    else:
        assert worth(values, COPD) < -0.5 < 0.0 < worth(values, PNEUMONIA)


def test_the_ratio_of_ages_is_to_the_patients_of_the_setting() -> None:
    """Over the patients of a setting the ratio is 1 on average, before it is clipped."""
    weights = np.array(
        [CONFIG.weights[PATIENTS[d].prevalence["emergency"]] if d in PATIENTS else 0.0
         for d in ARRAYS.disease_ids]
    )  # fmt: skip
    (values,) = context(age=60.0)
    inside = (values.contribution > CONFIG.lowest) & (values.contribution < CONFIG.highest_age)
    known = weights > 0

    assert inside[known].all()
    ratio = np.exp(values.contribution[known]) @ weights[known] / weights.sum()
    assert ratio == pytest.approx(1.0, abs=1e-9)


def test_the_sex_counts_by_its_share() -> None:
    (female,), (male,) = context(sex=Sex.FEMALE), context(sex=Sex.MALE)

    assert worth(female, INFARCTION) == pytest.approx(log(2 * 0.35))
    assert worth(male, INFARCTION) == pytest.approx(log(2 * 0.65))
    assert worth(female, PNEUMONIA) == worth(male, PNEUMONIA) == 0.0
    assert worth(male, PROSTATITIS) == pytest.approx(log(2.0))


def test_a_disease_of_the_other_sex_is_not_possible() -> None:
    (female,) = context(sex=Sex.FEMALE)

    assert worth(female, PROSTATITIS) == -np.inf


@pytest.mark.parametrize(
    ("course", "acute", "chronic"),
    [
        ("acute", CONFIG.same_course, CONFIG.opposite_course),
        ("chronic", CONFIG.opposite_course, CONFIG.same_course),
        ("subacute", 0.0, 0.0),
    ],
)
def test_the_course_argues_where_it_is_the_same_or_the_opposite(
    course: str, acute: float, chronic: float
) -> None:
    (values,) = context(course=course)

    assert (worth(values, PNEUMONIA), worth(values, COPD)) == (acute, chronic)


def test_a_risk_factor_adds_the_logarithm_of_its_relative_risk() -> None:
    (values,) = context(risks=[SMOKING])

    assert exp(worth(values, COPD)) == pytest.approx(10.0)
    assert exp(worth(values, INFARCTION)) == pytest.approx(3.0)
    assert worth(values, PROSTATITIS) == 0.0


def test_risk_factors_add_at_most_so_much_together() -> None:
    found = context(risks=[SMOKING, SURGERY, TRAVEL])

    together = sum(worth(values, INFARCTION) for values in found)
    assert together == pytest.approx(CONFIG.most_risk)
    assert all(worth(values, INFARCTION) >= 0.0 for values in found)
    assert sum(worth(values, COPD) for values in found) == pytest.approx(log(10.0))


def test_the_order_in_which_risk_factors_are_stated_does_not_matter() -> None:
    one, other = (context(risks=r) for r in ([SMOKING, TRAVEL], [TRAVEL, SMOKING]))

    assert [each.concept for each in one] == [each.concept for each in other]
