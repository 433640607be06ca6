"""Rotmensch's rows out of the open table: related, never with a frequency."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from data_schema import GraphBuildError
from kg import IssueCode, KnowledgeGraph, SourceContent, open_source
from tests.kg.sources.mapped_nodes import KNOWN

HEADER = "source\tlicence\tmondo\tdoid\tdisease\tfinding_id\tfinding\tfreq\tkind\tref\tmatch\n"
PNEUMONIA = "MONDO:0005249\tDOID:552\tpneumonia"
ROWS = (
    f"Rotmensch2017\tCC-BY-4.0\t{PNEUMONIA}\t\tfever\t0.5\tnoisy-or weight\tdoi:10.1/x\texact",
    f"Rotmensch2017\tCC-BY-4.0\t{PNEUMONIA}\t\tcoughing\t0.3\tnoisy-or weight\tdoi:10.1/x\texact",
    f"Rotmensch2017\tCC-BY-4.0\t{PNEUMONIA}\t\tsore throat\t0.019\tnoisy-or weight\t\texact",
    f"Rotmensch2017\tCC-BY-4.0\t{PNEUMONIA}\t\tcrying\t0.2\tnoisy-or weight\t\texact",
    "Rotmensch2017\tCC-BY-4.0\tMONDO:1\t\tbad guess\t\tfever\t0.2\tnoisy-or weight\t\tsoft",
    "Rotmensch2017\tCC-BY-4.0\t\t\tmono\t\tfever\t0.2\tnoisy-or weight\t\t",
    f"DBpedia\tCC-BY-SA-3.0\t{PNEUMONIA}\t\theadache\t\tpresent\t\texact",
)


@pytest.fixture
def content(tmp_path: Path) -> SourceContent:
    (tmp_path / "open_edges.tsv").write_text(HEADER + "".join(f"{row}\n" for row in ROWS))
    return open_source("rotmensch", tmp_path).read(KNOWN)


def test_rows_are_mapped_and_state_no_frequency(content: SourceContent) -> None:
    edges = {(edge.subject, edge.object): edge for edge in content.edges}
    (row,) = edges["MONDO:0005249", "HP:0001945"].annotations

    assert set(edges) == {
        ("MONDO:0005249", "HP:0001945"),
        ("MONDO:0005249", "HP:0012735"),
        ("MONDO:0005810", "HP:0001945"),
    }
    assert (row.has_count, row.has_percentage, row.frequency_qualifier) == (None, None, None)
    assert row.publications == ("DOI:10.1/x",)
    assert {node.id for node in content.nodes} == {"MONDO:0005249", "MONDO:0005810"}


def test_what_is_left_out_is_counted(content: SourceContent) -> None:
    assert Counter(issue.code for issue in content.issues) == {
        IssueCode.WEAK_ROW: 1,
        IssueCode.UNKNOWN_TERM: 1,
        IssueCode.UNKNOWN_DISEASE: 1,
    }


@pytest.mark.parametrize("path", [None, Path("/nonexistent")])
def test_no_table(path: Path | None) -> None:
    with pytest.raises(GraphBuildError, match=r"open_edges\.tsv"):
        open_source("rotmensch", path).info()


def test_another_table(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_text("source\tdisease\n")

    with pytest.raises(GraphBuildError, match="found no mondo"):
        open_source("rotmensch", path).read({})


@pytest.mark.data
def test_the_real_table(shared_data: Path, default_graph: KnowledgeGraph) -> None:
    known = {node.id: node for node in default_graph.nodes}
    source = open_source("rotmensch", shared_data / "everyday" / "kb")
    content = source.read(known)
    rows = [row for edge in content.edges for row in edge.annotations]
    lost = Counter(issue.code for issue in content.issues)

    assert source.info().licence == "CC-BY-4.0"
    assert len(content.edges) > 1_300
    assert lost[IssueCode.WEAK_ROW] == 1_756
    assert not any(row.has_percentage or row.frequency_qualifier for row in rows)
