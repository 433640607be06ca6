"""Dataclasses to JSON-able dictionaries and back, strictly; JSON Lines files.

Keys come in field order, enumerations as their values, tuples as lists. The way back refuses
unknown keys, missing fields and wrong types with the JSON path at which they stand.
"""

from __future__ import annotations

import dataclasses
import math
import os
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints, is_typeddict

import orjson

from .errors import RecordError

__all__ = [
    "Decoder",
    "Encoder",
    "FieldPlan",
    "from_dict",
    "json_line",
    "load_json_lines",
    "plan",
    "save_json_lines",
    "to_dict",
]

T = TypeVar("T")
Encoder = Callable[[Any], object]
"""Turns a value of one class into something JSON-able, instead of its fields."""
Decoder = Callable[[object, str], object]
"""Turns JSON (and its path, for messages) into a value of one class."""

_NO_ENCODERS: Final[Mapping[type, Encoder]] = {}
_NO_DECODERS: Final[Mapping[type, Decoder]] = {}
_JSON_NAMES: Final[dict[object, str]] = {
    bool: "true or false",
    dict: "an object",
    float: "a number",
    int: "a whole number",
    list: "a list",
    str: "a string",
    type(None): "null",
}


@dataclasses.dataclass(frozen=True, slots=True)
class FieldPlan:
    """A field of a dataclass or TypedDict: its resolved type, and whether it has a default."""

    type: Any
    required: bool


@cache
def plan(cls: type) -> Mapping[str, FieldPlan]:
    """Return the fields of a dataclass or TypedDict, in order."""
    hints = get_type_hints(cls)
    if is_typeddict(cls):
        required: frozenset[str] = cls.__required_keys__  # type: ignore[attr-defined]  # a TypedDict
        return {name: FieldPlan(hint, name in required) for name, hint in hints.items()}
    return {
        field.name: FieldPlan(
            hints[field.name],
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(cls)
    }


def to_dict(obj: object, *, encoders: Mapping[type, Encoder] = _NO_ENCODERS) -> dict[str, Any]:
    """Return a dataclass as a dictionary that JSON can hold.

    Args:
        obj: a dataclass instance.
        encoders: for classes whose JSON is not simply their fields.

    Raises:
        TypeError: a value has no JSON form.
        ValueError: a number is not finite.
    """
    if not dataclasses.is_dataclass(obj) or isinstance(obj, type):
        raise TypeError(f"expected a dataclass instance, got {type(obj).__name__}")
    encoded: dict[str, Any] = _encode(obj, encoders)
    return encoded


def _encode(value: Any, encoders: Mapping[type, Encoder]) -> Any:  # noqa: ANN401 - JSON values
    kind = type(value)
    if value is None or kind is str or kind is bool or kind is int:
        return value
    if kind is float:
        if not math.isfinite(value):
            raise ValueError("expected a finite number: JSON has no NaN or infinity")
        return value
    if kind in encoders:
        return encoders[kind](value)
    if kind is tuple or kind is list:
        return [_encode(each, encoders) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): _encode(each, encoders) for key, each in value.items()}
    if dataclasses.is_dataclass(kind):
        return {name: _encode(getattr(value, name), encoders) for name in plan(kind)}
    raise TypeError(f"expected a value with a JSON form, got {kind.__name__}")


def from_dict(
    cls: type[T], data: object, *, path: str = "$", decoders: Mapping[type, Decoder] = _NO_DECODERS
) -> T:
    """Return the ``cls`` that ``data`` describes: the inverse of :func:`to_dict`.

    Args:
        cls: a dataclass or TypedDict.
        data: parsed JSON.
        path: where ``data`` stands in its document, for messages.
        decoders: for classes whose JSON is not simply their fields.

    Raises:
        RecordError: a key is unknown, a field is missing, a type is wrong, or the values break
            an invariant of the class.
    """
    decoded: T = _decode(cls, data, path, decoders)
    return decoded


