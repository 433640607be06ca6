"""``diagraph diagnose`` and ``explain``: answers for programs, people and browsers."""

from __future__ import annotations

import json
import math
import re
import shlex
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tests.pipelines.command_line import Cli

MARFAN = "OMIM:154700"
LOEYS_DIETZ = "OMIM:609192"


def packet(record_id: str, *features: str, **more: object) -> str:
    listed = [{"type": {"id": feature}} for feature in features]
    return json.dumps({"id": record_id, "phenotypicFeatures": listed, "metaData": {}, **more})


def parts(diagnosis: dict[str, Any]) -> list[float]:
    listed = chain(
        diagnosis["evidence"], diagnosis["contradictions"], diagnosis["missing_hallmarks"]
    )
    rest = diagnosis["unobserved_rest"]["contribution"]
    context = (part["contribution"] for part in diagnosis["context"])
    return [diagnosis["baseline"], rest, *(part["contribution"] for part in listed), *context]


@pytest.fixture
def marfan(tmp_path: Path) -> Path:
    path = tmp_path / "packet.json"
    path.write_text(packet("p-1", "HP:0001166", "HP:0001083", "HP:0002616", "HP:0002108"))
    return path


def test_one_record_is_one_object_whose_parts_add_up(cli: Cli, marfan: Path) -> None:
    report = cli("diagnose", marfan, "--json", "--top-k", "3").object

    assert report["record_id"] == "p-1"
    assert [each["rank"] for each in report["diagnoses"]] == [1, 2, 3]
    assert report["diagnoses"][0]["disease"]["id"] == MARFAN
    for diagnosis in report["diagnoses"]:
        assert math.fsum(parts(diagnosis)) == pytest.approx(diagnosis["score"], abs=1e-6)


def test_a_note_is_read_and_its_words_are_told(cli: Cli, records: Path) -> None:
    report = cli("diagnose", records / "tall-teenager.txt", "--json").object
    text = (records / "tall-teenager.txt").read_text()

    mentions = [mention for finding in report["findings"] for mention in finding["mentions"]]

    assert mentions
    assert all(text[each["start"] : each["end"]] == each["text"] for each in mentions)


def test_a_note_on_standard_input_is_a_record_too(cli: Cli) -> None:
    piped = cli("diagnose", "-", "--json", stdin=b"Ectopia lentis and arachnodactyly.").object

    assert {finding["id"] for finding in piped["findings"]} == {"HP:0001083", "HP:0001166"}


def test_an_encoding_that_is_stated_is_used(cli: Cli) -> None:
    note = "Caf\u00e9-au-lait spots.".encode("cp1252")

    assert cli("diagnose", "-", "--json", stdin=note).code == 3
    report = cli("diagnose", "-", "--json", "--encoding", "cp1252", stdin=note).object
    assert [finding["id"] for finding in report["findings"]] == ["HP:0000957"]


def test_corrections_overrule_the_record(cli: Cli, marfan: Path) -> None:
    given = ["--absent", "HP:0001083", "--present", "HP_0002108"]
    report = cli("diagnose", marfan, "--json", *given).object

    states = {finding["id"]: finding["excluded"] for finding in report["findings"]}
    assert states["HP:0001083"] is True
    assert states["HP:0002108"] is False


def test_a_panel_leaves_only_diseases_of_its_genes(cli: Cli, marfan: Path, tmp_path: Path) -> None:
    genes = tmp_path / "panel.txt"
    genes.write_text("# aortopathy\nTGFBR1\nTGFBR2  # type 2\n\n")

    report = cli("diagnose", marfan, "--json", "--genes", genes).object

    found = [{gene["label"] for gene in each["genes"]} for each in report["diagnoses"]]
    assert found
    assert all(genes & {"TGFBR1", "TGFBR2"} for genes in found)


def test_a_namespace_says_which_diseases_are_ranked(cli: Cli, marfan: Path) -> None:
    for given, prefix in (("orphanet", "ORPHA:"), ("OMIM", "OMIM:")):
        report = cli("diagnose", marfan, "--json", "--namespace", given).object
        assert all(each["disease"]["id"].startswith(prefix) for each in report["diagnoses"])
    everything = cli("diagnose", marfan, "--json", "--namespace", "all").object
    assert everything["provenance"]["n_candidates"] > report["provenance"]["n_candidates"]


