"""A trained graph encoder in a folder: weights, and a manifest that says what they are for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import torch

from data_schema import GraphVersionError, InputError
from kg import GraphArrays

from .checkpoint import digest, read_tensors, write_tensors
from .encoder import MessageEncoder
from .registry import EncoderConfig, make_graph_encoder
from .schema import GraphSchema

__all__ = ["EncoderManifest", "load_encoder", "save_encoder"]

WEIGHTS: Final = "model.safetensors"
MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderManifest:
    """What a trained encoder is.

    Attributes:
        encoder: name in the registry.
        config: its sizes.
        schema: the graphs it reads.
        terms: ids of the terms with a learned vector, in order.
        graph: version and hash of the graph it was trained on.
        sources: source → version and licence of what the weights were learned from.
        training: settings and figures.
        sha256: of the weights.
    """

    encoder: str
    config: EncoderConfig
    schema: GraphSchema
    terms: tuple[str, ...]
    graph: Mapping[str, str]
    sources: Mapping[str, Mapping[str, str]]
    training: Mapping[str, Any]
    sha256: str = ""


def save_encoder(encoder: MessageEncoder, manifest: EncoderManifest, folder: Path) -> None:
    """Write weights and manifest, each whole or not at all; the manifest comes last."""
    weights = folder / WEIGHTS
    write_tensors(encoder.state_dict(), weights, said={"encoder": manifest.encoder})
    value = {
        "format": _FORMAT,
        "encoder": manifest.encoder,
        "config": asdict(manifest.config),
        "schema": manifest.schema.to_dict(),
        "terms": list(manifest.terms),
        "graph": dict(manifest.graph),
        "sources": {name: dict(said) for name, said in manifest.sources.items()},
        "training": dict(manifest.training),
        "sha256": digest(weights),
    }
    unfinished = folder / f".{MANIFEST}.{os.getpid()}.tmp"
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            json.dump(value, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / MANIFEST)
    finally:
        unfinished.unlink(missing_ok=True)


def load_encoder(folder: Path, arrays: GraphArrays) -> tuple[MessageEncoder, EncoderManifest]:
    """Load an encoder for a graph, which need not be the one it was trained on.

    Learned vectors are found by the id of their term; a term that training did not know starts from
    its type and features alone.

    Args:
        folder: what :func:`save_encoder` wrote.
        arrays: the graph to encode.

    Raises:
        InputError: the folder holds no encoder, or its weights are not those of the manifest.
        GraphVersionError: the graph shares no term with the one of the training.
    """
    manifest = _manifest(folder)
    found = digest(folder / WEIGHTS)
    if found != manifest.sha256:
        raise InputError(
            f"expected weights of SHA-256 {manifest.sha256[:12]} in {folder.name}, "
            f"got {found[:12]}; copy the folder again"
        )
    state, _ = read_tensors(folder / WEIGHTS)
    place = {curie: number for number, curie in enumerate(manifest.terms)}
    places = [place.get(curie, -1) for curie in arrays.term_ids]
    if max(places, default=-1) < 0:
        raise GraphVersionError(
            f"expected a graph with terms of {manifest.graph.get('version')}, got none of them in "
            f"{arrays.version}; train an encoder on this graph"
        )
    at = torch.tensor(places)
    learned = state["learned.term"][at.clamp(min=0)]
    state["learned.term"] = learned.masked_fill((at < 0)[:, None], 0.0)
    schema = replace(
        manifest.schema,
        nodes=tuple(
            replace(node, learned=len(at)) if node.name == "term" else node
            for node in manifest.schema.nodes
        ),
    )
    encoder = make_graph_encoder(manifest.encoder, schema, config=manifest.config)
    encoder.load_state_dict(state)
    return encoder.eval(), manifest


def _manifest(folder: Path) -> EncoderManifest:
    try:
        value = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if value["format"] != _FORMAT:
            raise ValueError(value["format"])
        return EncoderManifest(
            encoder=value["encoder"],
            config=EncoderConfig(**value["config"]),
            schema=GraphSchema.from_dict(value["schema"]),
            terms=tuple(value["terms"]),
            graph=value["graph"],
            sources=value["sources"],
            training=value["training"],
            sha256=value["sha256"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"expected a trained graph encoder (format {_FORMAT}) in {folder.name}, could not read "
            f"its {MANIFEST}; make one with `diagraph train graph --out DIR`"
        ) from error
