"""``read_records``: any supported input to a stream of records, one after the other.

The formats are the table :data:`FORMATS`; a new one is a row of it.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from data_schema.diagnosis import Notice
from data_schema.errors import InputError, RecordError, UnknownNameError

from .item import ReadItem
from .json_records import read_json, read_json_lines
from .options import ReadOptions
from .streams import open_stream, require_file
from .tabular import read_csv, read_tsv
from .text import bom_encoding, read_text

__all__ = ["FORMATS", "Format", "read_records"]

_HEAD: Final = 4096
_REMEMBERED_IDS: Final = 100_000


class Format(NamedTuple):
    """An input format: the endings of its files and its reader."""

    suffixes: tuple[str, ...]
    read: Callable[[BufferedReader, ReadOptions], Generator[ReadItem, None, None]]


FORMATS: Final[dict[str, Format]] = {
    "text": Format((".txt",), read_text),
    "json": Format((".json",), read_json),
    "jsonl": Format((".jsonl", ".ndjson"), read_json_lines),
    "csv": Format((".csv",), read_csv),
    "tsv": Format((".tsv",), read_tsv),
}
"""Format name → what reads it. Each ending may be followed by ``.gz``."""


def read_records(
    source: str | os.PathLike[str] | BinaryIO,
    *,
    format: str | None = None,
    options: ReadOptions | None = None,
) -> Iterator[ReadItem]:
    """Read patient records, one by one and in order; memory holds one record at a time.

    A record that cannot be used yields an item with its error in its place, and the rest is
    read. Documents in JSON (not JSON Lines) are parsed whole.

    Args:
        source: a file, or a binary stream (which stays open).
        format: a name of :data:`FORMATS`; by default from the file's ending, for a stream from
            its first bytes.
        options: record id, encoding, column names.

    Returns:
        An iterator of :class:`ReadItem`. An id seen among the last 100,000 or so gets the notice
        ``duplicate_id``.

    Raises:
        InputError: nothing can be read: no such file, a folder, an unknown ending, empty,
            binary, another encoding, or the one record in it is invalid.
        UnknownNameError: there is no such format.
    """
    if format is not None and format not in FORMATS:
        near = difflib.get_close_matches(format, FORMATS, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise UnknownNameError(
            f"expected a format among {', '.join(FORMATS)}, got {format!r}{hint}"
        )
    options = options or ReadOptions()
    if not isinstance(source, str | os.PathLike):
        return _read(source, format, options)
    path = Path(source)
    require_file(path)
    chosen = format or _format_of(path)
    stem = path.name.removesuffix(".gz").rpartition(".")[0] or path.name
    return _read(path, chosen, replace(options, record_id=options.record_id or stem))


def _format_of(path: Path) -> str:
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    for name, entry in FORMATS.items():
        if suffix in entry.suffixes:
            return name
    endings = " ".join(suffix for entry in FORMATS.values() for suffix in entry.suffixes)
    raise InputError(
        f"expected a file ending in {endings} (or that and .gz), got {suffix or 'no ending'}; "
        "rename it or name its format",
        code="unknown_format",
    )


def _sniff(head: bytes) -> str:
    """Return the format of a stream from its first bytes; what is not JSON is text."""
    start = head.decode(bom_encoding(head) or "utf-8", errors="ignore").lstrip()
    return "json" if start.startswith(("{", "[")) else "text"


def _read(source: Path | BinaryIO, name: str | None, options: ReadOptions) -> Iterator[ReadItem]:
    count = 0
    try:
        with open_stream(source) as stream:
            read = FORMATS[name or _sniff(stream.peek(_HEAD))].read
            with closing(read(stream, options)) as items:
                for item in _mark_duplicates(items):
                    count += 1
                    yield item
    except InputError as error:
        if count == 0:
            raise
        yield ReadItem(error=RecordError(error.message, code=error.code))
    if count == 0:
        raise InputError("expected records, got an empty input; check the file", code="empty_input")


def _mark_duplicates(items: Iterable[ReadItem]) -> Iterator[ReadItem]:
    """Add a notice to records whose id was there before, remembering two generations of ids."""
    older: set[str] = set()
    recent: set[str] = set()
    for item in items:
        record_id = item.record_id
        if record_id is None:
            yield item
            continue
        if record_id in recent or record_id in older:
            notice = Notice(
                code="duplicate_id", message="expected one record of this id, got another before"
            )
            yield replace(item, notices=(*item.notices, notice))
            continue
        recent.add(record_id)
        if len(recent) == _REMEMBERED_IDS:
            older, recent = recent, set()
        yield item
