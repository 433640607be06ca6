"""How numbers, codes and states are said to people; shared by every rendering."""

from __future__ import annotations

import math
import re
from typing import Final

from data_schema import (
    AnnotationSummary,
    Assertion,
    ContradictionKind,
    DiagnosisReport,
    MatchKind,
    Provenance,
    Sex,
    Subject,
)

__all__ = [
    "DISCLAIMER",
    "age_and_sex",
    "assertion_state",
    "contradiction_phrase",
    "count_of",
    "frequency",
    "information_gauge",
    "match_phrase",
    "nats",
    "printable",
    "provenance_line",
    "reason_phrase",
    "spoken",
]

DISCLAIMER: Final = "Research use only. Not a medical device."

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
    "family": "seen in a relative, not in the patient",
    "frequency": "a frequency, not a finding",
    "historical": "in the past only",
    "hypothetical": "hypothetical, not observed",
    "inheritance": "a mode of inheritance, not a finding",
    "modifier": "a modifier, not a finding",
    "not_a_phenotype": "not a phenotypic abnormality",
    "not_in_graph": "not in this graph",
    "obsolete": "obsolete, without a replacement",
    "onset": "an age of onset, not a finding",
    "past_medical_history": "a past medical history term, not a finding",
    "root": "says only that something is abnormal",
    "subsumed": "counted with a more specific finding",
    "uncertain": "uncertain in the text",
    "unknown_id": "unknown identifier",
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


def match_phrase(kind: MatchKind) -> str:
    """Say how a finding met the annotations of a disease."""
    return _MATCH[kind]


def reason_phrase(reason: str) -> str:
    """Say why a finding was not scored; an unknown code is shown as it is."""
    return _REASON.get(reason) or spoken(reason)


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
        f"{count_of(provenance.n_candidates, 'candidate')} in {provenance.namespace}",
    ]
    return " · ".join([*parts, provenance.store] if provenance.store else parts)


def information_gauge(report: DiagnosisReport) -> tuple[str, float, float]:
    """Return (``little`` | ``some`` | ``much``, Σ information of present findings, the need).

    The need is log(number of candidates), in nats: what it takes to single out one of them if
    findings were independent. Less is ``little``, twice as much is ``much``.
    """
    total = math.fsum(f.information for f in report.findings if not f.excluded)
    need = math.log(max(2, report.provenance.n_candidates))
    level = "little" if total < need else "some" if total < 2 * need else "much"
    return level, total, need
