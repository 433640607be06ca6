"""``evaluate concepts`` and ``evaluate assertions``: reading measured on annotated text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from encoders import EntityRecognizer, evaluate_assertions, evaluate_concepts
from kg import PHENOTYPE_ROOT, GraphArrays, Lexicon

__all__ = ["evaluate_text_assertions", "evaluate_text_concepts"]


def evaluate_text_concepts(
    arrays: GraphArrays,
    records: Iterable[Mapping[str, Any]],
    *,
    mode: Literal["longest", "nested"] = "longest",
    present_only: bool = False,
) -> dict[str, Any]:
    """Score linked concepts; see :func:`encoders.evaluate_concepts`.

    Alternative and replaced ids of both sides count as the ids they mean now, and only
    descendants of *Phenotypic abnormality* count.

    Args:
        arrays: the graph whose names are recognised.
        records: ``{doc_id, text, annotations: [{start, end, concept_id}]}``.
        mode: which of overlapping mentions are kept.
        present_only: leave out what is negated, of a relative or hypothetical.
    """
    meant = {alt: arrays.term_ids[term] for alt, term in arrays.alt_index.items()}
    phenotypes = {arrays.term_ids[term] for term in arrays.is_phenotype.nonzero()[0].tolist()}
    return evaluate_concepts(
        EntityRecognizer.from_lexicon(Lexicon.from_arrays(arrays)),
        records,
        canonical=meant,
        scored=phenotypes - {PHENOTYPE_ROOT},
        mode=mode,
        present_only=present_only,
    )


def evaluate_text_assertions(
    arrays: GraphArrays, records: Iterable[Mapping[str, Any]]
) -> dict[str, dict[str, float]]:
    """Score assertions with the span given; see :func:`encoders.evaluate_assertions`.

    Args:
        arrays: the graph whose names are recognised.
        records: ``{id, text, start, end, negated[, temporality, experiencer]}``.
    """
    recognizer = EntityRecognizer.from_lexicon(Lexicon.from_arrays(arrays))
    return evaluate_assertions(recognizer, records)
