"""DDXPlus: counts out of the table, bare rows out of the release."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from data_schema import GraphBuildError
from kg import IssueCode, KnowledgeGraph, SourceContent, open_source
from tests.kg.sources.mapped_nodes import KNOWN

HEADER = "condition\tmondo\tdoid\ticd10\tn\tevidence\tquestion\tvalue\tantecedent\tp\n"
ROWS = (
    "Pneumonia\t\t\t\t36\tE_91\tFever?\t\t0\t0.75",
    "Pneumonia\t\t\t\t36\tE_55_@_V_129\tPain?\tear(R)\t0\t0.25",
    "Pneumonia\t\t\t\t36\tE_55_@_V_130\tPain?\tear(L)\t0\t0.5",
    "Pneumonia\t\t\t\t36\tE_56\tHow intense?\t\t0\t0.5",
    "Pneumonia\t\t\t\t36\tE_79\tDo you smoke?\t\t1\t0.5",
    "Dropsy\t\t\t\t36\tE_91\tFever?\t\t0\t0.75",
)


def counts(content: SourceContent) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    return {
        (row.subject, row.object): (row.has_count, row.has_total)
        for edge in content.edges
        for row in edge.annotations
    }


def test_the_table_counts_patients(tmp_path: Path) -> None:
    (tmp_path / "ddxplus_p_evidence.tsv").write_text(HEADER + "".join(f"{row}\n" for row in ROWS))
    content = open_source("ddxplus", tmp_path).read(KNOWN)

    assert counts(content) == {
        ("MONDO:0005249", "HP:0001945"): (27, 36),
        ("MONDO:0005249", "HP:0030766"): (18, 36),
    }
    assert Counter(issue.code for issue in content.issues) == {
        IssueCode.UNKNOWN_TERM: 1,
        IssueCode.UNKNOWN_DISEASE: 1,
    }


def test_the_release_counts_nobody(tmp_path: Path) -> None:
    condition = {"cond-name-eng": "Pneumonia", "symptoms": {"E_91": {}, "E_56": {}}}
    (tmp_path / "release_conditions.json").write_text(json.dumps({"Pneumonia": condition}))
    content = open_source("ddxplus", tmp_path).read(KNOWN)

    assert counts(content) == {("MONDO:0005249", "HP:0001945"): (None, None)}


@pytest.mark.parametrize("path", [None, Path("/nonexistent")])
def test_no_files(path: Path | None) -> None:
    with pytest.raises(GraphBuildError, match=r"release_conditions\.json"):
        open_source("ddxplus", path).info()


@pytest.mark.data
def test_the_real_files(shared_data: Path, default_graph: KnowledgeGraph) -> None:
    known = {node.id: node for node in default_graph.nodes}
    table = open_source("ddxplus", shared_data / "everyday" / "kb").read(known)
    release = open_source("ddxplus", shared_data / "kg" / "ddxplus").read(known)

    assert len(table.nodes) == len(release.nodes) == 48
    assert len(table.edges) > 300
    assert all(row.has_total for edge in table.edges for row in edge.annotations)
    assert not any(row.has_total for edge in release.edges for row in edge.annotations)
