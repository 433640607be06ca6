"""Rankers: from findings to scored diseases."""

from __future__ import annotations

from .case import Case, prepare_case
from .config import EvidenceConfig
from .evidence import EvidenceModel, Scored
from .explain import Explainer

__all__ = ["Case", "EvidenceConfig", "EvidenceModel", "Explainer", "Scored", "prepare_case"]
