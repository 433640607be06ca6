from __future__ import annotations

import pytest
import torch

from encoders.graph.data import EDGE_TYPES, NODE_TYPES, graph_data, is_reverse, reverse_of
from kg import GraphArrays, KnowledgeGraph, arrays_from_graph, without


def test_edges_carry_the_pooled_frequency(arrays: GraphArrays) -> None:
    store = graph_data(arrays)["disease", "has_phenotype", "term"]
    found = {
        (arrays.disease_ids[d], arrays.term_ids[t]): weight
        for d, t, weight in zip(*store.edge_index.tolist(), store.edge_weight.tolist(), strict=True)
    }

    assert found == {
        ("OMIM:1", "HP:0000011"): pytest.approx(3.6 / 6),
        ("OMIM:1", "HP:0000012"): pytest.approx(0.65),
        ("OMIM:2", "HP:0000012"): pytest.approx(0.17),
        ("OMIM:2", "HP:0000013"): pytest.approx(0.65),
        ("OMIM:3", "HP:0000010"): pytest.approx(0.65),
        ("ORPHA:4", "HP:0000011"): pytest.approx(0.65),
    }


def test_a_pair_whose_rows_all_state_absence_is_another_type(arrays: GraphArrays) -> None:
    lacks = graph_data(arrays)["disease", "lacks_phenotype", "term"].edge_index

    assert [arrays.disease_ids[d] for d in lacks[0].tolist()] == ["OMIM:3"]


def test_dropped_rows_are_in_neither_direction(arrays: GraphArrays) -> None:
    dropped = without(arrays, publications=["PMID:1"])

    data = graph_data(arrays, dropped=dropped)

    assert data["disease", "has_phenotype", "term"].edge_index.shape[1] == 5
    assert data["term", "phenotype_of", "disease"].edge_index.shape[1] == 5
    assert torch.equal(data["term"].x, graph_data(arrays)["term"].x)


def test_every_edge_type_is_there_both_ways(arrays: GraphArrays) -> None:
    data = graph_data(arrays)

    assert set(data.node_types) == set(NODE_TYPES)
    assert set(data.edge_types) == set(EDGE_TYPES)
    for kind in EDGE_TYPES:
        back = data[reverse_of(kind)].edge_index.flip(0)
        assert set(map(tuple, back.T.tolist())) == set(map(tuple, data[kind].edge_index.T.tolist()))
        assert reverse_of(reverse_of(kind)) == kind
    assert not is_reverse(("disease", "has_phenotype", "term"))
    assert is_reverse(("term", "phenotype_of", "disease"))


def test_edges_are_ordered_by_target_and_source(arrays: GraphArrays) -> None:
    data = graph_data(arrays)

    for kind in EDGE_TYPES:
        pairs = data[kind].edge_index.flip(0).T.tolist()
        assert pairs == sorted(pairs)


def test_diseases_have_no_features_and_genes_a_frozen_identity(arrays: GraphArrays) -> None:
    data, again = graph_data(arrays), graph_data(arrays)

    assert data["disease"].x.shape == (4, 0)
    assert "identity" not in data["disease"]
    assert torch.equal(data["gene"].identity, again["gene"].identity)
    assert data["gene"].identity.abs().max() < 3**0.5


def test_identities_of_the_default_graph_have_unit_variance(default_graph: KnowledgeGraph) -> None:
    arrays = arrays_from_graph(default_graph)

    data = graph_data(arrays)

    identity = data["class"].identity
    assert identity.mean().abs() < 0.01
    assert identity.var().item() == pytest.approx(1.0, abs=0.01)
    assert data["term"].x[:, 0].max() <= 1.0
    assert data["term"].num_nodes == len(arrays.term_ids)
