"""The file of training settings is checked, table by table."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from data_schema import UsageError
from fusion.neural import NeuralConfig

SHIPPED = files("fusion").joinpath("data/neural.toml")


def changed(folder: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = folder / "neural.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_the_shipped_settings_load() -> None:
    config = NeuralConfig.load()

    assert config.simulation.lost_shares == (0.3, 0.5, 0.7)
    assert config.start.class_ == 2.0
    assert config.told()["training"]["weight"] == config.training.weight


def test_the_hash_is_of_the_values(tmp_path: Path) -> None:
    same = NeuralConfig.load(changed(tmp_path, "width = 64 ", "width =    64 "))
    other = NeuralConfig.load(changed(tmp_path, "width = 64 ", "width = 65 "))

    assert same.hash == NeuralConfig.load().hash != other.hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("width = 64 ", "width = 0 "),
        ("imprecision = 0.2 ", "imprecision = 1.2 "),
        ("rate = 0.005 ", "rate = -1.0 "),
        ("[0.3, 0.5, 0.7]", "[0.3, 1.0]"),
        ("prior = 3.0", "prior = 0.0"),
        ("steps = 300", "steps = 2.5"),
        ("steps = 300", "stairs = 300"),
        ("[start]", "[begin]"),
        ("[start]", "[start"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(UsageError, match="expected"):
        NeuralConfig.load(changed(tmp_path, old, new))


def test_a_value_in_place_of_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "neural.toml"
    path.write_text("vectors = 3\nsimulation = 1\ntraining = 1\nstart = 1\n", encoding="utf-8")

    with pytest.raises(UsageError, match="in the table"):
        NeuralConfig.load(path)
