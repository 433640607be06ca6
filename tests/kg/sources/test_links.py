"""The bundled MONDO extract: small, reproducible, and what the default graph is joined by."""

from __future__ import annotations

import gzip
from importlib.resources import files
from pathlib import Path

import pytest

from data_schema import Category, GraphBuildError, Predicate, Scope
from kg import KnowledgeGraph, Node, Synonym, open_source
from kg.sources.links import compile_links
from tests.kg.tiny_mondo import write_do, write_mondo


def bundled() -> Path:
    return Path(str(files("kg") / "data" / "mondo" / "links.tsv.gz"))


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    target = tmp_path / "links.tsv.gz"
    folders = write_mondo(tmp_path / "mondo"), write_do(tmp_path / "do")
    assert compile_links(*folders, target) == 4
    return target


def test_an_extract_is_read_back(extract: Path) -> None:
    diseases = {
        curie: Node(id=curie, category=Category.DISEASE, name=curie)
        for curie in ("OMIM:1", "ORPHA:11")
    }

    content = open_source("links", extract).read(diseases)

    series = next(node for node in content.nodes if node.id == "MONDO:0000003")
    assert (series.name, series.xrefs) == ("spasm disease series", ("OMIMPS:100",))
    matches = {
        (edge.subject, edge.object)
        for edge in content.edges
        if edge.predicate is Predicate.EXACT_MATCH
    }
    assert ("OMIM:1", "ORPHA:11") in matches
    assert [path.name for path in extract.parent.iterdir() if path.suffix == ".partial"] == []


def test_an_extract_has_human_diseases_alone(extract: Path) -> None:
    nodes = open_source("links", extract).read({}).nodes

    assert {node.id for node in nodes} == {
        "MONDO:0000001",
        "MONDO:0000002",
        "MONDO:0000003",
        "MONDO:0000004",
    }


def test_names_are_of_open_vocabularies_and_say_something_new(extract: Path) -> None:
    nodes = {node.id: node for node in open_source("links", extract).read({}).nodes}

    assert nodes["MONDO:0000001"].synonyms == (
        Synonym(text="familial spasms", scope=Scope.EXACT),
        Synonym(text="twitching", scope=Scope.BROAD),
    )
    assert nodes["MONDO:0000002"].synonyms == ()
    assert nodes["MONDO:0000004"].synonyms == (Synonym(text="disease", scope=Scope.EXACT),)


def test_the_bundled_extract_says_whose_it_is() -> None:
    info = open_source("links").info()
    header = gzip.decompress(bundled().read_bytes())[:1000].decode()

    assert bundled().stat().st_size < 1_000_000
    assert (info.version, info.licence) == ("2026-08-04", "CC-BY-4.0")
    assert "Monarch" in header
    assert "2026-08-04" in header
    assert "CC-BY-4.0" in header


@pytest.mark.data
def test_the_bundled_extract_is_what_the_compiler_makes(tmp_path: Path, shared_data: Path) -> None:
    folder = shared_data / "kg"

    compile_links(folder / "mondo", folder / "do", tmp_path / "links.tsv.gz")

    assert (tmp_path / "links.tsv.gz").read_bytes() == bundled().read_bytes()


def test_equivalents_among_rare_diseases(rare_graph: KnowledgeGraph) -> None:
    pairs = {(edge.subject, edge.object) for edge in rare_graph.edges_of(Predicate.EXACT_MATCH)}
    categories = {node.id: node.category for node in rare_graph.nodes}
    between = [pair for pair in pairs if categories[pair[1]] is Category.DISEASE]

    assert ("OMIM:154700", "MONDO:0007947") in pairs
    assert ("OMIM:219700", "ORPHA:586") in between
    assert len(between) == 2_129
    assert all(subject < object_ for subject, object_ in between)


def test_equivalents_of_everyday_diseases_are_as_many_more(
    default_graph: KnowledgeGraph, rare_graph: KnowledgeGraph
) -> None:
    """A class that becomes an everyday disease stays the same thing as the diseases it joined."""
    with_everyday = {(e.subject, e.object) for e in default_graph.edges_of(Predicate.EXACT_MATCH)}
    without = {(e.subject, e.object) for e in rare_graph.edges_of(Predicate.EXACT_MATCH)}
    one = min(("MONDO:0009061", "OMIM:219700"), ("OMIM:219700", "MONDO:0009061"))

    assert {frozenset(pair) for pair in without} <= {frozenset(pair) for pair in with_everyday}
    assert one in with_everyday


def test_classes_in_a_graph_of_rare_diseases_name_common_diseases_too(
    rare_graph: KnowledgeGraph,
) -> None:
    classes = {node.id: node for node in rare_graph.nodes if node.id.startswith("MONDO:")}

    assert {node.category for node in classes.values()} == {Category.ONTOLOGY_CLASS}
    assert classes["MONDO:0005249"].name.startswith("pneumonia")
    assert "MONDO:0021140" not in classes
    assert sum(len(node.synonyms) for node in classes.values()) > 20_000


@pytest.mark.parametrize("content", [b"not gzip", gzip.compress(b"MONDO:1\tonly two\n", mtime=0)])
def test_something_else_is_a_build_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "links.tsv.gz"
    path.write_bytes(content)

    with pytest.raises(GraphBuildError, match=r"kg\.sources\.links"):
        open_source("links", path).info()


def test_no_extract(tmp_path: Path) -> None:
    with pytest.raises(GraphBuildError, match="found none"):
        open_source("links", tmp_path / "links.tsv.gz").info()
