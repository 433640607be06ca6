"""Patients simulated from the graph, and versions of the graph that know less of their diseases.

A ranker is wrong where a patient shows what the graph does not tell of the disease yet. So a
*version* of the graph loses, of every disease, one of its papers (or some rows, where it has none),
and patients are drawn from all rows. All diseases lose rows: were it the patient's alone, that gap
would be what is learned. No record of a patient is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schema import InputError
from fusion.case import Case
from kg import GraphArrays, expand_spans

from .config import SimulationConfig

__all__ = ["SimulatedPatient", "Simulator", "Version"]

_MAX_TRIES = 100
"""Draws for each patient that is wanted, before the graph is said to be too small."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Version:
    """What a version of the graph lacks.

    Attributes:
        rows: (k,) int64 numbers of the lost annotation rows, ascending.
        papers: disease → (m,) int64 the rows of the paper it lost.
    """

    rows: NDArray[np.int64]
    papers: Mapping[int, NDArray[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPatient:
    """Attributes: graph ``disease``, ``case``, and whether it is ``from_lost`` rows alone."""

    disease: int
    case: Case
    from_lost: bool


class Simulator:
    """Draws versions of a graph and patients.

    Args:
        arrays: the graph.
        candidates: (n,) graph diseases, ascending: whom patients are drawn from.
        config: how.

    Raises:
        InputError: no disease has as many findings as a patient is drawn from.
    """

    def __init__(
        self, arrays: GraphArrays, candidates: NDArray[np.int64], config: SimulationConfig
    ) -> None:
        rows = arrays.rows
        every = np.arange(len(rows))
        self._arrays, self._config = arrays, config
        self._negative = rows.negative(every)
        self._positive = ~self._negative & arrays.is_phenotype[rows.term]
        self._frequency = np.where(
            rows.total > 0, rows.count / np.maximum(rows.total, 1), rows.midpoint
        )
        self._frequency[np.isnan(self._frequency)] = config.unknown_frequency
        self._paper = _single_papers(arrays)
        often = np.bincount(rows.term[self._positive], minlength=len(arrays.term_ids))
        self._often = often / max(int(often.sum()), 1)
        self._rows = {each: self._rows_of(each) for each in candidates.tolist()}
        self._drawn = [
            disease
            for disease, own in self._rows.items()
            if np.count_nonzero(self._positive[own]) >= config.least_rows
        ]
        if not self._drawn:
            raise InputError(
                f"expected a disease of {config.least_rows} findings or more to draw patients "
                "from, got none; train on a larger graph"
            )

    def version(self, rng: np.random.Generator) -> Version:
        """Draw what a version of the graph lacks."""
        dropped, papers = [], {}
        for disease, rows in self._rows.items():
            known = np.unique(self._paper[rows])
            known = known[known >= 0]
            lost = self._lost_paper(rows, known, rng) if len(known) else self._lost_rows(rows, rng)
            dropped.append(lost)
            if len(known) and len(lost):
                papers[disease] = lost
        return Version(rows=np.sort(np.concatenate(dropped)), papers=papers)

    def patients(
        self, version: Version, n: int, rng: np.random.Generator
    ) -> list[SimulatedPatient]:
        """Draw ``n`` patients.

        Raises:
            InputError: hardly any draw shows a finding.
        """
        lost = [
            disease
            for disease, rows in version.papers.items()
            if np.count_nonzero(self._positive[rows]) >= self._config.least_lost
        ]
        known = np.sqrt([self._n_papers(disease) for disease in lost])
        found: list[SimulatedPatient] = []
        for _ in range(n * _MAX_TRIES):
            from_lost = bool(lost) and rng.random() < self._config.from_lost
            if from_lost:
                disease = int(rng.choice(lost, p=known / known.sum()))
                case = self._case(version.papers[disease], rng)
            else:
                disease = int(rng.choice(self._drawn))
                case = self._case(self._rows[disease], rng)
            if case is not None:
                found.append(SimulatedPatient(disease=disease, case=case, from_lost=from_lost))
            if len(found) == n:
                return found
        raise InputError(
            f"expected {n} simulated patients with findings, got {len(found)}; "
            "train on a graph that knows more of its diseases"
        )

    def _rows_of(self, disease: int) -> NDArray[np.int64]:
        """Return the rows of a disease about phenotypes."""
        start, end = self._arrays.disease_rows[disease : disease + 2].tolist()
        is_phenotype = self._arrays.is_phenotype[self._arrays.rows.term[start:end]]
        rows: NDArray[np.int64] = start + np.flatnonzero(is_phenotype).astype(np.int64)
        return rows

    def _n_papers(self, disease: int) -> int:
        papers = self._paper[self._rows[disease]]
        return len(np.unique(papers[papers >= 0]))

    def _lost_paper(
        self, rows: NDArray[np.int64], known: NDArray[np.int64], rng: np.random.Generator
    ) -> NDArray[np.int64]:
        lost: NDArray[np.int64] = rows[self._paper[rows] == rng.choice(known)]
        is_only = len(lost) == len(rows)
        kept = is_only and rng.random() >= self._config.lose_only_paper
        return rows[:0] if kept else lost

    def _lost_rows(self, rows: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
        if rng.random() >= self._config.lose_other:
            return rows[:0]
        lost: NDArray[np.int64] = rows[rng.random(len(rows)) < rng.choice(self._config.lost_shares)]
        return lost

    def _case(self, rows: NDArray[np.int64], rng: np.random.Generator) -> Case | None:
        """Draw a patient from some rows of a disease, ``None`` where it shows nothing."""
        terms = self._arrays.rows.term
        positive = rows[self._positive[rows]]
        positive = positive[np.unique(terms[positive], return_index=True)[1]]
        shown = rng.random(len(positive)) < self._frequency[positive]
        lacked = positive[~shown]
        lacked = lacked[rng.random(len(lacked)) < self._config.denied]
        absent = np.concatenate((terms[rows[self._negative[rows]]], terms[lacked]))
        observed = self._told(terms[positive[shown]], rng)
        if not len(observed):
            return None
        return Case(observed=observed, excluded=self._excluded(observed, absent, rng), subsumed={})

    def _told(self, terms: NDArray[np.int32], rng: np.random.Generator) -> tuple[int, ...]:
        """Return what is told of the findings: some, some vaguely, some wrongly."""
        config = self._config
        most = max(2, int(rng.lognormal(config.size_log_mean, config.size_log_deviation)))
        if len(terms) > most:
            terms = rng.choice(terms, most, replace=False)
        told = [self._vaguely(term, rng) for term in terms.tolist()]
        noise = rng.poisson(config.noise * len(told))
        told += rng.choice(len(self._often), noise, p=self._often).tolist()
        found = set(told) - {self._arrays.root}
        return tuple(sorted(found - self._above(found, proper=True)))

    def _vaguely(self, term: int, rng: np.random.Generator) -> int:
        if rng.random() >= self._config.imprecision:
            return term
        parents = self._arrays.parents[term]
        parents = parents[self._arrays.is_phenotype[parents]]
        return int(rng.choice(parents)) if len(parents) else term

    def _excluded(
        self, observed: tuple[int, ...], absent: NDArray[np.int32], rng: np.random.Generator
    ) -> tuple[int, ...]:
        """Return some absent findings: the most general, none that an observed one implies."""
        found = set(absent.tolist()) - self._above(set(observed), proper=False)
        found.discard(self._arrays.root)
        above = self._arrays.phenotype_ancestors
        general = sorted(t for t in found if not (set(above[t].tolist()) - {t}) & found)
        told = rng.permutation(general)[: rng.integers(0, self._config.most_excluded + 1)]
        return tuple(sorted(int(term) for term in told))

    def _above(self, terms: set[int], *, proper: bool) -> set[int]:
        above = self._arrays.phenotype_ancestors
        return {
            each for term in terms for each in above[term].tolist() if not (proper and each == term)
        }


def _single_papers(arrays: GraphArrays) -> NDArray[np.int64]:
    """Return the paper of each row that cites one PMID and nothing else, (R,); −1 for others."""
    citing = arrays.rows.publications
    is_paper = np.array([p.startswith("PMID:") for p in arrays.publications], np.bool_)
    paper = np.full(len(arrays.rows), -1, np.int64)
    single = np.flatnonzero(citing.degrees == 1)
    cited = citing.indices[expand_spans(citing.indptr, single)[1]]
    paper[single[is_paper[cited]]] = cited[is_paper[cited]]
    return paper
