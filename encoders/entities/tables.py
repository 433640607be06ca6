"""The rule tables of this package: data files beside the code, read once."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["read_toml", "read_tsv"]


@cache
def read_toml(name: str) -> dict[str, Any]:
    """Read ``data/name`` as TOML; callers treat the result as read-only."""
    return tomllib.loads((files(__package__) / "data" / name).read_text(encoding="utf-8"))


@cache
def read_tsv(name: str) -> tuple[dict[str, str], ...]:
    """Read ``data/name`` as tab-separated rows under a header; ``#`` starts a comment line."""
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
