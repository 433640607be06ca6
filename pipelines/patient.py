"""Who the patient is, as an everyday setting wants to know it: age, course, risk factors.

What belongs to the past is a risk factor there, and no finding of today.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from data_schema import Assertion, Finding, StatedDiagnosis, UnusedFinding, duration_in_years
from fusion import Patient, read_known_conditions, read_risk_triggers
from kg import GraphArrays

from .draft import Draft

__all__ = ["describe_patient", "set_history_aside"]

_RESULTS: Final = frozenset(
    {"physical_exam", "labs", "imaging", "electrophysiology", "pathology", "genetics", "procedure"}
)
"""Sections in which a condition is what somebody saw, not what somebody thinks."""
_PATIENT, _FAMILY = "patient", "family"


def set_history_aside(draft: Draft) -> None:
    """Take out what is no finding of today; it may be a risk factor.

    That is what every mention puts into the past, and what a text states as a diagnosis.
    """
    kept = []
    conditions = read_known_conditions()
    for finding in draft.findings:
        stated = finding.type.id in conditions and _is_stated(finding)
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
    """Return age, course and risk factors of the draft's patient.

    A finding that is evidence is no risk factor as well. A diagnosis that the record states as
    today's may be one, but never of the same disease: that would be the answer ranking itself.
    """
    told = {each.type.id for each in draft.findings if not each.excluded}
    past = {each.id for each in draft.set_aside if each.reason == "historical"}
    today = {each.id for each in draft.set_aside if each.reason == "known_condition"}
    for stated in draft.stated_diagnoses:
        if _is_of_patient(stated.assertion):
            (past if stated.assertion.historical else today).add(stated.id)
    triggers = read_risk_triggers()
    origins: dict[str, set[str]] = {factor: set() for factor in told | past}
    for of, concepts in ((_PATIENT, past), (_FAMILY, _of_relatives(draft))):
        for concept in _with_broader(arrays, concepts):
            origins.update({factor: set() for factor in triggers.get((concept, of), ())})
    for stated_id in sorted(today):
        for concept in _with_broader(arrays, [stated_id]):
            for factor in triggers.get((concept, _PATIENT), ()):
                if factor not in origins or origins[factor]:
                    origins.setdefault(factor, set()).update({stated_id, concept})
    terms = {arrays.resolve_term(factor): names for factor, names in origins.items()}
    risks = sorted(term for term in terms if term in arrays.risk_factors and term is not None)
    return Patient(
        age=duration_in_years(draft.subject.age),
        course=draft.course,
        risks=tuple(risks),
        stated=tuple(tuple(sorted(terms[term])) for term in risks),
    )


def _is_of_patient(assertion: Assertion) -> bool:
    doubtful = assertion.negated or assertion.hypothetical or assertion.uncertain
    return not doubtful and not assertion.family


def _of_relatives(draft: Draft) -> set[str]:
    """Return what is said of relatives, and not denied of them."""
    told: list[UnusedFinding | StatedDiagnosis] = [*draft.set_aside, *draft.stated_diagnoses]
    said = [(each.id, mention.assertion) for each in told for mention in each.mentions]
    return {
        concept
        for concept, assertion in said
        if assertion.family
        and not (assertion.negated or assertion.hypothetical or assertion.uncertain)
    }


def _is_stated(finding: Finding) -> bool:
    """Say whether a text names a condition elsewhere than among the results of examinations."""
    return any(mention.section not in _RESULTS for mention in finding.evidence)


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