def _decode(hint: Any, value: Any, path: str, decoders: Mapping[type, Decoder]) -> Any:  # noqa: ANN401
    if hint in decoders:
        return decoders[hint](value, path)
    origin = get_origin(hint)
    if origin is types.UnionType:
        wanted = next(each for each in get_args(hint) if each is not type(None))
        return None if value is None else _decode(wanted, value, path, decoders)
    if origin is tuple or origin is list:
        return _decode_sequence(hint, value, path, decoders)
    if origin is dict:
        items = _expect(dict, value, path)
        of = get_args(hint)[1]
        return {key: _decode(of, each, f"{path}.{key}", decoders) for key, each in items.items()}
    if dataclasses.is_dataclass(hint) or is_typeddict(hint):
        return _decode_object(hint, value, path, decoders)
    if issubclass(hint, Enum):
        return _decode_enum(hint, value, path)
    if hint is float and type(value) is int:
        return float(value)
    return _expect(hint, value, path)


def _expect(kind: type, value: Any, path: str) -> Any:  # noqa: ANN401 - JSON values
    if type(value) is not kind:
        came = _JSON_NAMES.get(type(value), type(value).__name__)
        raise RecordError(f"expected {_JSON_NAMES[kind]} at {path}, got {came}; correct this field")
    return value


def _decode_sequence(hint: Any, value: object, path: str, decoders: Mapping[type, Decoder]) -> Any:  # noqa: ANN401
    values = _expect(list, value, path)
    kind, args = get_origin(hint), get_args(hint)
    if kind is list or args[-1] is Ellipsis:
        hints = (args[0],) * len(values)
    elif len(values) == len(args):
        hints = args
    else:
        raise RecordError(f"expected {len(args)} values at {path}, got {len(values)}")
    return kind(
        _decode(of, each, f"{path}[{place}]", decoders)
        for place, (of, each) in enumerate(zip(hints, values, strict=True))
    )


def _decode_enum(kind: type[Enum], value: object, path: str) -> Enum:
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(str(member.value) for member in kind)
        raise RecordError(f"expected one of {allowed} at {path}, got something else") from None


def _decode_object(cls: Any, value: object, path: str, decoders: Mapping[type, Decoder]) -> Any:  # noqa: ANN401
    data = _expect(dict, value, path)
    fields = plan(cls)
    if not data.keys() <= fields.keys():
        raise RecordError(
            f"expected no fields but {', '.join(fields)} at {path}, got others; remove them"
        )
    missing = [name for name, field in fields.items() if field.required and name not in data]
    if missing:
        raise RecordError(f"expected {', '.join(missing)} at {path}, got nothing; add it")
    decoded = {
        name: _decode(fields[name].type, each, f"{path}.{name}", decoders)
        for name, each in data.items()
    }
    try:
        return cls(**decoded)
    except ValueError as error:
        raise RecordError(f"expected a valid {cls.__name__} at {path}: {error}") from None


def json_line(obj: object) -> str:
    """Return a dataclass or a JSON-able value as one line of JSON, without the line's end."""
    if dataclasses.is_dataclass(obj) and not isinstance(obj, type):
        obj = to_dict(obj)
    return orjson.dumps(obj).decode()


def save_json_lines(path: str | os.PathLike[str], rows: Iterable[object]) -> int:
    """Write one line of JSON a row, under a temporary name until complete; return how many."""
    target = Path(path)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    count = 0
    try:
        with unfinished.open("wb") as file:
            for row in rows:
                file.write(json_line(row).encode() + b"\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def load_json_lines(path: str | os.PathLike[str]) -> Iterator[Any]:
    """Yield the parsed lines of a JSON Lines file; blank lines are skipped.

    Raises:
        RecordError: a line is no JSON; the message names the line.
    """
    with Path(path).open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.isspace():
                continue
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise RecordError(
                    f"expected JSON on line {number}, got {error.msg}; correct the line",
                    code="invalid_json",
                ) from None
