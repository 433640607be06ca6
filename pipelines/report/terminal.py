"""Pieces that every part of the terminal's report is put together from."""

from __future__ import annotations

from collections.abc import Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .wording import nats, printable

__all__ = ["Row", "coloured", "grid", "labelled", "line", "signed"]

Row = tuple[str, Sequence[Text]]
"""The number in the margin, and the lines beside it."""


def line(text: str, style: str = "") -> Text:
    """Return one line that no escape can drive."""
    return Text(printable(text), style, overflow="fold")


def labelled(name: str, text: str) -> Text:
    """Return ``name: text``."""
    return Text.assemble((f"{name}: ", "bold"), printable(text))


def signed(value: float) -> Text:
    """Return a contribution in the colour of its side."""
    number = nats(value)
    return Text(number, coloured(number))


def coloured(number: str) -> str:
    """Return the colour of a printed contribution."""
    return {"+": "green", "−": "red"}.get(number[:1], "")


def grid(rows: Sequence[Row]) -> Padding:
    """Return rows with their numbers in the margin."""
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", no_wrap=True, width=7)
    table.add_column(overflow="fold")
    for number, lines in rows:
        table.add_row(Text(number, coloured(number)), Text("\n").join(lines))
    return Padding(table, (0, 0, 0, 2))
