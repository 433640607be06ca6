"""Information content grows from the root down and counts each disease once."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from data_schema import Annotation, Category, Predicate
from kg import (
    PHENOTYPE_ROOT,
    Edge,
    GraphArrays,
    KnowledgeGraph,
    Manifest,
    Node,
    arrays_from_graph,
    information_content,
)

EYE, LENS = "HP:0000478", "HP:0000517"


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    """Two diseases at the lens, one by two rows; a third lacks it."""
    terms = [PHENOTYPE_ROOT, EYE, LENS]
    nodes = [Node(id=t, category=Category.PHENOTYPIC_FEATURE, name=t) for t in terms]
    nodes += [Node(id=f"OMIM:{i}", category=Category.DISEASE, name=str(i)) for i in range(4)]
    edges = [
        Edge(subject=low, predicate=Predicate.SUBCLASS_OF, object=high, sources=("infores:hpo",))
        for low, high in ((EYE, PHENOTYPE_ROOT), (LENS, EYE))
    ]
    for disease, negated, n in (("OMIM:0", False, 2), ("OMIM:1", False, 1), ("OMIM:2", True, 1)):
        predicate = Predicate.LACKS_PHENOTYPE if negated else Predicate.HAS_PHENOTYPE
        row = Annotation(subject=disease, predicate=predicate, object=LENS, negated=negated)
        edges.append(
            Edge(
                subject=disease,
                predicate=predicate,
                object=LENS,
                sources=(),
                annotations=(row,) * n,
            )
        )
    manifest = Manifest(version="t", hash="t", schema_version=1, sources=(), nodes={}, edges={})
    return arrays_from_graph(
        KnowledgeGraph(nodes=tuple(nodes), edges=tuple(edges), manifest=manifest)
    )


def test_each_disease_counts_once_and_what_it_lacks_not_at_all(arrays: GraphArrays) -> None:
    content = information_content(arrays)
    assert content[arrays.term_index[LENS]] == pytest.approx(-log(3 / 5))


def test_an_ancestor_never_has_more(arrays: GraphArrays) -> None:
    content = information_content(arrays)
    for term in range(len(arrays.term_ids)):
        assert np.all(content[arrays.ancestors[term]] <= content[term])
