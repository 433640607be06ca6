"""``evaluate diagnosis``: rank the known truth of labelled records."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data_schema import LabeledRecord
from fusion import Setting, auroc, macro_summary, probability_of, rank_summary

from .calibration import calibration_summary
from .case_result import CaseResult, Judge
from .degraded import Degrader
from .pipeline import DiagnosticPipeline
from .protocols import LeaveOut

__all__ = ["DiagnosisEvaluation", "evaluate_diagnosis"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisEvaluation:
    """Results of all cases of a file, misses included."""

    cases: tuple[CaseResult, ...]
    protocol: str
    namespace: str
    kg_version: str
    seconds: float
    setting: str = "rare"
    ranker: str = "evidence-v1"
    degraded: bool = False
    stated: float | None = None
    """The share of patients whose disease is no candidate, as the probabilities state it."""

    @property
    def summary(self) -> dict[str, object]:
        """What ``evaluate diagnosis --json`` prints; top-k in percent of all cases."""
        n = len(self.cases)
        ranks = [case.rank for case in self.cases]
        return {
            **rank_summary(ranks),
            "in_kg": rank_summary([case.rank for case in self.cases if case.in_kg]),
            "family": rank_summary([case.family_rank for case in self.cases]),
            "macro": macro_summary(ranks, [case.truth for case in self.cases]),
            "row_less": _row_less_summary(self.cases),
            "not_in_graph": {"auroc": _detection(self.cases)},
            "calibration": self._calibration,
            **(_everyday_summary(self.cases) if self.setting != Setting.RARE else {}),
            "setting": self.setting,
            "ms_per_case": round(1000.0 * self.seconds / n, 3) if n else None,
            "ranker": self.ranker,
            "protocol": self.protocol,
            "degraded": self.degraded,
            "namespace": self.namespace,
            "kg_version": self.kg_version,
        }

    @property
    def _calibration(self) -> dict[str, object] | None:
        if self.stated is None:
            return None
        told = (case.confidence for case in self.cases)
        return calibration_summary((c for c in told if c is not None), stated=self.stated)


def evaluate_diagnosis(
    pipeline: DiagnosticPipeline,
    cases: Iterable[LabeledRecord],
    *,
    protocol: str = "as-is",
    degrade: int | None = None,
) -> DiagnosisEvaluation:
    """Rank the truth of every case.

    Every case counts: a disease outside the graph and a case without a usable finding are misses.
    The time is that of finding and scoring. Reading the file is not in it, nor what is made once
    (model, recogniser), nor sorting all candidates: the truth's rank is counted from the scores.

    Args:
        pipeline: what ranks.
        cases: records and their true diagnoses, kept apart until the scores are there.
        protocol: name of a :class:`~pipelines.protocols.Protocol`.
        degrade: seed with which the findings are made worse first, see
            :class:`~pipelines.degraded.Degrader`; ``None`` leaves them as they are.

    Raises:
        UnknownNameError: there is no such protocol.
    """
    settings: dict[Setting, tuple[Judge, LeaveOut]] = {}
    first = pipeline.model
    settings[first.setting] = Judge(first), LeaveOut(first.arrays, protocol)
    worsen = None if degrade is None else Degrader(pipeline.arrays, seed=degrade)
    results: list[CaseResult] = []
    used: set[str] = set()
    seconds = 0.0
    for given in cases:
        case = given if worsen is None else worsen(given)
        pipeline.make_ready(case.record)
        setting = pipeline.setting_of(case.record)
        if setting not in settings:
            model = pipeline.model_of(setting)
            settings[setting] = Judge(model), LeaveOut(model.arrays, protocol)
        judge, leave_out = settings[setting]
        truths = judge.truths(case)
        start = time.perf_counter()
        overlay = leave_out.overlay(case.record.meta_data.references, truths)
        scored = pipeline.score(case.record, overlay=overlay)
        seconds += time.perf_counter() - start
        results.append(judge.result(case, scored, overlay))
        used.add(setting.value)
    probability = probability_of(first)
    return DiagnosisEvaluation(
        cases=tuple(results),
        protocol=protocol,
        namespace=first.namespace or "all",
        kg_version=pipeline.arrays.version,
        seconds=seconds,
        setting="+".join(sorted(used)) or Setting.RARE.value,
        ranker=first.name,
        degraded=degrade is not None,
        stated=None if probability is None else probability.not_in_graph,
    )


def _row_less_summary(cases: Sequence[CaseResult]) -> dict[str, object]:
    """Figures of the truths of which nothing counted."""
    found = rank_summary([case.rank for case in cases if case.row_less])
    return {name: found[name] for name in ("n", "top1", "top10")}


def _detection(cases: Sequence[CaseResult]) -> float | None:
    """AUROC of the first's score between cases as they are and with their truth masked.

    How well that score alone tells a patient whose disease is in the graph from one whose is not;
    .5 is chance. Cases whose truth is no candidate, or that abstain, are left out.
    """
    known = [case for case in cases if case.in_kg and not case.abstained]
    found = auroc(
        [case.first_score for case in known if case.first_score is not None],
        [case.masked_score for case in known if case.masked_score is not None],
    )
    return None if found is None else round(found, 4)


def _everyday_summary(cases: Sequence[CaseResult]) -> dict[str, object]:
    """Figures that only everyday settings have; shares in percent of all cases."""
    n = max(1, len(cases))
    dangerous = [case for case in cases if case.is_safe is not None]
    benign = [case for case in cases if case.is_safe is None and case.in_kg]
    return {
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
