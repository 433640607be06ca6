"""``read_records``: every format, every bad input, one item a record and no more in memory."""

from __future__ import annotations

import gzip
import io
import itertools
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_schema import (
    InputError,
    ReadItem,
    ReadOptions,
    RecordError,
    UnknownNameError,
    json_line,
    read_records,
)

PACKET = '{"id": "%s", "phenotypicFeatures": [{"type": {"id": "HP:0001250"}}]}'
NOTE = '{"id": "%s", "text": "Tall, with long fingers."}'


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def one(source: Path | io.BytesIO, options: ReadOptions | None = None) -> ReadItem:
    (item,) = read_records(source, options=options)
    return item


def text_of(item: ReadItem) -> str:
    assert item.record is not None
    (document,) = item.record.documents
    return document.text


def ids(items: Iterator[ReadItem]) -> list[str | None]:
    return [item.record_id for item in items]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_in_an_encoding_that_announces_itself(tmp_path: Path, encoding: str) -> None:
    note = "Café-au-lait spots.\r\nHeight 180 cm.\n"

    item = one(write(tmp_path, "visit.2.txt", note.encode(encoding)))

    assert item.record_id == "visit.2"
    assert text_of(item) == note


def test_another_encoding_must_be_named(tmp_path: Path) -> None:
    path = write(tmp_path, "note.txt", "café".encode("cp1252"))

    with pytest.raises(InputError, match=r"offset 3.*name its encoding") as caught:
        one(path)
    assert caught.value.code == "wrong_encoding"
    assert text_of(one(path, ReadOptions(encoding="cp1252"))) == "café"
    with pytest.raises(UnknownNameError):
        ReadOptions(encoding="klingon")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "empty_input"),
        ("blank.txt", b" \n\t\n", "empty_input"),
        ("marked.txt", "\ufeff".encode(), "empty_input"),
        ("nul.txt", b"Tall\0 and thin", "binary_input"),
        ("utf16.txt", "Tall".encode("utf-16-le"), "binary_input"),
        ("random.txt", bytes(range(256)), "binary_input"),
        ("scan.txt", b"%PDF-1.7 ...", "binary_input"),
        ("word.txt", b"PK\x03\x04rest", "binary_input"),
        ("rich.txt", rb"{\rtf1 Tall}", "binary_input"),
        ("empty.json", b"", "empty_input"),
        ("blank.json", b"\n \n", "empty_input"),
        ("list.json", b"[]", "empty_input"),
        ("broken.json", b'{"id": ', "invalid_json"),
        ("deep.json", b"[" * 200_000 + b"]" * 200_000, "invalid_json"),
        ("nested.json", b'{"id":' * 5000 + b"1" + b"}" * 5000, "invalid_json"),
        ("latin.json", '{"id": "é"}'.encode("latin-1"), "wrong_encoding"),
        ("number.json", b"5", "invalid_record"),
        ("other.json", b'{"name": "x"}', "unsupported_format"),
        ("bundle.json", b'{"resourceType": "Bundle", "id": "b"}', "unsupported_format"),
        ("family.json", b'{"id": "f", "proband": {}}', "unsupported_format"),
        ("empty.ndjson", b"", "empty_input"),
        ("blank.jsonl", b"\n\n", "empty_input"),
        ("empty.csv", b"", "missing_column"),
        ("headless.csv", b"17,Tall boy\n18,Thin girl\n", "missing_column"),
        ("header.csv", b"id,text\n", "empty_input"),
        ("note.docx", b"PK", "unknown_format"),
        ("note", b"Tall", "unknown_format"),
        ("cut.txt.gz", gzip.compress(b"Tall " * 1000, mtime=0)[:-20], "damaged_input"),
        ("fake.txt.gz", b"\x1f\x8b rubbish", "damaged_input"),
    ],
)
def test_an_input_that_cannot_be_read_is_a_typed_error_of_one_line(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = write(tmp_path, name, content)

    with pytest.raises(InputError) as caught:
        list(read_records(path))

    assert caught.value.code == code
    assert "\n" not in caught.value.message
    assert "Tall" not in caught.value.message


def test_fhir_is_recognised_and_refused() -> None:
    with pytest.raises(InputError, match="FHIR reading is not there yet"):
        one(io.BytesIO(b'{"resourceType": "Bundle"}'))


def test_missing_files_and_folders_are_refused_before_the_first_record(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found nothing") as caught:
        read_records(tmp_path / "absent.txt")
    assert caught.value.code == "not_found"
    with pytest.raises(InputError, match="folder") as caught:
        read_records(tmp_path)
    assert caught.value.code == "not_a_file"


def test_an_unknown_format_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'jsonl'"):
        read_records(write(tmp_path, "a", ""), format="josnl")


def test_a_named_format_overrules_the_ending(tmp_path: Path) -> None:
    path = write(tmp_path, "note.dat", "Tall")

    assert ids(read_records(path, format="text")) == ["note"]


def test_bad_lines_are_errors_in_their_place(tmp_path: Path) -> None:
    lines = [
        PACKET % "a",
        "{broken",
        "",
        NOTE % "b",
        '{"id": "c", "phenotypicFeatures": 5}',
        "[1]",
        '{"text": "no id"}',
        '{"id": "d", "text": "  "}',
        '{"id": "e", "text": "a\\u0000b"}',
        '{"id": "f", "text": 7}',
        '{"id": "g", "resourceType": "Patient"}',
        '{"note_id": 12, "note_text": "Thin."}',
    ]

    items = list(read_records(write(tmp_path, "mixed.ndjson", "\n".join(lines))))

    assert [(item.line, item.record_id, item.error and item.error.code) for item in items] == [
        (1, "a", None),
        (2, None, "invalid_json"),
        (4, "b", None),
        (5, "c", "invalid_record"),
        (6, None, "invalid_record"),
        (7, None, "invalid_record"),
        (8, "d", "empty_note"),
        (9, "e", "binary_input"),
        (10, "f", "invalid_record"),
        (11, "g", "unsupported_format"),
        (12, "12", None),
    ]


def test_a_line_of_another_encoding_fails_alone(tmp_path: Path) -> None:
    content = (NOTE % "a").encode() + b'\n{"id": "b", "text": "caf\xe9"}\n' + (NOTE % "c").encode()

    items = list(read_records(write(tmp_path, "notes.jsonl", content)))

    assert [item.error and item.error.code for item in items] == [None, "wrong_encoding", None]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_json_lines_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    content = f"{NOTE % 'a'}\n{NOTE % 'b'}\n".encode(encoding)

    assert ids(read_records(write(tmp_path, "notes.jsonl", content))) == ["a", "b"]


def test_line_separators_inside_a_note_do_not_end_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "notes.jsonl", '{"id": "a", "text": "one\u2028two\x85three"}')

    assert text_of(one(path)) == "one\u2028two\x85three"


def test_a_json_list_is_read_one_by_one(tmp_path: Path) -> None:
    path = write(tmp_path, "list.json", f"[{PACKET % 'a'},\n 5, {PACKET % 'b'}]")

    items = list(read_records(path))

    assert [(item.line, item.record_id) for item in items] == [(1, "a"), (2, None), (3, "b")]
    assert items[1].error is not None


def test_json_files_of_one_record_a_line_are_read_as_such(tmp_path: Path) -> None:
    path = write(tmp_path, "lines.json", f"{PACKET % 'a'}\nrubbish\n{PACKET % 'b'}\n")

    assert ids(read_records(path)) == ["a", None, "b"]


def test_a_record_of_our_own_json_comes_back(tmp_path: Path) -> None:
    record = one(write(tmp_path, "visit.txt", "Tall.")).record

    assert one(write(tmp_path, "visit.json", json_line(record))).record == record


def test_ids_of_our_own_json_are_normalised_or_refused() -> None:
    content = '{"id": "a", "documents": [], "phenotypic_features": [{"type": {"id": "%s"}}]}'

    record = one(io.BytesIO((content % "hp_0001250").encode())).record

    assert record is not None
    assert [finding.type.id for finding in record.phenotypic_features] == ["HP:0001250"]
    with pytest.raises(RecordError, match=r"phenotypic_features\[0\]\.type\.id") as caught:
        one(io.BytesIO((content % "seizures since birth").encode()))
    assert "seizures" not in caught.value.message


@pytest.mark.parametrize(
    ("header", "options"),
    [
        ("id,text", None),
        ("NOTE_ID,Note_Text", None),
        ("\ufeffdoc_id,note", None),
        ("row,body", ReadOptions(id_column="ROW", text_column="body")),
    ],
)
def test_tables_of_notes(tmp_path: Path, header: str, options: ReadOptions | None) -> None:
    rows = f'{header}\n1,"Tall, ""very""\nthin"\n\n2,Short\n'

    items = list(read_records(write(tmp_path, "notes.csv", rows), options=options))

    assert [(item.record_id, item.line) for item in items] == [("1", 2), ("2", 5)]
    assert text_of(items[0]) == 'Tall, "very"\nthin'


def test_bad_rows_are_errors_in_their_place(tmp_path: Path) -> None:
    rows = b'id,text\n1,Tall\n2\n3,"a"b\n4,caf\xe9\n,Thin\n5,\n6,Short\n'

    items = list(read_records(write(tmp_path, "notes.csv", rows)))

    assert [(item.line, item.error and item.error.code) for item in items] == [
        (2, None),
        (3, "invalid_record"),
        (4, "invalid_record"),
        (5, "wrong_encoding"),
        (6, "invalid_record"),
        (7, "empty_note"),
        (8, None),
    ]


def test_tab_separated_tables(tmp_path: Path) -> None:
    assert ids(read_records(write(tmp_path, "notes.tsv", "id\ttext\n1\tTall, thin\n"))) == ["1"]


@pytest.mark.parametrize("name", ["note.txt", "notes.jsonl", "notes.csv"])
def test_a_note_of_ten_megabytes(tmp_path: Path, name: str) -> None:
    note = "Tall and thin. " * 700_000
    content = {
        "note.txt": note,
        "notes.jsonl": f'{{"id": "note", "text": "{note}"}}',
        "notes.csv": f"id,text\nnote,{note}\n",
    }[name]

    assert len(text_of(one(write(tmp_path, name, content)))) == 10_500_000


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Tall and thin.", ["input"]),
        (PACKET % "a", ["a"]),
        (f"\n\n{PACKET % 'a'}\n\n{PACKET % 'b'}\n", ["a", "b"]),
        ((PACKET % "a").replace("{", "{\n "), ["a"]),
        (f"[{PACKET % 'a'}]", ["a"]),
        (f"\ufeff{PACKET % 'a'}", ["a"]),
    ],
)
def test_streams_tell_their_format(content: str, expected: list[str]) -> None:
    stream = io.BytesIO(content.encode())

    assert ids(read_records(stream)) == expected
    assert not stream.closed
    assert ids(read_records(io.BytesIO(gzip.compress(content.encode())))) == expected


