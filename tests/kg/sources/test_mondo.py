"""MONDO joins the diseases of a graph to its classes and to each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_schema import Category, GraphBuildError, Predicate
from kg import Node, SourceContent, open_source
from tests.kg.tiny_mondo import write_mondo


def known(*diseases: str) -> dict[str, Node]:
    return {curie: Node(id=curie, category=Category.DISEASE, name=curie) for curie in diseases}


def triples(content: SourceContent, predicate: Predicate) -> set[tuple[str, str]]:
    return {(edge.subject, edge.object) for edge in content.edges if edge.predicate is predicate}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_mondo(tmp_path / "mondo")


def test_diseases_of_one_class_are_equivalent_and_joined_to_it(folder: Path) -> None:
    content = open_source("mondo", folder).read(known("OMIM:1", "ORPHA:11", "OMIM:2"))

    assert triples(content, Predicate.EXACT_MATCH) == {
        ("OMIM:1", "ORPHA:11"),
        ("OMIM:1", "MONDO:0000001"),
        ("ORPHA:11", "MONDO:0000001"),
        ("OMIM:2", "MONDO:0000002"),
    }


def test_classes_have_labels_and_the_ids_of_other_vocabularies(folder: Path) -> None:
    nodes = {node.id: node for node in open_source("mondo", folder).read({}).nodes}

    assert nodes["MONDO:0000001"].name == "spasm disease"
    assert nodes["MONDO:0000001"].xrefs == ("DOID:21", "OMIM:1", "ORPHA:11", "UMLS:C1")
    assert nodes["MONDO:0000003"].xrefs == ("OMIMPS:100",)
    assert {node.category for node in nodes.values()} == {Category.ONTOLOGY_CLASS}


def test_a_class_is_called_what_its_matches_are_called_where_the_licence_allows(
    folder: Path,
) -> None:
    nodes = {node.id: node for node in open_source("mondo", folder).read({}).nodes}

    assert [name.text for name in nodes["MONDO:0000001"].synonyms] == ["familial spasms"]


def test_obsolete_classes_are_left_out(folder: Path) -> None:
    content = open_source("mondo", folder).read(known("OMIM:9"))

    assert all(node.id != "MONDO:0000009" for node in content.nodes)
    assert triples(content, Predicate.EXACT_MATCH) == set()


def test_only_subclass_edges_make_the_hierarchy(folder: Path) -> None:
    content = open_source("mondo", folder).read({})

    assert triples(content, Predicate.SUBCLASS_OF) == {
        ("MONDO:0000001", "MONDO:0000003"),
        ("MONDO:0000002", "MONDO:0000003"),
        ("MONDO:0000003", "MONDO:0000004"),
    }


def test_a_mondo_disease_of_the_graph_is_an_equivalent_not_a_class(folder: Path) -> None:
    content = open_source("mondo", folder).read(known("OMIM:1", "MONDO:0000001"))

    assert triples(content, Predicate.EXACT_MATCH) == {("MONDO:0000001", "OMIM:1")}


def test_info(folder: Path) -> None:
    info = open_source("mondo", folder).info()

    assert (info.version, info.licence) == ("2026-08-04", "CC-BY-4.0")


@pytest.mark.parametrize("path", [None, Path("/nonexistent")])
def test_no_folder(path: Path | None) -> None:
    with pytest.raises(GraphBuildError, match="mondo_exactmatch"):
        open_source("mondo", path).info()


@pytest.mark.data
def test_the_real_folder_in_full(shared_data: Path) -> None:
    content = open_source("mondo", shared_data / "kg" / "mondo").read(known("OMIM:154700"))

    assert len(content.nodes) > 20_000
    assert triples(content, Predicate.EXACT_MATCH) == {("OMIM:154700", "MONDO:0007947")}
