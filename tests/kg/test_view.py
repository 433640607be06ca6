"""A view leaves diseases out of reach and everything else as it was."""

from __future__ import annotations

import numpy as np
import pytest

from kg import GraphArrays, arrays_from_graph, arrays_without, without_diseases
from tests.kg.small_graphs import annotation, small_graph

TERMS = {"HP:0000100": ["HP:0000118"], "HP:0000200": ["HP:0000118"]}
ROWS = [
    annotation("MONDO:1", "HP:0000100", publications=("PMID:9",)),
    annotation("MONDO:1", "HP:0000200"),
    annotation("OMIM:1", "HP:0000100", publications=("PMID:1", "PMID:2"), has_percentage=30.0),
    annotation("OMIM:2", "HP:0000200", publications=("PMID:2",)),
    annotation("ORPHA:1", "HP:0000200"),
]
SAME = [("MONDO:1", "OMIM:1"), ("OMIM:1", "ORPHA:1")]


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return arrays_from_graph(small_graph(TERMS, ROWS, same=SAME))


def left_out(arrays: GraphArrays, *diseases: str) -> GraphArrays:
    return without_diseases(arrays, np.array([d in diseases for d in arrays.disease_ids], np.bool_))


def told(arrays: GraphArrays) -> list[tuple[str, str, list[str]]]:
    rows = arrays.rows
    return [
        (
            arrays.disease_ids[int(rows.disease[row])],
            arrays.term_ids[int(rows.term[row])],
            [arrays.publications[p] for p in rows.publications[row].tolist()],
        )
        for row in range(len(rows))
    ]


def test_rows_of_what_is_left_out_are_gone_and_others_keep_what_they_say(
    arrays: GraphArrays,
) -> None:
    view = left_out(arrays, "MONDO:1")

    assert told(view) == [each for each in told(arrays) if each[0] != "MONDO:1"]
    assert view.rows.midpoint[0] == 0.3
    assert list(view.disease_ids) == list(arrays.disease_ids)
    assert np.diff(view.disease_rows)[0] == 0


def test_what_is_left_out_is_nobodys_equivalent(arrays: GraphArrays) -> None:
    view = left_out(arrays, "MONDO:1")
    at = view.disease_index

    assert view.equivalents[at["MONDO:1"]].tolist() == []
    assert view.equivalents[at["OMIM:1"]].tolist() == [at["ORPHA:1"]]
    assert len(view.exact_match_source) == len(view.exact_matches.indices) == 1


def test_the_class_of_others_stays_theirs(arrays: GraphArrays) -> None:
    view = left_out(arrays, "MONDO:1")
    (number,) = view.disease_classes[view.disease_index["OMIM:1"]].tolist()

    assert view.class_ids[number] == "MONDO:1"


def test_leaving_nothing_out_changes_nothing(arrays: GraphArrays) -> None:
    view = left_out(arrays)

    assert told(view) == told(arrays)
    assert np.array_equal(view.exact_matches.indices, arrays.exact_matches.indices)


def test_leaving_everything_out_leaves_no_row(arrays: GraphArrays) -> None:
    view = left_out(arrays, *arrays.disease_ids)

    assert len(view.rows) == 0
    assert len(view.exact_matches.indices) == 0


def test_rows_that_are_left_out_are_nowhere_and_the_rest_is_as_it_was(arrays: GraphArrays) -> None:
    before = told(arrays)

    left = arrays_without(arrays, np.array([3, 0], np.int64))

    assert told(left) == [before[1], before[2], before[4]]
    assert left.rows.midpoint[1] == arrays.rows.midpoint[2] == 0.3
    assert left.disease_ids is arrays.disease_ids
    assert left.disease_rows[-1] == 3
    assert left.publication_rows.degrees.tolist() == [
        sum(publication in papers for _, _, papers in told(left))
        for publication in left.publications
    ]
    assert told(arrays) == before
