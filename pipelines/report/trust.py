"""How far a differential can be trusted, said as counts of patients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from data_schema import DiagnosisReport

__all__ = ["percent", "trust_sentences"]

_LEAST: Final = 0.01


def percent(probability: float | None) -> str:
    """Return a probability for a narrow column: ``31%``, ``<1%``; a dash where there is none."""
    if probability is None:
        return "–"
    if probability < _LEAST:
        return "<1%"
    return ">99%" if probability > 1.0 - _LEAST else f"{probability:.0%}"


def trust_sentences(report: DiagnosisReport) -> Iterator[str]:
    """Yield what the probabilities mean for this patient; nothing where the ranker has none.

    Counts of patients are understood where percentages are not (Gigerenzer & Hoffrage 1995,
    doi:10.1037/0033-295X.102.4.684).
    """
    if report.not_in_graph is None or not report.diagnoses:
        return
    absent = round(100 * report.not_in_graph)
    best = report.diagnoses[0]
    if best.rank == 1 and best.probability is not None:
        first = min(round(100 * best.probability), 100 - absent)
        yield (
            f"Of 100 patients with such findings, about {first} have the disease ranked first, "
            f"{100 - first - absent} another one that was ranked, and {absent} one that was not: "
            "it is not in this graph, or nothing is known of it there."
        )
    else:
        yield (
            f"Of 100 patients with such findings, about {absent} have a disease that was not "
            "ranked: it is not in this graph, or nothing is known of it there."
        )
    if report.set is None:
        return
    promise = (
        f"cut like this, the list holds the right one in {report.set.level:.0%} of all patients "
        "whose disease was ranked."
    )
    if report.set.undetermined:
        yield f"The disease is undetermined, {report.set.size:,} come into question: {promise}"
    else:
        alone = report.set.size == 1
        many = "The first alone comes" if alone else f"The first {report.set.size} diseases come"
        yield f"{many} into question: {promise}"
