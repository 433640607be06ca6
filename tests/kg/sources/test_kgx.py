"""A graph written as KGX reads back the same; other people's KGX is read as far as it goes."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Literal

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_schema import Annotation, Category, GraphBuildError, Predicate, Scope, UsageError
from kg import (
    Edge,
    IssueCode,
    KnowledgeGraph,
    Manifest,
    Node,
    SourceContent,
    SourceInfo,
    Synonym,
    build_graph,
    open_source,
    write_kgx,
)
from kg.pooling import pool_phenotype_rows

FORMATS: tuple[Literal["tsv", "jsonl"], ...] = ("tsv", "jsonl")
DISEASE, OTHER_DISEASE, TERM = "OMIM:1", "ORPHA:1", "HP:0000001"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
RATIOS = st.none() | st.floats(0.01, 100)
LISTS = st.lists(TEXT, max_size=3).map(tuple)
SOURCES = st.sets(st.sampled_from(["infores:a", "infores:b"]), min_size=1).map(
    lambda names: tuple(sorted(names))
)


@st.composite
def rows(draw: st.DrawFn, predicate: str = "has_phenotype") -> Annotation:
    """Any row between the disease and the term."""
    count, total = draw(
        st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)
    ) or (
        None,
        None,
    )
    named = st.none() | TEXT.filter(bool)
    return Annotation(
        subject=DISEASE,
        predicate=predicate,
        object=TERM,
        negated=draw(st.booleans()),
        has_count=count,
        has_total=total,
        has_percentage=draw(st.none() | st.floats(0, 100)),
        frequency_qualifier=draw(named),
        onset_qualifier=draw(named),
        sex_qualifier=draw(st.sampled_from([None, "FEMALE", "MALE"])),
        modifiers=draw(LISTS),
        publications=draw(LISTS),
        evidence_code=draw(TEXT),
        primary_knowledge_source=draw(TEXT),
        knowledge_level=draw(TEXT),
        agent_type=draw(TEXT),
        required=draw(st.booleans()),
        pathognomonic=draw(st.booleans()),
        likelihood_ratio_positive=draw(RATIOS),
        likelihood_ratio_negative=draw(RATIOS),
        relative_risk=draw(RATIOS),
    )


@st.composite
def nodes(draw: st.DrawFn, curie: str, category: Category) -> Node:
    """Any node with this id."""
    synonyms = st.builds(Synonym, text=TEXT, scope=st.sampled_from(Scope), kind=TEXT)
    return Node(
        id=curie,
        category=category,
        name=draw(TEXT),
        synonyms=tuple(draw(st.lists(synonyms, max_size=2))),
        definition=draw(TEXT),
        alt_ids=draw(LISTS),
        xrefs=draw(LISTS),
        deprecated=draw(st.booleans()),
        provided_by=draw(LISTS),
        epidemiology=draw(TEXT),
    )


@st.composite
def graphs(draw: st.DrawFn) -> KnowledgeGraph:
    """Two diseases and a term; phenotype rows, course rows, and edges without rows."""
    pooled = pool_phenotype_rows(
        draw(st.lists(rows(), min_size=1, max_size=3)), sources=draw(SOURCES)
    )
    course = Edge(
        subject=DISEASE,
        predicate=Predicate.HAS_CLINICAL_COURSE,
        object=TERM,
        sources=draw(SOURCES),
        annotations=tuple(draw(st.lists(rows("has_clinical_course"), max_size=2))),
    )
    polarity = draw(st.sampled_from([Predicate.HAS_PHENOTYPE, Predicate.LACKS_PHENOTYPE]))
    bare = Edge(subject=OTHER_DISEASE, predicate=polarity, object=TERM, sources=draw(SOURCES))
    return KnowledgeGraph(
        nodes=(
            draw(nodes(DISEASE, Category.DISEASE)),
            draw(nodes(OTHER_DISEASE, Category.DISEASE)),
            draw(nodes(TERM, Category.PHENOTYPIC_FEATURE)),
        ),
        edges=(*pooled, course, bare),
        manifest=MANIFEST,
    )


MANIFEST = Manifest(
    version="tiny-1",
    hash="0" * 64,
    schema_version=1,
    sources=(
        SourceInfo(name="a", infores="infores:a", version="1", licence="CC0-1.0"),
        SourceInfo(name="b", infores="infores:b", version="1", licence="HPO"),
    ),
    nodes={},
    edges={},
)


@pytest.mark.parametrize("format", FORMATS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(graph=graphs())
def test_any_graph_survives(format: Literal["tsv", "jsonl"], graph: KnowledgeGraph) -> None:
    with tempfile.TemporaryDirectory() as name:
        write_kgx(graph, Path(name), format=format)
        content = open_source("kgx", Path(name)).read({})

    assert content.nodes == graph.nodes
    assert sorted(content.edges, key=repr) == sorted(graph.edges, key=repr)
    assert content.issues == ()


@pytest.mark.parametrize("format", FORMATS)
def test_a_built_graph_survives(
    hpo_folder: Path, tmp_path: Path, format: Literal["tsv", "jsonl"]
) -> None:
    graph = build_graph(["hpo"], paths={"hpo": hpo_folder})

    paths = write_kgx(graph, tmp_path / "out", format=format)
    again = build_graph(["kgx"], paths={"kgx": tmp_path / "out"})

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        path.name for path in paths
    )
    assert (again.nodes, again.edges) == (graph.nodes, graph.edges)
    assert again.manifest.hash == graph.manifest.hash
    assert again.manifest.version == "kgx-hpo-2025-01-16"


@pytest.mark.slow
def test_the_default_graph_survives(default_graph: KnowledgeGraph, tmp_path: Path) -> None:
    write_kgx(default_graph, tmp_path)
    again = build_graph(["kgx"], paths={"kgx": tmp_path})

    assert again.manifest.hash == default_graph.manifest.hash
    assert again.manifest.sources[0].licence == "HPO AND Apache-2.0 AND CC-BY-4.0"


def test_negatives_are_written_as_biolink_says_them(hpo_folder: Path, tmp_path: Path) -> None:
    write_kgx(build_graph(["hpo"], paths={"hpo": hpo_folder}), tmp_path, format="jsonl")
    edges = [orjson.loads(line) for line in (tmp_path / "edges.jsonl").read_bytes().splitlines()]
    lacking = [edge for edge in edges if edge["object"] == "HP:0011097" and "negated" in edge]

    assert {edge["predicate"] for edge in edges if "phenotype" in edge["predicate"]} == {
        "biolink:has_phenotype"
    }
    assert [edge["negated"] for edge in lacking] == [True]


def test_an_unknown_format(default_graph: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="tsv or jsonl"):
        write_kgx(default_graph, tmp_path, format="csv")  # type: ignore[arg-type]  # the test's point
    assert list(tmp_path.iterdir()) == []


NODES = (
    "id\tcategory\tname\tsynonym\n"
    "MIM:1\tbiolink:NamedThing|biolink:Disease\tOne disease\tFirst|Second\n"
    "HP:0000001\tbiolink:PhenotypicFeature\tOne term\t\n"
    "HGNC:5\tbiolink:Gene\tA1BG\t\n"
    "SO:1\tbiolink:SequenceVariant\tA variant\t\n"
    "nonsense\tbiolink:Disease\tNo CURIE\t\n"
)
EDGES = (
    "subject\tpredicate\tobject\tprimary_knowledge_source\thas_count\thas_total\tpublications\n"
    "MIM:1\tbiolink:has_phenotype\tHP:0000001\tinfores:x\t1\t4\tPMID:1|PMID:2\n"
    "MIM:1\tbiolink:has_phenotype\tHP:0000001\tinfores:x\t\t\t\n"
    "MIM:1\tbiolink:has_phenotype\tHP:0000001\tinfores:x\t9\t4\t\n"
    "MIM:1\tbiolink:has_phenotype\tHP:0000001\tinfores:x\tmany\t4\t\n"
    "HGNC:5\tbiolink:gene_associated_with_condition\tMIM:1\t\t\t\t\n"
    "HGNC:5\tbiolink:has_phenotype\tHP:0000001\tinfores:x\t\t\t\n"
    "SO:1\tbiolink:related_to\tMIM:1\tinfores:x\t\t\t\n"
    "HGNC:5\tbiolink:interacts_with\tHGNC:5\tinfores:x\t\t\t\n"
    "\tbiolink:related_to\tMIM:1\tinfores:x\t\t\t\n"
)


@pytest.fixture
def foreign(tmp_path: Path) -> SourceContent:
    (tmp_path / "x_nodes.tsv").write_text(NODES)
    (tmp_path / "x_edges.tsv").write_text(EDGES)
    return open_source("kgx", tmp_path).read({})


def test_foreign_nodes(foreign: SourceContent) -> None:
    by_id = {node.id: node for node in foreign.nodes}

    assert set(by_id) == {"OMIM:1", "HP:0000001", "HGNC:5"}
    assert by_id["OMIM:1"].category is Category.DISEASE
    assert by_id["OMIM:1"].synonyms == (
        Synonym(text="First", scope=Scope.EXACT),
        Synonym(text="Second", scope=Scope.EXACT),
    )


def test_foreign_edges(foreign: SourceContent) -> None:
    phenotype, gene = foreign.edges

    assert phenotype.sources == ("infores:x",)
    assert [(row.has_count, row.publications) for row in phenotype.annotations] == [
        (1, ("PMID:1", "PMID:2")),
        (None, ()),
    ]
    assert phenotype.annotations[0].knowledge_level == "not_provided"
    assert (gene.sources, gene.annotations) == (("infores:kgx",), ())


def test_what_was_left_out_is_counted(foreign: SourceContent) -> None:
    assert Counter(issue.code for issue in foreign.issues) == {
        IssueCode.BAD_ROW: 4,
        IssueCode.UNKNOWN_PREDICATE: 4,
    }


def test_nulls_of_json_lines_are_left_out_and_other_kinds_are_bad_rows(tmp_path: Path) -> None:
    nodes = [
        {"id": "OMIM:1", "category": ["biolink:Disease"], "name": None, "description": None},
        {"id": "HP:0000001", "category": ["biolink:PhenotypicFeature"], "name": "One term"},
    ]
    edge = {"subject": "OMIM:1", "predicate": "biolink:has_phenotype", "object": "HP:0000001"}
    edges = [
        {**edge, "has_count": None, "has_total": None, "publications": None, "negated": None},
        {**edge, "has_count": [1], "has_total": 2},
    ]
    for name, records in (("nodes", nodes), ("edges", edges)):
        lines = b"\n".join(map(orjson.dumps, records))
        (tmp_path / f"{name}.jsonl").write_bytes(lines)

    content = open_source("kgx", tmp_path).read({})

    assert [node.name for node in content.nodes] == ["", "One term"]
    (read,) = content.edges
    assert [(row.has_count, row.negated) for row in read.annotations] == [(None, False)]
    assert [issue.code for issue in content.issues] == [IssueCode.BAD_ROW]


def test_edges_to_a_node_that_is_nowhere_fail_the_build(tmp_path: Path) -> None:
    (tmp_path / "nodes.tsv").write_text("id\tcategory\tname\nOMIM:1\tbiolink:Disease\tOne\n")
    (tmp_path / "edges.tsv").write_text(
        "subject\tpredicate\tobject\nOMIM:1\tbiolink:has_phenotype\tHP:0000001\n"
    )

    with pytest.raises(GraphBuildError, match=r"dangling_edge: .*no node HP:0000001"):
        build_graph(["kgx"], paths={"kgx": tmp_path})


@pytest.mark.parametrize("line", [b"{", b"[1]", b"\xff\xfe"])
def test_a_file_that_is_not_kgx(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "nodes.jsonl").write_bytes(line)
    (tmp_path / "edges.jsonl").write_bytes(b"")

    with pytest.raises(GraphBuildError, match=r"nodes\.jsonl"):
        open_source("kgx", tmp_path).read({})


@pytest.mark.parametrize("path", [None, Path("/nonexistent")])
def test_no_folder(path: Path | None) -> None:
    with pytest.raises(GraphBuildError, match=r"\*nodes and an \*edges"):
        open_source("kgx", path).read({})


def test_a_folder_without_a_manifest_has_no_known_licence(tmp_path: Path) -> None:
    (tmp_path / "nodes.tsv").write_text(NODES)
    (tmp_path / "edges.tsv").write_text(EDGES)

    info = open_source("kgx", tmp_path).info()

    assert info.licence == "unknown"
    assert info.version.startswith("sha256.")
