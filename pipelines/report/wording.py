"""How numbers, codes and states are said to people; shared by every rendering."""

from __future__ import annotations

import math
import re
from typing import Final

from data_schema import (
    AnnotationSummary,
    Assertion,
    ContextTerm,
    ContradictionKind,
    DiagnosisReport,
    MatchKind,
    Provenance,
    Sex,
    Subject,
)

__all__ = [
    "DANGEROUS",
    "DISCLAIMER",
    "DO_NOT_MISS",
    "STATED",
    "abstention_phrase",
    "age_and_sex",
    "assertion_state",
    "context_detail",
    "context_label",
    "contradiction_phrase",
    "count_of",
    "frequency",
    "information_gauge",
    "match_phrase",
    "nats",
    "printable",
    "provenance_line",
    "reason_phrase",
    "scored_phrase",
    "setting_phrase",
    "source_phrase",
    "spoken",
    "stated_state",
]

DISCLAIMER: Final = "Research use only. Not a medical device."
DANGEROUS: Final = "dangerous if overlooked"
DO_NOT_MISS: Final = (
    "Each of these can cost life or lasting harm within hours or days if it is overlooked. Several "
    "findings of the record speak for it, and its score is close to the first, though it is not "
    "among the first three, which are marked where they stand. This list is no triage: what is not "
    "on it is not ruled out."
)
STATED: Final = "Stated in the record, not used to rank"

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_MATCH: Final[dict[MatchKind, str]] = {
    MatchKind.EXACT: "exact match",
    MatchKind.NARROWER: "the disease shows something more specific",
    MatchKind.BROADER: "the disease shows something more general",
    MatchKind.COMMON_ANCESTOR: "meets the disease at a common ancestor",
}

_REASON: Final[dict[str, str]] = {
    "blood_group": "a blood group, not a finding",
    "clinical_course": "a clinical course, not a finding",
    "conflict": "contradicted by another finding of the record",
    "diagnosis_excluded": "a diagnosis that the record rules out",
    "family": "seen in a relative, not in the patient",
    "frequency": "a frequency, not a finding",
    "historical": "in the past only",
    "hypothetical": "hypothetical, not observed",
    "inheritance": "a mode of inheritance, not a finding",
    "treatment": "a treatment of this illness",
    "known_condition": "a known condition, not a finding of this illness",
    "modifier": "a modifier, not a finding",
    "not_a_phenotype": "not a phenotypic abnormality",
    "not_in_graph": "not in this graph",
    "obsolete": "obsolete, without a replacement",
    "onset": "an age of onset, not a finding",
    "past_medical_history": "history or a risk factor, not a finding",
    "root": "says only that something is abnormal",
    "subsumed": "counted with a more specific finding",
    "uncertain": "uncertain in the text",
    "unknown_id": "unknown identifier",
}

_SETTING: Final[dict[str, str]] = {
    "general": "everyday and rare diseases, wherever the patient is seen",
    "primary-care": "diseases as common as they are in primary care",
    "emergency": "diseases as common as they are in an emergency department",
    "inpatient": "diseases as common as they are among patients in hospital",
    "rare": "a clinic for rare diseases, everyday ones are not ranked",
}

_ABSTENTION: Final[dict[str, str]] = {
    "no finding of the record could be used": "Words were read in this record, but none of them "
    "is a finding of the patient that diseases are known by.",
    "the record has no findings": "Nothing in this record was read as a finding.",
    "too little is told to rank diseases by": "The few findings of this record are so common that "
    "they fit very many diseases.",
    "no candidate disease is left after the filters": "The gene panel or namespace that was asked "
    "for leaves no disease that can be ranked.",
}

_CONTEXT: Final[dict[str, str]] = {
    "age": "Age",
    "sex": "Sex",
    "risk": "Risk factor",
    "course": "Course",
}

_DURATION = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?$")
_UNITS: Final = ("year", "month", "week", "day")


def printable(text: str) -> str:
    """Return ``text`` with what no page or terminal may be sent (escapes, surrogates) as U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text)


def nats(value: float, *, digits: int = 2) -> str:
    """Return a signed contribution: ``+2.31``, ``−0.40``, ``0.00``."""
    rounded = round(value, digits)
    if rounded == 0:
        return f"{0:.{digits}f}"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):.{digits}f}"


def count_of(number: int, noun: str) -> str:
    """Return ``1 finding``, ``2,000 findings``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def frequency(annotation: AnnotationSummary) -> str:
    """Return how often the disease shows the term: ``38/53, scored as 72%``.

    Without counts what scored stands alone: it comes from a category, or is the value for unknown.
    """
    if annotation.count is not None and annotation.total:
        return f"{annotation.count}/{annotation.total}, scored as {annotation.frequency:.0%}"
    return f"scored as {annotation.frequency:.0%}"


