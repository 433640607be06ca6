"""Neighbours share a near class, a group or a gene, and have something to lend."""

from __future__ import annotations

import numpy as np
import pytest

from fusion import Neighbours
from tests.fusion.kinship_graphs import related_diseases


def neighbours_of(curie: str, *, max_siblings: int = 30, unlinked: str = "") -> set[str]:
    arrays = related_diseases()
    found = Neighbours(arrays, max_siblings=max_siblings).of(
        np.array([arrays.disease_index[curie]], np.int64),
        np.array([arrays.disease_index[unlinked]] if unlinked else [], np.int64),
    )
    assert len(found) == 1
    return {arrays.disease_ids[disease] for disease in found[0].tolist()}


@pytest.mark.parametrize(
    ("disease", "near"),
    [
        ("OMIM:1", {"OMIM:2"}),
        ("OMIM:2", {"OMIM:1", "ORPHA:1"}),
        ("OMIM:3", {"OMIM:5", "ORPHA:9"}),
        ("OMIM:4", set()),
        ("OMIM:8", {"OMIM:4"}),
        ("OMIM:6", set()),
        ("ORPHA:9", set()),
    ],
)
def test_siblings_groups_and_genes_but_neither_itself_nor_equivalents_nor_the_unknown(
    disease: str, near: set[str]
) -> None:
    assert neighbours_of(disease) == near


def test_a_large_class_makes_nobody_siblings_unless_it_is_a_series() -> None:
    assert neighbours_of("OMIM:2", max_siblings=2) == set()
    assert neighbours_of("OMIM:8", max_siblings=0) == {"OMIM:4"}


@pytest.mark.parametrize("unlinked", ["OMIM:3", "OMIM:5"])
def test_gene_edges_may_be_left_out_at_either_end(unlinked: str) -> None:
    assert neighbours_of("OMIM:3", unlinked=unlinked) == {"ORPHA:9"}
    assert neighbours_of("OMIM:5", unlinked=unlinked) == set()
