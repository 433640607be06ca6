from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data_schema import InputError, RecordError
from encoders import (
    EntityRecognizer,
    annotates_diseases,
    evaluate_assertions,
    evaluate_concepts,
    read_annotated,
)

RECORDS: list[dict[str, Any]] = [
    {
        "doc_id": "a",
        "text": "Ataxia and fever; no cough.",
        "annotations": [
            {"start": 0, "end": 6, "concept_id": "HP:9999999"},
            {"start": 21, "end": 26, "concept_id": "HP:0012735"},
            {"start": 7, "end": 10, "concept_id": "HP:0000005"},
        ],
    },
    {"doc_id": "b", "text": "Tremor.", "annotations": []},
]
SCORED = {"HP:0001251", "HP:0001945", "HP:0012735", "HP:0001337"}


def score(recognizer: EntityRecognizer, *, present_only: bool = False) -> dict[str, float]:
    result = evaluate_concepts(
        recognizer,
        RECORDS,
        canonical={"HP:9999999": "HP:0001251"},
        scored=SCORED,
        present_only=present_only,
    )
    micro: dict[str, float] = result["micro"]
    assert result["n"] == 2
    assert result["mention"] == micro
    assert result["chars_per_s"] > 0
    return micro


def test_ids_are_canonical_and_only_scored_ones_count(recognizer: EntityRecognizer) -> None:
    """Found: ataxia, fever, cough, tremor; meant: ataxia (by an alternative id), cough."""
    assert score(recognizer) == {"p": 0.5, "r": 1.0, "f1": pytest.approx(2 / 3)}


def test_present_only_leaves_out_what_is_negated(recognizer: EntityRecognizer) -> None:
    assert score(recognizer, present_only=True) == {
        "p": pytest.approx(1 / 3),
        "r": 0.5,
        "f1": pytest.approx(0.4),
    }


def test_assertions_are_scored_on_given_spans(recognizer: EntityRecognizer) -> None:
    result = evaluate_assertions(
        recognizer,
        [
            {"id": 1, "text": "No fever", "start": 3, "end": 8, "negated": True},
            {"id": 2, "text": "A fever", "start": 2, "end": 7, "negated": True},
            {
                "id": 3,
                "text": "His mother has fever",
                "start": 15,
                "end": 20,
                "negated": False,
                "temporality": "Recent",
                "experiencer": "Family member",
            },
        ],
    )

    assert result["negated"] == {"n": 2, "p": 1.0, "r": 0.5, "f1": pytest.approx(2 / 3)}
    assert result["family"] == {"n": 1, "p": 1.0, "r": 1.0, "f1": 1.0}
    assert result["historical"] == {"n": 0, "p": 0.0, "r": 0.0, "f1": 0.0}


@pytest.mark.parametrize("span", [(None, None), (3, 3), (0, 99), (-1, 2)])
def test_a_span_outside_the_text_is_an_error(
    recognizer: EntityRecognizer, span: tuple[int | None, int | None]
) -> None:
    record = {"id": 1, "text": "fever", "start": span[0], "end": span[1], "negated": False}

    with pytest.raises(RecordError):
        evaluate_assertions(recognizer, [record])


@pytest.mark.parametrize("line", ["{", "[]", '{"text": 1}', "[" * 100_000])
def test_a_bad_line_is_an_error_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "ok"}\n\n' + line + "\n")

    with pytest.raises(RecordError, match="line 3"):
        list(read_annotated(path))


def test_a_missing_or_binary_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")

    for name in ("absent", "binary"):
        with pytest.raises(InputError, match=name):
            list(read_annotated(tmp_path / name))


@pytest.mark.parametrize(
    ("ids", "diseases"),
    [(["MONDO:1"], True), (["HP:1", "MONDO:1"], False), (["HP:1"], False), ([], False)],
)
def test_what_a_file_annotates(ids: list[str], diseases: bool) -> None:
    records = [{"text": "x", "annotations": [{"concept_id": id_}]} for id_ in ids]

    assert annotates_diseases(records) is diseases
