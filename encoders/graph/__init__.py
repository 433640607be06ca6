"""The knowledge graph in vectors: data, encoders, link prediction."""

from __future__ import annotations

from .adjacency import MessageGraph
from .bundle import EncoderManifest, load_encoder, save_encoder
from .checkpoint import read_tensors, restore_training, training_tensors, write_tensors
from .data import graph_data
from .encoder import GraphEncoder, MessageEncoder
from .link_prediction import TrainingConfig
from .pretraining import PretrainingResult, pretrain
from .readout import LinearReadout, Messages
from .registry import EncoderConfig, graph_encoder_names, make_graph_encoder
from .sampling import NeighbourSampler
from .schema import GraphSchema
from .similarity import Similar, similar_nodes

__all__ = [
    "EncoderConfig",
    "EncoderManifest",
    "GraphEncoder",
    "GraphSchema",
    "LinearReadout",
    "MessageEncoder",
    "MessageGraph",
    "Messages",
    "NeighbourSampler",
    "PretrainingResult",
    "Similar",
    "TrainingConfig",
    "graph_data",
    "graph_encoder_names",
    "load_encoder",
    "make_graph_encoder",
    "pretrain",
    "read_tensors",
    "restore_training",
    "save_encoder",
    "similar_nodes",
    "training_tensors",
    "write_tensors",
]
