"""One modality in, findings or vectors out."""

from __future__ import annotations

from .entities import (
    EntityRecognizer,
    Reranker,
    SetAside,
    TextFindings,
    annotates_diseases,
    disease_scope,
    evaluate_assertions,
    evaluate_concepts,
    judge_span,
    load_recognizer,
    load_risk_factor_reader,
    phenotype_scope,
    read_annotated,
    resolve_findings,
)

__all__ = [
    "EntityRecognizer",
    "Reranker",
    "SetAside",
    "TextFindings",
    "annotates_diseases",
    "disease_scope",
    "evaluate_assertions",
    "evaluate_concepts",
    "judge_span",
    "load_recognizer",
    "load_risk_factor_reader",
    "phenotype_scope",
    "read_annotated",
    "resolve_findings",
]
