"""The Disease Ontology's tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_schema import Category, GraphBuildError
from kg import IssueCode, build_graph, open_source

TERMS = (
    "id\tlabel\tsubClassOf\n"
    '"DOID:7"\t"disease of anatomical entity"\t"disease"\n'
    '"DOID:1"\t"angiosarcoma"\t"disease of anatomical entity"\n'
    '"DOID:1"\t"angiosarcoma"\t"vessel cancer"\n'
)
XREFS = (
    "id\tlabel\txref\n"
    '"DOID:1"\t"angiosarcoma"\t"UMLS_CUI:C0018923"\n'
    '"DOID:1"\t"angiosarcoma"\t"SNOMEDCT_US_2025_09_01:39000009"\n'
    '"DOID:1"\t"angiosarcoma"\t"ICDO:9120/3"\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "HumanDO.tsv").write_text(TERMS)
    (tmp_path / "allXREFinDO.tsv").write_text(XREFS)
    return tmp_path


def test_terms_parents_and_cross_references(folder: Path) -> None:
    content = open_source("do", folder).read({})
    nodes = {node.id: node for node in content.nodes}

    assert set(nodes) == {"DOID:1", "DOID:4", "DOID:7"}
    assert nodes["DOID:1"].category is Category.DISEASE
    assert nodes["DOID:1"].xrefs == ("SNOMEDCT:39000009", "UMLS:C0018923")
    assert {(edge.subject, edge.object) for edge in content.edges} == {
        ("DOID:1", "DOID:7"),
        ("DOID:7", "DOID:4"),
    }
    assert [issue.code for issue in content.issues] == [
        IssueCode.UNKNOWN_PREFIX,
        IssueCode.UNKNOWN_TERM,
    ]


def test_other_columns(folder: Path) -> None:
    (folder / "HumanDO.tsv").write_text("id\tname\n")

    with pytest.raises(GraphBuildError, match="expected the columns id, label, subClassOf"):
        open_source("do", folder).read({})


@pytest.mark.parametrize("path", [None, Path("/nonexistent")])
def test_no_folder(path: Path | None) -> None:
    with pytest.raises(GraphBuildError, match=r"HumanDO\.tsv"):
        open_source("do", path).info()


@pytest.mark.data
def test_the_real_tables(shared_data: Path) -> None:
    graph = build_graph(["do"], paths={"do": shared_data / "kg" / "do"})

    assert graph.manifest.nodes == {"Disease": 12_247}
    assert graph.manifest.edges == {"subclass_of": 12_296}
    assert graph.manifest.sources[0].licence == "CC0-1.0"
