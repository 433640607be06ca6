"""The command line as tests run it: in this process, with what it wrote to each stream."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipelines.cli import main

__all__ = ["Cli", "Outcome", "command_line"]

_MAX_MESSAGES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Exit code, standard output and standard error of one command."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """Standard output, each line as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> Any:  # noqa: ANN401 - JSON
        """Standard output as the one JSON object it is."""
        (only,) = self.lines
        return only


Cli = Callable[..., Outcome]
"""Called with the arguments, and ``stdin`` as bytes where the command reads it."""


def command_line(
    home: Path, capture: pytest.CaptureFixture[bytes], patch: pytest.MonkeyPatch
) -> Cli:
    """Return what runs one command; every command it runs keeps the promises of all commands."""
    patch.setenv("DIAGRAPH_HOME", str(home))
    for name in ("COLUMNS", "DIAGRAPH_DEBUG", "DIAGRAPH_STORE", "NEO4J_USERNAME"):
        patch.delenv(name, raising=False)

    def run(*arguments: object, stdin: bytes = b"") -> Outcome:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capture.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capture.readouterr()
        outcome = Outcome(code=code, out=captured.out.decode(), err=captured.err.decode())
        assert "Traceback" not in outcome.err
        assert len(outcome.err.splitlines()) <= _MAX_MESSAGES
        return outcome

    return run
