"""Bad input: one typed line or a stated abstention, the right exit code, and no word of a note."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from data_schema import DiagnosisReport, PatientRecord
from kg import KnowledgeGraph, Manifest, store_at
from pipelines import DiagnosticPipeline
from tests.pipelines.command_line import Cli

SECRET = "Zyxwvutsrq"
LATIN = f"Caf\u00e9 {SECRET}".encode("cp1252")


def packet(*features: str) -> bytes:
    listed = [{"type": {"id": feature}} for feature in features]
    return json.dumps({"id": "p", "phenotypicFeatures": listed, "metaData": {}}).encode()


UNREADABLE = {
    "empty.txt": (b"", "empty_input"),
    "blank.txt": (b" \n\t ", "empty_input"),
    "empty.json": (b"", "empty_input"),
    "empty.ndjson": (b"\n\n", "empty_input"),
    "binary.txt": (f"{SECRET}\0\1\2".encode(), "binary_input"),
    "binary.json": (b"\x7fELF\0\0" + SECRET.encode(), "invalid_json"),
    "image.txt": (b"\x89PNG\r\n\x1a\n", "binary_input"),
    "latin.txt": (LATIN, "wrong_encoding"),
    "latin.json": (b'{"id": "x", "text": "' + LATIN + b'"}', "wrong_encoding"),
    "truncated.json": (f'{{"id": "x", "text": "{SECRET}'.encode(), "invalid_json"),
    "deep.json": (b"[" * 100_000 + b"]" * 100_000, "invalid_json"),
    "deeper.json": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "invalid_json"),
    "list.json": (b'"just a string"', "invalid_record"),
    "other.json": (json.dumps({SECRET: SECRET}).encode(), "unsupported_format"),
    "fhir.json": (b'{"resourceType": "Bundle"}', "unsupported_format"),
    "note.json": (json.dumps({"text": SECRET}).encode(), "invalid_record"),
    "damaged.txt.gz": (b"\x1f\x8b\x08" + SECRET.encode(), "damaged_input"),
    "note.docx": (b"PK\x03\x04", "unknown_format"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_one_typed_line(small_cli: Cli, tmp_path: Path, name: str) -> None:
    content, code = UNREADABLE[name]
    (tmp_path / name).write_bytes(content)

    answered = small_cli("diagnose", tmp_path / name, "--json", "--html", tmp_path / "out")

    assert answered.code == 3
    assert answered.object["error"]["code"] == code
    assert answered.err == f"diagraph: {answered.object['error']['message']}\n"
    assert SECRET not in answered.out + answered.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("source", ["nowhere.txt", "."])
def test_what_is_no_file_is_one_typed_line(small_cli: Cli, tmp_path: Path, source: str) -> None:
    for command in (["diagnose"], ["extract"], ["explain", "--disease", "OMIM:100001"]):
        answered = small_cli(*command, tmp_path / source)
        assert answered.code == 3
        assert len(answered.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        ((), "the record has no findings"),
        (("HP:9999999",), "no finding of the record could be used"),
        (("HP:0000006",), "no finding of the record could be used"),
    ],
)
def test_nothing_to_go_by_is_an_abstention(
    cli: Cli, features: tuple[str, ...], reason: str
) -> None:
    report = cli("diagnose", "-", "--json", stdin=packet(*features))

    assert report.code == 0
    assert report.object["abstained"] is True
    assert report.object["reason"] == reason
    assert report.object["diagnoses"] == []
    told = cli("diagnose", "-", stdin=packet(*features))
    assert told.code == 0
    assert reason in told.out


def test_an_obsolete_id_is_replaced_with_a_warning(cli: Cli) -> None:
    report = cli("diagnose", "-", "--json", stdin=packet("HP:0000489")).object

    assert [finding["id"] for finding in report["findings"]] == ["HP:0012372"]
    assert any("HP:0000489" in warning["message"] for warning in report["warnings"])


def test_an_unknown_id_is_set_aside_and_the_rest_is_ranked(cli: Cli) -> None:
    report = cli("diagnose", "-", "--json", stdin=packet("HP:9999999", "HP:0001166")).object

    assert report["diagnoses"]
    assert [(each["id"], each["reason"]) for each in report["unused"]] == [
        ("HP:9999999", "unknown_id")
    ]


@pytest.mark.slow
def test_a_note_of_ten_megabytes_is_answered(cli: Cli, tmp_path: Path) -> None:
    sentence = "She was seen in the clinic on time and went home on the same day. "
    told = "She has arachnodactyly and ectopia lentis but no fever."
    (tmp_path / "long.txt").write_text(sentence * (10_000_000 // len(sentence)) + told)

    report = cli("diagnose", tmp_path / "long.txt", "--json", "--top-k", "1")

    found = {finding["id"]: finding["excluded"] for finding in report.object["findings"]}
    assert report.code == 0
    assert found == {"HP:0001083": False, "HP:0001166": False, "HP:0001945": True}


STORES = {
    "foo://somewhere": (2, "'foo'"),
    "bolt://user:word@localhost": (2, "NEO4J_PASSWORD"),
    "bolt://": (2, "bolt://host:7687"),
    "nowhere/graph.lbug": (3, "diagraph kg build"),
}


@pytest.mark.parametrize("store", STORES)
def test_a_store_that_cannot_be_used_is_one_line(cli: Cli, store: str) -> None:
    code, words = STORES[store]
    for command in (
        ["kg", "info"],
        ["diagnose", "-"],
        ["extract", "-"],
        ["kg", "cypher", "RETURN"],
    ):
        answered = cli(*command, "--store", store, stdin=packet("HP:0001166"))
        assert (answered.code, answered.out) == (code, "")
        assert words in answered.err


def test_a_server_that_is_down_is_one_line(cli: Cli) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        store = f"bolt://127.0.0.1:{unused.getsockname()[1]}"
        for command in (["kg", "info"], ["kg", "load"], ["diagnose", "-"]):
            answered = cli(*command, "--store", store, stdin=packet("HP:0001166"))
            assert (answered.code, answered.out) == (3, "")
            assert store in answered.err
            assert len(answered.err.splitlines()) == 1


def test_no_graph_says_how_to_build_one(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAGRAPH_HOME", str(tmp_path))

    answered = cli("diagnose", "-", stdin=packet("HP:0001166"))

    assert (answered.code, answered.out) == (3, "")
    assert "run `diagraph kg build`" in answered.err
    assert list(tmp_path.iterdir()) == []


def test_a_graph_of_another_version_is_refused(cli: Cli, tmp_path: Path) -> None:
    manifest = Manifest(
        version="v", hash="0" * 64, schema_version=999, sources=(), nodes={}, edges={}
    )
    path = tmp_path / "future.lbug"
    store_at(path).load(KnowledgeGraph(nodes=(), edges=(), manifest=manifest))
    damaged = tmp_path / "damaged.lbug"
    damaged.write_bytes(b"not a database" * 1000)

    for store in (path, damaged):
        for command in (["kg", "info"], ["diagnose", "-"]):
            answered = cli(*command, "--store", store, stdin=packet("HP:0001166"))
            assert (answered.code, answered.out) == (3, "")
            assert "rebuild it with `diagraph kg build`" in answered.err


def test_a_fault_of_ours_is_named_by_place_and_takes_no_other_record(
    small_cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = DiagnosticPipeline.diagnose

    def faulty(
        self: DiagnosticPipeline, record: PatientRecord, **options: object
    ) -> DiagnosisReport:
        if record.id == "b":
            raise ValueError(f"cannot stand {SECRET}")
        return answer(self, record, **options)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(DiagnosticPipeline, "diagnose", faulty)
    lines = [{"id": record_id, "text": f"{SECRET} and seizures"} for record_id in "abc"]
    (tmp_path / "n.jsonl").write_text("\n".join(map(json.dumps, lines)))

    answered = small_cli("diagnose", tmp_path / "n.jsonl", "--json")

    assert answered.code == 1
    assert [line["record_id"] for line in answered.lines] == ["a", "b", "c"]
    assert answered.lines[1]["error"]["code"] == "internal_error"
    assert "ValueError at test_cli_bad_input.py" in answered.lines[1]["error"]["message"]
    assert SECRET not in answered.err
    alone = small_cli("diagnose", "-", stdin=json.dumps(lines[1]).encode())
    assert (alone.code, alone.out) == (3, "")
    assert "please report" in alone.err
    assert SECRET not in alone.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["diagnose", "-"],
        ["diagnose", "-", "--json"],
        ["extract", "-"],
        ["explain", "-", "--disease", "OMIM:100001"],
        ["explain", "-", "--disease", "OMIM:1"],
        ["evaluate", "diagnosis", "--data", "note.txt"],
        ["evaluate", "concepts", "--data", "note.txt"],
        ["evaluate", "assertions", "--data", "note.txt"],
        ["evaluate", "concepts", "--data", "note.jsonl"],
        ["evaluate", "assertions", "--data", "note.jsonl"],
        ["diagnose", "note.csv"],
        ["diagnose", "note.jsonl", "--genes", "note.bin"],
        ["diagnose", "-", "--format", "csv"],
        ["diagnose", "-", "--format", "json"],
        ["diagnose", "-", "--encoding", "ascii"],
        ["diagnose", "-", "--html", "note.txt/page.html"],
        ["diagnose", "-", "--store", "note.txt"],
    ],
    ids=" ".join,
)
def test_messages_never_hold_a_word_of_a_note(
    small_cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    note = f"{SECRET} has seizures, caf\u00e9 au lait, {SECRET}emia."
    line = {"id": "n", "text": note, "annotations": [{"concept": SECRET}], "start": SECRET}
    (tmp_path / "note.txt").write_text(note)
    (tmp_path / "note.jsonl").write_text(json.dumps(line))
    (tmp_path / "note.csv").write_text(f"id,words\nn,{note}\n")
    (tmp_path / "note.bin").write_bytes(SECRET.encode() + b"\xff\0")

    answered = small_cli(*arguments, stdin=note.encode())

    assert SECRET.lower() not in answered.err.lower()


def test_a_reader_that_goes_away_ends_the_command_quietly(
    root: Path, small_home: Path, tmp_path: Path
) -> None:
    lines = "".join(f'{{"id": "{n}", "text": "seizures, fits"}}\n' for n in range(20_000))
    (tmp_path / "n.jsonl").write_text(lines)
    command = [sys.executable, "-m", "diagraph", "extract", str(tmp_path / "n.jsonl")]
    environment = {**os.environ, "DIAGRAPH_HOME": str(small_home)}
    with subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(b'{"document_id":"0"')
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 128 + signal.SIGPIPE


def test_a_record_id_sends_nothing_to_the_terminal(small_cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "records.ndjson"
    bad = {"id": "a\x1b[31mb", "phenotypicFeatures": "none", "metaData": {}}
    path.write_bytes(packet("HP:0001166") + b"\n" + json.dumps(bad).encode() + b"\n")

    answered = small_cli("diagnose", path)

    assert answered.code == 1
    assert "a\ufffd[31mb (line 2): " in answered.out
    assert "\x1b" not in answered.out + answered.err
