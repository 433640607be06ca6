"""On the full graph the embedded store, Neo4j and the arrays tell the same story."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import neo4j
import numpy as np
import pytest

from data_schema import Attribution, Finding, MatchKind, OntologyClass, PatientRecord
from fusion import Case, Explainer
from kg import (
    CSR,
    EdgeColumns,
    GraphArrays,
    GraphStore,
    KnowledgeGraph,
    RowColumns,
    SynonymColumns,
    store_at,
)
from pipelines import DiagnosticPipeline

pytestmark = pytest.mark.neo4j

PAIRS = 1000
INDIRECT = 300
MOST_PATHS = 3
"""How many of an attribution's paths are run as Cypher on each store."""
MARFAN = "OMIM:154700"
ARACHNODACTYLY = "HP:0001166"


@pytest.fixture(scope="module")
def neo4j_pipeline(
    neo4j_uri: str, default_graph: KnowledgeGraph, graph_home: Path
) -> Iterator[DiagnosticPipeline]:
    with neo4j.GraphDatabase.driver(neo4j_uri) as driver, driver.session() as session:
        store = store_at(neo4j_uri)
        store.load(default_graph)
        store.close()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DIAGRAPH_HOME", str(graph_home))
            yield DiagnosticPipeline.load(neo4j_uri)
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


@pytest.fixture(scope="module")
def stores(neo4j_uri: str, graph_home: Path, neo4j_pipeline: object) -> Iterator[list[GraphStore]]:
    with store_at(graph_home / "graph.lbug") as embedded, store_at(neo4j_uri) as server:
        yield [embedded, server]


def attributions(pipeline: DiagnosticPipeline, pairs: list[tuple[int, int]]) -> list[Attribution]:
    """Explain each (term, disease) pair by itself."""
    explainer = Explainer(pipeline.model)
    found: list[Attribution] = []
    for term, disease in pairs:
        scored = pipeline.model.score(Case(observed=(term,), excluded=(), subsumed={}))
        column = pipeline.model.column(disease)
        assert column is not None
        found.extend(explainer.diagnosis(scored, column, rank=1).evidence)
    return found


def sampled_pairs(arrays: GraphArrays, model_candidates: list[int]) -> list[tuple[int, int]]:
    """Annotated pairs, and pairs of a disease with a term near its annotations."""
    rng = random.Random(20251124)
    pairs: list[tuple[int, int]] = []
    while len(pairs) < PAIRS:
        disease = rng.choice(model_candidates)
        start, end = arrays.disease_rows[disease : disease + 2].tolist()
        if start == end:
            continue
        term = int(arrays.rows.term[rng.randrange(start, end)])
        if len(pairs) < INDIRECT:
            above = [t for t in arrays.ancestors[term].tolist() if arrays.is_phenotype[t]]
            term = rng.choice(arrays.descendants[rng.choice(above[1:] or above)].tolist())
        if arrays.is_phenotype[term] and term != arrays.root:
            pairs.append((term, disease))
    return pairs


def assert_same(one: object, other: object, name: str) -> None:
    if isinstance(one, CSR | EdgeColumns | RowColumns | SynonymColumns):
        for part in fields(one):
            assert_same(getattr(one, part.name), getattr(other, part.name), f"{name}.{part.name}")
    elif isinstance(one, np.ndarray):
        assert isinstance(other, np.ndarray)
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), name
    else:
        assert one == other, name


def test_both_stores_export_the_same_arrays(
    pipeline: DiagnosticPipeline, neo4j_pipeline: DiagnosticPipeline
) -> None:
    for part in fields(pipeline.arrays):
        assert_same(
            getattr(pipeline.arrays, part.name),
            getattr(neo4j_pipeline.arrays, part.name),
            part.name,
        )


def test_a_thousand_derivations_are_the_same_and_every_third_runs_on_both(
    pipeline: DiagnosticPipeline, neo4j_pipeline: DiagnosticPipeline, stores: list[GraphStore]
) -> None:
    pairs = sampled_pairs(pipeline.arrays, pipeline.model.candidates.tolist())
    ours = attributions(pipeline, pairs)
    assert ours == attributions(neo4j_pipeline, pairs)
    assert len(ours) >= 0.95 * PAIRS
    assert sum(each.match is not MatchKind.EXACT for each in ours) >= 250
    for each in ours[::3]:
        for path in each.paths[:MOST_PATHS]:
            for store in stores:
                (row,) = store.query(path.cypher, path.parameters)
                assert [row[f"n{i}"] for i in range(len(path.nodes))] == list(path.nodes)
                assert row["frequency"] == pytest.approx(path.annotation.frequency)


def test_loading_the_full_graph_again_makes_no_duplicates(
    neo4j_uri: str, default_graph: KnowledgeGraph, neo4j_pipeline: DiagnosticPipeline
) -> None:
    with store_at(neo4j_uri) as store:
        before = store.counts()
        store.load(default_graph)
        assert store.counts() == before
        assert before == (default_graph.manifest.nodes, default_graph.manifest.edges)


def test_an_edge_deleted_in_neo4j_changes_its_answers_alone(
    neo4j_uri: str,
    pipeline: DiagnosticPipeline,
    neo4j_pipeline: DiagnosticPipeline,
    stores: list[GraphStore],
) -> None:
    record = PatientRecord(
        id="case",
        phenotypic_features=(
            Finding(type=OntologyClass(id=ARACHNODACTYLY)),
            Finding(type=OntologyClass(id="HP:0001083")),
        ),
    )
    before = pipeline.explain(record, [MARFAN])
    same = neo4j_pipeline.explain(record, [MARFAN])
    assert before.diagnoses == same.diagnoses
    path = next(
        path
        for part in before.diagnoses[0].evidence
        if part.finding == ARACHNODACTYLY
        for path in part.paths
    )
    cited = next(edge for edge in path.edges if edge.predicate == "has_phenotype")
    with neo4j.GraphDatabase.driver(neo4j_uri) as driver, driver.session() as session:
        session.run(
            "MATCH (:Disease {id: $d})-[r:HAS_PHENOTYPE]->(:PhenotypicFeature {id: $t}) DELETE r",
            d=cited.subject,
            t=cited.object,
        ).consume()
    after = DiagnosticPipeline.load(neo4j_uri).explain(record, [MARFAN])
    assert after.diagnoses[0].score < before.diagnoses[0].score
    assert after.provenance.kg_hash != before.provenance.kg_hash
    assert pipeline.explain(record, [MARFAN]).diagnoses == before.diagnoses
    embedded, server = stores
    assert embedded.query(path.cypher, path.parameters)
    assert not server.query(path.cypher, path.parameters)
