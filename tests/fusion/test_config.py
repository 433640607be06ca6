"""Parameters come from TOML, whole and checked."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from data_schema import UsageError
from fusion import EvidenceConfig
from kg.frequency import FREQUENCY_RANGE, PRIOR_COUNT, PRIOR_TOTAL, UNKNOWN_FREQUENCY

SHIPPED = files("fusion").joinpath("data/evidence.toml")


def test_a_file_of_the_same_values_is_the_same_configuration(tmp_path: Path) -> None:
    copy = tmp_path / "evidence.toml"
    copy.write_text("# mine\n" + SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")

    assert EvidenceConfig.load(copy) == EvidenceConfig.load()
    assert EvidenceConfig.load(copy).hash == EvidenceConfig.load().hash


def test_any_other_value_has_another_hash() -> None:
    config = EvidenceConfig.load()

    assert replace(config, kappa=config.kappa / 2).hash != config.hash


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("kappa", "capa", "capa, kappa"),
        ("gamma = ", "gamma = 'x' # ", "gamma"),
        ("cap = 8.0", "", "cap"),
    ],
)
def test_a_missing_unknown_or_wrong_value_is_named(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    path = tmp_path / "evidence.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(UsageError, match=f"check {named}$"):
        EvidenceConfig.load(path)


@pytest.mark.parametrize("content", [b"kappa = ", b"\xff\xfe", None])
def test_an_unreadable_file_is_a_usage_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "evidence.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UsageError, match="expected a TOML file"):
        EvidenceConfig.load(path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"nu": 0.0},
        {"kappa": 0.0},
        {"kappa": 1.5},
        {"gamma": -0.1},
        {"epsilon": 1.0},
        {"max_frequency": 1.0},
        {"cap": float("inf")},
        {"cap": float("nan")},
        {"theta": -1.0},
        {"theta": 1e3},
        {"theta": float("nan")},
        {"max_hallmarks": -1},
        {"sparse_profile": 2.5},
    ],
)
def test_values_that_would_make_scores_infinite_are_refused(wrong: dict[str, float]) -> None:
    (name,) = wrong

    with pytest.raises(UsageError, match=f"got {name} = "):
        replace(EvidenceConfig.load(), **wrong)  # type: ignore[arg-type]  # counts get floats here


def test_profiles_and_stores_pool_with_the_same_numbers() -> None:
    """A store's ``frequency`` and the p that scores are one number under the shipped values."""
    config = EvidenceConfig.load()

    assert (config.count_prior, config.count_weight) == (PRIOR_COUNT, PRIOR_TOTAL)
    assert config.default_frequency == UNKNOWN_FREQUENCY
    assert (config.min_frequency, config.max_frequency) == FREQUENCY_RANGE
