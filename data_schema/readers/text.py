"""Plain text: bytes to a one-document record, refusing what is not text.

UTF-8 is expected; UTF-8, UTF-16 and UTF-32 with a byte-order mark are recognised. Any other
encoding must be named: guessing one would change words of a note without a trace.
"""

from __future__ import annotations

import codecs
from collections.abc import Generator
from io import BufferedReader
from typing import Final

from data_schema.errors import InputError
from data_schema.record import Document, MetaData, PatientRecord

from .item import ReadItem
from .options import ReadOptions

__all__ = ["bom_encoding", "decode", "note_record", "read_text"]

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES: Final = (
    (0, b"%PDF-", "a PDF"),
    (0, b"PK\x03\x04", "a zip archive or Office document"),
    (0, b"{\\rtf", "RTF"),
    (0, b"\xd0\xcf\x11\xe0", "an old Office document"),
    (0, b"\x89PNG", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (128, b"DICM", "a DICOM file"),
)


def bom_encoding(head: bytes) -> str | None:
    """Return the encoding that a byte-order mark at the start of ``head`` announces."""
    return next((name for bom, name in _BOMS if head.startswith(bom)), None)


def decode(data: bytes, *, encoding: str | None = None) -> str:
    """Return the text of ``data``.

    Args:
        data: the whole content.
        encoding: name of the encoding; by default UTF-8, or what a byte-order mark says.

    Raises:
        InputError: ``data`` is empty, binary, or of another encoding.
    """
    for offset, signature, kind in _SIGNATURES:
        if data.startswith(signature, offset):
            raise InputError(
                f"expected plain text, got {kind}; extract its text first", code="binary_input"
            )
    chosen = encoding or bom_encoding(data) or "utf-8"
    try:
        text = data.decode(chosen)
    except UnicodeDecodeError as error:
        raise InputError(
            f"expected {chosen} text, got an impossible byte at offset {error.start}; "
            "convert the input to UTF-8 or name its encoding",
            code="binary_input" if b"\0" in data else "wrong_encoding",
        ) from None
    if "\0" in text:
        raise InputError(
            "expected plain text, got NUL bytes; if this is UTF-16 without a byte-order mark, "
            "name its encoding",
            code="binary_input",
        )
    if not text or text.isspace():
        raise InputError("expected a note, got no text; check the file", code="empty_input")
    return text


def note_record(record_id: str, text: str, *, source: str) -> PatientRecord:
    """Return the record of one note: one document, of the record's own id."""
    return PatientRecord(
        id=record_id,
        documents=(Document(id=record_id, text=text),),
        meta_data=MetaData(source=source),
    )


def read_text(stream: BufferedReader, options: ReadOptions) -> Generator[ReadItem, None, None]:
    """Yield the one record of a plain-text file; its text is kept to the character."""
    text = decode(stream.read(), encoding=options.encoding)
    record = note_record(options.record_id or "input", text, source="text")
    yield ReadItem(record=record, record_id=record.id)
