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
        CurieError,
        Diagnosis,
        DiagnosisReport,
        DiagraphError,
        Document,
        EvidencePath,
        Finding,
        GraphBuildError,
        GraphError,
        GraphNotFoundError,
        GraphVersionError,
        InputError,
        LabeledRecord,
        Measurement,
        Mention,
        OntologyClass,
        PatientRecord,
        QueryError,
        QueryTimeoutError,
        ReadItem,
        ReadOptions,
        RecordError,
        Sex,
        StoreError,
        StoreUnavailableError,
        Subject,
        UnknownNameError,
        UsageError,
        read_records,
        report_to_dict,
    )
    from encoders import (
        EntityRecognizer,
    )
    from fusion import (
        EvidenceConfig,
        EvidenceModel,
    )
    from kg import (
        GraphArrays,
        GraphStore,
        KnowledgeGraph,
        Manifest,
        arrays_from_graph,
        build_graph,
        information_content,
        open_store,
        to_networkx,
        without,
    )
    from pipelines import (
        DiagnosticPipeline,
        evaluate_diagnosis,
        to_frame,
    )

    __version__: str

_HOME: Final[dict[str, str]] = {
    "Assertion": "data_schema",
    "Attribution": "data_schema",
    "Contradiction": "data_schema",
    "CurieError": "data_schema",
    "Diagnosis": "data_schema",
    "DiagnosisReport": "data_schema",
    "DiagnosticPipeline": "pipelines",
    "DiagraphError": "data_schema",
    "Document": "data_schema",
    "EntityRecognizer": "encoders",
    "EvidenceConfig": "fusion",
    "EvidenceModel": "fusion",
    "EvidencePath": "data_schema",
    "Finding": "data_schema",
    "GraphArrays": "kg",
    "GraphBuildError": "data_schema",
    "GraphError": "data_schema",
    "GraphNotFoundError": "data_schema",
    "GraphStore": "kg",
    "GraphVersionError": "data_schema",
    "InputError": "data_schema",
    "KnowledgeGraph": "kg",
    "LabeledRecord": "data_schema",
    "Manifest": "kg",
    "Measurement": "data_schema",
    "Mention": "data_schema",
    "OntologyClass": "data_schema",
    "PatientRecord": "data_schema",
    "QueryError": "data_schema",
    "QueryTimeoutError": "data_schema",
    "ReadItem": "data_schema",
    "ReadOptions": "data_schema",
    "RecordError": "data_schema",
    "Sex": "data_schema",
    "StoreError": "data_schema",
    "StoreUnavailableError": "data_schema",
    "Subject": "data_schema",
    "UnknownNameError": "data_schema",
    "UsageError": "data_schema",
    "arrays_from_graph": "kg",
    "build_graph": "kg",
    "evaluate_diagnosis": "pipelines",
    "information_content": "kg",
    "open_store": "kg",
    "read_records": "data_schema",
    "report_to_dict": "data_schema",
    "to_frame": "pipelines",
    "to_networkx": "kg",
    "without": "kg",
}
"""Public name → the package it is imported from."""

__all__ = [
    "Assertion",
    "Attribution",
    "Contradiction",
    "CurieError",
    "Diagnosis",
    "DiagnosisReport",
    "DiagnosticPipeline",
    "DiagraphError",
    "Document",
    "EntityRecognizer",
    "EvidenceConfig",
    "EvidenceModel",
    "EvidencePath",
    "Finding",
    "GraphArrays",
    "GraphBuildError",
    "GraphError",
    "GraphNotFoundError",
    "GraphStore",
    "GraphVersionError",
    "InputError",
    "KnowledgeGraph",
    "LabeledRecord",
    "Manifest",
    "Measurement",
    "Mention",
    "OntologyClass",
    "PatientRecord",
    "QueryError",
    "QueryTimeoutError",
    "ReadItem",
    "ReadOptions",
    "RecordError",
    "Sex",
    "StoreError",
    "StoreUnavailableError",
    "Subject",
    "UnknownNameError",
    "UsageError",
    "__version__",
    "arrays_from_graph",
    "build_graph",
    "evaluate_diagnosis",
    "information_content",
    "open_store",
    "read_records",
    "report_to_dict",
    "to_frame",
    "to_networkx",
    "without",
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
