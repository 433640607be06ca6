"""Tables of notes: CSV and TSV with a header, a note a row, streamed.

Column names are compared without case; fields may be quoted and span lines (RFC 4180).
"""

from __future__ import annotations

import csv
from collections.abc import Generator, Sequence
from functools import partial
from io import BufferedReader, TextIOWrapper
from typing import Final

from data_schema.errors import InputError, RecordError

from .item import ReadItem
from .notes import ID_NAMES, TEXT_NAMES, read_note
from .options import ReadOptions
from .text import bom_encoding

__all__ = ["read_csv", "read_tsv"]

_MAX_FIELD: Final = 1 << 30


def _read_table(
    stream: BufferedReader, options: ReadOptions, *, delimiter: str
) -> Generator[ReadItem, None, None]:
    """Yield a record a row, an error item for a row that is none.

    Raises:
        InputError: the header lacks a column for the id or the text.
    """
    csv.field_size_limit(_MAX_FIELD)  # the default, 128 KiB, is less than a long note
    encoding = options.encoding or bom_encoding(stream.peek(4)) or "utf-8"
    text = TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
    try:
        rows = csv.reader(text, delimiter=delimiter, strict=True)
        header = next(rows, [])
        id_at = _column(header, options.id_column, ID_NAMES)
        text_at = _column(header, options.text_column, TEXT_NAMES)
        while True:
            line = rows.line_num + 1
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error:
                error = RecordError("expected a CSV row, got broken quoting; quote the field")
                yield ReadItem(line=line, error=error)
                continue
            if row:
                yield _read_row(row, width=len(header), id_at=id_at, text_at=text_at, line=line)
    finally:
        text.detach()


read_csv = partial(_read_table, delimiter=",")
read_tsv = partial(_read_table, delimiter="\t")


def _column(header: Sequence[str], wanted: str | None, names: Sequence[str]) -> int:
    folded = [name.strip().casefold() for name in header]
    candidates = names if wanted is None else (wanted.casefold(),)
    for name in candidates:
        if name in folded:
            return folded.index(name)
    raise InputError(
        f"expected a header with a column named {' or '.join(candidates)}, found none; "
        "add a header or name the column",
        code="missing_column",
    )


def _read_row(row: Sequence[str], *, width: int, id_at: int, text_at: int, line: int) -> ReadItem:
    record_id = row[id_at].strip() or None if id_at < len(row) else None
    try:
        if len(row) != width:
            raise RecordError(f"expected {width} fields as in the header, got {len(row)}")
        note = row[text_at]
        try:
            note.encode()
        except UnicodeEncodeError:
            raise RecordError(
                "expected UTF-8 text, got impossible bytes; convert it or name the encoding",
                code="wrong_encoding",
            ) from None
        return read_note({"id": record_id, "text": note}, line=line, source="table")
    except RecordError as error:
        return ReadItem(record_id=record_id, line=line, error=error)
