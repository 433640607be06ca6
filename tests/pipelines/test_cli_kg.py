"""``diagraph kg``: what is built is what is described, queried and copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import KnowledgeGraph
from tests.kg.tiny_release import write_release
from tests.pipelines.command_line import Cli

HPO_ALONE = ("--without-source", "everyday", "--without-source", "links")
QUERY = "MATCH (d:Disease {id: $id})-[:HAS_PHENOTYPE]->(p) RETURN p.id AS id ORDER BY id"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_release(tmp_path / "release")


def test_info_counts_what_is_in_the_store(cli: Cli, default_graph: KnowledgeGraph) -> None:
    told = cli("kg", "info", "--json").object

    assert set(told) == {"version", "hash", "sources", "nodes", "edges"}
    assert told["nodes"] == default_graph.manifest.nodes
    assert told["edges"] == default_graph.manifest.edges
    assert told["hash"] == default_graph.manifest.hash
    assert [source["name"] for source in told["sources"]] == ["hpo", "everyday", "links"]


def test_info_for_people_names_version_licence_and_store(
    cli: Cli, default_graph: KnowledgeGraph, graph_home: Path
) -> None:
    told = cli("kg", "info")
    rows = f"{default_graph.manifest.edges['has_phenotype']:,} has_phenotype"

    assert told.code == 0
    for words in ("hpo-2025-01-16", "CC-BY-4.0", rows, graph_home.name):
        assert words in told.out


def test_a_release_folder_becomes_a_graph(cli: Cli, tiny: Path, tmp_path: Path) -> None:
    store = tmp_path / "tiny.lbug"
    build = ["kg", "build", "--store", store, *HPO_ALONE, "--json"]

    built = cli(*build, "--source", "hpo", "--path", tiny).object

    assert [source["name"] for source in built["sources"]] == ["hpo"]
    assert cli("kg", "info", "--store", store, "--json").object == built
    assert sorted(path.name for path in tmp_path.iterdir()) == ["release", store.name]


@pytest.mark.parametrize("form", ["--path={}", "--path {}"])
def test_a_path_belongs_to_the_source_before_it(cli: Cli, tmp_path: Path, form: str) -> None:
    path = form.format(tmp_path / "a=b").split(" ")

    failed = cli("kg", "build", "--source", "do", *path, "--store", tmp_path / "g.lbug")

    assert failed.code == 3
    assert f"in {tmp_path / 'a=b'} for the source 'do'" in failed.err
    assert list(tmp_path.iterdir()) == []


def test_a_path_without_its_source_is_refused(cli: Cli, tmp_path: Path) -> None:
    assert cli("kg", "build", "--path", tmp_path).code == 2
    assert cli("kg", "build", "--source", "nope", "--store", tmp_path / "g").code == 2


@pytest.mark.parametrize("content", [None, "no ontology", "\0\1\2"])
def test_a_graph_that_stands_survives_a_build_that_fails(
    cli: Cli, tiny: Path, tmp_path: Path, content: str | None
) -> None:
    store = tmp_path / "tiny.lbug"
    build = ["kg", "build", "--store", store, *HPO_ALONE, "--source", "hpo"]
    before = cli(*build, "--path", tiny, "--json").object
    (tiny / "hp.obo").unlink()
    if content is not None:
        (tiny / "hp.obo").write_text(content)

    assert cli(*build, "--path", tiny).code == 3

    assert cli("kg", "info", "--store", store, "--json").object == before


def test_loading_copies_the_default_graph(cli: Cli, graph_home: Path, tmp_path: Path) -> None:
    copied = cli("kg", "load", "--store", tmp_path / "copy.lbug", "--json").object

    assert copied == cli("kg", "info", "--json").object
    assert cli("kg", "info", "--store", tmp_path / "copy.lbug", "--json").object == copied
    assert cli("kg", "load").code == 2


def test_named_queries_are_listed_and_run(cli: Cli) -> None:
    names = [query["name"] for query in cli("kg", "query", "--json").lines]
    assert names
    assert all(name in cli("kg", "query").out for name in names)

    rows = cli("kg", "query", "phenotype-diseases", "-p", "phenotype=HP_0002108", "--json").lines

    assert "ORPHA:558" in [row["id"] for row in rows]


@pytest.mark.parametrize(
    "arguments",
    [
        ["phenotype_disease"],
        ["phenotype_diseases"],
        ["phenotype_diseases", "-p", "phenotype=seizures"],
        ["phenotype_diseases", "-p", "HP:0002108"],
    ],
)
def test_a_query_says_what_it_wants(cli: Cli, arguments: list[str]) -> None:
    asked = cli("kg", "query", *arguments)

    assert asked.code == 2
    assert "phenotype_diseases" in asked.err or "NAME=VALUE" in asked.err or "CURIE" in asked.err


def test_cypher_prints_rows_as_json_lines_and_as_a_table(cli: Cli) -> None:
    arguments = ["kg", "cypher", QUERY, "-p", "id=OMIM:154700"]

    rows = cli(*arguments, "--json", "--limit", "1000").lines
    table = cli(*arguments, "--limit", "2")

    assert "HP:0001166" in [row["id"] for row in rows]
    assert "\n  HP:" in table.out
    assert table.out.count("HP:") == 2
    assert "--limit" in table.err


def test_parameters_are_text_unless_they_are_json(cli: Cli) -> None:
    statement = "UNWIND $ids AS id RETURN id, $n + 1 AS next, $text AS text"
    given = ["-p", 'ids=["a", "b"]', "-p", "n=2", "-p", "text=a=b"]

    assert cli("kg", "cypher", statement, *given, "--json").lines == [
        {"id": "a", "next": 3, "text": "a=b"},
        {"id": "b", "next": 3, "text": "a=b"},
    ]


@pytest.mark.parametrize(
    "statement", ["MATCH (d:Disease) DELETE d", "CREATE (d:Disease {id: 'x'})", "MATCH (", ""]
)
def test_cypher_that_writes_or_does_not_parse_is_refused(cli: Cli, statement: str) -> None:
    refused = cli("kg", "cypher", statement)

    assert refused.code == 3
    assert refused.out == ""
    assert refused.err


def test_cypher_gives_up_after_its_timeout(cli: Cli) -> None:
    product = "MATCH (a:Disease) MATCH (b:Disease) WHERE a.name < b.name RETURN count(*)"

    late = cli("kg", "cypher", product, "--timeout", "0.1")

    assert late.code == 3
    assert "longer than 0.1 s" in late.err
