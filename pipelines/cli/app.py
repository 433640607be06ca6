"""The command ``diagraph``: its groups put together, its errors turned into exit codes."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Sequence
from typing import Annotated

import typer

from . import evaluate, kg, train
from .diagnose import diagnose, explain
from .doctor import doctor
from .extract import extract
from .failures import DEBUG, explain_failure
from .output import say

__all__ = ["app", "main"]

_HELP = """Rank the diseases that explain a patient's findings, and show why.

\b
diagraph kg build             the knowledge graph, once (15 s)
diagraph diagnose note.txt    a differential with the evidence behind it
diagraph doctor               what is installed, and whether it works
"""
_EPILOG = "Research use only. Not a medical device."

app = typer.Typer(
    name="diagraph",
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EPILOG,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(*, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"diagraph {version('diagraph')}")
        raise typer.Exit


@app.callback(help=_HELP, invoke_without_command=True)
def diagraph(
    context: typer.Context,
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version and exit.",
            is_eager=True,
            callback=lambda value: _print_version(wanted=value),
        ),
    ] = False,
) -> None:
    """Rank the diseases that explain a patient's findings, and show why."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command()(diagnose)
app.command()(explain)
app.command()(extract)
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(kg.app, name="kg")
app.add_typer(train.app, name="train")
app.command()(doctor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code.

    Args:
        arguments: without the program's name; those of the process by default.

    Returns:
        0 done; 1 several records and some failed; 2 wrong usage; 3 unreadable input, no graph or
        no store; 130 interrupted; 141 the reader of our output went away.
    """
    if not os.environ.get(DEBUG):
        warnings.simplefilter("ignore")
        logging.getLogger().addHandler(logging.NullHandler())
    command = typer.main.get_command(app)
    try:
        code = command.main(
            args=None if arguments is None else list(arguments),
            prog_name="diagraph",
            standalone_mode=False,
        )
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # typer makes an exit of a pipe that broke
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        code, message = explain_failure(error)
        say(f"diagraph: {message}")
    return code if isinstance(code, int) else 0
