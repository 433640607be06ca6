"""Compiling with numba, with the machine code kept under ``DIAGRAPH_HOME``.

Compiling takes seconds, loading what was compiled milliseconds. Numba by itself would keep it
beside the source, in the checkout or the installed package, which nothing may be written to.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any, Final, TypeVar, cast

from .home import cache_folder

__all__ = ["compiled"]

F = TypeVar("F", bound=Callable[..., Any])

_FOLDER: Final = "numba"
_LOCK: Final = RLock()


def compiled(function: F) -> F:
    """Return a function that is compiled when it is first called; a decorator.

    Importing numba takes a moment: a module that uses this is imported where it is needed alone.
    The machine code is kept in the cache folder, or wherever ``NUMBA_CACHE_DIR`` says, until the
    module changes. Where no such folder can be written it lives as long as the process.
    """
    import numba
    from numba.core import config

    settings = vars(config)
    with _LOCK:
        before = settings["CACHE_DIR"]
        folder = Path(before or cache_folder() / _FOLDER)
        settings["CACHE_DIR"] = str(folder)
        try:
            return cast("F", numba.njit(cache=_is_writable(folder))(function))
        finally:
            settings["CACHE_DIR"] = before


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
