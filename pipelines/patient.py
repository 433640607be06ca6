"""Who the patient is, as an everyday setting wants to know it: age, course, risk factors.

What belongs to the past is a risk factor there, and no finding of today.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from data_schema import Finding, Subject, UnusedFinding
from fusion import Patient, read_known_conditions, read_risk_triggers
from kg import GraphArrays

from .draft import Draft

__all__ = ["age_in_years", "describe_patient", "set_history_aside"]

_DURATION: Final = re.compile(
    r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T.*)?"
)
_YEARS: Final = (1.0, 1 / 12, 7 / 365.25, 1 / 365.25)
_FAMILY: Final = "family"
_OF_THE_PATIENT: Final = frozenset({"historical", "known_condition"})


def age_in_years(subject: Subject) -> float | None:
    """Return the age of an ISO 8601 duration in years, or ``None`` where none is stated."""
    match = _DURATION.fullmatch(subject.age or "")
    if match is None or not any(match.groups()):
        return None
    return sum(
        float(part) * years for part, years in zip(match.groups(), _YEARS, strict=True) if part
    )


def set_history_aside(draft: Draft) -> None:
    """Take out what is no finding of today; it may be a risk factor.

    That is what every mention puts into the past, and what a text states as a diagnosis.
    """
    kept = []
    conditions = read_known_conditions()
    for finding in draft.findings:
        stated = bool(finding.evidence) and finding.type.id in conditions
        if stated or _is_history(finding):
            draft.set_aside.append(
                UnusedFinding(
                    id=finding.type.id,
                    label=finding.type.label,
                    reason=_reason(finding, stated=stated),
                    mentions=finding.evidence,
                )
            )
        else:
            kept.append(finding)
    draft.findings[:] = kept


def describe_patient(arrays: GraphArrays, draft: Draft) -> Patient:
    """Return age, course and risk factors of the draft's patient."""
    present = [finding.type.id for finding in draft.findings if not finding.excluded]
    history = [each.id for each in draft.set_aside if each.reason in _OF_THE_PATIENT]
    stated = [
        each.id
        for each in draft.stated_diagnoses
        if not each.assertion.negated
        and not each.assertion.hypothetical
        and not each.assertion.uncertain
        and not each.assertion.family
    ]
    relatives = [each.id for each in draft.set_aside if each.reason == _FAMILY]
    relatives += [each.id for each in draft.stated_diagnoses if each.assertion.family]
    triggers = read_risk_triggers()
    factors = set(present) | set(history)
    factors |= {
        factor
        for concept in _with_broader(arrays, (*present, *history, *stated))
        for factor in triggers.get((concept, "patient"), ())
    }
    factors |= {
        factor
        for concept in _with_broader(arrays, relatives)
        for factor in triggers.get((concept, _FAMILY), ())
    }
    known = set(arrays.disease_risks.indices.tolist())
    terms = {arrays.resolve_term(curie) for curie in factors}
    return Patient(
        age=age_in_years(draft.subject),
        course=draft.course,
        risks=tuple(sorted(term for term in terms if term is not None and term in known)),
    )


def _reason(finding: Finding, *, stated: bool) -> str:
    if finding.excluded:
        return "diagnosis_excluded"
    return "known_condition" if stated else "historical"


def _is_history(finding: Finding) -> bool:
    mentions = finding.evidence
    return (
        not finding.excluded
        and bool(mentions)
        and all(each.assertion.historical for each in mentions)
    )


def _with_broader(arrays: GraphArrays, curies: Iterable[str]) -> set[str]:
    """Return findings with what they are a kind of, and diseases as they are."""
    found = set(curies)
    for curie in tuple(found):
        term = arrays.resolve_term(curie)
        if term is not None:
            found.update(arrays.term_ids[a] for a in arrays.ancestors[term].tolist())
    return found
