"""Hyper-parameters of the evidence model, read from TOML and hashed into provenance."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from math import isfinite
from pathlib import Path
from typing import Final, Self

from data_schema import UsageError

from .parameter_file import hash_of_fields, read_tables

__all__ = ["EvidenceConfig"]

_ANY_SIZE: Final = {"count_weight", "cap", "theta", "lacking_bonus", "unexplained"}
_MOST: Final = {"theta": 20.0}
"""With a larger exponent what a common finding tells is no number any more."""
_COUNTS: Final = {"sparse_profile", "max_hallmarks"}
_BELOW_ONE: Final = {"epsilon", "max_frequency"}
_ABOVE_ZERO: Final = {"count_weight", "kappa", "nu", "max_background"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceConfig:
    """What ``evidence.toml`` sets; see there and in ``docs/evidence-model.md`` for each meaning.

    Probabilities and weights are in [0, 1]; ``cap``, ``lacking_bonus`` and ``unexplained`` in nats.

    Raises:
        UsageError: a value with which a score would not be finite.
    """

    count_prior: float
    count_weight: float
    default_frequency: float
    min_frequency: float
    max_frequency: float
    equivalent_weight: float
    kappa: float
    epsilon: float
    cap: float
    theta: float
    nu: float
    lambda_: float
    gamma: float
    reporting: float
    weight: float
    alpha: float
    lacking_bonus: float
    max_background: float
    sparse_profile: int
    max_hallmarks: int
    unexplained: float

    def __post_init__(self) -> None:
        wrong = [name for name, value in asdict(self).items() if not _in_range(name, value)]
        if wrong:
            raise UsageError(
                "expected whole counts, sizes of 0 or more, and weights from 0 to 1 (epsilon and "
                "max_frequency below 1; kappa, nu, count_weight and max_background above 0; theta "
                "at most 20), "
                f"got {', '.join(f'{name} = {getattr(self, name)}' for name in wrong)}"
            )

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read a TOML file, or the one that ships.

        Raises:
            UsageError: the file is not TOML, or a value is missing, unknown or not a number.
        """
        tables = read_tables("evidence.toml", path)
        values = {
            ("lambda_" if name == "lambda" else name): value
            for table in tables.values()
            if isinstance(table, dict)
            for name, value in table.items()
        }
        expected = {field.name for field in fields(cls)}
        wrong = sorted(expected.symmetric_difference(values))
        wrong += sorted(n for n, v in values.items() if not isinstance(v, int | float))
        if wrong:
            raise UsageError(
                f"expected numbers for {', '.join(sorted(expected))}; check {', '.join(wrong)}"
            )
        return cls(**values)

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the values, whatever the file's layout."""
        return hash_of_fields(self)


def _in_range(name: str, value: float) -> bool:
    if name in _COUNTS:
        return isinstance(value, int) and value >= 0
    if value > _MOST.get(name, value):
        return False
    small = name in _ANY_SIZE or value < 1.0 or (value == 1.0 and name not in _BELOW_ONE)
    return small and isfinite(value) and (value > 0.0 or (value == 0.0 and name not in _ABOVE_ZERO))
