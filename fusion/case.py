"""From a record's findings to the term sets that score: items 1 and 2 of the evidence model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_schema import Finding, Mention, Notice, Sex, UnusedFinding, curie_prefix
from kg import GraphArrays

__all__ = ["SEX_CODES", "Case", "Patient", "prepare_case"]

_BRANCH_REASONS: Final[dict[str, str]] = {
    "HP:0000005": "inheritance",
    "HP:0003674": "onset",
    "HP:0031797": "clinical_course",
    "HP:0012823": "modifier",
    "HP:0040279": "frequency",
    "HP:0032443": "past_medical_history",
    "HP:0032223": "blood_group",
}
"""Branch of HPO beside *Phenotypic abnormality* → why its terms do not score."""

SEX_CODES: Final[dict[Sex, int]] = {Sex.FEMALE: 1, Sex.MALE: 2}
"""Recorded sex → how annotation rows number it; any other is 0, unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Who has the findings.

    Attributes:
        age: years, or ``None``.
        course: of the illness, empty where nobody says.
        risks: risk factors as term numbers, ascending.
        stated: for each of ``risks`` the diagnoses of today that alone tell of it; for these
            diagnoses themselves the factor counts nothing.
    """

    age: float | None = None
    course: str = ""
    risks: tuple[int, ...] = ()
    stated: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The findings of one patient as term numbers, conflicts resolved.

    Attributes:
        observed: the most specific present terms, ascending (CURIE order).
        excluded: the most general excluded terms, ascending.
        subsumed: observed term → the more general present terms counted with it.
        sex: 1 female, 2 male, 0 unknown.
        age: years, or ``None``.
        course: ``acute``, ``subacute``, ``chronic`` or, where it is not known, empty.
        risks, stated: see :class:`Patient`.
        unused: what does not score, and why.
        warnings: replaced ids and conflicts.
    """

    observed: tuple[int, ...]
    excluded: tuple[int, ...]
    subsumed: dict[int, tuple[int, ...]]
    sex: int = 0
    age: float | None = None
    course: str = ""
    risks: tuple[int, ...] = ()
    stated: tuple[tuple[str, ...], ...] = ()
    unused: tuple[UnusedFinding, ...] = ()
    warnings: tuple[Notice, ...] = ()

    @property
    def is_usable(self) -> bool:
        """At least one finding, present or excluded, can score."""
        return bool(self.observed or self.excluded)

    def information(self, of_term: NDArray[np.float64]) -> float:
        """Return I, the sum over the present terms, in nats.

        Args:
            of_term: (T,) −log of how often a candidate shows a term.
        """
        return float(of_term[list(self.observed)].sum())


def prepare_case(
    arrays: GraphArrays,
    findings: Iterable[Finding],
    *,
    sex: Sex = Sex.UNKNOWN,
    patient: Patient | None = None,
) -> Case:
    """Map findings to terms, set aside what cannot score, and resolve conflicts.

    An excluded term at or above a present one is dropped with a warning. Of the present terms
    the most specific stay, of the excluded the most general.

    Args:
        arrays: the graph.
        findings: coded, or read from text.
        sex: as recorded.
        patient: what else is known; only everyday settings look at it.
    """
    patient = patient or Patient()
    unused: list[UnusedFinding] = []
    warnings: list[Notice] = []
    present: set[int] = set()
    absent: set[int] = set()
    words: dict[tuple[int, bool], list[Mention]] = {}
    for finding in findings:
        term = _scored_term(arrays, finding, unused, warnings)
        if term is not None:
            (absent if finding.excluded else present).add(term)
            words.setdefault((term, finding.excluded), []).extend(finding.evidence)

    def set_aside(term: int, reason: str, *, excluded: bool) -> UnusedFinding:
        return _unused(arrays, term, reason, words[term, excluded])

    closed = {term: frozenset(arrays.ancestors[term].tolist()) for term in present | absent}
    covered = frozenset().union(*(closed[term] for term in present))
    for term in sorted(absent & covered):
        unused.append(set_aside(term, "conflict", excluded=True))
        warnings.append(_conflict(arrays, term))
    absent -= covered
    general = {a for term in present for a in closed[term] if a != term}
    observed = sorted(present - general)
    heirs = {a: term for term in reversed(observed) for a in closed[term]}
    subsumed: dict[int, list[int]] = {}
    for term in sorted(present & general):
        subsumed.setdefault(heirs[term], []).append(term)
        unused.append(set_aside(term, "subsumed", excluded=False))
    broadest = {term for term in absent if absent & closed[term] == {term}}
    unused.extend(set_aside(term, "subsumed", excluded=True) for term in sorted(absent - broadest))
    return Case(
        observed=tuple(observed),
        excluded=tuple(sorted(broadest)),
        subsumed={term: tuple(more) for term, more in subsumed.items()},
        sex=SEX_CODES.get(sex, 0),
        age=patient.age,
        course=patient.course,
        risks=patient.risks,
        stated=patient.stated,
        unused=tuple(unused),
        warnings=tuple(warnings),
    )


def _conflict(arrays: GraphArrays, term: int) -> Notice:
    return Notice(
        code="conflicting_finding",
        message=f"{arrays.term_ids[term]} is excluded, but it or a more specific finding "
        "is present; the exclusion is ignored",
    )


def _scored_term(
    arrays: GraphArrays,
    finding: Finding,
    unused: list[UnusedFinding],
    warnings: list[Notice],
) -> int | None:
    curie = finding.type.id
    term = arrays.resolve_term(curie)
    if term is None:
        reason = "obsolete" if curie in arrays.deprecated else "unknown_id"
        if curie_prefix(curie) not in {"HP", "DIAGRAPH"}:
            reason = "not_in_graph"
        unused.append(
            UnusedFinding(
                id=curie, label=finding.type.label, reason=reason, mentions=finding.evidence
            )
        )
        warnings.append(
            Notice(code=reason, message=f"{curie} is not a current term of the graph; not used")
        )
        return None
    if arrays.term_ids[term] != curie:
        warnings.append(
            Notice(code="replaced_id", message=f"{curie} was replaced by {arrays.term_ids[term]}")
        )
    if term == arrays.root or not arrays.is_phenotype[term]:
        unused.append(_unused(arrays, term, _reason(arrays, term), finding.evidence))
        return None
    return term


def _reason(arrays: GraphArrays, term: int) -> str:
    if term == arrays.root:
        return "root"
    above = {arrays.term_ids[a] for a in arrays.ancestors[term].tolist()}
    return next(
        (why for branch, why in _BRANCH_REASONS.items() if branch in above), "not_a_phenotype"
    )


def _unused(
    arrays: GraphArrays, term: int, reason: str, mentions: Iterable[Mention]
) -> UnusedFinding:
    return UnusedFinding(
        id=arrays.term_ids[term],
        label=arrays.term_labels[term],
        reason=reason,
        mentions=tuple(mentions),
    )
