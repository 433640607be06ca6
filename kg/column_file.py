"""Columns of numbers in a file: one uncompressed ``.npz``, written whole or not at all."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import get_ident
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np

__all__ = ["DAMAGED", "Columns", "keep_latest", "read_columns", "write_columns"]

Columns = Mapping[str, np.ndarray[Any, Any]]

DAMAGED: Final = (
    BadZipFile, EOFError, KeyError, OSError, RuntimeError, TypeError, ValueError, zlib.error,
)  # fmt: skip
"""What numpy and zipfile raise over a damaged file; a RuntimeError over a flipped flag."""

_HEADER: Final = "header"


def write_columns(columns: Columns, path: Path, *, header: Mapping[str, object]) -> None:
    """Write columns and what is said of them to ``path``, through a temporary file beside it.

    Raises:
        OSError: the file cannot be written.
    """
    said = np.frombuffer(json.dumps(header).encode(), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}.tmp")
    try:
        with unfinished.open("wb") as file:
            np.savez(file, **columns, **{_HEADER: said})
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_columns(path: Path) -> tuple[Columns, dict[str, Any]]:
    """Read what :func:`write_columns` wrote: the columns and the header.

    A damaged or foreign file raises one of :data:`DAMAGED`.
    """
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        columns = {name: stored[name] for name in stored.files}
    header: dict[str, Any] = json.loads(columns.pop(_HEADER).tobytes())
    return columns, header


def keep_latest(folder: Path, pattern: str, *, count: int) -> None:
    """Delete all but the most recent files of a pattern: each edit of a graph leaves some."""
    with suppress(OSError):  # another process does the same at the same time
        files = sorted(folder.glob(pattern), key=lambda file: file.stat().st_mtime)
        for old in files[:-count]:
            old.unlink(missing_ok=True)
