"""Annotation rows: who says that a disease shows a phenotype, how often, in whom."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

__all__ = ["Annotation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A Biolink ``DiseaseToPhenotypicFeatureAssociation``: one row of one source.

    Attributes:
        subject: disease CURIE.
        predicate: Biolink predicate without prefix.
        object: phenotype CURIE, current (alternative ids already replaced).
        negated: the source says NOT.
        has_count, has_total: k of n patients, both or neither.
        has_percentage: 0–100, where the source gives a percentage.
        frequency_qualifier: HPO frequency CURIE (``HP:0040281``), or ``None``.
        onset_qualifier: HPO onset CURIE, or ``None``.
        sex_qualifier: ``FEMALE``, ``MALE`` or ``None``.
        modifiers: HPO clinical modifier CURIEs.
        publications: references (``PMID:…``, ``OMIM:…``, ``ORPHA:…``).
        evidence_code: ``PCS``, ``TAS``, ``IEA`` (HPO) or an ECO CURIE.
        primary_knowledge_source: ``infores:`` CURIE.
        knowledge_level, agent_type: Biolink enumerations.
        required: nearly every patient shows it when it is looked for (sensitivity ≥ .95).
        pathognomonic: practically nothing else shows it.
        likelihood_ratio_positive, likelihood_ratio_negative: as a source measured them.
        relative_risk: of the disease, where a risk factor is the subject.
    """

    subject: str
    predicate: str
    object: str
    negated: bool = False
    has_count: int | None = None
    has_total: int | None = None
    has_percentage: float | None = None
    frequency_qualifier: str | None = None
    onset_qualifier: str | None = None
    sex_qualifier: str | None = None
    modifiers: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    evidence_code: str = ""
    primary_knowledge_source: str = ""
    knowledge_level: str = "knowledge_assertion"
    agent_type: str = "manual_agent"
    required: bool = False
    pathognomonic: bool = False
    likelihood_ratio_positive: float | None = None
    likelihood_ratio_negative: float | None = None
    relative_risk: float | None = None

    def __post_init__(self) -> None:
        if (self.has_count is None) != (self.has_total is None):
            raise ValueError("an annotation has both has_count and has_total, or neither")
        count, total = self.has_count, self.has_total
        if count is not None and total is not None and not 0 <= count <= total:
            raise ValueError(f"expected 0 <= count <= total, got {count}/{total}")
        if self.has_percentage is not None and not 0.0 <= self.has_percentage <= 100.0:
            raise ValueError(f"expected a percentage in 0–100, got {self.has_percentage}")
        for ratio in (self.likelihood_ratio_positive, self.likelihood_ratio_negative):
            if ratio is not None and not 0.0 < ratio < inf:
                raise ValueError(f"expected a likelihood ratio above 0, got {ratio}")
