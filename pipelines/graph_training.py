"""Pre-training of a graph encoder on a store's graph, kept in a folder."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg import Progress, load_arrays, open_store

from .training_folder import check_empty, graph_told

if TYPE_CHECKING:
    from encoders import EncoderConfig, PretrainingResult, TrainingConfig

__all__ = ["GraphTraining", "train_graph_encoder"]

_CHECKPOINT = "checkpoint.safetensors"


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphTraining:
    """What is trained.

    Attributes:
        encoder: name of a graph encoder.
        decoder: ``distmult`` or ``complex``.
        config: sizes of the encoder.
        training: how.
    """

    encoder: str
    decoder: str
    config: EncoderConfig
    training: TrainingConfig


def train_graph_encoder(
    store: str | Path | None,
    wanted: GraphTraining,
    out: Path,
    *,
    resume: bool = False,
    progress: Progress | None = None,
) -> PretrainingResult:
    """Train an encoder on the graph of a store and write it to ``out``.

    Args:
        store: path or URI; the default graph when ``None``.
        wanted: what to train.
        out: folder of the encoder and of the checkpoint that is kept until it is done.
        resume: go on from the checkpoint in ``out``.
        progress: told what is being done.

    Raises:
        UsageError: ``out`` holds something and ``resume`` is not asked for, or another training.
        UnknownNameError: there is no such encoder or decoder.
    """
    from encoders import (
        EncoderManifest,
        GraphSchema,
        graph_data,
        make_graph_encoder,
        pretrain,
        save_encoder,
    )

    if not resume:
        check_empty(out)
    with open_store(store) as opened:
        arrays, manifest = load_arrays(opened, progress=progress), opened.manifest()
    data = graph_data(arrays)
    schema = GraphSchema.of(data)
    seed = wanted.training.seed
    encoder = make_graph_encoder(wanted.encoder, schema, config=wanted.config, seed=seed)
    checkpoint = out / _CHECKPOINT
    result = pretrain(
        encoder, data, wanted.training, decoder=wanted.decoder,
        checkpoint=checkpoint, resume=resume, progress=progress,
    )  # fmt: skip
    said = EncoderManifest(
        encoder=wanted.encoder,
        config=wanted.config,
        schema=schema,
        terms=tuple(arrays.term_ids),
        **graph_told(arrays, manifest),
        training=_told(wanted, result),
    )
    save_encoder(encoder, said, out)
    checkpoint.unlink(missing_ok=True)
    return result


def _told(wanted: GraphTraining, result: PretrainingResult) -> dict[str, object]:
    """Return how an encoder was trained, and what came of it, as its manifest says it."""
    return {"decoder": wanted.decoder, **asdict(wanted.training), "figures": asdict(result)}
