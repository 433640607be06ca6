"""Rankers: from findings to scored diseases.

What belongs to the learned ranker is imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .case import Case, Patient, prepare_case
from .config import EvidenceConfig
from .conformal import MOST_MEMBERS, calibrated_within, likely_columns
from .everyday import EverydayModel
from .evidence import EvidenceModel, Scored
from .explain import Explainer
from .metrics import (
    MISS,
    Interval,
    Place,
    auroc,
    macro_summary,
    paired_bootstrap,
    place_of,
    rank_summary,
)
from .neighbours import Neighbours
from .probability import Belief, ProbabilityConfig, probability_of, read_probabilities
from .ranker import Ranker, open_ranker, ranker_names
from .ranking import best_columns, rank_of
from .reliability import Forecasts, ReliabilityBin
from .settings import Setting, SettingsConfig, read_known_conditions, read_risk_triggers

if TYPE_CHECKING:
    from .neural import (
        FOLDS,
        LearnedRanker,
        NeuralConfig,
        TrainedModel,
        default_bundle,
        save_ranker,
        train_parameters,
    )

__all__ = [
    "FOLDS",
    "MISS",
    "MOST_MEMBERS",
    "Belief",
    "Case",
    "EverydayModel",
    "EvidenceConfig",
    "EvidenceModel",
    "Explainer",
    "Forecasts",
    "Interval",
    "LearnedRanker",
    "Neighbours",
    "NeuralConfig",
    "Patient",
    "Place",
    "ProbabilityConfig",
    "Ranker",
    "ReliabilityBin",
    "Scored",
    "Setting",
    "SettingsConfig",
    "TrainedModel",
    "auroc",
    "best_columns",
    "calibrated_within",
    "default_bundle",
    "likely_columns",
    "macro_summary",
    "open_ranker",
    "paired_bootstrap",
    "place_of",
    "prepare_case",
    "probability_of",
    "rank_of",
    "rank_summary",
    "ranker_names",
    "read_known_conditions",
    "read_probabilities",
    "read_risk_triggers",
    "save_ranker",
    "train_parameters",
]


def __getattr__(name: str) -> object:
    if name in __all__:  # what was not imported above
        from . import neural

        return getattr(neural, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
