"""Rankers: from findings to scored diseases."""

from __future__ import annotations

from .case import Case, prepare_case
from .config import EvidenceConfig
from .evidence import EvidenceModel, Scored
from .explain import Explainer
from .metrics import MISS, Place, place_of, rank_summary

__all__ = [
    "MISS",
    "Case",
    "EvidenceConfig",
    "EvidenceModel",
    "Explainer",
    "Place",
    "Scored",
    "place_of",
    "prepare_case",
    "rank_summary",
]
