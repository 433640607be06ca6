"""Diagnoses that a record states: answers someone has given, never evidence for one."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Final

from data_schema import Assertion, Category, Mention, StatedDiagnosis

__all__ = ["resolve_diagnoses"]

_GENERAL: Final = frozenset(
    {
        "MONDO:0000001",  # disease
        "MONDO:0000839",  # congenital abnormality
        "MONDO:0002254",  # syndromic disease
        "MONDO:0003847",  # inherited genetic disease
        "MONDO:0005070",  # neoplasm
        "MONDO:0005550",  # infectious disease
        "MONDO:0021178",  # injury
    }
)
"""Classes that say which kind of thing a diagnosis would be, and are none."""


_NEAR: Final = 8
"""How many findings that begin before a word are looked at: none is longer than that."""

Spans = list[tuple[int, int]]


def resolve_diagnoses(mentions: Iterable[Mention]) -> tuple[StatedDiagnosis, ...]:
    """Return the diseases that one patient's documents name, by first mention.

    Words that were read as a finding, or as part of one, are not listed again: "hypertension" and
    the scoliosis of "thoracic scoliosis" are evidence. What is
    said most firmly of the patient stands for the whole: present before historical, uncertain,
    denied, hypothetical, of a relative.

    Args:
        mentions: as :meth:`EntityRecognizer.annotate` returns them, of any number of documents.
    """
    mentions = list(mentions)
    used = _findings_by_document(mentions)
    groups: dict[str, list[Mention]] = {}
    labels: dict[str, str] = {}
    for mention in mentions:
        concept = mention.linked.concept if mention.linked else None
        if (
            concept is not None
            and concept.category is Category.DISEASE
            and concept.id not in _GENERAL
            and not _is_finding(mention, used)
        ):
            groups.setdefault(concept.id, []).append(mention)
            labels[concept.id] = concept.label
    return tuple(
        StatedDiagnosis(
            id=curie,
            label=labels[curie],
            assertion=min((each.assertion for each in group), key=_doubt),
            mentions=tuple(group),
        )
        for curie, group in groups.items()
    )


def _findings_by_document(mentions: Iterable[Mention]) -> dict[str, Spans]:
    """Return where each document names findings, sorted."""
    spans: dict[str, Spans] = {}
    for mention in mentions:
        concept = mention.linked.concept if mention.linked else None
        if concept is not None and concept.category is Category.PHENOTYPIC_FEATURE:
            spans.setdefault(mention.document_id, []).append((mention.start, mention.end))
    return {document: sorted(found) for document, found in spans.items()}


def _is_finding(mention: Mention, used: Mapping[str, Spans]) -> bool:
    spans = used.get(mention.document_id, [])
    last = bisect_right(spans, (mention.start, math.inf))
    return any(mention.end <= end for _, end in spans[max(0, last - _NEAR) : last])


def _doubt(assertion: Assertion) -> tuple[bool, bool, bool, bool, bool]:
    """Order assertions by how little they say that the patient has it."""
    return (
        assertion.family,
        assertion.hypothetical,
        assertion.negated,
        assertion.uncertain,
        assertion.historical,
    )
