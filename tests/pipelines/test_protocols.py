"""What each evaluation protocol leaves out, on a graph small enough to read."""

from __future__ import annotations

import numpy as np
import pytest

from data_schema import UnknownNameError
from kg import WHOLE, GraphArrays, Overlay, arrays_from_graph
from pipelines import PROTOCOLS, LeaveOut
from pipelines.cli.evaluate import Protocol as Choice
from tests.kg.small_graphs import annotation, small_graph

TERMS = {"HP:0000100": ["HP:0000118"], "HP:0000200": ["HP:0000118"]}
ROWS = [
    annotation("OMIM:1", "HP:0000100", publications=("PMID:1",)),
    annotation("OMIM:1", "HP:0000100", publications=("OMIM:1",)),
    annotation("OMIM:1", "HP:0000200", publications=("OMIM:1", "PMID:1")),
    annotation("OMIM:1", "HP:0000200", publications=("PMID:2",)),
    annotation("OMIM:2", "HP:0000100", publications=("PMID:1",)),
    annotation("OMIM:3", "HP:0000100", publications=("PMID:3",)),
    annotation("OMIM:4", "HP:0000100", publications=("OMIM:4",)),
    annotation("ORPHA:1", "HP:0000200", publications=("ORPHA:1",)),
]


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return arrays_from_graph(small_graph(TERMS, ROWS, same=[("OMIM:1", "ORPHA:1")]))


def overlay_of(arrays: GraphArrays, protocol: str) -> Overlay:
    """Of a case of OMIM:1 from PMID:1; the entry that it also names is no paper."""
    return LeaveOut(arrays, protocol).overlay(("PMID:1", "OMIM:4"), np.array([0], np.int64))


def test_as_is_leaves_nothing_out(arrays: GraphArrays) -> None:
    assert overlay_of(arrays, "as-is") is WHOLE


def test_lpo_leaves_out_what_the_paper_alone_says_of_any_disease(arrays: GraphArrays) -> None:
    overlay = overlay_of(arrays, "lpo")

    assert overlay.dropped.tolist() == [0, 4]
    assert overlay.key == Overlay(dropped=overlay.dropped).key


def test_decoys_are_the_other_diseases_of_one_paper(arrays: GraphArrays) -> None:
    overlay = overlay_of(arrays, "lpo-decoy")

    assert overlay.dropped.tolist() == [0, 4]
    assert overlay.silent.tolist() == [4, 5]
    assert overlay.spared.tolist() == [0]


def test_strict_also_leaves_out_what_digests_the_paper(arrays: GraphArrays) -> None:
    overlay = overlay_of(arrays, "lpo-strict")

    assert overlay.dropped.tolist() == [0, 1, 2, 4, 7]
    assert overlay.unlinked.tolist() == [0]


def test_an_unknown_protocol_lists_the_choices(arrays: GraphArrays) -> None:
    with pytest.raises(UnknownNameError, match="as-is, lpo, lpo-decoy, lpo-strict, got 'kfold'"):
        LeaveOut(arrays, "kfold")


def test_the_command_line_offers_every_protocol() -> None:
    assert tuple(choice.value for choice in Choice) == PROTOCOLS
