"""``evaluate paths``: is an explanation what made the score?

What the first diagnosis of a record is explained by is taken out of the graph, and the diagnosis is
scored again; then as much that was not named, of annotations that as many diseases have. After
Yuan et al. 2023, *Explainability in Graph Neural Networks* (doi:10.1109/TPAMI.2022.3204236): an
explanation is necessary where the score falls without it (fidelity+), and sufficient where it stays
with nothing else (fidelity−).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schema import Diagnosis, LabeledRecord, UsageError
from fusion import Explainer, Ranker, Scored, paired_bootstrap
from kg import GraphArrays, Overlay, rows_of_diseases, without

from .pipeline import DiagnosticPipeline

__all__ = ["FidelityCase", "fidelity_summary", "measure_fidelity"]

_CURVE = 5
_NEIGHBOURS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FidelityCase:
    """What the first diagnosis of one record lost, in nats.

    Attributes:
        papers: the record's references, which it is one cluster with others by.
        necessary: without the annotations that its explanation cites.
        control: without as many others that as many diseases are annotated with.
        rest: without every annotation that is not cited; its score may rise.
        curve: without the 1, 2, … first cited ones, the weightiest first.
        random_curve: the same in random order.
        neighbours: without the annotations of the neighbours that a learned ranker names first;
            ``None`` where none speaks for the disease.
        other_neighbours: without those of as many others.
    """

    papers: tuple[str, ...]
    necessary: float
    control: float
    rest: float
    curve: tuple[float, ...]
    random_curve: tuple[float, ...]
    neighbours: float | None = None
    other_neighbours: float | None = None


def measure_fidelity(
    pipeline: DiagnosticPipeline, cases: Iterable[LabeledRecord], *, seed: int = 0
) -> list[FidelityCase]:
    """Measure every record whose first diagnosis cites annotations, and has others beside them.

    Args:
        pipeline: what ranks and explains.
        cases: records; their diagnoses are not looked at.
        seed: of what is drawn.
    """
    rng = np.random.default_rng(seed)
    found: list[FidelityCase] = []
    probes: dict[str, _Probe] = {}
    for labeled in cases:
        setting = pipeline.setting_of(labeled.record)
        model = pipeline.model_of(setting)
        probe = probes.setdefault(setting.value, _Probe(model))
        scored = pipeline.score(labeled.record)
        if scored is None or not len(scored.order):
            continue
        case = probe.measure(scored, labeled.record.meta_data.references, rng)
        if case is not None:
            found.append(case)
    return found


def fidelity_summary(cases: Sequence[FidelityCase]) -> dict[str, object]:
    """Return what ``evaluate paths --json`` prints; intervals are bootstraps by paper.

    Raises:
        UsageError: there is nothing to sum up.
    """
    if not cases:
        raise UsageError(
            "expected a record with a diagnosis that annotations explain, got none; "
            "give a file with coded findings"
        )
    papers = [case.papers for case in cases]
    gain = [case.necessary - case.control for case in cases]
    asked = [case for case in cases if case.neighbours is not None]
    return {
        "n": len(cases),
        "fidelity_plus": _mean([case.necessary for case in cases]),
        "control": _mean([case.control for case in cases]),
        "over_control": _interval(gain, papers),
        "fidelity_minus": _mean([case.rest for case in cases]),
        "deletion_curve": {
            "cited_first": _curve([case.curve for case in cases]),
            "random": _curve([case.random_curve for case in cases]),
        },
        "neighbours": {
            "n": len(asked),
            "fidelity_plus": _mean([case.neighbours or 0.0 for case in asked]),
            "control": _mean([case.other_neighbours or 0.0 for case in asked]),
            "over_control": _interval(
                [(c.neighbours or 0.0) - (c.other_neighbours or 0.0) for c in asked],
                [case.papers for case in asked],
            ),
        }
        if asked
        else None,
    }


class _Probe:
    """Takes statements out of one ranker's graph."""

    def __init__(self, model: Ranker) -> None:
        self._model = model
        self._arrays = model.arrays
        self._explainer = Explainer(model)
        n_terms = len(self._arrays.term_ids)
        self._degree = np.bincount(np.unique(_pairs(self._arrays)) % n_terms, minlength=n_terms)

    def measure(
        self, scored: Scored, papers: tuple[str, ...], rng: np.random.Generator
    ) -> FidelityCase | None:
        column = int(scored.order[0])
        diagnosis = self._explainer.diagnosis(scored, column, rank=1)
        cited = _cited(diagnosis)
        holders = sorted({holder for holder, _ in cited} | {diagnosis.disease.id})
        numbers = np.array([self._arrays.disease_index[h] for h in holders], np.int64)
        others = self._uncited(numbers, cited)
        k = min(len(cited), len(others))
        if k == 0:
            return None
        named = cited[:k]
        like = self._alike(named, others, rng)
        every = rows_of_diseases(self._arrays, np.sort(numbers))
        kept = without(self._arrays, cited)
        shuffled = [named[i] for i in rng.permutation(k)]
        steps = range(1, min(k, _CURVE) + 1)
        beside = self._neighbours(scored, column, diagnosis, rng)
        return FidelityCase(
            papers=papers,
            necessary=self._fall(scored, column, without(self._arrays, named)),
            control=self._fall(scored, column, without(self._arrays, like)),
            rest=self._fall(scored, column, np.setdiff1d(every, kept)),
            curve=tuple(
                self._fall(scored, column, without(self._arrays, named[:i])) for i in steps
            ),
            random_curve=tuple(
                self._fall(scored, column, without(self._arrays, shuffled[:i])) for i in steps
            ),
            neighbours=None if beside is None else beside[0],
            other_neighbours=None if beside is None else beside[1],
        )

    def _fall(self, scored: Scored, column: int, rows: NDArray[np.int64]) -> float:
        """Return how much a candidate's score falls without some rows, at least as far as 0."""
        after = self._model.score(scored.case, overlay=Overlay(dropped=rows)).score[column]
        before = float(scored.score[column])
        return before - float(after) if np.isfinite(after) else before

    def _uncited(
        self, holders: NDArray[np.int64], cited: Sequence[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        """Return the other positive annotations of the diseases that the explanation cites."""
        arrays = self._arrays
        rows = rows_of_diseases(arrays, np.sort(holders))
        rows = rows[~arrays.rows.negative(rows) & arrays.is_phenotype[arrays.rows.term[rows]]]
        pairs = {
            (arrays.disease_ids[int(d)], arrays.term_ids[int(t)])
            for d, t in zip(arrays.rows.disease[rows], arrays.rows.term[rows], strict=True)
        }
        return sorted(pairs - set(cited))

    def _alike(
        self,
        named: Sequence[tuple[str, str]],
        others: list[tuple[str, str]],
        rng: np.random.Generator,
    ) -> list[tuple[str, str]]:
        """Return for each named annotation another one that about as many diseases have."""
        left = [others[i] for i in rng.permutation(len(others))]
        chosen = []
        for _, term in named:
            wanted = self._degree_of(term)
            gaps = [abs(self._degree_of(other) - wanted) for _, other in left]
            chosen.append(left.pop(int(np.argmin(gaps))))
        return chosen

    def _degree_of(self, term: str) -> float:
        return float(np.log1p(self._degree[self._arrays.term_index[term]]))

    def _neighbours(
        self, scored: Scored, column: int, diagnosis: Diagnosis, rng: np.random.Generator
    ) -> tuple[float, float] | None:
        """Return the fall without the neighbours named first, and without as many others."""
        told: dict[str, float] = {}
        for part in diagnosis.neural:
            for name, share in part.neighbours:
                if name in self._arrays.disease_index:
                    told[name] = told.get(name, 0.0) + share
        speaking = sorted((name for name in told if told[name] > 0.0), key=lambda n: -told[n])
        others = sorted(set(told) - set(speaking[:_NEIGHBOURS]))
        k = min(len(speaking), len(others), _NEIGHBOURS)
        if k == 0:
            return None
        drawn = [others[i] for i in rng.permutation(len(others))[:k]]
        falls = [
            self._fall(scored, column, rows_of_diseases(self._arrays, np.sort(numbers)))
            for numbers in (self._numbers(speaking[:k]), self._numbers(drawn))
        ]
        return falls[0], falls[1]

    def _numbers(self, names: Sequence[str]) -> NDArray[np.int64]:
        return np.array([self._arrays.disease_index[name] for name in names], np.int64)


def _pairs(arrays: GraphArrays) -> NDArray[np.int64]:
    """Return the positive (disease, term) pairs as keys, with repeats."""
    rows = np.arange(len(arrays.rows))
    rows = rows[~arrays.rows.negative(rows)]
    width = np.int64(len(arrays.term_ids))
    owners = arrays.rows.disease[rows].astype(np.int64)
    pairs: NDArray[np.int64] = owners * width + arrays.rows.term[rows]
    return pairs


def _cited(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    """Return the (disease, term) annotations of an explanation, the weightiest first."""
    weight: dict[tuple[str, str], float] = {}
    for evidence in diagnosis.evidence:
        for path in evidence.paths:
            for edge in path.edges:
                if edge.predicate == "has_phenotype":
                    pair = edge.subject, edge.object
                    weight[pair] = weight.get(pair, 0.0) + evidence.contribution * path.share
    return sorted(weight, key=lambda pair: (-weight[pair], pair))


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4)


def _interval(values: Sequence[float], papers: Sequence[tuple[str, ...]]) -> dict[str, float]:
    found = paired_bootstrap(values, papers)
    return {
        "mean": round(found.mean, 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
    }


def _curve(curves: Sequence[tuple[float, ...]]) -> list[float]:
    """Return the mean fall after 1, 2, … deletions, over the cases that have so many."""
    steps = (np.mean([c[i] for c in curves if len(c) > i]) for i in range(max(map(len, curves))))
    return [round(float(step), 4) for step in steps]
