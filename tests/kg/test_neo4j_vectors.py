from __future__ import annotations

import numpy as np
import pytest

from data_schema import UsageError
from encoders.graph import similar_nodes
from kg import arrays_from_graph
from kg.neo4j_store import Neo4jStore
from tests.kg.small_graphs import annotation, small_graph

pytestmark = pytest.mark.neo4j

SIMILAR = (
    "MATCH (d:Disease {id: $id}) "
    "CALL db.index.vector.queryNodes('diagraph_disease_embedding', 10, d.embedding) "
    "YIELD node, score WHERE node.id <> $id RETURN node.id AS id, score ORDER BY score DESC, id"
)
GRAPH = small_graph(
    {"HP:0000010": ("HP:0000118",)},
    [annotation(f"OMIM:{number}", "HP:0000010") for number in range(1, 6)],
)


def test_similar_diseases_are_those_of_the_arrays(neo4j_store: Neo4jStore) -> None:
    vectors = np.random.default_rng(0).normal(size=(5, 8)).astype(np.float32)
    ids = list(arrays_from_graph(GRAPH).disease_ids)
    neo4j_store.load(GRAPH)
    neo4j_store.open()

    assert neo4j_store.write_embeddings([*ids, "OMIM:77"], np.vstack((vectors, vectors[:1]))) == 5
    rows = neo4j_store.query(SIMILAR, {"id": ids[2]})

    expected = similar_nodes(vectors, 2)
    assert [row["id"] for row in rows] == [ids[each.node] for each in expected]
    assert [row["score"] for row in rows] == pytest.approx(
        [(1 + each.cosine) / 2 for each in expected], abs=1e-3
    )
    neo4j_store.load(GRAPH)
    assert neo4j_store.manifest().hash == GRAPH.manifest.hash
    assert len(neo4j_store.query(SIMILAR, {"id": ids[2]})) == 4
    assert neo4j_store.write_embeddings(ids, vectors[:, :4]) == 5


def test_vectors_without_a_direction_are_refused(neo4j_store: Neo4jStore) -> None:
    with pytest.raises(UsageError, match="other than 0 for each of 2"):
        neo4j_store.write_embeddings(["OMIM:1", "OMIM:2"], np.zeros((2, 4), np.float32))
