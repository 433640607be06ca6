"""Vectors of diseases in Neo4j, with an index: *similar diseases* as a Cypher query.

The property ``embedding`` and the index are beside the graph: a load neither writes nor removes
them, and they are no part of its hash. Writing them changes the fingerprint of the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_schema import Category, UsageError

from .neo4j_load import MARK, Database
from .protocols import Progress

__all__ = ["VECTOR_INDEX", "write_vectors"]

VECTOR_INDEX: Final = "diagraph_disease_embedding"
"""Vector index over ``embedding`` of diseases, by cosine."""

_BATCH: Final = 1_000


def write_vectors(
    database: Database, ids: Sequence[str], vectors: NDArray[np.float32], report: Progress
) -> int:
    """Write a vector to each disease of ours, and make the index anew for their width.

    Args:
        database: where the graph is.
        ids: n CURIEs of diseases; those that are not there are passed over.
        vectors: (n, dim), none of length 0.
        report: told how many are done.

    Returns:
        how many diseases have got one.

    Raises:
        UsageError: as many ids as vectors are needed, and vectors with a direction.
    """
    lengths = np.linalg.norm(vectors, axis=1) if vectors.ndim == 2 else np.zeros(0)
    if not len(ids) or len(ids) != len(lengths) or not (np.isfinite(lengths) & (lengths > 0)).all():
        raise UsageError(
            f"expected a finite vector other than 0 for each of {len(ids)} diseases, "
            f"got an array of shape {vectors.shape}; encode the graph of this store"
        )
    label = Category.DISEASE.value
    database.define(f"DROP INDEX {VECTOR_INDEX} IF EXISTS")
    written = 0
    for start in range(0, len(ids), _BATCH):
        rows = [
            [curie, vector]
            for curie, vector in zip(
                ids[start : start + _BATCH], vectors[start : start + _BATCH].tolist(), strict=True
            )
        ]
        database.write(
            f"UNWIND $rows AS row MATCH (n:{label} {{id: row[0]}}) WHERE n.{MARK} IS NOT NULL "
            "CALL db.create.setNodeVectorProperty(n, 'embedding', row[1])",
            rows=rows,
        )
        written += len(rows)
        report("vectors", written, len(ids))
    database.define(
        f"CREATE VECTOR INDEX {VECTOR_INDEX} FOR (n:{label}) ON (n.embedding) "
        f"OPTIONS {{indexConfig: {{`vector.dimensions`: {vectors.shape[1]}, "
        "`vector.similarity_function`: 'cosine', `vector.quantization.enabled`: false}}"
    )
    database.define("CALL db.awaitIndexes(300)")
    found = database.read(
        f"MATCH (n:{label}) WHERE n.embedding IS NOT NULL AND n.{MARK} IS NOT NULL RETURN count(n)"
    )
    return int(found[0][0])
