"""``evaluate diagnosis``: rank the known truth of labelled records.

Protocols: ``as-is`` uses the whole graph; ``lpo`` (leave-publication-out) drops every annotation
row whose references are all among the case's own PMIDs, re-pools the profiles and keeps the
backgrounds.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from data_schema import LabeledRecord, UnknownNameError, curie_prefix
from fusion import MISS, Place, Scored, place_of, prepare_case, rank_summary
from kg import rows_only_citing

from .pipeline import DiagnosticPipeline

__all__ = ["PROTOCOLS", "CaseResult", "DiagnosisEvaluation", "evaluate_diagnosis"]

PROTOCOLS: Final = ("as-is", "lpo")
_NOWHERE: Final = Place(MISS, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """The truth's place in one case; ``rank`` is infinite for a miss.

    Attributes:
        truth: the best ranked of the case's diagnoses.
        in_kg: the truth is a candidate of the graph.
        score: the truth's score in nats, ``None`` for a miss.
    """

    record_id: str
    truth: str
    rank: float
    n_ties: int
    n_candidates: int
    score: float | None
    in_kg: bool

    def to_dict(self) -> dict[str, object]:
        """Return the line that ``--cases-out`` writes; a miss has rank ``None``."""
        return {
            "record_id": self.record_id,
            "truth": self.truth,
            "rank": self.rank if self.rank != MISS else None,
            "n_ties": self.n_ties,
            "n_candidates": self.n_candidates,
            "score": self.score,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisEvaluation:
    """Results of all cases of a file, misses included."""

    cases: tuple[CaseResult, ...]
    protocol: str
    namespace: str
    kg_version: str
    seconds: float

    @property
    def summary(self) -> dict[str, object]:
        """What ``evaluate diagnosis --json`` prints; top-k in percent of all cases."""
        n = len(self.cases)
        return {
            **rank_summary([case.rank for case in self.cases]),
            "in_kg": rank_summary([case.rank for case in self.cases if case.in_kg]),
            "ms_per_case": round(1000.0 * self.seconds / n, 3) if n else None,
            "protocol": self.protocol,
            "namespace": self.namespace,
            "kg_version": self.kg_version,
        }


def evaluate_diagnosis(
    pipeline: DiagnosticPipeline, cases: Iterable[LabeledRecord], *, protocol: str = "as-is"
) -> DiagnosisEvaluation:
    """Rank the truth of every case.

    Every case counts: a disease outside the graph and a case without a usable finding are misses.
    The time is that of finding and scoring. Reading the file is not in it, nor sorting all
    candidates: the truth's rank is counted from the scores.

    Args:
        pipeline: what ranks.
        cases: records and their true diagnoses, kept apart until the scores are there.
        protocol: ``as-is`` or ``lpo``.

    Raises:
        UnknownNameError: there is no such protocol.
    """
    if protocol not in PROTOCOLS:
        raise UnknownNameError(
            f"expected a protocol among {', '.join(PROTOCOLS)}, got {protocol!r}"
        )
    results: list[CaseResult] = []
    seconds = 0.0
    for case in cases:
        start = time.perf_counter()
        scored = _score(pipeline, case, protocol)
        seconds += time.perf_counter() - start
        results.append(_result(pipeline, case, scored))
    return DiagnosisEvaluation(
        cases=tuple(results),
        protocol=protocol,
        namespace=pipeline.model.namespace or "all",
        kg_version=pipeline.arrays.version,
        seconds=seconds,
    )


def _score(pipeline: DiagnosticPipeline, labeled: LabeledRecord, protocol: str) -> Scored | None:
    record = labeled.record
    case = prepare_case(pipeline.arrays, pipeline.findings(record), sex=record.subject.sex)
    if not case.is_usable:
        return None
    dropped = None
    if protocol == "lpo":
        papers = [r for r in record.meta_data.references if curie_prefix(r) == "PMID"]
        dropped = rows_only_citing(pipeline.arrays, papers)
    return pipeline.model.score(case, dropped=dropped)


def _result(
    pipeline: DiagnosticPipeline, labeled: LabeledRecord, scored: Scored | None
) -> CaseResult:
    truths = [(truth.id, pipeline.model.column_of(truth.id)) for truth in labeled.diagnoses]
    places = [(_place(scored, column), curie, column) for curie, column in truths] or [
        (_NOWHERE, "", None)
    ]
    place, curie, column = min(places, key=lambda entry: entry[0].rank)
    ranked = scored is not None and column is not None and place.rank != MISS
    return CaseResult(
        record_id=labeled.record.id,
        truth=curie,
        rank=place.rank,
        n_ties=place.n_ties,
        n_candidates=0 if scored is None else int(np.isfinite(scored.score).sum()),
        score=float(scored.score[column]) if ranked and scored is not None else None,
        in_kg=any(column is not None for _, column in truths),
    )


def _place(scored: Scored | None, column: int | None) -> Place:
    return _NOWHERE if scored is None or column is None else place_of(scored.score, column)
