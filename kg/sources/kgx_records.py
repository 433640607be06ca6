r"""KGX files as records: TSV with ``|`` inside cells, or one JSON object a line.

A record maps a column to text, a number, a truth value or a list of texts; what is empty is left
out. In TSV a backslash writes what would break a cell (``\|``, ``\t``, ``\n``, ``\r``,
``\\``; ``\e`` is an empty item of a list), so that both formats hold the same.
Format: https://github.com/biolink/kgx/blob/master/specification/kgx-format.md
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TextIO

import orjson

from data_schema import GraphBuildError

__all__ = ["LIST_COLUMNS", "Record", "read_records", "write_records"]

Record = Mapping[str, Any]

LIST_COLUMNS: Final = frozenset(
    {
        "aggregator_knowledge_source",
        "alternate_id",
        "category",
        "clinical_modifier_qualifier",
        "knowledge_source",
        "provided_by",
        "publications",
        "synonym",
        "synonym_kind",
        "synonym_scope",
        "xref",
    }
)

_ESCAPES: Final = {"\\": "\\\\", "|": "\\|", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_UNESCAPES: Final = {"\\": "\\", "|": "|", "t": "\t", "n": "\n", "r": "\r", "e": ""}
_EMPTY: Final[tuple[object, ...]] = (None, "", [])
_SPECIAL: Final = re.compile(r"[\\|\t\n\r]")
_ESCAPED: Final = re.compile(r"\\([\\|tnre])")
_ITEM: Final = re.compile(r"(?:[^\\|]|\\.)+", re.DOTALL)


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a ``.tsv``, ``.jsonl`` or ``.ndjson`` file.

    Raises:
        GraphBuildError: a line is not JSON, or the file is not UTF-8.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from _read_tsv(file) if path.suffix == ".tsv" else _read_json(file)
    except ValueError as error:
        raise GraphBuildError(
            f"expected KGX records as UTF-8 {path.suffix[1:]} in {path.name}, got {error}; "
            "correct the file"
        ) from error


def write_records(path: Path, columns: Sequence[str], records: Iterable[Record]) -> None:
    """Write records as TSV with these columns, or as JSON lines, by the ending of ``path``."""
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("w", encoding="utf-8", newline="") as file:
        if path.suffix == ".tsv":
            file.write("\t".join(columns) + "\n")
            file.writelines(
                "\t".join(_cell(record.get(column, "")) for column in columns) + "\n"
                for record in records
            )
        else:
            file.writelines(orjson.dumps(record).decode() + "\n" for record in records)
    partial.replace(path)


def _read_json(file: TextIO) -> Iterator[dict[str, Any]]:
    for line in file:
        if line.strip():
            record = orjson.loads(line)
            if not isinstance(record, dict):
                raise ValueError(f"a {type(record).__name__} where an object was expected")
            yield {name: value for name, value in record.items() if value not in _EMPTY}


def _read_tsv(file: TextIO) -> Iterator[dict[str, Any]]:
    rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(rows, [])
    for row in rows:
        yield {
            column: _items(cell) if column in LIST_COLUMNS else _unescape(cell)
            for column, cell in zip(header, row, strict=False)
            if cell
        }


def _items(cell: str) -> list[str]:
    return [_unescape(item) for item in _ITEM.findall(cell)]


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda match: _UNESCAPES[match[1]], text)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return _escape(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "|".join(_escape(item) or "\\e" for item in value)
    return repr(value)


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)
