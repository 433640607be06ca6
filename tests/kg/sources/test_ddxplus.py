"""DDXPlus: counts out of the table, bare rows out of the release."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from data_schema import Category, GraphBuildError, Predicate
from kg import IssueCode, KnowledgeGraph, Node, SourceContent, open_source
from tests.kg.sources.mapped_nodes import KNOWN

HEADER = (
    "condition\tmondo\tdoid\ticd10\tn\tevidence\tquestion\tvalue\tantecedent\tp\tp_background\n"
)
PNEUMONIA = "Pneumonia\tMONDO:7\t\t\t36"
ROWS = (
    f"{PNEUMONIA}\tE_91\tDo you have a fever (either felt or measured)?\t\t0\t0.75\t0.2",
    f"{PNEUMONIA}\tE_55_@_V_129\tDo you feel pain somewhere?\tear(R)\t0\t0.25\t0.2",
    f"{PNEUMONIA}\tE_55_@_V_130\tDo you feel pain somewhere?\tear(L)\t0\t0.5\t0.2",
    f"{PNEUMONIA}\tE_56\tHow intense is the pain?\t\t0\t0.5\t0.2",
    f"{PNEUMONIA}\tE_219\tAre your symptoms more prominent at night?\t\t0\t0.25\t0.2",
    f"{PNEUMONIA}\tE_79\tDo you smoke cigarettes?\t\t1\t0.5\t0.25",
    f"{PNEUMONIA}\tE_198\tDo you work in agriculture?\t\t1\t0.5\t0.001",
    f"{PNEUMONIA}\tE_199\tDo you work in construction?\t\t1\t0.5\t0.4",
    "Dropsy\t\t\t\t36\tE_91\tFever?\t\t0\t0.75\t0.2",
)
SMOKING = "DIAGRAPH:9000001"
BEFORE = {
    **KNOWN,
    SMOKING: Node(id=SMOKING, category=Category.PHENOTYPIC_FEATURE, name="tobacco smoking"),
}


def counts(content: SourceContent) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    return {
        (row.subject, row.object): (row.has_count, row.has_total)
        for edge in content.edges
        if edge.predicate is Predicate.HAS_PHENOTYPE
        for row in edge.annotations
    }


@pytest.fixture
def table(tmp_path: Path) -> SourceContent:
    (tmp_path / "ddxplus_p_evidence.tsv").write_text(HEADER + "".join(f"{row}\n" for row in ROWS))
    return open_source("ddxplus", tmp_path).read(BEFORE)


def test_the_table_counts_patients(table: SourceContent) -> None:
    assert counts(table) == {
        ("MONDO:0005249", "HP:0001945"): (27, 36),
        ("MONDO:0005249", "HP:0030766"): (18, 36),
        ("MONDO:0005249", "DIAGRAPH:ddxplus_E_219"): (9, 36),
    }
    assert Counter(issue.code for issue in table.issues) == {
        IssueCode.UNKNOWN_TERM: 1,
        IssueCode.UNKNOWN_DISEASE: 1,
    }


def test_a_question_that_no_term_means_is_a_term_of_its_own(table: SourceContent) -> None:
    (own,) = (node for node in table.nodes if node.id == "DIAGRAPH:ddxplus_E_219")
    (fever,) = (node for node in table.nodes if node.id == "HP:0001945")
    parents = {e.subject: e.object for e in table.edges if e.predicate is Predicate.SUBCLASS_OF}

    assert own.name == "symptoms more prominent at night"
    assert (fever.name, [each.text for each in fever.synonyms]) == ("", ["have a fever"])
    assert parents["DIAGRAPH:ddxplus_E_219"] == "HP:0000118"
    assert parents["DIAGRAPH:ddxplus_E_198"] == "HP:0032443"


def test_antecedents_are_risk_factors_where_they_raise_a_risk(table: SourceContent) -> None:
    risks = {
        edge.subject: edge.annotations[0].relative_risk
        for edge in table.edges
        if edge.predicate is Predicate.PREDISPOSES_TO_CONDITION
    }

    assert risks == {SMOKING: 2.0, "DIAGRAPH:ddxplus_E_198": 10.0}


def test_an_id_that_nobody_bears_goes_with_the_mapped_disease(table: SourceContent) -> None:
    (disease,) = (node for node in table.nodes if node.category is Category.DISEASE)

    assert (disease.id, disease.xrefs) == ("MONDO:0005249", ("MONDO:7",))


def test_an_id_of_the_graph_comes_before_the_mapping(tmp_path: Path) -> None:
    row = "Pneumonia\tMONDO:7\t\t\t36\tE_91\tFever?\t\t0\t0.75\t0.2\n"
    (tmp_path / "ddxplus_p_evidence.tsv").write_text(HEADER + row)
    other = Node(id="MONDO:7", category=Category.DISEASE, name="lung infection")
    content = open_source("ddxplus", tmp_path).read(BEFORE | {"MONDO:7": other})

    assert set(counts(content)) == {("MONDO:7", "HP:0001945")}


def test_a_disease_keeps_its_name(tmp_path: Path) -> None:
    row = f"{PNEUMONIA}\tE_98\tDo you have a hiatal hernia?\t\t1\t0.5\t0.1\n"
    (tmp_path / "ddxplus_p_evidence.tsv").write_text(HEADER + row)
    hernia = Node(id="MONDO:8", category=Category.DISEASE, name="Hiatal hernia")
    content = open_source("ddxplus", tmp_path).read(BEFORE | {"MONDO:8": hernia})
    (factor,) = (node for node in content.nodes if node.id == "DIAGRAPH:ddxplus_E_98")

    assert [factor.name, *(each.text for each in factor.synonyms)] == ["have a hiatal hernia"]


def test_a_number_that_is_none(tmp_path: Path) -> None:
    row = f"{PNEUMONIA}\tE_91\tFever?\t\t0\toften\t0.2\n"
    (tmp_path / "ddxplus_p_evidence.tsv").write_text(HEADER + row)

    with pytest.raises(GraphBuildError, match=r"column p, got 'often' \(.*, line 2\)"):
        open_source("ddxplus", tmp_path).read(BEFORE)


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

    diseases = [
        [node for node in content.nodes if node.category is Category.DISEASE]
        for content in (table, release)
    ]
    assert [len(each) for each in diseases] == [48, 48]
    assert len(table.edges) > 300
    assert {total is None for _, total in counts(table).values()} == {False}
    assert {total is None for _, total in counts(release).values()} == {True}
