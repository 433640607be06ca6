"""Notes with an id: one JSON object or one table row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from data_schema.curie import try_normalize_curie
from data_schema.durations import years_as_duration
from data_schema.errors import RecordError
from data_schema.record import OntologyClass, Sex, Subject

from .fields import wrong_type
from .item import ReadItem
from .text import note_record

__all__ = ["ID_NAMES", "TEXT_NAMES", "is_note", "note_id", "read_note"]

ID_NAMES: Final = ("id", "doc_id", "document_id", "note_id")
"""Names a note's id goes by, first match wins."""
TEXT_NAMES: Final = ("text", "note", "note_text")
"""Names a note's text goes by, first match wins."""
_OLDEST: Final = 125
_SEXES: Final = {"f": Sex.FEMALE, "female": Sex.FEMALE, "m": Sex.MALE, "male": Sex.MALE}


def is_note(data: Mapping[str, Any]) -> bool:
    """Say whether a JSON object has a note's text."""
    return any(name in data for name in TEXT_NAMES)


def note_id(data: Mapping[str, Any]) -> str | None:
    """Return the id under the first of the usual names that has one; integers become strings."""
    for name in ID_NAMES:
        value = data.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def read_note(data: Mapping[str, Any], *, line: int | None = None, source: str) -> ReadItem:
    """Turn one note into a record of one document.

    Of the other fields, ``age`` (years) and ``sex`` describe the patient, and the ids in
    ``diagnosis`` are the truth, kept apart; what they hold is skipped where it is not that.

    Raises:
        RecordError: id or text is missing, empty, or of the wrong type.
    """
    record_id = note_id(data)
    if record_id is None:
        raise RecordError(f"expected a note's id under {' or '.join(ID_NAMES)}, got none; add one")
    name = next(name for name in TEXT_NAMES if name in data)
    text = data[name]
    if not isinstance(text, str):
        raise wrong_type("a string", text, name)
    if not text or text.isspace():
        raise RecordError(f"expected a note under {name!r}, got no text", code="empty_note")
    if "\0" in text:
        raise RecordError(
            f"expected plain text under {name!r}, got NUL characters; remove them",
            code="binary_input",
        )
    record = replace(note_record(record_id, text, source=source), subject=_subject(data))
    return ReadItem(record=record, record_id=record_id, line=line, diagnoses=_diagnoses(data))


def _subject(data: Mapping[str, Any]) -> Subject:
    age, sex = data.get("age"), data.get("sex")
    years = age if isinstance(age, int | float) and not isinstance(age, bool) else None
    if years is not None and not 0 <= years <= _OLDEST:
        years = None
    return Subject(
        age=years_as_duration(years) if years is not None else None,
        sex=_SEXES.get(sex.strip().lower(), Sex.UNKNOWN) if isinstance(sex, str) else Sex.UNKNOWN,
    )


def _diagnoses(data: Mapping[str, Any]) -> tuple[OntologyClass, ...]:
    """Return the diagnosis under each of its ids: {"label", "ids": [CURIE, …]}."""
    stated = data.get("diagnosis")
    if not isinstance(stated, Mapping) or not isinstance(stated.get("ids"), list):
        return ()
    label = stated.get("label")
    curies = (try_normalize_curie(each) for each in stated["ids"] if isinstance(each, str))
    return tuple(
        OntologyClass(id=curie, label=label if isinstance(label, str) else "")
        for curie in curies
        if curie is not None
    )
