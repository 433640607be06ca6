"""What a caller may tell a reader about its input."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from data_schema.errors import UnknownNameError

__all__ = ["ReadOptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Options of :func:`data_schema.read_records`, each used by the formats it concerns.

    Attributes:
        record_id: id of the record of a plain text; by default the file's name without its
            ending, for a stream ``input``.
        encoding: encoding of the input, where it is neither UTF-8 nor marked.
        id_column, text_column: columns of a table, instead of the usual names.
    """

    record_id: str | None = None
    encoding: str | None = None
    id_column: str | None = None
    text_column: str | None = None

    def __post_init__(self) -> None:
        if self.encoding is not None:
            try:
                codecs.lookup(self.encoding)
            except LookupError:
                raise UnknownNameError(
                    f"expected an encoding Python knows, such as cp1252, got {self.encoding!r}"
                ) from None
