"""Hetionet: symptoms by MeSH heading, genes by licence."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from data_schema import Category, GraphBuildError
from kg import Edge, IssueCode, build_graph, open_source
from tests.kg.sources.mapped_nodes import KNOWN

NODES = (
    "id\tname\tkind\n"
    "Disease::DOID:552\tpneumonia\tDisease\n"
    "Disease::DOID:1\tnew disease\tDisease\n"
    "Symptom::D003371\tCough\tSymptom\n"
    "Symptom::D001835\tBody Weight\tSymptom\n"
    "Anatomy::UBERON:0002048\tlung\tAnatomy\n"
    "Compound::DB01060\tAmoxicillin\tCompound\n"
)
EDGES = (
    "source\tmetaedge\ttarget\n"
    "Disease::DOID:552\tDpS\tSymptom::D003371\n"
    "Disease::DOID:552\tDpS\tSymptom::D001835\n"
    "Disease::DOID:552\tDlA\tAnatomy::UBERON:0002048\n"
    "Disease::DOID:552\tDrD\tDisease::DOID:1\n"
    "Compound::DB01060\tCtD\tDisease::DOID:552\n"
    "Compound::DB01060\tCpD\tDisease::DOID:1\n"
)
GENES = (
    "doid_id\tdoid_name\tentrez_gene_id\tgene_symbol\tsources\tlicense\n"
    "DOID:552\tpneumonia\t10\tNAT2\tDISEASES|GWAS Catalog\tCC BY 4.0\n"
    "DOID:552\tpneumonia\t11\tABL2\tDisGeNET\tODbL 1.0\n"
    "DOID:552\tpneumonia\t12\tABL3\tDOAF\t\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hetionet-v1.0-nodes.tsv").write_text(NODES)
    (tmp_path / "hetionet_open_edges.tsv").write_text(EDGES)
    (tmp_path / "DaG-association.tsv").write_text(GENES)
    return tmp_path


def triples(edges: tuple[Edge, ...]) -> set[tuple[str, str, str]]:
    return {(edge.subject, edge.predicate.value, edge.object) for edge in edges}


def test_edges_and_what_is_left_out(folder: Path) -> None:
    content = open_source("hetionet", folder).read(KNOWN)

    assert triples(content.edges) == {
        ("MONDO:0005249", "has_phenotype", "HP:0012735"),
        ("MONDO:0005249", "located_in", "UBERON:0002048"),
        ("MONDO:0005249", "similar_to", "DOID:1"),
        ("DRUGBANK:DB01060", "treats", "MONDO:0005249"),
        ("NCBIGene:10", "gene_associated_with_condition", "MONDO:0005249"),
    }
    assert Counter(issue.code for issue in content.issues) == {
        IssueCode.UNKNOWN_TERM: 1,
        IssueCode.RESTRICTED_LICENCE: 2,
    }
    assert {node.id: node.category for node in content.nodes}["NCBIGene:10"] is Category.GENE


def test_where_a_gene_comes_from(folder: Path) -> None:
    content = open_source("hetionet", folder).read(KNOWN)
    (edge,) = (edge for edge in content.edges if edge.subject == "NCBIGene:10")

    assert edge.sources == ("infores:diseases", "infores:gwas-catalog", "infores:hetionet")


def test_a_symptom_has_no_frequency(folder: Path) -> None:
    content = open_source("hetionet", folder).read(KNOWN)
    (row,) = (row for edge in content.edges for row in edge.annotations)

    assert row.knowledge_level == "statistical_association"
    assert (row.has_count, row.has_percentage, row.frequency_qualifier) == (None, None, None)


def test_the_edges_of_the_release_are_gzipped(folder: Path) -> None:
    plain = open_source("hetionet", folder).read(KNOWN)
    (folder / "hetionet_open_edges.tsv").unlink()
    with gzip.open(folder / "hetionet-v1.0-edges.sif.gz", "wt") as file:
        file.write(EDGES)

    assert open_source("hetionet", folder).read(KNOWN) == plain


def test_no_files(folder: Path) -> None:
    with pytest.raises(GraphBuildError, match=r"hetionet-v1\.0-nodes\.tsv"):
        open_source("hetionet", None).info()
    (folder / "hetionet_open_edges.tsv").unlink()
    with pytest.raises(GraphBuildError, match=r"hetionet-v1\.0-edges\.sif"):
        open_source("hetionet", folder).info()


@pytest.mark.data
def test_the_real_folder(shared_data: Path) -> None:
    folder = shared_data / "kg" / "hetionet"
    graph = build_graph(["hpo", "hetionet"], paths={"hetionet": folder})

    assert graph.manifest.edges["treats"] == 755
    assert graph.manifest.edges["located_in"] == 3_602
    assert graph.manifest.edges["similar_to"] == 543
    assert graph.manifest.issues["restricted_licence"] == 8_184
    assert graph.manifest.issues["unknown_term"] == 809
