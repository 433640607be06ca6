from __future__ import annotations

import torch

from encoders.graph.adjacency import Adjacency, MessageGraph, edge_products, weighted_sums
from tests.encoders.graph.conftest import random_data


def edges() -> Adjacency:
    index = torch.tensor([[3, 0, 1, 1], [2, 0, 2, 0]])
    return Adjacency.of(index, torch.tensor([3.0, 1.0, 1.0, 1.0]), n_source=5, n_target=3)


def test_edges_are_ordered_by_target_and_weighted_by_share() -> None:
    found = edges()

    assert found.target.tolist() == [0, 0, 2, 2]
    assert found.source.tolist() == [0, 1, 3, 1]
    assert found.share.tolist() == [0.5, 0.5, 0.75, 0.25]
    assert found.total_share().tolist() == [1.0, 0.0, 1.0]


def test_sums_and_products_have_exact_gradients() -> None:
    adjacency = edges()
    values = torch.randn(4, dtype=torch.float64, requires_grad=True)
    x = torch.randn(5, 2, dtype=torch.float64, requires_grad=True)
    query = torch.randn(3, 2, dtype=torch.float64, requires_grad=True)

    assert torch.autograd.gradcheck(lambda v, y: weighted_sums(v, y, adjacency), (values, x))
    assert torch.autograd.gradcheck(lambda q, y: edge_products(q, y, adjacency), (query, x))


def test_an_edge_type_without_edges_sums_to_nothing() -> None:
    none = Adjacency.of(
        torch.zeros(2, 0, dtype=torch.int64), torch.zeros(0), n_source=2, n_target=3
    )

    assert none.mean(torch.ones(2, 4)).tolist() == [[0.0] * 4] * 3
    assert edge_products(torch.ones(3, 4), torch.ones(2, 4), none).shape == (0,)


def test_a_graph_that_is_laid_out_stays_the_same() -> None:
    graph = MessageGraph.of(random_data())

    assert MessageGraph.of(graph) is graph
    assert graph.counts == {"a": 9, "b": 7, "c": 4}
