"""What a graph is without: rows of edges, single rows, and what stands on some papers alone."""

from __future__ import annotations

import numpy as np
import pytest

from data_schema import Category, UsageError
from kg import (
    WHOLE,
    GraphArrays,
    Node,
    Overlay,
    arrays_from_graph,
    rows_of_diseases,
    rows_of_one_paper_diseases,
    rows_only_citing,
    without,
)
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


def numbers(*values: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array(values, np.int64)


def test_overlays_differ_where_any_part_does() -> None:
    parts = (
        Overlay(dropped=numbers(3)),
        Overlay(silent=numbers(3)),
        Overlay(spared=numbers(3)),
        Overlay(unlinked=numbers(3)),
    )

    assert len({overlay.key for overlay in (WHOLE, *parts)}) == 5
    assert Overlay(dropped=numbers(3)).key == parts[0].key
    assert [overlay.is_empty for overlay in (WHOLE, *parts)] == [True, False, False, True, False]


def test_rows_of_diseases_are_all_of_theirs(arrays: GraphArrays) -> None:
    assert rows_of_diseases(arrays, numbers(0, 2)).tolist() == [0, 1, 2, 4]
    assert rows_of_diseases(arrays, numbers()).tolist() == []


def test_a_disease_is_known_from_one_paper_where_all_it_shows_stands_on_it() -> None:
    one = ("PMID:1",)
    rows = [
        annotation("OMIM:1", "HP:0000100", publications=one),
        annotation("OMIM:1", "HP:0000200", publications=one),
        annotation("OMIM:2", "HP:0000100", publications=one),
        annotation("OMIM:2", "HP:0000200", publications=("PMID:2",)),
        annotation("OMIM:3", "HP:0000100", publications=("PMID:1", "PMID:2")),
        annotation("OMIM:4", "HP:0000100", publications=("OMIM:4",)),
        annotation("OMIM:5", "HP:0000100", publications=one),
        annotation("OMIM:5", "HP:0000200", publications=("OMIM:5",)),
        annotation("OMIM:6", "HP:0000100", publications=one),
        annotation("OMIM:6", "HP:0000200", negated=True, publications=("OMIM:6",)),
        annotation("OMIM:7", "HP:0000100", publications=one),
        annotation("OMIM:7", "HP:0000200"),
        annotation("OMIM:8", "HP:0000200", has_count=0, has_total=3, publications=one),
    ]
    arrays = arrays_from_graph(small_graph(TERMS, rows))

    found = rows_of_one_paper_diseases(arrays)

    assert {arrays.disease_ids[d] for d in arrays.rows.disease[found]} == {"OMIM:1", "OMIM:6"}
    assert found.tolist() == [0, 1, 8, 9]
