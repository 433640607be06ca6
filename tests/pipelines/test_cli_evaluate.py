"""``diagraph evaluate``: figures in the stated shape, from files whose answers are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.pipelines.command_line import Cli

FIGURES = ["n", "top1", "top3", "top5", "top10", "mrr", "median_rank"]


def case(record_id: str, disease: str, *features: str) -> dict[str, Any]:
    return {
        "id": record_id,
        "phenotypicFeatures": [{"type": {"id": feature}} for feature in features],
        "interpretations": [
            {
                "id": "i",
                "progressStatus": "SOLVED",
                "diagnosis": {"disease": {"id": disease, "label": ""}},
            }
        ],
        "metaData": {},
    }


def write_lines(path: Path, *objects: object) -> Path:
    path.write_text("".join(f"{json.dumps(each)}\n" for each in objects))
    return path


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    marfan = ["HP:0001166", "HP:0001083", "HP:0002616", "HP:0002108"]
    return write_lines(
        tmp_path / "cases.ndjson",
        case("known", "OMIM:154700", *marfan),
        case("elsewhere", "OMIM:999999", *marfan),
        case("nothing", "OMIM:154700"),
    )


@pytest.mark.parametrize("protocol", ["as-is", "lpo"])
def test_diagnosis_counts_every_case(cli: Cli, cases: Path, tmp_path: Path, protocol: str) -> None:
    out = tmp_path / "ranks.jsonl"
    arguments = ["--data", cases, "--protocol", protocol, "--cases-out", out, "--json"]

    figures = cli("evaluate", "diagnosis", *arguments).object

    assert list(figures) == [
        *FIGURES, "in_kg", "family", "macro", "row_less", "not_in_graph", "calibration", "setting",
        "ms_per_case", "ranker", "protocol", "degraded", "namespace", "kg_version",
    ]  # fmt: skip
    assert (figures["n"], figures["in_kg"]["n"], figures["protocol"]) == (3, 2, protocol)
    assert figures["top1"] == pytest.approx(33.33)
    ranks = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(each["record_id"], each["rank"]) for each in ranks] == [
        ("known", 1.0),
        ("elsewhere", None),
        ("nothing", None),
    ]
    assert list(ranks[0]) == [
        "record_id", "truth", "rank", "n_ties", "n_candidates", "score", "family_rank", "first",
        "papers", "row_less", "first_score", "masked_score", "confidence",
    ]  # fmt: skip
    assert figures["setting"] == "rare"
    assert (ranks[0]["family_rank"], ranks[0]["first"]) == (1.0, [])


@pytest.mark.parametrize("protocol", ["lpo-decoy", "lpo-strict"])
def test_what_was_measured_is_said_beside_the_figures(
    small_cli: Cli, cases: Path, protocol: str
) -> None:
    options = ["--ranker", "borrow", "--protocol", protocol, "--degrade", "--seed", "3", "--json"]

    figures = small_cli("evaluate", "diagnosis", "--data", cases, *options).object

    assert (figures["ranker"], figures["protocol"]) == ("borrow-v1", protocol)
    assert figures["degraded"] is True
    assert figures["n"] == 3


def test_an_unknown_ranker_is_said_with_the_choices(small_cli: Cli, cases: Path) -> None:
    failed = small_cli("evaluate", "diagnosis", "--data", cases, "--ranker", "oracle")

    assert failed.code == 2
    assert "expected a ranker among evidence, borrow, fused, got 'oracle'" in " ".join(
        failed.err.split()
    )


def test_an_unreadable_case_ends_the_run_instead_of_shifting_its_figures(
    cli: Cli, cases: Path, tmp_path: Path
) -> None:
    cases.write_text(f"{cases.read_text()}{{broken\n")

    failed = cli(
        "evaluate", "diagnosis", "--data", cases, "--cases-out", tmp_path / "out.jsonl", "--json"
    )

    assert (failed.code, failed.out) == (3, "")
    assert "line 4" in failed.err
    assert not (tmp_path / "out.jsonl").exists()


def test_a_folder_that_is_missing_is_said_before_the_run(cli: Cli, cases: Path) -> None:
    out = cases.parent / "missing" / "out.jsonl"

    assert cli("evaluate", "diagnosis", "--data", cases, "--cases-out", out).code == 2


def test_concepts_are_scored_by_document_and_by_span(cli: Cli, tmp_path: Path) -> None:
    data = write_lines(
        tmp_path / "corpus.jsonl",
        {
            "doc_id": "a",
            "text": "Seizures and ataxia. No fever.",
            "annotations": [
                {"start": 0, "end": 8, "concept_id": "HP:0001250"},
                {"start": 13, "end": 19, "concept_id": "HP:0001251"},
            ],
        },
    )

    everything = cli("evaluate", "concepts", "--data", data, "--json").object
    present = cli("evaluate", "concepts", "--data", data, "--present-only", "--json").object

    assert {"micro", "macro", "mention", "chars_per_s"} <= set(everything)
    assert everything["micro"]["r"] == everything["mention"]["r"] == 1.0
    assert everything["micro"]["p"] == pytest.approx(2 / 3)
    assert present["micro"]["f1"] == 1.0


def test_assertions_are_scored_by_kind(cli: Cli, tmp_path: Path) -> None:
    text = "No fever. Seizures."
    spans = [(3, 8, True), (10, 18, False)]
    data = write_lines(
        tmp_path / "spans.jsonl",
        *(
            {"id": f"{start}", "text": text, "start": start, "end": end, "negated": negated}
            for start, end, negated in spans
        ),
    )

    figures = cli("evaluate", "assertions", "--data", data, "--json").object

    assert list(figures) == ["negated", "historical", "family"]
    assert figures["negated"] == {"n": 1, "p": 1.0, "r": 1.0, "f1": 1.0}


@pytest.mark.parametrize("what", ["concepts", "assertions", "diagnosis"])
def test_people_get_the_same_figures_in_words(cli: Cli, what: str, tmp_path: Path) -> None:
    line = {
        "id": "a",
        "text": "Fever.",
        "start": 0,
        "end": 5,
        "negated": False,
        "annotations": [{"start": 0, "end": 5, "concept_id": "HP:0001945"}],
    }
    data = write_lines(tmp_path / "data.ndjson", line)

    told = cli("evaluate", what, "--data", data)

    assert told.code == 0
    assert {"concepts": "micro", "assertions": "negated", "diagnosis": "in_kg"}[what] in told.out
    assert cli("evaluate", what, "--data", tmp_path / "missing.ndjson").code == 3
    assert cli("evaluate", what).code == 2


def test_diseases_are_scored_where_the_file_annotates_them(cli: Cli, tmp_path: Path) -> None:
    text = "Hypertension and cystic fibrosis (CF); CF is rare."
    spans = [(17, 32, "MONDO:0009061"), (34, 36, "MONDO:0009061"), (39, 41, "MONDO:9999999")]
    annotations = [{"start": s, "end": e, "concept_id": c} for s, e, c in spans]
    data = tmp_path / "gold.jsonl"
    data.write_text(json.dumps({"doc_id": "a", "text": text, "annotations": annotations}))

    by_file = cli("evaluate", "concepts", "--data", data, "--json").object
    asked = cli("evaluate", "concepts", "--data", data, "--vocabulary", "HP", "--json").object

    assert by_file["vocabulary"] == "MONDO"
    assert by_file["mention"]["p"] == pytest.approx(2 / 4)
    assert by_file["mention"]["r"] == pytest.approx(2 / 3)
    assert (asked["vocabulary"], asked["mention"]["r"]) == ("HP", 0.0)


def test_explanations_are_taken_away(cli: Cli, cases: Path) -> None:
    figures = cli("evaluate", "paths", "--data", cases, "--json").object

    assert list(figures) == [
        "n", "fidelity_plus", "control", "over_control", "fidelity_minus", "deletion_curve",
        "neighbours", "ranker", "kg_version",
    ]  # fmt: skip
    assert figures["n"] == 2
    assert figures["over_control"]["low"] > 0.0
    curve = figures["deletion_curve"]["cited_first"]
    assert curve == sorted(curve)