def test_a_failed_record_stands_in_its_place(cli: Cli, tmp_path: Path) -> None:
    lines = tmp_path / "several.ndjson"
    lines.write_text(f"{packet('a', 'HP:0001166')}\n{{not json\n{packet('c', 'HP:0001083')}\n")

    answered = cli("diagnose", lines, "--json")

    assert answered.code == 1
    assert [line["record_id"] for line in answered.lines] == ["a", None, "c"]
    assert answered.lines[1]["line"] == 2
    assert answered.lines[1]["error"]["code"] == "invalid_json"
    assert "1 of 3" in answered.err
    assert "(line 2)" in cli("diagnose", lines).out


def test_files_are_answered_in_order_and_one_unreadable_one_is_named(
    cli: Cli, marfan: Path, tmp_path: Path
) -> None:
    answered = cli("diagnose", tmp_path / "no.txt", marfan, "--json")

    assert answered.code == 1
    assert [line["record_id"] for line in answered.lines] == ["no.txt", "p-1"]
    assert answered.lines[0]["error"]["code"] == "not_found"
    told = cli("diagnose", tmp_path / "no.txt", marfan)
    assert told.out.startswith("no.txt: expected a file")


def test_people_get_a_differential_with_words_paths_and_a_sum(cli: Cli, records: Path) -> None:
    told = cli("diagnose", records / "tall-teenager.txt", "--top-k", "2")

    assert told.code == 0
    assert told.err == ""
    for words in ("Not a medical device", MARFAN, "“spider fingers”", "Sum: baseline"):
        assert words in told.out
    assert max(map(len, told.out.splitlines())) <= 100
    assert not re.search(r" +$", told.out, re.M)


def test_a_page_is_written_beside_the_answer(cli: Cli, marfan: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"

    answered = cli("diagnose", marfan, "--json", "--html", page)

    assert answered.object["record_id"] == "p-1"
    assert MARFAN in page.read_text()
    assert answered.err == f"wrote {page}\n"


def test_several_records_make_a_folder_with_an_index(cli: Cli, tmp_path: Path) -> None:
    lines, out = tmp_path / "several.ndjson", tmp_path / "pages"
    same = [packet(record_id, "HP:0001166") for record_id in ("../a b", "A B", "x")]
    lines.write_text("\n".join(same))

    assert cli("diagnose", lines, "--html", out).code == 0

    assert sorted(path.parent.name for path in out.rglob("report.html")) == ["A-B-2", "a-b", "x"]
    index = (out / "index.html").read_text()
    assert all(f'href="{name}/report.html"' in index for name in ("A-B-2", "a-b", "x"))


def test_one_page_for_several_records_is_refused_before_anything_is_written(
    cli: Cli, tmp_path: Path
) -> None:
    lines = tmp_path / "several.ndjson"
    lines.write_text(f"{packet('a', 'HP:0001166')}\n{packet('b', 'HP:0001166')}")

    refused = cli("diagnose", lines, "--html", tmp_path / "page.html")

    assert (refused.code, refused.out) == (2, "")
    assert [path.name for path in tmp_path.iterdir()] == [lines.name]


def test_a_page_that_cannot_be_written_is_one_line(cli: Cli, marfan: Path) -> None:
    refused = cli("diagnose", marfan, "--html", marfan / "page.html")

    assert refused.code == 3
    assert str(marfan) in refused.err


def test_explaining_gives_the_asked_disease_whatever_its_rank(cli: Cli, marfan: Path) -> None:
    report = cli("explain", marfan, "--disease", "MIM:609192", "--json").object

    (diagnosis,) = report["diagnoses"]
    assert diagnosis["disease"]["id"] == LOEYS_DIETZ
    assert diagnosis["rank"] > 1
    assert math.fsum(parts(diagnosis)) == pytest.approx(diagnosis["score"], abs=1e-6)


def test_versus_sets_two_diseases_side_by_side(cli: Cli, marfan: Path) -> None:
    told = cli("explain", marfan, "--disease", LOEYS_DIETZ, "--versus", MARFAN)

    assert told.code == 0
    assert "Why Loeys-Dietz syndrome 1" in told.out
    assert "Difference" in told.out
    assert told.out.count("Speaks for it") == 0


def test_every_printed_query_runs_and_returns_its_path(cli: Cli, marfan: Path) -> None:
    told = cli("explain", marfan, "--disease", MARFAN, "--cypher").out
    commands = re.findall(r"^diagraph (kg .+?')\n\n", told, re.M | re.S)

    assert len(commands) >= 4
    for command in commands:
        assert len(cli(*shlex.split(command), "--json").lines) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--disease", "Marfan"],
        ["--disease", "OMIM:1"],
        ["--disease", "ORPHA:558"],
        ["--disease", MARFAN, "--disease", LOEYS_DIETZ, "--versus", "OMIM:610168"],
        ["--disease", MARFAN, "--versus", MARFAN],
        ["--disease", MARFAN, "--present", "tall"],
        ["--disease", MARFAN, "--present", "HP:1", "--absent", "HP:1"],
        ["--disease", MARFAN, "--namespace", "NOPE"],
        ["--disease", MARFAN, "--setting", "ward"],
    ],
)
def test_a_question_that_is_wrong_is_a_usage_error(
    cli: Cli, marfan: Path, arguments: list[str]
) -> None:
    refused = cli("explain", marfan, *arguments)

    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("diagraph: ")


