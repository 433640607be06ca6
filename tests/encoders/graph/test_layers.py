"""The layers against PyTorch Geometric's, and against one message after the other."""

from __future__ import annotations

import pytest
import torch
from torch_geometric.nn import HGTConv, RGCNConv

from encoders.graph.adjacency import MessageGraph
from encoders.graph.compgcn import CompGCNLayer, Composition
from encoders.graph.hgt import HGTLayer
from encoders.graph.rgcn import RGCNLayer
from encoders.graph.schema import GraphSchema
from tests.encoders.graph.conftest import random_data

WIDTH = 6


def inputs(graph: MessageGraph) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    return {
        name: torch.randn(count, WIDTH, generator=generator, requires_grad=True)
        for name, count in graph.counts.items()
    }


def assert_same(ours: dict[str, torch.Tensor], theirs: dict[str, torch.Tensor]) -> None:
    for name in theirs:
        torch.testing.assert_close(ours[name], theirs[name], atol=1e-5, rtol=1e-5)


def gradients(x: dict[str, torch.Tensor], out: dict[str, torch.Tensor]) -> list[torch.Tensor]:
    loss = sum((values**2).sum() for values in out.values())
    assert isinstance(loss, torch.Tensor)
    return list(torch.autograd.grad(loss, list(x.values())))


def test_rgcn_is_pytorch_geometrics() -> None:
    data = random_data()
    graph = MessageGraph.of(data)
    schema = GraphSchema.of(graph, learned=())
    torch.manual_seed(0)
    layer = RGCNLayer(schema, WIDTH, bases=2)
    theirs = RGCNConv(WIDTH, WIDTH, len(schema.edges), num_bases=2)
    with torch.no_grad():
        theirs.weight.copy_(layer.bases)
        theirs.comp.copy_(layer.mixture)
        theirs.root.copy_(layer.root)
        theirs.bias.copy_(layer.bias.uniform_())
    x = inputs(graph)
    flat = data.to_homogeneous(add_node_type=False)
    order = list(data.edge_types)
    kinds = torch.tensor([schema.edges.index(order[k]) for k in flat.edge_type.tolist()])

    ours = layer(x, graph)
    whole = theirs(torch.cat([x[name] for name in data.node_types]), flat.edge_index, kinds)
    expected = dict(
        zip(data.node_types, whole.split([graph.counts[n] for n in data.node_types]), strict=True)
    )

    assert_same(ours, expected)
    for mine, other in zip(gradients(x, ours), gradients(x, expected), strict=True):
        torch.testing.assert_close(mine, other, atol=1e-4, rtol=1e-4)


def test_hgt_is_pytorch_geometrics() -> None:
    data = random_data()
    graph = MessageGraph.of(data)
    schema = GraphSchema.of(graph, learned=())
    torch.manual_seed(0)
    layer = HGTLayer(schema, WIDTH, heads=2)
    theirs = HGTConv(WIDTH, WIDTH, data.metadata(), heads=2)
    with torch.no_grad():
        layer.prior.uniform_(0.5, 1.5)
        for name in graph.counts:
            layer.skip[name].fill_(0.3)
            theirs.skip[name].copy_(layer.skip[name])
            theirs.kqv_lin.lins[name].load_state_dict(layer.project[name].state_dict())
            theirs.out_lin.lins[name].load_state_dict(layer.out[name].state_dict())
        for number, kind in enumerate(schema.edges):
            theirs.p_rel["__".join(kind)].copy_(layer.prior[number][None])
            for head in range(2):
                place = head * len(schema.edges) + theirs.edge_types_map[kind]
                theirs.k_rel.weight[place].copy_(layer.key[number, head])
                theirs.v_rel.weight[place].copy_(layer.value[number, head])
    x = inputs(graph)

    ours = layer(x, graph)
    expected = theirs(x, data.edge_index_dict)

    assert_same(ours, expected)
    for mine, other in zip(gradients(x, ours), gradients(x, expected), strict=True):
        torch.testing.assert_close(mine, other, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("composition", list(Composition))
def test_compgcn_is_one_message_after_the_other(composition: Composition) -> None:
    graph = MessageGraph.of(random_data(weighted=True))
    schema = GraphSchema.of(graph, learned=())
    torch.manual_seed(0)
    layer = CompGCNLayer(schema, WIDTH, composition=composition)
    x = inputs(graph)

    ours = layer(x, graph)

    for name, values in x.items():
        for node in range(len(values)):
            expected = phi(values[node], layer.loop_relation[0], composition) @ layer.loop
            for number, kind in enumerate(schema.edges):
                if kind[2] != name:
                    continue
                edges = graph.adjacency[kind]
                for edge in torch.nonzero(edges.target == node)[:, 0].tolist():
                    total = edges.weight[edges.target == node].sum()
                    near = x[kind[0]][edges.source[edge]]
                    message = phi(near, layer.relations[number], composition) @ layer.ahead
                    expected = expected + edges.weight[edge] / total * message
            torch.testing.assert_close(ours[name][node], expected, atol=1e-5, rtol=1e-5)


def phi(x: torch.Tensor, z: torch.Tensor, how: Composition) -> torch.Tensor:
    if how is Composition.SUBTRACTION:
        return x - z
    if how is Composition.MULTIPLICATION:
        return x * z
    turned = torch.fft.irfft(torch.conj(torch.fft.rfft(x)) * torch.fft.rfft(z), n=len(x))
    assert isinstance(turned, torch.Tensor)
    return turned


def test_a_weight_of_zero_leaves_an_edge_out() -> None:
    data = random_data(weighted=True)
    graph = MessageGraph.of(data)
    schema = GraphSchema.of(graph, learned=())
    kind = ("a", "to", "b")
    kept = graph.adjacency[kind].weight.clone()
    kept[::2] = 0
    cut = random_data(weighted=True)
    edges = graph.adjacency[kind]
    cut[kind].edge_index = torch.stack((edges.source, edges.target))[:, 1::2]
    cut[kind].edge_weight = edges.weight[1::2]
    x = inputs(graph)
    for layer in (
        RGCNLayer(schema, WIDTH, bases=2),
        HGTLayer(schema, WIDTH, heads=2),
        CompGCNLayer(schema, WIDTH, composition=Composition.SUBTRACTION),
    ):
        assert_same(layer(x, graph.reweighted({kind: kept})), layer(x, MessageGraph.of(cut)))
