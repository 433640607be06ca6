from __future__ import annotations

import pytest
import torch

from data_schema import UsageError
from encoders.graph.adjacency import MessageGraph
from encoders.graph.registry import EncoderConfig, make_graph_encoder
from encoders.graph.sampling import NeighbourSampler
from encoders.graph.schema import GraphSchema
from tests.encoders.graph.conftest import random_data


def whole() -> MessageGraph:
    return MessageGraph.of(random_data(weighted=True))


def edges_of(graph: MessageGraph) -> set[tuple[object, ...]]:
    return {
        (kind, graph.numbers[kind[0]][s].item(), graph.numbers[kind[2]][t].item())
        for kind, edges in graph.adjacency.items()
        for s, t in zip(edges.source.tolist(), edges.target.tolist(), strict=True)
    }


def test_a_wide_sample_encodes_its_seeds_as_the_whole_graph_does() -> None:
    graph = whole()
    encoder = make_graph_encoder(
        "rgcn-v1",
        GraphSchema.of(graph, learned=("a",)),
        config=EncoderConfig(width=8, hidden_layers=1),
    ).eval()
    seeds = {"b": torch.tensor([4, 1]), "a": torch.tensor([0])}

    sample = NeighbourSampler(fan_out=(99, 99), special={}).sample(graph, seeds, seed=0)
    ours, expected = encoder.encode(sample), encoder.encode(graph)

    for name, of in seeds.items():
        at = torch.searchsorted(sample.numbers[name], of)
        torch.testing.assert_close(ours[name][at], expected[name][of])


def test_a_sample_is_seeded_and_within_its_fan_out() -> None:
    graph = whole()
    seeds = {"b": torch.arange(7)}
    sampler = NeighbourSampler(fan_out=(2,), special={("b", "is", "b"): (1,)})

    first, again = (sampler.sample(graph, seeds, seed=5) for _ in range(2))
    others = [edges_of(sampler.sample(graph, seeds, seed=seed)) for seed in range(8)]

    assert edges_of(first) == edges_of(again)
    assert len(set(map(frozenset, others))) > 1
    for kind, size in ((("a", "to", "b"), 2), (("b", "is", "b"), 1)):
        counts = torch.bincount(first.adjacency[kind].target, minlength=7)
        possible = graph.adjacency[kind].indptr.diff()
        assert torch.equal(counts, possible.clamp(max=size))


def test_what_is_drawn_for_a_node_does_not_depend_on_the_others() -> None:
    graph = whole()
    sampler = NeighbourSampler(fan_out=(1,), special={})
    alone = edges_of(sampler.sample(graph, {"b": torch.tensor([3])}, seed=1))

    together = edges_of(sampler.sample(graph, {"b": torch.arange(7)}, seed=1))

    assert alone == {edge for edge in together if edge[2] == 3 and edge[0][2] == "b"}  # type: ignore[index]  # an edge type


def test_neighbours_are_drawn_uniformly() -> None:
    graph = whole()
    kind = ("a", "to", "b")
    node = int(graph.adjacency[kind].indptr.diff().argmax())
    degree = int(graph.adjacency[kind].indptr.diff()[node])
    sampler = NeighbourSampler(fan_out=(1,), special={})
    drawn = [
        int(sample.numbers["a"][sample.adjacency[kind].source[0]])
        for seed in range(200)
        for sample in [sampler.sample(graph, {"b": torch.tensor([node])}, seed=seed)]
    ]

    counts = torch.bincount(torch.tensor(drawn))
    assert degree >= 2
    assert int((counts > 0).sum()) == degree
    expected = 200 / degree
    assert (counts[counts > 0] - expected).abs().max() < 5 * expected**0.5


def test_fan_outs_must_be_of_equal_length() -> None:
    with pytest.raises(UsageError, match="as many fan-outs"):
        NeighbourSampler(fan_out=(2, 2), special={("a", "to", "b"): (1,)})
