"""``diagraph kg connect`` and ``explain --connections``: paths beside the score, never in it."""

from __future__ import annotations

import jsonschema
import pytest

from data_schema import Connections, from_dict, report_from_dict
from data_schema.json_schema import load_schema
from pipelines import DiagnosticPipeline
from pipelines.report import render_html
from tests.pipelines.command_line import Cli

MARFAN = "OMIM:154700"
TGFBR1 = "NCBIGene:7046"
NOTE = "not part of the score"
PAIR = ("kg", "connect", MARFAN, TGFBR1, "--k", "2", "--random-pairs", "20")
RECORD = "docs/examples/records/floppy-infant.json"
SMA = "OMIM:253300"


def test_paths_are_printed_with_what_they_are_not(cli: Cli) -> None:
    told = cli(*PAIR, "--cypher")

    assert told.code == 0
    assert NOTE in told.out
    assert "FBN1 (NCBIGene:2200)" in told.out
    assert "of 20 random pairs" in told.out
    assert told.out.count("diagraph kg cypher -p n0=OMIM:154700") == 2


def test_json_is_the_object_that_python_returns(cli: Cli, pipeline: DiagnosticPipeline) -> None:
    told = cli(*PAIR, "--json").object

    jsonschema.validate(told, load_schema("connections"))
    expected = pipeline.connections(MARFAN, TGFBR1, k=2, random_pairs=20)
    assert from_dict(Connections, told) == expected
    assert len(expected.paths) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("OMIM:1547000", TGFBR1), "did you mean OMIM:154700"),
        (("marfan", TGFBR1), "expected a CURIE"),
        ((MARFAN, MARFAN), "two different nodes"),
        ((MARFAN, TGFBR1, "--k", "51"), "from 1 to 50 paths"),
        ((MARFAN, TGFBR1, "--hops", "5"), "from 1 to 4 hops"),
        ((MARFAN, TGFBR1, "--metapath", "cures"), "there are exact_match"),
    ],
)
def test_bad_questions_exit_2_and_say_what_is_possible(
    cli: Cli, arguments: tuple[str, ...], said: str
) -> None:
    told = cli("kg", "connect", *arguments)

    assert told.code == 2
    assert said in told.err
    assert told.out == ""


def test_explain_adds_connections_and_no_score_moves(
    cli: Cli, pipeline: DiagnosticPipeline
) -> None:
    asked = ("explain", RECORD, "--disease", SMA, "--json")
    plain, connected = cli(*asked).object, cli(*asked, "--connections").object

    jsonschema.validate(connected, load_schema("diagnosis_report"))
    (diagnosis,) = connected["diagnoses"]
    present = [finding["id"] for finding in connected["findings"] if not finding["excluded"]]
    assert [pair["start"]["id"] for pair in diagnosis["connections"]] == present
    assert {pair["note"] for pair in diagnosis["connections"]} == {NOTE}
    assert plain["diagnoses"][0]["connections"] == []
    assert {**diagnosis, "connections": []} == plain["diagnoses"][0]

    page = render_html(report_from_dict(connected), labels=pipeline.label)
    assert f"Connections in the graph, {NOTE}" in page
    assert page.count("Connections in the graph") == 1
    without = render_html(report_from_dict(plain), labels=pipeline.label)
    assert "Connections in the graph" not in without
