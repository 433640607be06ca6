"""Tab-separated tables that people write: what is wrong with one is said by file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

from data_schema import GraphBuildError, is_curie

__all__ = ["TableRow", "read_table_rows"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row, and where it stands.

    Attributes:
        path: of the table.
        line: of the row, from 1.
        cells: column → text, blanks at both ends taken off.
    """

    path: Path
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def parts(self, column: str) -> list[str]:
        """Return what ``|`` parts, empty parts left out."""
        return [part for each in self.cells[column].split("|") if (part := each.strip())]

    def curie(self, column: str) -> str:
        """Return an id."""
        if not is_curie(self.cells[column]):
            self.refuse(column, "an id such as HP:0001945")
        return self.cells[column]

    def number(self, column: str, low: float, high: float) -> float:
        """Return a number from ``low`` to ``high``."""
        try:
            value = float(self.cells[column])
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            self.refuse(column, f"a number from {low:g} to {high:g}")
        return value

    def number_or_none(self, column: str, low: float, high: float) -> float | None:
        """Return a number, or ``None`` for an empty cell."""
        return self.number(column, low, high) if self.cells[column] else None

    def flag(self, column: str) -> bool:
        """Return 1 as true, 0 and an empty cell as false."""
        return self.one_of(column, {"1": True, "0": False, "": False})

    def one_of(self, column: str, choices: Mapping[str, T]) -> T:
        """Return what a word stands for."""
        value = self.cells[column]
        if value not in choices:
            self.refuse(column, f"one of {', '.join(filter(None, choices))}")
        return choices[value]

    def refuse(self, column: str, expected: str) -> NoReturn:
        """Say what was expected in a column.

        Raises:
            GraphBuildError: always.
        """
        got = self.cells[column]
        raise GraphBuildError(
            f"expected {expected} in the column {column}, got {got!r} "
            f"({self.path.parent.name}/{self.path.name}, line {self.line}); correct the cell"
        )


def read_table_rows(path: Path, columns: Sequence[str]) -> Iterator[TableRow]:
    """Yield the rows of a table; empty lines are skipped.

    Args:
        path: the table, UTF-8, with a header.
        columns: those that must be there; others are kept.

    Raises:
        GraphBuildError: the file cannot be read, a column is missing, or a row has more or fewer
            cells than the header.
    """
    shown = f"{path.parent.name}/{path.name}"
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "bytes that are no UTF-8"
        raise GraphBuildError(
            f"expected a table in UTF-8 at {path}, got {reason}; "
            "put the file there, or save it as UTF-8"
        ) from error
    rows = (line.rstrip("\r").split("\t") for line in lines)
    header = [name.strip() for name in next(rows, [])]
    if missing := [column for column in columns if column not in header]:
        raise GraphBuildError(
            f"expected the columns {', '.join(columns)}, parted by tabs, found no "
            f"{', '.join(missing)} ({shown}, line 1); add them to the header"
        )
    for line, cells in enumerate(rows, start=2):
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise GraphBuildError(
                f"expected {len(header)} cells, as the header has, got {len(cells)} "
                f"({shown}, line {line}); correct the row"
            )
        stripped = (cell.strip() for cell in cells)
        yield TableRow(path, line, dict(zip(header, stripped, strict=True)))