def test_a_setting_says_what_is_ranked(cli: Cli, records: Path) -> None:
    note = records / "tight-chest.txt"

    by_default = cli("diagnose", note, "--json", "--top-k", "3").object
    emergency = cli("diagnose", note, "--json", "--top-k", "3", "--setting", "emergency").object
    rare = cli("diagnose", note, "--json", "--top-k", "3", "--setting", "rare").object

    assert by_default["provenance"]["setting"] == "general"
    assert emergency["provenance"]["setting"] == "emergency"
    assert all(each["context"] for each in emergency["diagnoses"])
    assert all(each["context"] == [] for each in rare["diagnoses"])
    for diagnosis in [*by_default["diagnoses"], *emergency["diagnoses"], *rare["diagnoses"]]:
        assert math.fsum(parts(diagnosis)) == pytest.approx(diagnosis["score"], abs=1e-6)


@pytest.mark.parametrize("command", ["diagnose", "explain"])
def test_an_unknown_setting_is_told_the_names_before_a_graph_is_opened(
    cli: Cli, marfan: Path, tmp_path: Path, command: str
) -> None:
    asked = ["--disease", MARFAN] if command == "explain" else []
    no_graph = ["--store", tmp_path / "none.lbug"]

    refused = cli(command, marfan, *asked, *no_graph, "--setting", "emergancy")

    assert (refused.code, refused.out) == (2, "")
    assert "general, primary-care, emergency, inpatient, rare" in refused.err
    assert "did you mean emergency?" in refused.err


def test_an_everyday_setting_needs_a_graph_with_everyday_diseases(
    small_cli: Cli, marfan: Path
) -> None:
    refused = small_cli("diagnose", marfan, "--setting", "emergency")

    assert (refused.code, refused.out) == (2, "")
    assert "graph with everyday diseases" in refused.err


def test_people_are_told_the_setting_the_families_and_the_danger(cli: Cli, records: Path) -> None:
    told = cli("diagnose", records / "tight-chest.txt", "--top-k", "6").out

    assert "Setting: general" in told
    assert "Do not miss" in told
    assert "Age, sex, course and risk factors" in told
    assert max(map(len, told.splitlines())) <= 100


def test_an_abstention_is_told_in_plain_words(cli: Cli) -> None:
    told = cli("diagnose", "-", stdin=b"Thank you for calling. The clinic opens at nine.")

    assert told.code == 0
    assert "No differential: " in told.out
    assert "says nothing about how the patient is" in " ".join(told.out.split())
