"""The command line: thin, lazy, and the only place that knows typer."""

from __future__ import annotations

from .app import main

__all__ = ["main"]