def scored_phrase(annotation: AnnotationSummary, *, at: str, excluded: bool = False) -> str:
    """Return what of an annotation scored: what was measured, else how often the disease shows it.

    Args:
        annotation: of the disease.
        at: the term at which a present finding met the disease, or the excluded finding.
        excluded: the finding was excluded.
    """
    own, often = annotation.term == at, frequency(annotation)
    if excluded and (own or annotation.required):
        often = f"{often}, required" if annotation.required else often
        measured, name = annotation.likelihood_ratio_negative, "LR−"
    elif own and not excluded:
        often = f"{often}, pathognomonic" if annotation.pathognomonic else often
        measured, name = annotation.likelihood_ratio_positive, "LR+"
    else:
        return often
    if measured is None:
        return often
    return f"measured {name} {measured:g} scored in place of {annotation.frequency:.0%}"


def match_phrase(kind: MatchKind) -> str:
    """Say how a finding met the annotations of a disease."""
    return _MATCH[kind]


def reason_phrase(reason: str) -> str:
    """Say why a finding was not scored; an unknown code is shown as it is."""
    return _REASON.get(reason) or spoken(reason)


def setting_phrase(setting: str) -> str:
    """Say what a setting takes into account; an unknown one says nothing more than its name."""
    meaning = _SETTING.get(setting)
    return f"{setting} ({meaning})" if meaning else setting


def abstention_phrase(reason: str | None) -> str:
    """Say in plain words why there is no differential, and what that does not mean."""
    why = _ABSTENTION.get(reason or "", "")
    said = f"{reason}. {why}".strip() if reason else why
    said = said if said.endswith(".") else f"{said}."
    return f"{said} This says nothing about how the patient is."


def context_label(term: ContextTerm) -> str:
    """Return what is known of the patient: ``Age: 63 years``."""
    return f"{_CONTEXT.get(term.kind, spoken(term.kind))}: {term.value}"


def context_detail(term: ContextTerm) -> str:
    """Return what the graph says of the disease to it: ``the disease: mostly 55–85 years``."""
    if not term.annotation or term.kind == "risk":
        return term.annotation
    return f"the disease: {term.annotation}"


def source_phrase(source: str) -> str:
    """Return who says what is annotated; nobody has reviewed what Diagraph itself says."""
    return "Diagraph's own table, not reviewed" if source == "infores:diagraph" else source


def stated_state(assertion: Assertion) -> str:
    """Return what the record says of a diagnosis that it names."""
    state = assertion_state(assertion)
    return {"negated": "ruled out", "family": "in a relative", "historical": "in the past"}.get(
        state, state
    )


def spoken(code: str) -> str:
    """Return a code as words: ``phenotypic features`` of ``phenotypic_features``."""
    return code.replace("_", " ")


def contradiction_phrase(kind: ContradictionKind, contribution: float) -> str:
    """Say what a contradiction is; an exclusion may speak for the disease."""
    if kind is ContradictionKind.NOT_ANNOTATED:
        return "present here, and sources say that the disease does not show it"
    if contribution > 0:
        return "excluded here, and the disease is known to lack it"
    return "excluded here, and the disease can show it"


def assertion_state(assertion: Assertion) -> str:
    """Return the word that matters most for a reader: ``present``, ``negated``, ``family``."""
    if assertion.family:
        return "family"
    if assertion.hypothetical:
        return "hypothetical"
    if assertion.negated:
        return "negated"
    if assertion.uncertain:
        return "uncertain"
    return "historical" if assertion.historical else "present"


def age_and_sex(subject: Subject) -> str:
    """Return ``female, 6 years 3 months``; an empty string where neither is known."""
    sex = {Sex.FEMALE: "female", Sex.MALE: "male", Sex.OTHER: "other sex"}.get(subject.sex, "")
    return ", ".join(part for part in (sex, _age(subject.age)) if part)


def _age(duration: str | None) -> str:
    match = _DURATION.match(duration or "")
    if match is None:
        return duration or ""
    return " ".join(
        count_of(int(number), unit)
        for number, unit in zip(match.groups(), _UNITS, strict=True)
        if number is not None
    )


def provenance_line(provenance: Provenance) -> str:
    """Return what made the answer, on one line."""
    parts = [
        f"diagraph {provenance.diagraph_version}",
        f"graph {provenance.kg_version} ({provenance.kg_hash[:12]})",
        f"{provenance.ranker} ({provenance.ranker_hash[:12]})",
        f"{count_of(provenance.n_candidates, 'candidate')} in {_candidates(provenance)}",
    ]
    return " · ".join([*parts, provenance.store] if provenance.store else parts)


def _candidates(provenance: Provenance) -> str:
    everyday = "" if provenance.setting == "rare" else " with everyday diseases"
    return f"{provenance.namespace}{everyday}"


def information_gauge(report: DiagnosisReport) -> tuple[str, float, float]:
    """Return (``little`` | ``some`` | ``much``, Σ information of present findings, the need).

    The need is log(number of candidates), in nats: what it takes to single out one of them if
    findings were independent. Less is ``little``, twice as much is ``much``.
    """
    total = math.fsum(f.information for f in report.findings if not f.excluded)
    need = math.log(max(2, report.provenance.n_candidates))
    level = "little" if total < need else "some" if total < 2 * need else "much"
    return level, total, need
