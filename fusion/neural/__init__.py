"""The learned ranker: parameters, message passing, fusion with the evidence, training."""

from __future__ import annotations

from .config import NeuralConfig
from .fused import FOLDS, FusedModel, default_bundle, fold_of
from .learning import TrainedModel, train_parameters
from .parameters import LearnedRanker, RankerParameters, load_ranker, save_ranker

__all__ = [
    "FOLDS",
    "FusedModel",
    "LearnedRanker",
    "NeuralConfig",
    "RankerParameters",
    "TrainedModel",
    "default_bundle",
    "fold_of",
    "load_ranker",
    "save_ranker",
    "train_parameters",
]
