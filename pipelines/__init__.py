"""Pipelines: the Python API, evaluation, reports and the command line."""

from __future__ import annotations

from .evaluation import PROTOCOLS, CaseResult, DiagnosisEvaluation, evaluate_diagnosis
from .pipeline import DiagnosticPipeline, to_frame

__all__ = [
    "PROTOCOLS",
    "CaseResult",
    "DiagnosisEvaluation",
    "DiagnosticPipeline",
    "evaluate_diagnosis",
    "to_frame",
]
