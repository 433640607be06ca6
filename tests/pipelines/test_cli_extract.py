"""``diagraph extract``: a line of JSON a document, in order, as they come."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.pipelines.command_line import Cli

NOTE = "History of seizures. No fever. Mother has migraine."


def notes(*pairs: tuple[str, str]) -> bytes:
    return "".join(f"{json.dumps({'doc_id': id_, 'text': text})}\n" for id_, text in pairs).encode()


def test_mentions_have_offsets_concepts_and_assertions(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "visit.txt"
    path.write_text(NOTE)

    line = cli("extract", path).object

    assert line["document_id"] == "visit"
    for mention in line["mentions"]:
        assert NOTE[mention["start"] : mention["end"]] == mention["text"]
    said = {each["concept"]["id"]: each["assertion"] for each in line["mentions"]}
    assert said["HP:0001945"]["negated"] is True
    assert said["HP:0002076"]["family"] is True
    assert not any(said["HP:0001250"][flag] for flag in ("negated", "family", "uncertain"))


def test_every_document_is_answered_in_order(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl.gz"
    path.write_bytes(gzip.compress(notes(("b", "Ataxia."), ("a", "All is well."), ("c", "Fever."))))

    lines = cli("extract", path).lines

    assert [line["document_id"] for line in lines] == ["b", "a", "c"]
    assert [len(line["mentions"]) for line in lines] == [1, 0, 1]


def test_nested_mode_keeps_what_longest_drops(cli: Cli) -> None:
    data = notes(("n", "Bilateral sensorineural hearing loss."))

    kept = {
        mode: {
            mention["text"]
            for mention in cli("extract", "-", "--mode", mode, stdin=data).object["mentions"]
        }
        for mode in ("longest", "nested")
    }

    assert kept["longest"] < kept["nested"]
    assert cli("extract", "-", "--mode", "shortest", stdin=data).code == 2


def test_a_record_without_text_is_an_error_in_its_place(cli: Cli, tmp_path: Path) -> None:
    packet = json.dumps({"id": "p", "phenotypicFeatures": [], "metaData": {}})
    path = tmp_path / "mixed.ndjson"
    path.write_bytes(notes(("a", "Ataxia.")) + packet.encode())

    mixed = cli("extract", path)

    assert mixed.code == 1
    assert mixed.lines[0]["document_id"] == "a"
    assert mixed.lines[1]["record_id"] == "p"
    assert mixed.lines[1]["error"]["code"] == "no_text"


@pytest.mark.parametrize("text", ["x" * 200_000, "\u200b\u202e seizures \U0001f9e0", "((((" * 5000])
def test_odd_text_is_answered(cli: Cli, text: str) -> None:
    assert cli("extract", "-", stdin=notes(("odd", text))).object["document_id"] == "odd"
