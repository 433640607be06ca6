"""JSON forms of what stores and files keep as text: annotation rows and the manifest.

A row is one compact JSON object without what its edge already says (subject, predicate, object)
and without defaults; keys stand in a fixed order, so equal rows have equal text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from operator import attrgetter
from typing import Any, Final

import orjson

from data_schema import Annotation, GraphVersionError

from .model import Manifest, SourceInfo

__all__ = ["decode_annotations", "encode_annotations", "manifest_from_json", "manifest_to_json"]

_OF_THE_EDGE: Final = frozenset({"subject", "predicate", "object"})
_ROW_FIELDS: Final = tuple(field for field in fields(Annotation) if field.name not in _OF_THE_EDGE)
_NAMES: Final = tuple(field.name for field in _ROW_FIELDS)
_DEFAULTS: Final = tuple(field.default for field in _ROW_FIELDS)
_VALUES: Final = attrgetter(*_NAMES)
_LIST_FIELDS: Final = ("modifiers", "publications")


def encode_annotations(rows: Iterable[Annotation]) -> list[str]:
    """Return each row as compact JSON, in order; equal rows give equal text."""
    encoded = []
    for row in rows:
        stated = {
            name: value
            for name, value, default in zip(_NAMES, _VALUES(row), _DEFAULTS, strict=True)
            if value != default
        }
        encoded.append(orjson.dumps(stated).decode())
    return encoded


def decode_annotations(
    subject: str, predicate: str, object: str, rows: Iterable[str]
) -> tuple[Annotation, ...]:
    """Rebuild the rows of an edge from :func:`encode_annotations`' text.

    Raises:
        GraphVersionError: a row has keys this version does not know, or is not such a row.
    """
    try:
        return tuple(_row(subject, predicate, object, orjson.loads(text)) for text in rows)
    except (TypeError, ValueError) as error:
        raise GraphVersionError(
            f"expected annotation rows as written by this version of Diagraph on "
            f"{subject} {predicate} {object}; rebuild the graph with `diagraph kg build`"
        ) from error


def _row(subject: str, predicate: str, object: str, stated: dict[str, Any]) -> Annotation:
    for name in _LIST_FIELDS:
        if name in stated:
            stated[name] = tuple(stated[name])
    return Annotation(subject=subject, predicate=predicate, object=object, **stated)


def manifest_to_json(manifest: Manifest) -> str:
    """Return the manifest as JSON with sorted keys."""
    return orjson.dumps(asdict(manifest), option=orjson.OPT_SORT_KEYS).decode()


def manifest_from_json(text: str | bytes) -> Manifest:
    """Rebuild a manifest from :func:`manifest_to_json`'s text.

    Raises:
        GraphVersionError: the text is not a manifest this version can read.
    """
    try:
        data = orjson.loads(text)
        sources = tuple(SourceInfo(**source) for source in data.pop("sources"))
        return Manifest(sources=sources, **data)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GraphVersionError(
            "expected a graph manifest as written by this version of Diagraph; "
            "rebuild the graph with `diagraph kg build`"
        ) from error
