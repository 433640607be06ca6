"""What a graph is without: rows of edges, single rows, and what stands on some papers alone."""

from __future__ import annotations

import pytest

from data_schema import Category, UsageError
from kg import GraphArrays, Node, arrays_from_graph, rows_only_citing, without
from tests.kg.small_graphs import annotation, small_graph

TERMS = {"HP:0000100": ["HP:0000118"], "HP:0000200": ["HP:0000118"]}


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    rows = [
        annotation("OMIM:1", "HP:0000100", publications=("PMID:1",)),
        annotation("OMIM:1", "HP:0000100", publications=("PMID:1", "PMID:2")),
        annotation("OMIM:1", "HP:0000200"),
        annotation("OMIM:2", "HP:0000200", negated=True, publications=("PMID:1",)),
        annotation("OMIM:3", "HP:0000200", publications=("PMID:2", "PMID:2")),
    ]
    nodes = [
        Node(
            id="HP:0000100",
            category=Category.PHENOTYPIC_FEATURE,
            name="t",
            alt_ids=("HP:0000900",),
        )
    ]
    return arrays_from_graph(small_graph(TERMS, rows, nodes=nodes))


@pytest.mark.parametrize(
    ("publications", "rows"),
    [
        ([], []),
        (["PMID:1"], [0, 3]),
        (["PMID:2"], [4]),
        (["PMID:2", "PMID:1", "PMID:1"], [0, 1, 3, 4]),
        (["PMID:404"], []),
        (["PMID:404", "PMID:1"], [0, 3]),
    ],
)
def test_rows_go_with_their_last_reference(
    arrays: GraphArrays, publications: list[str], rows: list[int]
) -> None:
    assert rows_only_citing(arrays, publications).tolist() == rows
    assert without(arrays, publications=publications).tolist() == rows


def test_an_edge_goes_with_all_its_rows(arrays: GraphArrays) -> None:
    assert without(arrays, [("OMIM:1", "HP:0000100")]).tolist() == [0, 1]
    assert without(arrays, [("OMIM:1", "HP:0000900")]).tolist() == [0, 1]
    assert without(arrays, [("OMIM:2", "HP:0000200")]).tolist() == [3]


def test_edges_rows_and_publications_add_up(arrays: GraphArrays) -> None:
    found = without(arrays, [("OMIM:1", "HP:0000200")], rows=[4, 2], publications=["PMID:1"])

    assert found.tolist() == [0, 2, 3, 4]
    assert found.dtype == "int64"
    assert without(arrays).tolist() == []


@pytest.mark.parametrize(
    "edge",
    [("OMIM:2", "HP:0000100"), ("OMIM:404", "HP:0000100"), ("OMIM:1", "HP:0000404")],
)
def test_an_edge_the_graph_does_not_have_is_an_error(
    arrays: GraphArrays, edge: tuple[str, str]
) -> None:
    with pytest.raises(UsageError, match=f"got {edge[0]} – {edge[1]}; name the disease"):
        without(arrays, [edge])


@pytest.mark.parametrize("row", [-1, 5])
def test_a_row_the_graph_does_not_have_is_an_error(arrays: GraphArrays, row: int) -> None:
    with pytest.raises(UsageError, match="expected row numbers from 0 to 4"):
        without(arrays, rows=[0, row])
