"""A build is the same for the same files, whatever their order, and refuses what is wrong."""

from __future__ import annotations

import gc
import random
from pathlib import Path

import pytest

from data_schema import GraphBuildError, UnknownNameError, UsageError
from kg import SCHEMA_VERSION, Issue, IssueCode, KnowledgeGraph, build_graph
from tests.kg.tiny_mondo import write_mondo
from tests.kg.tiny_release import GENES, HPOA, HPOA_HEADER, OBO, write_release


def build(folder: Path) -> KnowledgeGraph:
    return build_graph(["hpo"], paths={"hpo": folder})


def test_the_manifest_of_the_default_graph(default_graph: KnowledgeGraph) -> None:
    manifest = default_graph.manifest
    hpo, everyday, links = manifest.sources

    assert manifest.version == f"hpo-2025-01-16+diagraph-{everyday.version}+mondo-2026-08-04"
    assert manifest.schema_version == SCHEMA_VERSION
    assert (hpo.licence, everyday.licence, links.licence) == ("HPO", "Apache-2.0", "CC-BY-4.0")
    assert all(len(hash_) == 64 for source in manifest.sources for hash_ in source.files.values())
    assert sum(manifest.nodes.values()) == len(default_graph.nodes)
    assert sum(manifest.edges.values()) == len(default_graph.edges)
    assert manifest.issues == {"negative_attribute": 7, "no_phenotype": 7, "unknown_prefix": 387}


def test_the_default_graph_is_that_of_rare_diseases_and_more(
    default_graph: KnowledgeGraph, rare_graph: KnowledgeGraph
) -> None:
    """Everyday diseases add nodes, names and edges, and change no row of another source."""
    nodes = {node.id: node for node in default_graph.nodes}
    edges = {(edge.predicate, edge.subject, edge.object): edge for edge in default_graph.edges}

    for node in rare_graph.nodes:
        now = nodes[node.id]
        assert now.deprecated == node.deprecated
        names = {now.name.lower(), *(synonym.text.lower() for synonym in now.synonyms)}
        assert node.name.lower() in names
        assert set(node.synonyms) <= set(now.synonyms)
    rows = [edge for edge in rare_graph.edges if edge.annotations]
    assert all(edges[e.predicate, e.subject, e.object].annotations == e.annotations for e in rows)


def test_nodes_and_edges_are_sorted_and_said_once(default_graph: KnowledgeGraph) -> None:
    ids = [node.id for node in default_graph.nodes]
    triples = [(edge.predicate, edge.subject, edge.object) for edge in default_graph.edges]

    assert ids == sorted(set(ids))
    assert triples == sorted(set(triples))


def test_rows_stand_on_their_own_edge(default_graph: KnowledgeGraph) -> None:
    assert all(
        (row.subject, row.predicate, row.object) == (edge.subject, edge.predicate, edge.object)
        for edge in default_graph.edges
        for row in edge.annotations
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_files_does_not_matter(
    hpo_folder: Path, tmp_path: Path, seed: int
) -> None:
    shuffle = random.Random(seed)
    rows = HPOA.removeprefix(HPOA_HEADER).splitlines(keepends=True)
    header, *genes = GENES.splitlines(keepends=True)
    preamble, *stanzas = OBO.split("\n\n")
    for lines in (rows, genes, stanzas):
        shuffle.shuffle(lines)
    other = write_release(
        tmp_path / "other",
        obo="\n\n".join((preamble, *stanzas)),
        hpoa=HPOA_HEADER + "".join(rows),
        genes=header + "".join(genes),
    )

    assert build(other).manifest.hash == build(hpo_folder).manifest.hash


def test_the_order_of_the_sources_does_not_matter(hpo_folder: Path, tmp_path: Path) -> None:
    paths = {"hpo": hpo_folder, "mondo": write_mondo(tmp_path / "mondo")}

    one = build_graph(["hpo", "mondo"], paths=paths)
    other = build_graph(["mondo", "hpo"], paths=paths)

    assert one == other
    assert one.manifest.edges["subclass_of"] == 7 + 3


def test_a_source_can_be_left_out(hpo_folder: Path) -> None:
    graph = build_graph(paths={"hpo": hpo_folder}, without=["everyday", "links"])

    assert [source.name for source in graph.manifest.sources] == ["hpo"]
    assert "exact_match" not in graph.manifest.edges


def test_issues_are_told_and_counted(tmp_path: Path) -> None:
    told: list[Issue] = []
    hpoa = HPOA.replace("3/4", "4/3")
    folder = write_release(tmp_path / "hpo", hpoa=hpoa)

    graph = build_graph(["hpo"], paths={"hpo": folder}, on_issue=told.append)

    assert graph.manifest.issues["bad_count"] == 1
    assert [issue.code for issue in told].count(IssueCode.BAD_COUNT) == 1
    assert len(told) == sum(graph.manifest.issues.values())


def test_progress_is_reported(hpo_folder: Path) -> None:
    steps: list[tuple[str, int, int]] = []

    build_graph(
        ["hpo"],
        paths={"hpo": hpo_folder},
        progress=lambda what, done, total: steps.append((what, done, total)),
    )

    assert ("hpo terms", 0, 3) in steps
    assert steps[-1] == ("graph", 2, 2)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: All\n", "name: All\nis_a: HP:0011097\n", "cycle"),
        ("is_a: HP:0001250 ! Seizure", "is_a: HP:0009999", "dangling_edge"),
    ],
)
def test_a_graph_that_is_wrong_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in OBO
    folder = write_release(tmp_path / "hpo", obo=OBO.replace(old, new))

    with pytest.raises(GraphBuildError, match=f"got 1 errors .{message}"):
        build(folder)


@pytest.mark.parametrize(
    "call",
    [
        {"sources": ["hpoo"]},
        {"sources": ["hpo"], "without": ["link"]},
        {"sources": ["hpo"], "paths": {"hpoo": Path("x")}},
    ],
)
def test_an_unknown_source(call: dict[str, list[str]]) -> None:
    with pytest.raises(UnknownNameError, match="did you mean"):
        build_graph(**call)  # type: ignore[arg-type]  # values differ in type


def test_a_path_for_a_source_that_is_not_read() -> None:
    with pytest.raises(UsageError, match="got one for do"):
        build_graph(["hpo"], paths={"do": Path("x")})


def test_no_source_at_all() -> None:
    with pytest.raises(UsageError, match="at least one source"):
        build_graph(["hpo"], without=["hpo"])


def test_the_garbage_collector_runs_again_afterwards(hpo_folder: Path, tmp_path: Path) -> None:
    build(hpo_folder)
    assert gc.isenabled()

    with pytest.raises(GraphBuildError):
        build(tmp_path)
    assert gc.isenabled()
