"""``evaluate diagnosis``: rank the known truth of labelled records."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data_schema import LabeledRecord
from fusion import (
    MISS,
    EvidenceModel,
    Place,
    Scored,
    Setting,
    best_columns,
    place_of,
    rank_summary,
)

from .pipeline import DiagnosticPipeline
from .protocols import LeaveOut

__all__ = ["CaseResult", "DiagnosisEvaluation", "evaluate_diagnosis"]

_NOWHERE: Final = Place(MISS, 0)
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """The truth's place in one case; ``rank`` is infinite for a miss.

    Attributes:
        truth: the best ranked of the case's diagnoses.
        in_kg: the truth is a candidate of the graph.
        score: the truth's score in nats, ``None`` for a miss.
        family_rank: of the truth, or of a disease that it is a kind of, or that is a kind of it.
        first: the diseases ranked first, at most ten.
        n_rare: which of the first one, and of the first three, only a rare-disease source has.
        n_flagged: dangerous diagnoses pointed out.
        is_safe: the truth is dangerous, and among the first three or pointed out; ``None`` where it
            is not dangerous.
        abstained: nothing was ranked.
    """

    record_id: str
    truth: str
    rank: float
    n_ties: int
    n_candidates: int
    score: float | None
    in_kg: bool
    family_rank: float = MISS
    first: tuple[str, ...] = ()
    n_rare: tuple[int, int] = (0, 0)
    n_flagged: int = 0
    is_safe: bool | None = None
    abstained: bool = False

    def to_dict(self) -> dict[str, object]:
        """Return the line that ``--cases-out`` writes; a miss has rank ``None``."""
        return {
            "record_id": self.record_id,
            "truth": self.truth,
            "rank": self.rank if self.rank != MISS else None,
            "n_ties": self.n_ties,
            "n_candidates": self.n_candidates,
            "score": self.score,
            "family_rank": self.family_rank if self.family_rank != MISS else None,
            "first": list(self.first),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisEvaluation:
    """Results of all cases of a file, misses included."""

    cases: tuple[CaseResult, ...]
    protocol: str
    namespace: str
    kg_version: str
    seconds: float
    setting: str = "rare"

    @property
    def summary(self) -> dict[str, object]:
        """What ``evaluate diagnosis --json`` prints; top-k in percent of all cases."""
        n = len(self.cases)
        return {
            **rank_summary([case.rank for case in self.cases]),
            "in_kg": rank_summary([case.rank for case in self.cases if case.in_kg]),
            **(_everyday_summary(self.cases) if self.setting != Setting.RARE else {}),
            "setting": self.setting,
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
    The time is that of finding and scoring. Reading the file is not in it, nor what is made once
    (model, recogniser), nor sorting all candidates: the truth's rank is counted from the scores.

    Args:
        pipeline: what ranks.
        cases: records and their true diagnoses, kept apart until the scores are there.
        protocol: name of a :class:`~pipelines.protocols.Protocol`.

    Raises:
        UnknownNameError: there is no such protocol.
    """
    leaving = {pipeline.model.setting: LeaveOut(pipeline.model.arrays, protocol)}
    results: list[CaseResult] = []
    settings: set[str] = set()
    seconds = 0.0
    for case in cases:
        pipeline.make_ready(case.record)
        setting = pipeline.setting_of(case.record)
        model = pipeline.model_of(setting)
        if setting not in leaving:
            leaving[setting] = LeaveOut(model.arrays, protocol)
        start = time.perf_counter()
        truths = _candidates_of(model, case)
        overlay = leaving[setting].overlay(case.record.meta_data.references, truths)
        scored = pipeline.score(case.record, overlay=overlay)
        seconds += time.perf_counter() - start
        results.append(_result(model, case, scored))
        settings.add(setting.value)
    return DiagnosisEvaluation(
        cases=tuple(results),
        protocol=protocol,
        namespace=pipeline.model.namespace or "all",
        kg_version=pipeline.arrays.version,
        seconds=seconds,
        setting="+".join(sorted(settings)) or Setting.RARE.value,
    )


def _candidates_of(model: EvidenceModel, labeled: LabeledRecord) -> NDArray[np.int64]:
    """Return the graph numbers of the candidates that a case's diagnoses mean, ascending."""
    columns = {c for truth in labeled.diagnoses for c in model.columns_meaning(truth.id)}
    return model.candidates[sorted(columns)]


def _result(model: EvidenceModel, labeled: LabeledRecord, scored: Scored | None) -> CaseResult:
    truths = [
        (truth.id, column)
        for truth in labeled.diagnoses
        for column in model.columns_meaning(truth.id) or (None,)
    ]
    places = [(_place(scored, column), curie, column) for curie, column in truths] or [
        (_NOWHERE, "", None)
    ]
    place, curie, column = min(places, key=lambda entry: entry[0].rank)
    ranked = scored is not None and column is not None and place.rank != MISS
    columns = {column for _, column in truths if column is not None}
    relatives = {near for each in columns for near in model.relatives(each)}
    everyday = {} if model.everyday is None else _everyday_result(model, scored, columns)
    return CaseResult(
        record_id=labeled.record.id,
        truth=curie,
        rank=place.rank,
        n_ties=place.n_ties,
        n_candidates=0 if scored is None else int(np.isfinite(scored.score).sum()),
        score=float(scored.score[column]) if ranked and scored is not None else None,
        in_kg=bool(columns),
        family_rank=min((_place(scored, each).rank for each in columns | relatives), default=MISS),
        abstained=scored is None,
        **everyday,
    )


def _everyday_result(
    model: EvidenceModel, scored: Scored | None, truths: set[int]
) -> dict[str, Any]:
    assert model.everyday is not None
    dangerous = bool(model.everyday.must_not_miss[sorted(truths)].any())
    if scored is None:
        return {"is_safe": False if dangerous else None}
    order = best_columns(scored.score, _SHOWN).tolist()
    observed = scored.case.observed
    flagged = model.everyday.flagged(scored.evaluation, scored.score, observed).tolist()
    is_rare = [model.everyday.diseases[column] is None for column in order]
    return {
        "first": tuple(model.disease_id(column) for column in order),
        "n_rare": (sum(is_rare[:1]), sum(is_rare[:3])),
        "n_flagged": len(flagged),
        "is_safe": bool(truths & {*flagged, *order[:3]}) if dangerous else None,
    }


def _everyday_summary(cases: Sequence[CaseResult]) -> dict[str, object]:
    """Figures that only everyday settings have; shares in percent of all cases."""
    n = max(1, len(cases))
    dangerous = [case for case in cases if case.is_safe is not None]
    benign = [case for case in cases if case.is_safe is None and case.in_kg]
    return {
        "family": rank_summary([case.family_rank for case in cases]),
        "abstained": round(100.0 * sum(case.abstained for case in cases) / n, 2),
        "rare_first": round(100.0 * sum(case.n_rare[0] for case in cases) / n, 2),
        "rare_in_top3": round(100.0 * sum(case.n_rare[1] > 0 for case in cases) / n, 2),
        "dangerous": {
            "n": len(dangerous),
            "top3_or_flagged": _share(sum(bool(case.is_safe) for case in dangerous), dangerous),
        },
        "flags_per_benign_case": round(
            sum(case.n_flagged for case in benign) / max(1, len(benign)), 3
        ),
    }


def _share(count: int, of: Sequence[CaseResult]) -> float | None:
    return round(100.0 * count / len(of), 2) if of else None


def _place(scored: Scored | None, column: int | None) -> Place:
    return _NOWHERE if scored is None or column is None else place_of(scored.score, column)
