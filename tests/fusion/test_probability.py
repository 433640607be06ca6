"""Probabilities make 1, keep the order of the scores, and come from a checked file."""

from __future__ import annotations

from dataclasses import asdict, replace
from importlib.resources import files
from math import exp, inf, log
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schema import UsageError
from fusion import (
    EvidenceModel,
    ProbabilityConfig,
    Ranker,
    Setting,
    probability_of,
    read_probabilities,
)

SHIPPED = files("fusion").joinpath("data/probability.toml")
PLAIN = ProbabilityConfig(
    namespace="OMIM",
    not_in_graph=0.25,
    scale=1.0,
    growth=0.5,
    shape=2.0,
    intercept=0.5,
    information=0.1,
    first=0.2,
    level=0.8,
    within=0.1,
)


def ranker(name: str, setting: Setting, namespace: str | None) -> Ranker:
    return cast(Ranker, SimpleNamespace(name=name, setting=setting, namespace=namespace))


def test_a_small_example_is_as_by_hand() -> None:
    found = PLAIN.belief(np.array([1.0, 5.0, -inf, 3.0]), 3.0)

    # τ = (1 + 3)^.5 = 2; (1 + 4/4)^−2 and (1 + 2/4)^−2
    assert found.weight.tolist() == pytest.approx([1 / 4, 1.0, 0.0, 4 / 9])
    odds = 1 / 3 * exp(0.5 + 0.1 * 3 - 0.2 * 5)
    assert found.not_in_graph == pytest.approx(odds / (1 + odds))
    share = (1 - found.not_in_graph) / (1 / 4 + 1 + 4 / 9)
    assert found.probability.tolist() == pytest.approx(
        [share / 4, share, 0.0, share * 4 / 9], abs=1e-15
    )


def test_a_large_shape_is_the_softmax() -> None:
    score = np.array([4.0, 3.0, 1.5])

    found = replace(PLAIN, shape=1e8, scale=0.5, growth=0.0).belief(score, 7.0)

    assert found.weight.tolist() == pytest.approx([1.0, exp(-2.0), exp(-5.0)], rel=1e-5)


@given(
    score=st.lists(st.just(-inf) | st.floats(-50.0, 80.0), min_size=1, max_size=40),
    information=st.floats(0.0, 300.0),
    config=st.sampled_from([PLAIN, *read_probabilities().values()]),
)
def test_they_make_one_and_keep_the_order(
    score: list[float], information: float, config: ProbabilityConfig
) -> None:
    scores = np.array(score)

    found = config.belief(scores, information)

    assert found.probability.sum() + found.not_in_graph == pytest.approx(1.0, abs=1e-12)
    assert (found.probability[np.isneginf(scores)] == 0.0).all()
    by_score = found.probability[np.argsort(scores, kind="stable")]
    assert (np.diff(by_score) >= -1e-15).all()
    assert 0.0 < found.not_in_graph <= 1.0


def test_without_a_ranked_disease_none_is_it() -> None:
    found = PLAIN.belief(np.full(3, -inf), 10.0)

    assert (found.not_in_graph, found.probability.tolist()) == (1.0, [0.0] * 3)


def test_taking_the_first_out_makes_absence_likelier() -> None:
    config = read_probabilities()["evidence-v1"]
    score = np.array([9.0, 5.0, 4.0])

    whole = config.belief(score, 20.0)
    masked = config.belief(np.array([-inf, 5.0, 4.0]), 20.0)

    assert masked.not_in_graph > whole.not_in_graph
    assert masked.probability[1] > whole.probability[1]


@pytest.mark.parametrize("odds", [-800.0, 0.0, 800.0])
def test_absence_has_no_overflow(odds: float) -> None:
    config = replace(PLAIN, not_in_graph=0.5, intercept=odds, information=0.0, first=0.0)

    assert config.absence(0.0, 0.0) == pytest.approx({-800.0: 0.0, 0.0: 0.5, 800.0: 1.0}[odds])


def test_every_table_that_ships_is_of_a_ranker_and_states_three_in_ten() -> None:
    tables = read_probabilities()

    assert EvidenceModel.name in tables
    assert {config.not_in_graph for config in tables.values()} == {0.3}
    assert {config.level for config in tables.values()} == {0.8}
    # what explains more must make absence less likely, and more to explain more
    assert all(min(c.information, c.first) > 0.0 for c in tables.values())


def test_only_what_was_measured_has_probabilities() -> None:
    name = EvidenceModel.name

    assert probability_of(ranker(name, Setting.RARE, "OMIM")) is read_probabilities()[name]
    assert probability_of(ranker("borrow-v1", Setting.RARE, "OMIM")) is None
    assert probability_of(ranker(name, Setting.GENERAL, "OMIM")) is None
    assert probability_of(ranker(name, Setting.RARE, "ORPHA")) is None
    assert probability_of(ranker(name, Setting.RARE, None)) is None


def test_a_file_of_the_same_values_is_the_same_parameters(tmp_path: Path) -> None:
    copy = tmp_path / "probability.toml"
    copy.write_text("# mine\n" + SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")

    mine, shipped = read_probabilities(copy), read_probabilities()

    assert mine == shipped
    assert {n: c.hash for n, c in mine.items()} == {n: c.hash for n, c in shipped.items()}
    assert replace(PLAIN, scale=2.0).hash != PLAIN.hash


@pytest.mark.parametrize("name", [name for name in asdict(PLAIN) if name != "namespace"])
@pytest.mark.parametrize("value", [inf, float("nan"), "much"])
def test_a_value_without_a_probability_is_refused(name: str, value: object) -> None:
    with pytest.raises(UsageError, match=f"got {name} = "):
        replace(PLAIN, **{name: value})  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize(
    ("name", "value"),
    [("not_in_graph", 1.0), ("within", 0.0), ("level", 1.0), ("scale", 0.0), ("shape", -1.0)],
)
def test_a_value_out_of_range_is_refused(name: str, value: float) -> None:
    with pytest.raises(UsageError, match=f"got {name} = "):
        replace(PLAIN, **{name: value})  # type: ignore[arg-type]  # numbers get numbers


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("scale", "scales", "got first, .*, scales, shape"),
        ("[evidence-v1]", "[evidence-v1", "expected a TOML file"),
        ("[evidence-v1]", "evidence = 1\n[evidence-v1]", r"in the table \[evidence\]"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "probability.toml"
    lines = [
        line.replace(old, new, 1)
        for line in SHIPPED.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    path.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(UsageError, match=message):
        read_probabilities(path)


def test_the_stated_share_is_the_odds_of_a_patient_who_says_nothing() -> None:
    config = replace(PLAIN, intercept=0.0, information=0.0, first=0.0)

    assert log(config.absence(8.0, 3.0)) == pytest.approx(log(config.not_in_graph))
