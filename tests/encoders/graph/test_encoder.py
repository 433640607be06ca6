from __future__ import annotations

import pytest
import torch

from data_schema import GraphVersionError, UnknownNameError, UsageError
from encoders.graph.adjacency import MessageGraph
from encoders.graph.data import graph_data
from encoders.graph.encoder import GraphEncoder
from encoders.graph.registry import EncoderConfig, graph_encoder_names, make_graph_encoder
from encoders.graph.schema import GraphSchema
from kg import GraphArrays
from tests.encoders.graph.conftest import small_arrays
from tests.kg.small_graphs import annotation

CONFIG = EncoderConfig(width=8, hidden_layers=2, bases=2)


@pytest.mark.parametrize("name", graph_encoder_names())
def test_every_encoder_of_the_registry_gives_each_node_a_vector(
    name: str, arrays: GraphArrays
) -> None:
    data = graph_data(arrays)
    encoder = make_graph_encoder(name, GraphSchema.of(data), config=CONFIG)
    assert isinstance(encoder, GraphEncoder)

    vectors = encoder.eval().encode(data)

    assert {kind: tuple(v.shape) for kind, v in vectors.items()} == {
        kind: (data[kind].num_nodes, 8) for kind in data.node_types
    }
    assert all(bool(torch.isfinite(v).all()) for v in vectors.values())
    again = make_graph_encoder(name, GraphSchema.of(data), config=CONFIG).eval()
    only = again.encode(data, only=["disease"])
    assert torch.equal(only["disease"], vectors["disease"])
    assert set(only) == {"disease"}


@pytest.mark.parametrize("name", graph_encoder_names())
def test_no_parameter_belongs_to_a_disease(name: str, arrays: GraphArrays) -> None:
    more = small_arrays(annotation("OMIM:9", "HP:0000011"), annotation("OMIM:9", "HP:0000012"))
    schema, larger = (GraphSchema.of(graph_data(each)) for each in (arrays, more))
    state = make_graph_encoder(name, schema, config=CONFIG).state_dict()

    encoder = make_graph_encoder(name, larger, config=CONFIG, seed=1)
    encoder.load_state_dict(state)
    vectors = encoder.eval().encode(graph_data(more))["disease"]

    place = more.disease_index
    alike = torch.cosine_similarity(vectors[place["OMIM:9"]], vectors, dim=1)
    order = torch.argsort(alike, descending=True).tolist()
    assert order[0] == place["OMIM:9"]
    assert not torch.equal(vectors[place["OMIM:9"]], vectors[place["OMIM:2"]])


def test_messages_add_up_to_the_vector(arrays: GraphArrays) -> None:
    data = graph_data(arrays)
    graph = MessageGraph.of(data)
    encoder = make_graph_encoder("rgcn-v1", GraphSchema.of(data), config=CONFIG).eval()
    hidden, vectors = encoder.encode_hidden(graph), encoder.encode(graph)

    for disease in range(len(arrays.disease_ids)):
        parts = encoder.readout.messages(hidden, graph, "disease", disease)
        torch.testing.assert_close(
            parts.own + parts.values.sum(0), vectors["disease"][disease], atol=1e-5, rtol=1e-5
        )
    parts = encoder.readout.messages(hidden, graph, "disease", arrays.disease_index["OMIM:1"])
    terms = {
        arrays.term_ids[source]
        for kind, source in zip(parts.kinds, parts.sources.tolist(), strict=True)
        if kind[1] == "phenotype_of"
    }
    assert terms == {"HP:0000011", "HP:0000012"}


def test_a_graph_of_another_layout_is_refused(arrays: GraphArrays) -> None:
    data = graph_data(arrays)
    encoder = make_graph_encoder("rgcn-v1", GraphSchema.of(data), config=CONFIG)
    other = graph_data(arrays)
    del other["disease", "has_gene", "gene"]
    wider = graph_data(arrays)
    wider["term"].x = torch.zeros(len(arrays.term_ids), 5)
    longer = graph_data(arrays)
    longer["term"].x = torch.zeros(len(arrays.term_ids) + 1, 2)
    longer["term"].num_nodes += 1

    for wrong, said in ((other, "edge types"), (wider, "columns of term"), (longer, "term nodes")):
        with pytest.raises(GraphVersionError, match=said):
            encoder.encode(wrong)


def test_an_unknown_name_lists_the_choices(arrays: GraphArrays) -> None:
    schema = GraphSchema.of(graph_data(arrays))

    with pytest.raises(UnknownNameError, match=r"did you mean rgcn-v1\?.*compgcn-corr-v1"):
        make_graph_encoder("rgcn", schema)


def test_sizes_out_of_range_are_refused() -> None:
    with pytest.raises(UsageError, match="heads that divide"):
        EncoderConfig(width=7, heads=2)


def test_a_schema_survives_json(arrays: GraphArrays) -> None:
    schema = GraphSchema.of(graph_data(arrays))

    assert GraphSchema.from_dict(schema.to_dict()) == schema
