"""The exported schemas are the types', and what the codec writes is valid under them."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from data_schema.json_schema import SCHEMAS, build_schema, load_schema


@pytest.mark.parametrize("name", SCHEMAS)
def test_files_are_what_the_types_say(name: str) -> None:
    assert load_schema(name) == build_schema(name), "run python -m data_schema.json_schema"


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_valid_themselves(name: str) -> None:
    Draft202012Validator.check_schema(load_schema(name))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("patient_record", {"subject": {}}),
        ("patient_record", {"id": "a", "diagnoses": []}),
        ("patient_record", {"id": "a", "phenotypic_features": [{"type": {"label": "no id"}}]}),
        ("error_line", {"record_id": None, "line": "1", "error": {"code": "", "message": ""}}),
        ("extract_line", {"document_id": "a", "mentions": [{"start": 0}]}),
        ("diagnosis_report", {"record_id": "a"}),
    ],
)
def test_schemas_refuse_what_is_wrong(name: str, data: dict[str, Any]) -> None:
    assert not Draft202012Validator(load_schema(name)).is_valid(data)


def test_a_record_needs_no_more_than_its_id() -> None:
    Draft202012Validator(load_schema("patient_record")).validate({"id": "a"})
