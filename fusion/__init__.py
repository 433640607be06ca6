"""Rankers: from findings to scored diseases."""

from __future__ import annotations

from .case import Case, Patient, prepare_case
from .config import EvidenceConfig
from .everyday import EverydayModel
from .evidence import EvidenceModel, Scored
from .explain import Explainer
from .metrics import MISS, Place, place_of, rank_summary
from .ranking import best_columns, rank_of
from .settings import Setting, SettingsConfig, read_known_conditions, read_risk_triggers

__all__ = [
    "MISS",
    "Case",
    "EverydayModel",
    "EvidenceConfig",
    "EvidenceModel",
    "Explainer",
    "Patient",
    "Place",
    "Scored",
    "Setting",
    "SettingsConfig",
    "best_columns",
    "place_of",
    "prepare_case",
    "rank_of",
    "rank_summary",
    "read_known_conditions",
    "read_risk_triggers",
]
