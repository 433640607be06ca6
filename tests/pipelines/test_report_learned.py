"""What was learned is shown in a few lines that add up."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from data_schema import Diagnosis, NeuralAttribution, OntologyClass
from pipelines.report.learned import learned_rows

PARTS = (
    NeuralAttribution(
        finding="HP:0001166",
        contribution=-0.6,
        neighbours=(("OMIM:1", 0.5), ("OMIM:2", -0.2), ("others", 0.1), ("mean", -1.0)),
    ),
    NeuralAttribution(
        finding="HP:0001083",
        contribution=0.9,
        neighbours=(
            ("OMIM:1", 0.25),
            ("OMIM:3", 0.75),
            ("OMIM:4", 0.125),
            ("OMIM:5", -0.025),
            ("mean", -0.2),
        ),
    ),
)


@pytest.fixture
def diagnosis() -> Diagnosis:
    disease = OntologyClass(id="OMIM:9", label="nine")
    return Diagnosis(rank=1, disease=disease, score=0.3, neural=PARTS)


def test_lines_name_the_loudest_neighbours_and_add_up(diagnosis: Diagnosis) -> None:
    rows = learned_rows(diagnosis, lambda curie: f"name of {curie}")  # type: ignore[arg-type]

    assert [(row.id, round(row.contribution, 9)) for row in rows] == [
        ("OMIM:1", 0.75), ("OMIM:3", 0.75), ("OMIM:2", -0.2), ("", 0.2), ("", -1.2),
    ]  # fmt: skip
    assert rows[0].what == "name of OMIM:1"
    assert rows[0].detail != rows[2].detail
    assert rows[-1].detail == "2 findings"
    assert math.fsum(row.contribution for row in rows) == pytest.approx(0.3)


def test_without_neighbours_there_is_one_line(diagnosis: Diagnosis) -> None:
    alone = NeuralAttribution(finding="HP:1", contribution=-1.0, neighbours=(("mean", -1.0),))

    rows = learned_rows(replace(diagnosis, neural=(alone,)), str)  # type: ignore[arg-type]

    assert [row.contribution for row in rows] == [-1.0]


def test_nothing_learned_is_nothing_shown(diagnosis: Diagnosis) -> None:
    assert learned_rows(replace(diagnosis, neural=()), str) == []  # type: ignore[arg-type]
