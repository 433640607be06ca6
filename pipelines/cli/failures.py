"""What ends a command: an exception as an exit code and one line that holds no note text."""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from typing import Final

from data_schema import DiagraphError, RecordError

__all__ = ["DEBUG", "explain_failure", "record_failure"]

DEBUG: Final = "DIAGRAPH_DEBUG"
"""Environment variable that lets tracebacks and warnings through."""

_USAGE: Final = 2
_FAILED: Final = 3


def explain_failure(error: Exception) -> tuple[int, str]:
    """Return the exit code and the message of the exception that ends a command."""
    if isinstance(error, DiagraphError):
        return error.exit_code, _one_line(error.message)
    usage = getattr(error, "format_message", None)
    if usage is not None:
        return _USAGE, _one_line(usage()) + _see_help(error)
    if isinstance(error, OSError) and error.strerror:
        name = f": {error.filename}" if error.filename else ""
        return _FAILED, f"could not read or write, {error.strerror.lower()}{name}"
    return _FAILED, _internal(error)


def record_failure(error: Exception) -> RecordError:
    """Return what stands in the place of a record that could not be answered."""
    if isinstance(error, DiagraphError):
        return RecordError(_one_line(error.message), code=error.code)
    return RecordError(_internal(error), code="internal_error")


def _internal(error: Exception) -> str:
    """Name an unexpected exception by type and place alone: its message may quote a note."""
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return (
        f"internal error ({type(error).__name__}{place}); please report it, "
        f"{DEBUG}=1 shows where it came from"
    )


def _see_help(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    return f"\nsee `{context.command_path} --help`" if context is not None else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
