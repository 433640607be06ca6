"""Typed access to parsed JSON: a value of the wrong type is a :class:`RecordError` with its path.

Protobuf JSON spells a field ``phenotypicFeatures`` or ``phenotypic_features``; callers name the
first and get either. A field that is absent or ``null`` is empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from data_schema.errors import RecordError

__all__ = ["flag_at", "list_at", "number_at", "object_at", "objects_at", "text_at", "wrong_type"]

_EMPTY: Mapping[str, Any] = {}
_JSON_TYPES = {
    bool: "true or false",
    dict: "an object",
    float: "a number",
    int: "a number",
    list: "a list",
    str: "a string",
    type(None): "null",
}


@cache
def _snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _value(data: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - any JSON value
    value = data.get(name)
    return data.get(_snake_case(name)) if value is None else value


def wrong_type(expected: str, value: object, path: str) -> RecordError:
    """Return the error for a ``value`` at ``path`` that is not what was ``expected``."""
    came = _JSON_TYPES.get(type(value), type(value).__name__)
    return RecordError(f"expected {expected} at {path}, got {came}; correct this field")


def object_at(data: Mapping[str, Any], name: str, path: str) -> Mapping[str, Any]:
    """Return the object ``data[name]``; empty where there is none."""
    value = _value(data, name)
    if value is None:
        return _EMPTY
    if not isinstance(value, dict):
        raise wrong_type("an object", value, f"{path}.{name}")
    return value


def list_at(data: Mapping[str, Any], name: str, path: str) -> Sequence[Any]:
    """Return the list ``data[name]``; empty where there is none."""
    value = _value(data, name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise wrong_type("a list", value, f"{path}.{name}")
    return value


def objects_at(
    data: Mapping[str, Any], name: str, path: str
) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """Return ``data[name]``, a list of objects, each with its path."""
    found = []
    for place, value in enumerate(list_at(data, name, path)):
        where = f"{path}.{name}[{place}]"
        if not isinstance(value, dict):
            raise wrong_type("an object", value, where)
        found.append((where, value))
    return found


def text_at(data: Mapping[str, Any], name: str, path: str) -> str:
    """Return the string ``data[name]``; ``""`` where there is none."""
    value = _value(data, name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise wrong_type("a string", value, f"{path}.{name}")
    return value


def flag_at(data: Mapping[str, Any], name: str, path: str) -> bool:
    """Return the boolean ``data[name]``; ``False`` where there is none."""
    value = _value(data, name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise wrong_type("true or false", value, f"{path}.{name}")
    return value


def number_at(data: Mapping[str, Any], name: str, path: str) -> float | None:
    """Return the number ``data[name]``; ``None`` where there is none."""
    value = _value(data, name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong_type("a number", value, f"{path}.{name}")
    return float(value)
