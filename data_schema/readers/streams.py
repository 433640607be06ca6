"""Opening an input: files, streams, gzip; every failure to open or inflate is an InputError."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from data_schema.errors import InputError

__all__ = ["open_stream", "require_file"]

_GZIP: Final = b"\x1f\x8b"


def require_file(path: Path) -> None:
    """Raise :class:`InputError` unless ``path`` is something that can be read as a file."""
    if path.is_dir():
        raise InputError(
            f"expected a file, got the folder {path}; name its files", code="not_a_file"
        )
    if not path.exists():
        raise InputError(f"expected a file, found nothing at {path}", code="not_found")


@contextmanager
def open_stream(source: Path | BinaryIO) -> Iterator[io.BufferedReader]:
    """Open ``source`` for reading bytes, inflating gzip, which its first bytes tell.

    A stream that was passed in stays open. Only I/O errors inside the block are translated.

    Raises:
        InputError: the file cannot be opened or read, or its gzip data is damaged.
    """
    try:
        if isinstance(source, Path):
            with source.open("rb") as file:
                yield _inflated(file)
        else:
            buffered = (
                source if isinstance(source, io.BufferedReader) else io.BufferedReader(_raw(source))
            )
            try:
                yield _inflated(buffered)
            finally:
                if buffered is not source:
                    buffered.detach()
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError(
            "expected gzip data, got a truncated or damaged stream; copy the file again",
            code="damaged_input",
        ) from None
    except UnicodeError:
        raise InputError(
            "expected text of one encoding, got impossible bytes; convert it to UTF-8 or name "
            "its encoding",
            code="wrong_encoding",
        ) from None
    except OSError as error:
        raise InputError(
            f"expected a readable file, got {error.strerror or type(error).__name__}",
            code="unreadable_input",
        ) from error


def _raw(stream: BinaryIO) -> io.RawIOBase:
    """Return ``stream`` as what :class:`io.BufferedReader` wraps: it needs ``readinto`` alone."""
    return stream  # type: ignore[return-value]  # BytesIO and sockets' files have readinto


def _inflated(stream: io.BufferedReader) -> io.BufferedReader:
    if not stream.peek(2).startswith(_GZIP):
        return stream
    return io.BufferedReader(gzip.GzipFile(fileobj=stream))
