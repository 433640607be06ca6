"""The learned ranker: parameters, message passing, fusion with the evidence, training."""

from __future__ import annotations

from .fused import FOLDS, FusedModel, fold_of
from .parameters import LearnedRanker, RankerParameters, load_ranker, save_ranker

__all__ = [
    "FOLDS",
    "FusedModel",
    "LearnedRanker",
    "RankerParameters",
    "fold_of",
    "load_ranker",
    "save_ranker",
]
