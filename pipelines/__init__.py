"""Pipelines: the Python API, evaluation, reports and the command line.

Names are imported on first use: the command line passes here, and its help needs none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .calibration import calibration_summary, first_forecasts, masked_share
    from .case_result import CaseResult, Judge
    from .confidence import Confidence, confidence_of
    from .degraded import Degrader
    from .evaluation import DiagnosisEvaluation, evaluate_diagnosis
    from .fidelity import FidelityCase, fidelity_summary, measure_fidelity
    from .frame import to_frame
    from .graph_training import GraphTraining, train_graph_encoder
    from .graphs import build_into, copy_graph
    from .pipeline import DiagnosticPipeline
    from .protocols import PROTOCOLS, LeaveOut, Protocol
    from .ranker_training import RankerTraining, train_ranker
    from .text_evaluation import evaluate_text_assertions, evaluate_text_concepts

_HOME: Final[dict[str, str]] = {
    "PROTOCOLS": ".protocols",
    "CaseResult": ".case_result",
    "Confidence": ".confidence",
    "Degrader": ".degraded",
    "DiagnosisEvaluation": ".evaluation",
    "DiagnosticPipeline": ".pipeline",
    "FidelityCase": ".fidelity",
    "GraphTraining": ".graph_training",
    "Judge": ".case_result",
    "LeaveOut": ".protocols",
    "Protocol": ".protocols",
    "RankerTraining": ".ranker_training",
    "build_into": ".graphs",
    "calibration_summary": ".calibration",
    "confidence_of": ".confidence",
    "copy_graph": ".graphs",
    "evaluate_diagnosis": ".evaluation",
    "evaluate_text_assertions": ".text_evaluation",
    "evaluate_text_concepts": ".text_evaluation",
    "fidelity_summary": ".fidelity",
    "first_forecasts": ".calibration",
    "masked_share": ".calibration",
    "measure_fidelity": ".fidelity",
    "to_frame": ".frame",
    "train_graph_encoder": ".graph_training",
    "train_ranker": ".ranker_training",
}
"""Public name → the module it is imported from."""

__all__ = [
    "PROTOCOLS",
    "CaseResult",
    "Confidence",
    "Degrader",
    "DiagnosisEvaluation",
    "DiagnosticPipeline",
    "FidelityCase",
    "GraphTraining",
    "Judge",
    "LeaveOut",
    "Protocol",
    "RankerTraining",
    "build_into",
    "calibration_summary",
    "confidence_of",
    "copy_graph",
    "evaluate_diagnosis",
    "evaluate_text_assertions",
    "evaluate_text_concepts",
    "fidelity_summary",
    "first_forecasts",
    "masked_share",
    "measure_fidelity",
    "to_frame",
    "train_graph_encoder",
    "train_ranker",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'pipelines' has no attribute {name!r}")
    value: object = getattr(import_module(_HOME[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
