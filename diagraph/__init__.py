"""Diagraph: ranked differential diagnoses, each explained by paths through a medical graph.

Every public name is here and is imported on first use, so ``import diagraph`` costs nothing.
Research use only. Not a medical device.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from data_schema import (
        Assertion,
        Attribution,
        Contradiction,
        Diagnosis,
        DiagnosisReport,
        DiagraphError,
        Document,
        EvidencePath,
        Finding,
        LabeledRecord,
        Mention,
        OntologyClass,
        PatientRecord,
        Sex,
        Subject,
    )
    from kg import GraphStore, KnowledgeGraph, Manifest

    __version__: str

_HOME: Final[dict[str, str]] = {
    "Assertion": "data_schema",
    "Attribution": "data_schema",
    "Contradiction": "data_schema",
    "Diagnosis": "data_schema",
    "DiagnosisReport": "data_schema",
    "DiagraphError": "data_schema",
    "Document": "data_schema",
    "EvidencePath": "data_schema",
    "Finding": "data_schema",
    "GraphStore": "kg",
    "KnowledgeGraph": "kg",
    "LabeledRecord": "data_schema",
    "Manifest": "kg",
    "Mention": "data_schema",
    "OntologyClass": "data_schema",
    "PatientRecord": "data_schema",
    "Sex": "data_schema",
    "Subject": "data_schema",
}
"""Public name → the package it is imported from."""

__all__ = [
    "Assertion",
    "Attribution",
    "Contradiction",
    "Diagnosis",
    "DiagnosisReport",
    "DiagraphError",
    "Document",
    "EvidencePath",
    "Finding",
    "GraphStore",
    "KnowledgeGraph",
    "LabeledRecord",
    "Manifest",
    "Mention",
    "OntologyClass",
    "PatientRecord",
    "Sex",
    "Subject",
    "__version__",
]


def __getattr__(name: str) -> object:
    if name == "__version__":
        value: object = import_module("importlib.metadata").version("diagraph")
    elif name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module 'diagraph' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
