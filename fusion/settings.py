"""Settings: where a patient is seen, which says how common diseases are there."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from .config import EvidenceConfig
from .parameter_file import hash_of_fields, read_tables

__all__ = ["Setting", "SettingsConfig", "read_known_conditions", "read_risk_triggers", "read_table"]


class Setting(StrEnum):
    """Where a patient is seen."""

    GENERAL = "general"
    """Anywhere: half of the patients have a rare disease, as among the cases people look up."""
    PRIMARY_CARE = "primary-care"
    EMERGENCY = "emergency"
    INPATIENT = "inpatient"
    RARE = "rare"
    """A clinic for rare diseases: everyday diseases are no candidates."""


_DATA: Final = (
    "background.tsv",
    "clusters.tsv",
    "known_conditions.tsv",
    "risk_triggers.tsv",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsConfig:
    """What ``settings.toml`` sets; see there for each meaning. Values in nats or shares."""

    rare_share: Mapping[str, float]
    evidence: Mapping[str, float]
    temperature: float
    weights: tuple[float, ...]
    required_weight: float
    required_sensitivity: float
    pathognomonic: float
    own_term: float
    decay: float
    lowest: float
    highest_age: float
    most_risk: float
    same_course: float
    opposite_course: float
    least_information: float
    margin: float
    strong: float
    clusters: int
    most: int
    seen: int

    @classmethod
    def load(cls) -> SettingsConfig:
        """Read the file that ships."""
        tables = read_tables("settings.toml")
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for table, entries in tables.items()
            if table not in ("rare_share", "evidence")
            for name, value in entries.items()
        }
        return cls(rare_share=tables["rare_share"], evidence=tables["evidence"], **values)

    def applied_to(self, config: EvidenceConfig) -> EvidenceConfig:
        """Return the evidence parameters of an everyday setting."""
        overrides: dict[str, Any] = dict(self.evidence)
        return replace(config, **overrides)

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of everything that a setting brings: these values and the tables."""
        return hash_of_fields(self, _tables_hash())


@cache
def _tables_hash() -> str:
    return hashlib.sha256("\n".join(map(_text, _DATA)).encode()).hexdigest()


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Read ``fusion/data/name``: tab-separated rows under a header; ``#`` starts a comment line."""
    lines = [line for line in _text(name).splitlines() if line and not line.startswith("#")]
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def read_known_conditions() -> frozenset[str]:
    """Return the findings that are diagnoses: stated in a record they never rank."""
    return frozenset(row["term_id"] for row in read_table("known_conditions.tsv"))


@cache
def read_risk_triggers() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return (concept, ``patient`` or ``family``) → the risk factors that it tells of."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in read_table("risk_triggers.tsv"):
        found.setdefault((row["trigger_id"], row["of"]), []).append(row["factor_id"])
    return {key: tuple(factors) for key, factors in found.items()}


def _text(name: str) -> str:
    return (files("fusion") / "data" / name).read_text(encoding="utf-8")
