"""What commands write: answers to standard output, messages and progress to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from data_schema import json_line

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from kg import Progress

__all__ = ["counts_of", "emit_json", "progress", "say", "show", "waiting"]

_PIPED_WIDTH = 100


def emit_json(value: object) -> None:
    """Write one line of JSON to standard output, at once and in UTF-8 whatever the locale."""
    typer.echo(json_line(value).encode())


def show(*renderables: RenderableType) -> None:
    """Write something for people to standard output; strings are written as they are."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        _print(console, renderables)
        return
    console.width = int(os.environ.get("COLUMNS") or _PIPED_WIDTH)
    with console.capture() as captured:
        _print(console, renderables)
    for line in captured.get().splitlines():
        typer.echo(line.rstrip())


def _print(console: Console, renderables: Iterable[RenderableType]) -> None:
    for each in renderables:
        console.print(each, soft_wrap=isinstance(each, str))


def say(message: str) -> None:
    """Write a message to standard error."""
    typer.echo(message, err=True)


@contextmanager
def progress(*, while_printing: bool = False) -> Iterator[Progress]:
    """Show the steps of something long as bars, on a terminal only.

    Args:
        while_printing: answers are printed meanwhile; where they go to a terminal, they are what
            shows that work goes on.
    """
    console = _messages()
    if not console.is_terminal or (while_printing and sys.stdout.isatty()):
        yield _silent
        return
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        steps: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in steps:
                for before in steps.values():
                    bars.update(before, total=1, completed=1)
                steps[what] = bars.add_task(what, total=None)
            told = what if total else f"{done:,} {what}"
            bars.update(steps[what], description=told, completed=done, total=total or None)

        yield report


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show that something of unknown length is going on, on a terminal only."""
    console = _messages()
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


def _messages() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def _silent(what: str, done: int, total: int) -> None:
    """Report nothing."""


def counts_of(counts: Mapping[str, int]) -> str:
    """Return counts in one line: ``12,680 Disease, 19,034 PhenotypicFeature``."""
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())
