"""What is written comes back the same; what is not of the type is refused where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schema import (
    AnnotationSummary,
    Assertion,
    Document,
    Finding,
    Measurement,
    Mention,
    NeuralAttribution,
    OntologyClass,
    PatientRecord,
    RecordError,
    Sex,
    Subject,
    from_dict,
    json_line,
    load_json_lines,
    save_json_lines,
    to_dict,
)

finite = st.floats(allow_nan=False, allow_infinity=False)
concepts = st.builds(OntologyClass, id=st.text(), label=st.text())
maybe_text = st.none() | st.text()


@st.composite
def mentions(draw: st.DrawFn) -> Mention:
    text = draw(st.text(min_size=1))
    start = draw(st.integers(0, 10_000))
    return Mention(
        document_id=draw(st.text()),
        start=start,
        end=start + len(text),
        text=text,
        assertion=draw(st.builds(Assertion, negated=st.booleans(), family=st.booleans())),
    )


findings = st.builds(
    Finding,
    type=concepts,
    excluded=st.booleans(),
    severity=st.none() | concepts,
    modifiers=st.lists(concepts, max_size=2).map(tuple),
    onset=maybe_text,
    evidence=st.lists(mentions(), max_size=2).map(tuple),
)
measurements = st.builds(
    Measurement, assay=concepts, value=finite, unit=st.text(), reference_low=st.none() | finite
)
documents = st.lists(
    st.builds(Document, id=st.text(), text=st.text(), date=maybe_text),
    max_size=3,
    unique_by=lambda document: document.id,
)
records = st.builds(
    PatientRecord,
    id=st.text(min_size=1),
    subject=st.builds(Subject, id=st.text(), sex=st.sampled_from(Sex), age=maybe_text),
    documents=documents.map(tuple),
    phenotypic_features=st.lists(findings, max_size=3).map(tuple),
    measurements=st.lists(measurements, max_size=2).map(tuple),
)


@given(records)
@settings(max_examples=60)
def test_records_survive_the_way_to_a_line_and_back(record: PatientRecord) -> None:
    import orjson

    assert from_dict(PatientRecord, orjson.loads(json_line(record))) == record


@given(
    st.builds(
        NeuralAttribution,
        finding=st.text(),
        contribution=finite,
        neighbours=st.lists(st.tuples(st.text(), finite), max_size=3).map(tuple),
    )
)
def test_pairs_survive(attribution: NeuralAttribution) -> None:
    assert from_dict(NeuralAttribution, to_dict(attribution)) == attribution


def test_keys_come_in_field_order() -> None:
    assert list(to_dict(PatientRecord(id="a"))) == [
        "id",
        "subject",
        "documents",
        "phenotypic_features",
        "measurements",
        "images",
        "meta_data",
    ]


def test_enumerations_are_their_values() -> None:
    assert to_dict(Subject(sex=Sex.FEMALE)) == {"id": "", "sex": "FEMALE", "age": None}


def test_whole_numbers_are_read_as_floats_where_a_float_is_meant() -> None:
    data = {"term": "HP:0001166", "frequency": 1, "count": 3, "total": 4}

    read = from_dict(AnnotationSummary, data)

    assert isinstance(read.frequency, float)
    assert (read.count, read.total) == (3, 4)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], r"\$,"),
        ({"id": "a", "diagnosis": "x"}, r"\$,"),
        ({"subject": {}}, r"id at \$,"),
        ({"id": 7}, r"\$\.id,"),
        ({"id": "a", "phenotypic_features": [{"type": {"id": 1}}]}, r"features\[0\]\.type\.id"),
        ({"id": "a", "subject": {"sex": "girl"}}, r"\$\.subject\.sex"),
        ({"id": "a", "phenotypic_features": {}}, r"\$\.phenotypic_features"),
        ({"id": "a", "documents": [{"id": "d", "text": None}]}, r"documents\[0\]\.text"),
        ({"id": ""}, "non-empty id"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(data: Any, path: str) -> None:  # noqa: ANN401
    with pytest.raises(RecordError, match=path):
        from_dict(PatientRecord, data)


def test_messages_repeat_no_value() -> None:
    with pytest.raises(RecordError) as caught:
        from_dict(PatientRecord, {"id": "a", "subject": {"sex": "SECRET"}, "documents": []})

    assert "SECRET" not in caught.value.message


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_json_does_not_have_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        to_dict(AnnotationSummary(term="HP:0001166", frequency=value))


def test_lines_are_saved_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "rows.jsonl"
    save_json_lines(target, [Subject(id="first")])

    with pytest.raises(TypeError):
        save_json_lines(target, [Subject(id="second"), object()])

    assert [row["id"] for row in load_json_lines(target)] == ["first"]
    assert list(tmp_path.iterdir()) == [target]


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"a": 1}\n\n{"a": \n')
    rows = load_json_lines(tmp_path / "rows.jsonl")

    assert next(rows) == {"a": 1}
    with pytest.raises(RecordError, match="line 3"):
        next(rows)
