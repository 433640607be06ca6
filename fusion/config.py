"""Hyper-parameters of the evidence model, read from TOML and hashed into provenance."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import asdict, dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Self

from data_schema import UsageError

__all__ = ["EvidenceConfig"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceConfig:
    """What ``evidence.toml`` sets; see there and in ``docs/evidence-model.md`` for each meaning.

    Probabilities and weights are in [0, 1]; ``cap``, ``lacking_bonus`` and ``unexplained`` in nats.
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

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read a TOML file, or the one that ships.

        Raises:
            UsageError: the file is not TOML, or a value is missing, unknown or not a number.
        """
        source = files("fusion").joinpath("data/evidence.toml") if path is None else path
        try:
            tables = tomllib.loads(source.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UsageError(f"expected a TOML file of evidence parameters, got {error}") from error
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
        text = "\n".join(f"{name}={value!r}" for name, value in sorted(asdict(self).items()))
        return hashlib.sha256(text.encode()).hexdigest()
