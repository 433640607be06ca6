"""The bundled MONDO extract: small, reproducible, and what the default graph is joined by."""

from __future__ import annotations

import gzip
from importlib.resources import files
from pathlib import Path

import pytest

from data_schema import Category, GraphBuildError, Predicate
from kg import KnowledgeGraph, Node, open_source
from kg.sources.links import compile_links
from tests.kg.tiny_mondo import write_mondo


def bundled() -> Path:
    return Path(str(files("kg") / "data" / "mondo" / "links.tsv.gz"))


def test_an_extract_is_read_back(tmp_path: Path) -> None:
    target = tmp_path / "links.tsv.gz"
    diseases = {
        curie: Node(id=curie, category=Category.DISEASE, name=curie)
        for curie in ("OMIM:1", "ORPHA:11")
    }

    assert compile_links(write_mondo(tmp_path / "mondo"), target) == 4
    content = open_source("links", target).read(diseases)

    series = next(node for node in content.nodes if node.id == "MONDO:0000003")
    assert (series.name, series.xrefs) == ("spasm disease series", ("OMIMPS:100",))
    assert {node.id for node in content.nodes} == {
        "MONDO:0000001",
        "MONDO:0000003",
        "MONDO:0000004",
    }
    matches = {
        (edge.subject, edge.object)
        for edge in content.edges
        if edge.predicate is Predicate.EXACT_MATCH
    }
    assert ("OMIM:1", "ORPHA:11") in matches
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".partial"] == []


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
    compile_links(shared_data / "kg" / "mondo", tmp_path / "links.tsv.gz")

    assert (tmp_path / "links.tsv.gz").read_bytes() == bundled().read_bytes()


def test_equivalents_in_the_default_graph(default_graph: KnowledgeGraph) -> None:
    pairs = {(edge.subject, edge.object) for edge in default_graph.edges_of(Predicate.EXACT_MATCH)}
    categories = {node.id: node.category for node in default_graph.nodes}
    between = [pair for pair in pairs if categories[pair[1]] is Category.DISEASE]

    assert ("OMIM:154700", "MONDO:0007947") in pairs
    assert ("OMIM:219700", "ORPHA:586") in between
    assert len(between) == 2_129
    assert all(subject < object_ for subject, object_ in between)


def test_classes_in_the_default_graph_group_its_diseases(default_graph: KnowledgeGraph) -> None:
    above: dict[str, set[str]] = {}
    for edge in default_graph.edges:
        if edge.predicate in (Predicate.SUBCLASS_OF, Predicate.EXACT_MATCH):
            above.setdefault(edge.subject, set()).add(edge.object)
    reached = set()
    waiting = [node.id for node in default_graph.nodes if node.category is Category.DISEASE]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting.extend(above.get(here, ()))
    classes = {node.id for node in default_graph.nodes if node.id.startswith("MONDO:")}

    assert classes <= reached


@pytest.mark.parametrize("content", [b"not gzip", gzip.compress(b"MONDO:1\tonly two\n")])
def test_something_else_is_a_build_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "links.tsv.gz"
    path.write_bytes(content)

    with pytest.raises(GraphBuildError, match=r"kg\.sources\.links"):
        open_source("links", path).info()


def test_no_extract(tmp_path: Path) -> None:
    with pytest.raises(GraphBuildError, match="found none"):
        open_source("links", tmp_path / "links.tsv.gz").info()