def test_a_stream_of_packets_longer_than_a_buffer() -> None:
    features = ", ".join('{"type": {"id": "HP:0001250"}}' for _ in range(5000))
    lines = "\n".join(f'{{"id": "{n}", "phenotypicFeatures": [{features}]}}' for n in range(3))

    assert ids(read_records(io.BytesIO(lines.encode()))) == ["0", "1", "2"]


def test_gzip_cut_short_keeps_what_came_before(tmp_path: Path) -> None:
    lines = "\n".join(PACKET % os.urandom(8).hex() for _ in range(20_000))
    content = gzip.compress(lines.encode())

    items = list(read_records(write(tmp_path, "cut.ndjson.gz", content[: len(content) // 2])))

    assert len(items) > 1000
    assert all(item.error is None for item in items[:-1])
    assert items[-1].error is not None
    assert items[-1].error.code == "damaged_input"


def test_an_id_seen_before_is_noticed(tmp_path: Path) -> None:
    path = write(tmp_path, "notes.jsonl", "\n".join(NOTE % name for name in "aba"))

    items = list(read_records(path))

    assert [[notice.code for notice in item.notices] for item in items] == [
        [],
        [],
        ["duplicate_id"],
    ]


def test_an_item_that_failed_raises_its_error() -> None:
    *_, failed = read_records(io.BytesIO(f"{PACKET % 'a'}\nrubbish".encode()))

    with pytest.raises(RecordError, match="expected JSON"):
        failed.labeled()


class Endless(io.RawIOBase):
    """A stream of ever the same packet under ever another id, made while it is read."""

    def __init__(self, count: int) -> None:
        self.lines = ((PACKET % n + "\n").encode() for n in range(count))
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than Buffer
        while len(self.rest) < len(buffer) and (line := next(self.lines, b"")):
            self.rest += line
        size = min(len(buffer), len(self.rest))
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def test_memory_does_not_grow_with_the_input() -> None:
    tracemalloc.start()
    try:
        items = read_records(io.BufferedReader(Endless(60_000)), format="jsonl")
        assert sum(1 for _ in itertools.islice(items, 50)) == 50
        before = tracemalloc.get_traced_memory()[0]
        count = sum(item.error is None for item in items)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert count == 60_000 - 50
    assert peak - before < 12 << 20, "remembered ids are bounded, records are let go"
