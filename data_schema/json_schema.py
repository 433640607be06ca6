"""JSON Schemas (2020-12) of the public JSON, made from the types themselves.

``python -m data_schema.json_schema`` writes them into ``data_schema/schemas/``; a test keeps the
files true. A schema of what Diagraph reads requires the fields that have no default; a schema of
what it prints requires all, as all are always printed.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from enum import Enum
from importlib import resources
from pathlib import Path
from typing import Any, Final, get_args, get_origin, is_typeddict

import orjson

from .codec import FieldPlan, plan
from .connection import Connections
from .diagnosis import DiagnosisReport
from .mention import Mention
from .public_json import ErrorLine, ExtractLine, ReportMentionDict
from .record import PatientRecord

__all__ = ["SCHEMAS", "build_schema", "load_schema", "write_schemas"]

SCHEMAS: Final = ("connections", "diagnosis_report", "error_line", "extract_line", "patient_record")
"""Names of the exported schemas; each is a file ``schemas/NAME.json``."""

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TYPES: Final[Mapping[object, str]] = {
    bool: "boolean",
    float: "number",
    int: "integer",
    str: "string",
}


@dataclasses.dataclass(frozen=True, slots=True)
class _Export:
    """A type, whether its JSON is read (or printed), and types printed as others."""

    root: type
    read: bool = False
    printed_as: Mapping[type, type] = dataclasses.field(default_factory=dict)


_EXPORTS: Final[dict[str, _Export]] = {
    "connections": _Export(Connections),
    "diagnosis_report": _Export(DiagnosisReport, printed_as={Mention: ReportMentionDict}),
    "error_line": _Export(ErrorLine),
    "extract_line": _Export(ExtractLine),
    "patient_record": _Export(PatientRecord, read=True),
}


def build_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema called ``name``, one of :data:`SCHEMAS`, made from the types."""
    export = _EXPORTS[name]
    definitions: dict[str, Any] = {}
    root = _reference(export.root, export, definitions)
    return {
        "$schema": _DIALECT,
        "$id": f"urn:diagraph:schema:{name}",
        "title": name,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def load_schema(name: str) -> dict[str, Any]:
    """Return the exported JSON Schema called ``name``, one of :data:`SCHEMAS`, from its file."""
    file = resources.files("data_schema").joinpath("schemas", f"{name}.json")
    schema: dict[str, Any] = orjson.loads(file.read_bytes())
    return schema


def write_schemas(folder: Path) -> None:
    """Write every schema to ``folder/NAME.json``."""
    for name in SCHEMAS:
        text = orjson.dumps(build_schema(name), option=orjson.OPT_INDENT_2) + b"\n"
        unfinished = folder / f".{name}.json.tmp"
        unfinished.write_bytes(text)
        unfinished.replace(folder / f"{name}.json")


def _reference(cls: type, export: _Export, definitions: dict[str, Any]) -> dict[str, Any]:
    """Define ``cls`` in ``definitions``, once, and return the reference to it."""
    name = cls.__name__
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = _object(cls, export, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _object(cls: type, export: _Export, definitions: dict[str, Any]) -> dict[str, Any]:
    fields = plan(cls)

    def required(field: FieldPlan) -> bool:
        return field.required or not export.read

    return {
        "description": (cls.__doc__ or "").partition("\n")[0],
        "type": "object",
        "properties": {
            name: _schema(field.type, export, definitions) for name, field in fields.items()
        },
        "required": [name for name, field in fields.items() if required(field)],
        "additionalProperties": False,
    }


def _schema(hint: Any, export: _Export, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - any annotation
    origin, args = get_origin(hint), get_args(hint)
    if hint in _TYPES:
        return {"type": _TYPES[hint]}
    if origin is types.UnionType:
        wanted = next(each for each in args if each is not type(None))
        return {"anyOf": [_schema(wanted, export, definitions), {"type": "null"}]}
    if origin is tuple and args[-1] is not Ellipsis:
        parts = [_schema(each, export, definitions) for each in args]
        return {"type": "array", "prefixItems": parts, "items": False, "minItems": len(parts)}
    if origin in (tuple, list):
        return {"type": "array", "items": _schema(args[0], export, definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(args[1], export, definitions)}
    hint = export.printed_as.get(hint, hint)
    if dataclasses.is_dataclass(hint) or is_typeddict(hint):
        return _reference(hint, export, definitions)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    raise TypeError(f"expected a type with a JSON form, got {hint}")


if __name__ == "__main__":
    write_schemas(Path(__file__).parent / "schemas")
