"""The parts of a score are its sum, also once rounded for a reader."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schema import ContextTerm, NeuralAttribution
from pipelines.report.parts import (
    PartKind,
    adds_up,
    both_sides,
    columns_that_add_up,
    main_parts,
    score_parts,
)
from pipelines.report.view import Names
from tests.pipelines.report_cases import everyday_report, labels, marfan_report

VALUES = st.lists(st.floats(-50, 50), max_size=30)


def test_the_parts_are_every_summand_of_the_score() -> None:
    plain = marfan_report().diagnoses[0]
    diagnosis = dataclasses.replace(
        plain,
        baseline=0.25,
        context=(ContextTerm(kind="age", value="onset in infancy", contribution=-0.5),),
        neural=(NeuralAttribution(finding="HP:0001166", contribution=0.75),),
        score=plain.score + 0.5,
    )

    parts = score_parts(diagnosis, Names(labels))

    assert {part.kind for part in parts} == set(PartKind)
    assert math.fsum(part.contribution for part in parts) == pytest.approx(diagnosis.score)
    assert adds_up(diagnosis)
    assert sum(both_sides(parts)) == pytest.approx(diagnosis.score)
    assert not adds_up(dataclasses.replace(diagnosis, score=diagnosis.score + 1e-5))


@given(VALUES, st.integers(0, 4))
def test_rounded_columns_add_up_and_stay_within_a_unit(values: list[float], digits: int) -> None:
    rounded = columns_that_add_up(values, digits=digits)

    unit = 10.0**-digits
    assert abs(math.fsum(rounded) - math.fsum(values)) <= unit * 0.500001
    assert all(value == round(value, digits) for value in rounded)
    assert all(abs(a - b) <= unit * 1.000001 for a, b in zip(rounded, values, strict=True))


def test_thirds_are_shared_out_by_remainder() -> None:
    assert columns_that_add_up([1 / 3, 1 / 3, 1 / 3], digits=2) == (0.34, 0.33, 0.33)
    assert columns_that_add_up([-0.004, 0.004], digits=2) == (0.0, 0.0)
    assert columns_that_add_up([]) == ()


def test_what_speaks_most_for_a_diagnosis_is_about_the_patient() -> None:
    parts = main_parts(everyday_report().do_not_miss[0], Names(labels), most=2)

    assert [(part.kind, part.label, part.detail) for part in parts] == [
        (PartKind.EVIDENCE, "HP:0100749", ""),
        (PartKind.CONTEXT, "Risk factor: tobacco smoking", "relative risk 3"),
    ]
