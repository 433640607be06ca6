"""How the learned ranker is trained: what ``neural.toml`` sets, checked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from data_schema import UsageError
from fusion.parameter_file import made_of, read_tables

__all__ = ["NeuralConfig", "SimulationConfig", "StartConfig", "TrainingSettings", "VectorConfig"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorConfig:
    """The table ``[vectors]``; see the file for each meaning, as for all tables."""

    width: int
    max_siblings: int

    def __post_init__(self) -> None:
        _check("vectors", self, counts=("width", "max_siblings"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationConfig:
    """The table ``[simulation]``."""

    versions: int
    patients: int
    lose_only_paper: float
    lose_other: float
    lost_shares: tuple[float, ...]
    from_lost: float
    least_lost: int
    least_rows: int
    unknown_frequency: float
    size_log_mean: float
    size_log_deviation: float
    imprecision: float
    noise: float
    denied: float
    most_excluded: int
    best: int
    others: int

    def __post_init__(self) -> None:
        counts = ("versions", "patients", "least_lost", "least_rows", "best", "others")
        shares = (
            "lose_only_paper", "lose_other", "from_lost", "unknown_frequency", "imprecision",
            "denied",
        )  # fmt: skip
        sizes = ("size_log_mean", "size_log_deviation", "noise", "most_excluded")
        _check("simulation", self, counts=counts, shares=shares, sizes=sizes)
        if not self.lost_shares or not all(0.0 < share < 1.0 for share in self.lost_shares):
            raise UsageError(
                "expected lost_shares between 0 and 1 in the table [simulation], got "
                f"{self.lost_shares}; correct the file"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSettings:
    """The table ``[training]``."""

    steps: int
    batch: int
    rate: float
    decay: float
    floor: float
    held_out: float
    every: int
    patience: int
    weight: float

    def __post_init__(self) -> None:
        counts = ("batch", "every", "patience")
        shares = ("floor", "held_out", "weight")
        _check("training", self, counts=counts, shares=shares, sizes=("rate", "decay"))
        if not _is_count(self.steps + 1):
            raise UsageError(
                "expected a whole number of steps, 0 or more, in the table [training], got "
                f"{self.steps!r}; correct the file"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class StartConfig:
    """The table ``[start]``; ``class_`` is ``class`` there."""

    gene: float
    class_: float
    prior: float
    temperature: float

    def __post_init__(self) -> None:
        _check("start", self, sizes=("gene", "class_"))
        if not min(self.prior, self.temperature) > 0.0:
            raise UsageError(
                "expected a prior and a temperature above 0 in the table [start], got "
                f"{self.prior} and {self.temperature}; correct the file"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class NeuralConfig:
    """All tables.

    Raises:
        UsageError: a value out of range.
    """

    vectors: VectorConfig
    simulation: SimulationConfig
    training: TrainingSettings
    start: StartConfig

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read a TOML file, or the one that ships.

        Raises:
            UsageError: the file is not TOML, or a value is missing, unknown or out of range.
        """
        tables = read_tables("neural.toml", path)
        kinds = {
            "vectors": VectorConfig,
            "simulation": SimulationConfig,
            "training": TrainingSettings,
            "start": StartConfig,
        }
        if set(tables) != set(kinds):
            raise UsageError(
                f"expected the tables {', '.join(kinds)}, got {', '.join(tables) or 'none'}; "
                "correct the file"
            )
        return cls(**{name: _table(name, kind, tables[name]) for name, kind in kinds.items()})

    def told(self) -> dict[str, Any]:
        """Return all values, for JSON."""
        said: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return said

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the values, whatever the file's layout."""
        return hashlib.sha256(json.dumps(self.told(), sort_keys=True).encode()).hexdigest()


def _table(name: str, kind: type[Any], values: object) -> Any:  # noqa: ANN401 - one of four
    stated = values.items() if isinstance(values, dict) else ()
    given = {
        ("class_" if key == "class" else key): tuple(value) if isinstance(value, list) else value
        for key, value in stated
    }
    return made_of(kind, name, given)


def _check(
    table: str,
    config: object,
    *,
    counts: tuple[str, ...] = (),
    shares: tuple[str, ...] = (),
    sizes: tuple[str, ...] = (),
) -> None:
    """Refuse counts below 1 or broken, shares beyond 0 to 1, and sizes below 0 or not finite."""
    wrong = [name for name in counts if not _is_count(getattr(config, name))]
    wrong += [name for name in shares if not _within(getattr(config, name), 1.0)]
    wrong += [name for name in sizes if not _within(getattr(config, name), 1e6)]
    if wrong:
        raise UsageError(
            f"expected whole counts of 1 or more, shares from 0 to 1 and sizes of 0 or more in the "
            f"table [{table}], got {', '.join(f'{n} = {getattr(config, n)!r}' for n in wrong)}; "
            "correct the file"
        )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 1


def _within(value: object, most: float) -> bool:
    return isinstance(value, int | float) and 0.0 <= value <= most
