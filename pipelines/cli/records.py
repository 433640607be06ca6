"""Reading inputs and answering their records one by one, each failure in the record's place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import typer

from data_schema import (
    CurieError,
    GraphError,
    InputError,
    PatientRecord,
    ReadItem,
    ReadOptions,
    RecordError,
    StoreError,
    UsageError,
    error_line,
    normalize_curie,
    read_records,
)
from pipelines.report.wording import printable

from .failures import record_failure
from .output import emit_json, say

__all__ = ["Answered", "Tally", "answer_all", "curies", "emit_failure", "failure_line", "read_all"]

T = TypeVar("T")

_STDIN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Generic[T]):
    """A record and its answer, or the error that stands in their place."""

    item: ReadItem
    answer: T | None = None
    error: RecordError | None = None


@dataclass(slots=True, kw_only=True)
class Tally:
    """How many records there were, and how many failed.

    Attributes:
        inputs: how many inputs were named.
    """

    inputs: int
    total: int = 0
    failed: int = 0
    alone: RecordError | None = None
    """The error of the one record there was."""

    def add(self, answered: Answered[T]) -> None:
        """Count one record."""
        self.total += 1
        if answered.error is not None:
            self.failed += 1
            # A record without a line or place is all that its input holds.
            if self.inputs == self.total == 1 and answered.item.line is None:
                self.alone = answered.error

    def finish(self) -> None:
        """End the command as its records went.

        Raises:
            RecordError: the one record there was failed.
            typer.Exit: some of several failed.
        """
        if self.alone is not None:
            raise self.alone
        if self.failed:
            say(f"diagraph: {self.failed:,} of {self.total:,} records failed; see them in place")
            raise typer.Exit(1)


def read_all(
    sources: Sequence[str], *, format: str | None = None, encoding: str | None = None
) -> Iterator[ReadItem]:
    """Read the records of several inputs; one that cannot be read is an error in its place.

    Args:
        sources: file names, or ``-`` for standard input.
        format: see :func:`data_schema.read_records`.
        encoding: of all of them, where it is not UTF-8.
    """
    options = ReadOptions(encoding=encoding)
    for source in sources:
        stream = sys.stdin.buffer if source == _STDIN else source
        try:
            yield from read_records(stream, format=format, options=options)
        except InputError as error:
            failed = RecordError(error.message, code=error.code)
            name = None if source == _STDIN else Path(source).name
            yield ReadItem(record_id=name, error=failed)


def answer_all(
    items: Iterable[ReadItem], answer: Callable[[PatientRecord], T]
) -> Iterator[Answered[T]]:
    """Answer each record that could be read.

    Raises:
        UsageError: the question itself is wrong.
        GraphError: the graph failed, so that no record can be answered.
        StoreError: the store failed, so that no record can be answered.
    """
    for item in items:
        if item.record is None:
            yield Answered(item=item, error=item.error)
            continue
        try:
            yield Answered(item=item, answer=answer(item.record))
        except (UsageError, GraphError, StoreError):
            raise
        except Exception as error:  # one record must not take the others with it
            yield Answered(item=item, error=record_failure(error))


def emit_failure(answered: Answered[T]) -> None:
    """Print the JSON object that stands in the place of a failed record."""
    assert answered.error is not None
    item = answered.item
    emit_json(error_line(answered.error, record_id=item.record_id, line=item.line))


def failure_line(answered: Answered[T]) -> str:
    """Return the line that people see in the place of a failed record."""
    assert answered.error is not None
    where = printable(answered.item.record_id or "record")
    line = f" (line {answered.item.line})" if answered.item.line is not None else ""
    return f"{where}{line}: {answered.error.message}"


def curies(given: Sequence[str] | None, *, option: str) -> tuple[str, ...]:
    """Return the CURIEs given to an option, normalised.

    Raises:
        UsageError: one of them is no CURIE.
    """
    try:
        return tuple(map(normalize_curie, given or ()))
    except CurieError as error:
        raise UsageError(f"{option}: {error.message}") from None
