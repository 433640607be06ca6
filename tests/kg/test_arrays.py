"""Look-ups over the arrays."""

from __future__ import annotations

import numpy as np
import pytest

from data_schema import Category, Predicate
from kg import CSR, FREQUENCY_MIDPOINTS, Edge, GraphArrays, Node, arrays_from_graph
from tests.kg.small_graphs import SOURCE, annotation, small_graph

TERMS = {
    "HP:0000100": ["HP:0000118"],
    "HP:0000110": ["HP:0000100"],
    "HP:0000111": ["HP:0000110"],
    "HP:0000005": ["HP:0000001"],
}


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    rows = [
        annotation("OMIM:1", "HP:0000111", publications=("PMID:1", "PMID:2")),
        annotation("OMIM:1", "HP:0000110", publications=("PMID:2",)),
        annotation("OMIM:1", "HP:0000111", negated=True),
        annotation("OMIM:2", "HP:0000111"),
    ]
    nodes = [
        Node(
            id="HP:0000100",
            category=Category.PHENOTYPIC_FEATURE,
            name="hundred",
            alt_ids=("HP:0000199",),
        ),
        Node(id="HP:0000198", category=Category.PHENOTYPIC_FEATURE, name="gone", deprecated=True),
        Node(id="HGNC:5", category=Category.GENE, name="GEN5"),
        Node(id="MONDO:5", category=Category.ONTOLOGY_CLASS, name="class five"),
    ]
    gene = Edge(
        subject="HGNC:5",
        predicate=Predicate.GENE_ASSOCIATED_WITH_CONDITION,
        object="OMIM:1",
        sources=(SOURCE,),
    )
    return arrays_from_graph(small_graph(TERMS, rows, nodes=nodes, edges=[gene]))


def ids(arrays: GraphArrays, rows: CSR, of: str) -> list[str]:
    return [arrays.term_ids[i] for i in rows[arrays.term_index[of]].tolist()]


def test_terms_are_found_by_their_own_and_their_alternative_ids(arrays: GraphArrays) -> None:
    hundred = arrays.term_index["HP:0000100"]

    assert arrays.resolve_term("HP:0000100") == arrays.resolve_term("HP:0000199") == hundred
    assert arrays.resolve_term("HP:0000198") is None
    assert arrays.resolve_term("HP:0009999") is None
    assert arrays.deprecated == {"HP:0000198"}


def test_phenotypes_are_the_root_and_what_lies_below(arrays: GraphArrays) -> None:
    below = {arrays.term_ids[i] for i in np.flatnonzero(arrays.is_phenotype)}

    assert below == {"HP:0000118", "HP:0000100", "HP:0000110", "HP:0000111"}
    assert arrays.term_ids[arrays.root] == "HP:0000118"


def test_ancestors_among_the_phenotypes(arrays: GraphArrays) -> None:
    assert "HP:0000001" in ids(arrays, arrays.ancestors, "HP:0000110")
    assert ids(arrays, arrays.phenotype_ancestors, "HP:0000110") == [
        "HP:0000100",
        "HP:0000110",
        "HP:0000118",
    ]
    assert ids(arrays, arrays.phenotype_ancestors, "HP:0000005") == []


def test_descendants_are_the_ancestors_turned_round(arrays: GraphArrays) -> None:
    assert ids(arrays, arrays.descendants, "HP:0000110") == ["HP:0000110", "HP:0000111"]
    assert ids(arrays, arrays.descendants, "HP:0000005") == ["HP:0000005"]


def test_rows_of_a_pair(arrays: GraphArrays) -> None:
    def rows(disease: str, term: str) -> list[int]:
        found = arrays.rows_of(arrays.disease_index[disease], arrays.term_index[term])
        return [int(row) for row in found]

    assert rows("OMIM:1", "HP:0000110") == [0]
    assert rows("OMIM:1", "HP:0000111") == [1, 2]
    assert rows("OMIM:2", "HP:0000111") == [3]
    assert rows("OMIM:2", "HP:0000110") == []
    assert len(arrays.rows) == 4


def test_rows_of_a_publication(arrays: GraphArrays) -> None:
    cited = {p: arrays.publication_rows[i].tolist() for p, i in arrays.publication_index.items()}

    assert cited == {"PMID:1": [1], "PMID:2": [0, 1]}


@pytest.mark.parametrize(
    ("curie", "label"),
    [
        ("HP:0000100", "hundred"),
        ("HP:0000199", "hundred"),
        ("OMIM:2", "disease OMIM:2"),
        ("HGNC:5", "GEN5"),
        ("MONDO:5", "class five"),
        ("HP:0009999", "HP:0009999"),
    ],
)
def test_labels(arrays: GraphArrays, curie: str, label: str) -> None:
    assert arrays.label(curie) == label


def test_midpoints_lie_within_their_classes() -> None:
    bounds = {
        "HP:0040280": (1.0, 1.0),
        "HP:0040281": (0.8, 0.99),
        "HP:0040282": (0.3, 0.79),
        "HP:0040283": (0.05, 0.29),
        "HP:0040284": (0.01, 0.04),
        "HP:0040285": (0.0, 0.0),
    }

    assert pytest.approx({c: sum(b) / 2 for c, b in bounds.items()}) == dict(FREQUENCY_MIDPOINTS)
