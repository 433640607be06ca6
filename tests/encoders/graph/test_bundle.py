from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from data_schema import GraphVersionError, InputError, UsageError
from encoders import (
    EncoderConfig,
    EncoderManifest,
    GraphSchema,
    TrainingConfig,
    graph_data,
    load_encoder,
    make_graph_encoder,
    pretrain,
    save_encoder,
    similar_nodes,
)
from kg import GraphArrays, arrays_from_graph
from tests.encoders.graph.conftest import small_arrays
from tests.kg.small_graphs import annotation, small_graph

CONFIG = EncoderConfig(width=8, bases=2)


@pytest.fixture
def folder(tmp_path: Path, arrays: GraphArrays) -> Path:
    schema = GraphSchema.of(graph_data(arrays))
    manifest = EncoderManifest(
        encoder="rgcn-v1",
        config=CONFIG,
        schema=schema,
        terms=tuple(arrays.term_ids),
        graph={"version": arrays.version, "hash": arrays.hash},
        sources={"test": {"version": "1", "licence": "CC0-1.0"}},
        training={},
    )
    save_encoder(make_graph_encoder("rgcn-v1", schema, config=CONFIG), manifest, tmp_path)
    return tmp_path


def test_what_is_loaded_encodes_as_what_was_saved(folder: Path, arrays: GraphArrays) -> None:
    data = graph_data(arrays)
    expected = make_graph_encoder("rgcn-v1", GraphSchema.of(data), config=CONFIG).eval()

    encoder, manifest = load_encoder(folder, arrays)

    assert torch.equal(encoder.encode(data)["disease"], expected.encode(data)["disease"])
    assert manifest.sources["test"]["licence"] == "CC0-1.0"
    assert sorted(p.name for p in folder.iterdir()) == ["manifest.json", "model.safetensors"]


def test_learned_vectors_are_found_by_the_term(folder: Path, arrays: GraphArrays) -> None:
    more = arrays_from_graph(
        small_graph(
            {"HP:0000005": ("HP:0000118",), "HP:0000011": ("HP:0000118",)},
            [annotation("OMIM:1", "HP:0000005")],
        )
    )
    before, _ = load_encoder(folder, arrays)

    after, _ = load_encoder(folder, more)

    learned = after.learned["term"]
    assert torch.equal(
        learned[more.term_index["HP:0000011"]],
        before.learned["term"][arrays.term_index["HP:0000011"]],
    )
    assert not learned[more.term_index["HP:0000005"]].any()


def test_changed_weights_and_foreign_graphs_are_refused(folder: Path, arrays: GraphArrays) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    text = json.dumps({**manifest, "terms": ["X:1"] * len(manifest["terms"])})
    (folder / "manifest.json").write_text(text)
    with pytest.raises(GraphVersionError, match="none of them"):
        load_encoder(folder, arrays)

    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x7f")
    with pytest.raises(InputError, match="SHA-256"):
        load_encoder(folder, arrays)

    (folder / "manifest.json").write_text("{}")
    with pytest.raises(InputError, match="diagraph train graph"):
        load_encoder(folder, arrays)


def test_pretraining_reports_both_directions_beside_popularity() -> None:
    rows = [
        annotation(f"OMIM:{100 + number}", term)
        for number in range(60)
        for term in (["HP:0000011", "HP:0000012"] if number % 2 else ["HP:0000013", "HP:0000010"])
    ]
    data = graph_data(small_arrays(*rows))
    encoder = make_graph_encoder("rgcn-v1", GraphSchema.of(data), config=CONFIG)

    result = pretrain(
        encoder, data, TrainingConfig(epochs=10, batch=32, negatives=8, rate=0.02, every=5)
    )

    assert result.phenotypes.n == result.diseases.n == 3
    assert result.phenotypes.mrr > result.popular_phenotypes.mrr
    assert 0 < result.popular_diseases.mrr < 1


def test_similar_nodes_are_ordered_by_cosine() -> None:
    vectors = np.array([[1, 0], [0, 2], [5, 0.1], [0, 0], [-1, 0]], np.float32)

    found = similar_nodes(vectors, 0, count=3)

    assert [each.node for each in found] == [2, 1, 3]
    assert found[0].cosine == pytest.approx(1 / (1 + 0.02**2) ** 0.5)
    with pytest.raises(UsageError, match="from 0 to 4"):
        similar_nodes(vectors, 5)
