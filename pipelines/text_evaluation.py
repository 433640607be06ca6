"""``evaluate concepts`` and ``evaluate assertions``: reading measured on annotated text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from data_schema import Category
from encoders import (
    annotates_diseases,
    disease_scope,
    evaluate_assertions,
    evaluate_concepts,
    load_recognizer,
    phenotype_scope,
)
from kg import GraphArrays

__all__ = ["evaluate_text_assertions", "evaluate_text_concepts"]


def evaluate_text_concepts(
    arrays: GraphArrays,
    records: Iterable[Mapping[str, Any]],
    *,
    mode: Literal["longest", "nested"] = "longest",
    present_only: bool = False,
    vocabulary: Literal["HP", "MONDO"] | None = None,
) -> dict[str, Any]:
    """Score linked concepts of one vocabulary; see :func:`encoders.evaluate_concepts`.

    Of HPO, only descendants of *Phenotypic abnormality* count, and alternative and replaced ids of
    both sides count as the ids they mean now. Of MONDO every id counts as it is.

    Args:
        arrays: the graph whose names are recognised.
        records: ``{doc_id, text, annotations: [{start, end, concept_id}]}``.
        mode: which of overlapping mentions are kept.
        present_only: leave out what is negated, of a relative or hypothetical.
        vocabulary: what is scored; ``None`` scores MONDO where the annotations have its ids and
            none of HPO's, HPO otherwise.
    """
    records = list(records)
    diseases = annotates_diseases(records) if vocabulary is None else vocabulary == "MONDO"
    canonical, scored = disease_scope(arrays, records) if diseases else phenotype_scope(arrays)
    result = evaluate_concepts(
        load_recognizer(arrays, categories=(Category.PHENOTYPIC_FEATURE, Category.DISEASE)),
        records,
        canonical=canonical,
        scored=scored,
        mode=mode,
        present_only=present_only,
    )
    return {"vocabulary": "MONDO" if diseases else "HP", **result}


def evaluate_text_assertions(
    arrays: GraphArrays, records: Iterable[Mapping[str, Any]]
) -> dict[str, dict[str, float]]:
    """Score assertions with the span given; see :func:`encoders.evaluate_assertions`.

    Args:
        arrays: the graph whose names are recognised.
        records: ``{id, text, start, end, negated[, temporality, experiencer]}``.
    """
    return evaluate_assertions(load_recognizer(arrays), records)
