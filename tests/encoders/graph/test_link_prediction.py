from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from data_schema import InputError, UsageError
from encoders.graph.adjacency import MessageGraph
from encoders.graph.data import graph_data
from encoders.graph.decoders import make_decoder
from encoders.graph.embedders import EntityTable, GraphEmbedder
from encoders.graph.link_prediction import (
    LinkModel,
    TrainingConfig,
    TrainingResult,
    evaluate_links,
    train,
)
from encoders.graph.links import KnownTails, LinkSet
from encoders.graph.registry import EncoderConfig, make_graph_encoder
from encoders.graph.sampling import NeighbourSampler
from encoders.graph.schema import GraphSchema
from kg import GraphArrays

N = 24


def ring(step: int, relation: int) -> LinkSet:
    """``step`` further along a ring of entities."""
    heads = np.arange(N)
    return LinkSet(
        source="entity",
        target="entity",
        heads=heads,
        relations=np.full(N, relation),
        tails=(heads + step) % N,
    )


def joined(*parts: LinkSet) -> LinkSet:
    heads, relations, tails = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("heads", "relations", "tails")
    )
    return LinkSet(source="entity", target="entity", heads=heads, relations=relations, tails=tails)


TRUE = joined(ring(1, 0), ring(2, 1))
KNOWN = KnownTails.of([TRUE], n_relations=2)
HELD = TRUE.take(np.arange(0, 2 * N, 8))
TRAINED = TRUE.take(np.setdiff1d(np.arange(2 * N), np.arange(0, 2 * N, 8)))


def model(seed: int = 0) -> LinkModel:
    return LinkModel(
        EntityTable(N, 32, seed=seed), make_decoder("complex", n_relations=2, width=32, seed=seed)
    )


def fitted(
    of: LinkModel, *, epochs: int = 40, negatives: int = 0, patience: int = 50,
    checkpoint: Path | None = None, resume: bool = False,
) -> TrainingResult:  # fmt: skip
    config = TrainingConfig(
        epochs=epochs, batch=16, negatives=negatives, rate=0.1, optimizer="adagrad", n3=0.01,
        dropout=0.1, every=5, patience=patience,
    )  # fmt: skip
    return train(of, [TRAINED], [HELD], [KNOWN], config, checkpoint=checkpoint, resume=resume)


@pytest.mark.parametrize("negatives", [0, 12])
def test_training_learns_the_links_it_saw(negatives: int) -> None:
    made = model()
    (before,) = evaluate_links(made, [TRAINED], [KNOWN])

    result = fitted(made, negatives=negatives)

    (after,) = evaluate_links(made, [TRAINED], [KNOWN])
    assert before.mrr < 0.4
    assert after.mrr > 0.7
    assert result.best_epoch <= result.epochs == 40


def test_an_interrupted_training_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole, halves = model(), model()
    fitted(whole, epochs=20)

    fitted(halves, epochs=10, checkpoint=tmp_path / "state.safetensors")
    again = model(seed=9)
    fitted(again, epochs=20, checkpoint=tmp_path / "state.safetensors", resume=True)

    for name, value in whole.state_dict().items():
        assert torch.equal(value, again.state_dict()[name])
    assert [path.name for path in tmp_path.iterdir()] == ["state.safetensors"]


def test_another_trainings_or_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.safetensors"
    fitted(model(), epochs=1, checkpoint=path)
    with pytest.raises(UsageError, match="same settings"):
        fitted(model(), negatives=3, checkpoint=path, resume=True)

    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(InputError, match=r"state\.safetensors"):
        fitted(model(), checkpoint=path, resume=True)


def test_it_stops_early_and_keeps_the_best() -> None:
    made = model()

    result = fitted(made, epochs=400, patience=1)

    assert result.epochs < 400
    assert result.best_epoch < result.epochs
    (held,) = evaluate_links(made, [HELD], [KNOWN])
    assert held.mrr == pytest.approx(result.validation.mrr)


@pytest.mark.parametrize("fan_out", [(), (99, 99)])
def test_a_graph_encoder_never_sees_the_links_of_its_step(
    arrays: GraphArrays, fan_out: tuple[int, ...]
) -> None:
    data = graph_data(arrays)
    graph = MessageGraph.of(data)
    kind, back = ("disease", "has_phenotype", "term"), ("term", "phenotype_of", "disease")
    encoder = make_graph_encoder(
        "rgcn-v1", GraphSchema.of(data), config=EncoderConfig(width=8, dropout=0.0)
    )
    sampler = NeighbourSampler(fan_out=fan_out, special={}) if fan_out else None
    embedder = GraphEmbedder(encoder, graph, hidden={kind: back, back: kind}, sampler=sampler)
    edges = graph.adjacency[kind]
    shown = LinkSet(
        source="disease", target="term", heads=edges.source.numpy(),
        relations=np.zeros(len(edges), np.int64), tails=edges.target.numpy(),
    )  # fmt: skip
    none = {k: torch.zeros(len(graph.adjacency[k])) for k in (kind, back)}
    expected = encoder.encode(graph.reweighted(none))

    for links in (shown, shown.reversed(1)):
        found = embedder.vectors(links, torch.from_numpy(links.tails), epoch=1)
        torch.testing.assert_close(found.heads, expected[links.source][links.heads])
        torch.testing.assert_close(found.tails, expected[links.target][links.tails])
