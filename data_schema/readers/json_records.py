"""JSON: one record, a list of them, or one a line; each recognised by its shape.

The shapes are the table :data:`SHAPES`; a new standard is a row of it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from io import BufferedReader, TextIOWrapper
from itertools import chain
from typing import Any, Final, NamedTuple

import orjson

from data_schema.codec import from_dict
from data_schema.curie import try_normalize_curie
from data_schema.errors import InputError, RecordError
from data_schema.record import Finding, PatientRecord

from .item import ReadItem
from .notes import is_note, note_id, read_note
from .options import ReadOptions
from .phenopackets import is_phenopacket, read_phenopacket
from .text import bom_encoding

__all__ = ["SHAPES", "Shape", "read_json", "read_json_lines", "read_object"]

JsonObject = Mapping[str, Any]


class Shape(NamedTuple):
    """A kind of JSON object that is a record: how to know it and how to read it."""

    name: str
    recognise: Callable[[JsonObject], bool]
    read: Callable[[JsonObject, int | None], ReadItem]


def _refuse_fhir(_data: JsonObject, _line: int | None) -> ReadItem:
    raise RecordError(
        "expected a phenopacket or a note, got FHIR: FHIR reading is not there yet; "
        "pass the note's text or a phenopacket",
        code="unsupported_format",
    )


def _refuse_group(_data: JsonObject, _line: int | None) -> ReadItem:
    raise RecordError(
        "expected one patient's phenopacket, got a Family or Cohort message; "
        "pass its phenopackets one by one",
        code="unsupported_format",
    )


def _read_own(data: JsonObject, line: int | None) -> ReadItem:
    record = from_dict(PatientRecord, data)
    features = tuple(_canonical(each, at) for at, each in enumerate(record.phenotypic_features))
    record = replace(record, phenotypic_features=features)
    return ReadItem(record=record, record_id=record.id, line=line)


def _canonical(finding: Finding, at: int) -> Finding:
    curie = try_normalize_curie(finding.type.id)
    if curie is None:
        raise RecordError(
            f"expected a CURIE of a known prefix at $.phenotypic_features[{at}].type.id, got "
            "something else; correct it"
        )
    return replace(finding, type=replace(finding.type, id=curie))


SHAPES: Final = (
    Shape("fhir", lambda data: "resourceType" in data, _refuse_fhir),
    Shape("phenopacket-group", lambda data: "proband" in data or "members" in data, _refuse_group),
    Shape("patient-record", lambda data: "documents" in data, _read_own),
    Shape("note", is_note, lambda data, line: read_note(data, line=line, source="json")),
    Shape("phenopacket", is_phenopacket, lambda data, line: read_phenopacket(data, line=line)),
)
"""Tried in this order; the first that recognises an object reads it."""


def read_object(data: object, *, line: int | None = None) -> ReadItem:
    """Turn one parsed JSON value into a record.

    Raises:
        RecordError: it is not an object, of no known shape, or of a known shape and invalid.
    """
    if not isinstance(data, dict):
        raise RecordError("expected a JSON object for a record, got something else")
    for shape in SHAPES:
        if shape.recognise(data):
            return shape.read(data, line)
    raise RecordError(
        "expected a phenopacket (phenotypicFeatures, subject, metaData) or a note (id, text), "
        "got an object with none of these fields",
        code="unsupported_format",
    )


def _item(data: object, line: int) -> ReadItem:
    try:
        return read_object(data, line=line)
    except RecordError as error:
        record_id = note_id(data) if isinstance(data, dict) else None
        return ReadItem(record_id=record_id, line=line, error=error)


def _loads(data: bytes) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _json_error(error, data) from None


def _json_error(error: orjson.JSONDecodeError, data: bytes) -> RecordError:
    try:
        data.decode()
    except UnicodeDecodeError as bad:
        return RecordError(
            f"expected UTF-8 JSON, got an impossible byte at offset {bad.start}; "
            "convert the input to UTF-8 or name its encoding",
            code="wrong_encoding",
        )
    if "recursion" in error.msg.lower():
        return RecordError("expected a record, got JSON nested too deeply", code="invalid_json")
    return RecordError(
        f"expected JSON, got {error.msg} (line {error.lineno}, column {error.colno})",
        code="invalid_json",
    )


def _utf8(stream: BufferedReader, encoding: str | None) -> Iterator[bytes]:
    """Yield the lines of ``stream`` in UTF-8; a line that cannot be decoded stays invalid."""
    chosen = encoding or bom_encoding(stream.peek(4))
    if chosen is None:
        yield from stream
        return
    text = TextIOWrapper(stream, encoding=chosen, errors="surrogateescape", newline="\n")
    try:
        for line in text:
            yield line.encode("utf-8", "surrogateescape")
    finally:
        text.detach()


def read_json(stream: BufferedReader, options: ReadOptions) -> Generator[ReadItem, None, None]:
    """Yield the record of a JSON object, those of a JSON list, or, where each line is one, each.

    Raises:
        InputError: the input is no JSON, or the one record it is cannot be read.
    """
    lines = _numbered(stream, options)
    number, first = next(lines, (0, b""))
    if not first:
        raise InputError("expected a record, got an empty input", code="empty_input")
    if _is_object(first) and (second := next(lines, None)) is not None:
        for at, line in chain([(number, first), second], lines):
            yield _line_item(line, at)
        return
    parsed = _loads(b"".join(chain([first], (line for _, line in lines))))
    if isinstance(parsed, list):
        for place, value in enumerate(parsed, 1):
            yield _item(value, place)
    else:
        yield read_object(parsed)


def read_json_lines(
    stream: BufferedReader, options: ReadOptions
) -> Generator[ReadItem, None, None]:
    """Yield a record a line, an error item for a line that is none; blank lines are skipped."""
    for number, line in _numbered(stream, options):
        yield _line_item(line, number)


def _numbered(stream: BufferedReader, options: ReadOptions) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, with their numbers from 1."""
    return (
        (number, line)
        for number, line in enumerate(_utf8(stream, options.encoding), 1)
        if not line.isspace()
    )


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _line_item(line: bytes, number: int) -> ReadItem:
    try:
        data = _loads(line)
    except RecordError as error:
        return ReadItem(line=number, error=error)
    return _item(data, number)
