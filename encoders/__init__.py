"""One modality in, findings or vectors out.

What needs a model library is imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .entities import (
    EntityRecognizer,
    Reranker,
    SetAside,
    TextFindings,
    annotates_diseases,
    disease_scope,
    evaluate_assertions,
    evaluate_concepts,
    judge_span,
    load_recognizer,
    load_risk_factor_reader,
    phenotype_scope,
    read_annotated,
    resolve_findings,
)

if TYPE_CHECKING:
    from .graph import (
        EncoderConfig,
        EncoderManifest,
        GraphEncoder,
        GraphSchema,
        LinearReadout,
        MessageEncoder,
        MessageGraph,
        Messages,
        NeighbourSampler,
        PretrainingResult,
        Similar,
        TrainingConfig,
        graph_data,
        graph_encoder_names,
        load_encoder,
        make_graph_encoder,
        pretrain,
        read_tensors,
        restore_training,
        save_encoder,
        similar_nodes,
        training_tensors,
        write_tensors,
    )

__all__ = [
    "EncoderConfig",
    "EncoderManifest",
    "EntityRecognizer",
    "GraphEncoder",
    "GraphSchema",
    "LinearReadout",
    "MessageEncoder",
    "MessageGraph",
    "Messages",
    "NeighbourSampler",
    "PretrainingResult",
    "Reranker",
    "SetAside",
    "Similar",
    "TextFindings",
    "TrainingConfig",
    "annotates_diseases",
    "disease_scope",
    "evaluate_assertions",
    "evaluate_concepts",
    "graph_data",
    "graph_encoder_names",
    "judge_span",
    "load_encoder",
    "load_recognizer",
    "load_risk_factor_reader",
    "make_graph_encoder",
    "phenotype_scope",
    "pretrain",
    "read_annotated",
    "read_tensors",
    "resolve_findings",
    "restore_training",
    "save_encoder",
    "similar_nodes",
    "training_tensors",
    "write_tensors",
]


def __getattr__(name: str) -> object:
    if name in __all__:  # what was not imported above
        from . import graph

        return getattr(graph, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
