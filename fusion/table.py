"""The evidence model's numbers for a set of candidates, laid out by term.

Items 4 to 7 of ``docs/evidence-model.md``. One table holds the base graph's candidates; small
tables of the same kind stand in for the few diseases that a sex or a dropped annotation changes.
:mod:`fusion.layout` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kg import CSR, GraphArrays, expand_spans

from .case import Case
from .config import EvidenceConfig
from .profiles import Profiles, weighted_counts
from .recent import Recent

__all__ = ["ByTerm", "Evaluation", "EverydayRules", "ScoringTable", "missing_values"]

_MAX_CACHED_VALUES = 10_000_000
"""How many values each of a table's two memories keeps: 120 MB of matches, 130 MB of findings."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Evaluation:
    """Everything that made the scores of n candidates for k findings and x exclusions, in nats.

    Attributes:
        log_ratio: (k, n) float64, ℓ of each observed finding.
        matched: (k, n) int32, a*, the term at which finding and disease met.
        barred: (k, n) bool, the disease is said to lack the finding.
        contribution: (k, n) float64, c = ℓ weighted within its group.
        excluded: (x, n) float64, e of each excluded finding.
        unobserved: (n,) float64, Σ m over the annotated terms nobody reported.
        score: (n,) float64, S without baseline and context; −inf where there is no profile.
    """

    log_ratio: NDArray[np.float64]
    matched: NDArray[np.int32]
    barred: NDArray[np.bool_]
    contribution: NDArray[np.float64]
    excluded: NDArray[np.float64]
    unobserved: NDArray[np.float64]
    score: NDArray[np.float64]

    def overlay(self, columns: NDArray[np.int64], other: Evaluation) -> None:
        """Write ``other``'s candidates over ``columns`` of this one."""
        for name in ("log_ratio", "matched", "barred", "contribution", "excluded"):
            getattr(self, name)[:, columns] = getattr(other, name)
        self.unobserved[columns] = other.unobserved
        self.score[columns] = other.score


@dataclass(frozen=True, slots=True, eq=False)
class ByTerm:
    """A sparse (T, n) matrix: for each term the candidates and a value for each."""

    indptr: NDArray[np.int64]
    candidate: NDArray[np.int64]
    value: NDArray[np.float64]

    @classmethod
    def of(cls, keys: NDArray[np.int64], value: NDArray[np.float64], n_terms: int) -> ByTerm:
        """Order ``value`` by the term of its key; a key is ``candidate · T + term``."""
        terms = keys % n_terms
        order = np.argsort(terms, kind="stable")
        indptr = np.concatenate(([0], np.cumsum(np.bincount(terms, minlength=n_terms))))
        return cls(indptr.astype(np.int64), (keys // n_terms)[order], value[order])

    def span(self, term: int) -> slice:
        """Return where a term's candidates lie."""
        return slice(int(self.indptr[term]), int(self.indptr[term + 1]))

    def sum_over(self, terms: NDArray[np.int64], n: int) -> NDArray[np.float64]:
        """Sum the rows of ``terms``: (n,)."""
        _, at = expand_spans(self.indptr, terms)
        return weighted_counts(self.candidate[at], self.value[at], n)


@dataclass(frozen=True, slots=True, eq=False)
class _Match:
    ratio: NDArray[np.float64]
    term: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class _Finding:
    log_ratio: NDArray[np.float64]
    matched: NDArray[np.int32]
    barred: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class EverydayRules:
    """What an everyday setting changes in a table.

    Attributes:
        groups: (T,) int32, findings that met the disease in one group tell much the same.
        decay: λ, the i-th finding of a group counts λ^i.
        required_weight, required_sensitivity: of an excluded required finding.
        pathognomonic: the most that counts as background of a pathognomonic finding.
    """

    groups: NDArray[np.int32]
    decay: float
    required_weight: float
    required_sensitivity: float
    pathognomonic: float


@dataclass(eq=False, kw_only=True)
class ScoringTable:
    """What is needed to score n candidates, and a bounded memory of the findings already met.

    Attributes:
        candidates: (n,) int64 graph disease numbers, ascending.
        profiles: profiles of the candidates and of their equivalents.
        lenders: n rows of graph diseases: the equivalents the graph annotates, also where the rows
            that count here leave them no profile: the mean is over them all.
        own: (T, n) P_d(a).
        ratio: (T, n) P'_d(a)^κ / bg(a).
        missing: (T, n) m_u of the annotated terms.
        lacking: (T, n) N_d.
        missing_total: (n,) Σ m_u over all annotated terms.
        rankable: (n,) bool, the disease or an equivalent of it has a profile.
        required: (T,) × n, the largest p_u of a required annotation at or below the term.
        measured_absent, measured_present: (T,) × n, sourced likelihood ratios.
        background: (T,) float64, bg(a), frozen per graph and namespace.
        priority: (T,) int64, order in which equal ratios win: smallest background, then CURIE.
        everyday: what an everyday setting changes; ``None`` in the setting ``rare``.
    """

    arrays: GraphArrays
    config: EvidenceConfig
    candidates: NDArray[np.int64]
    profiles: Profiles
    lenders: CSR
    own: ByTerm
    ratio: ByTerm
    missing: ByTerm
    lacking: ByTerm
    required: ByTerm
    measured_present: ByTerm
    measured_absent: ByTerm
    missing_total: NDArray[np.float64]
    rankable: NDArray[np.bool_]
    background: NDArray[np.float64]
    priority: NDArray[np.int64]
    everyday: EverydayRules | None = None
    _matches: Recent[_Match] = field(init=False)
    _findings: Recent[_Finding] = field(init=False)

    def __post_init__(self) -> None:
        size = _MAX_CACHED_VALUES // max(1, len(self.candidates))
        self._matches, self._findings = Recent(size), Recent(size)

    def evaluate(self, case: Case) -> Evaluation:
        """Score every candidate for a case."""
        n = len(self.candidates)
        findings = [self._finding(term) for term in case.observed]
        shape = (len(findings), n)
        log_ratio = np.array([f.log_ratio for f in findings], np.float64).reshape(shape)
        matched = np.array([f.matched for f in findings], np.int32).reshape(shape)
        barred = np.array([f.barred for f in findings], np.bool_).reshape(shape)
        if self.everyday is None:
            contribution = _weigh_groups(log_ratio, matched, self.config.lambda_)
        else:
            groups = self.everyday.groups[matched]
            contribution = _weigh_groups(log_ratio, groups, self.everyday.decay)
        excluded = np.zeros((len(case.excluded), n))
        for row, term in zip(excluded, case.excluded, strict=True):
            self._exclude(row, term)
        unobserved = self._unobserved(case)
        score = contribution.sum(axis=0) + unobserved + excluded.sum(axis=0)
        score[~self.rankable] = -np.inf
        return Evaluation(
            log_ratio=log_ratio,
            matched=matched,
            barred=barred,
            contribution=contribution,
            excluded=excluded,
            unobserved=unobserved,
            score=score,
        )

    def silenced_terms(self, case: Case) -> NDArray[np.int64]:
        """Annotated terms that do not count as unobserved: anc(O), and all below an excluded."""
        silent: set[int] = set()
        for term in case.observed:
            silent.update(self.arrays.phenotype_ancestors[term].tolist())
        for term in case.excluded:
            silent.update(self.arrays.descendants[term].tolist())
        return np.array(sorted(silent), np.int64)

    def missing_values(
        self, frequency: NDArray[np.float64], terms: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return m_u ≤ 0 of annotated terms with the pooled frequencies ``frequency``."""
        return missing_values(frequency, self.background[terms], self.config)

    def _unobserved(self, case: Case) -> NDArray[np.float64]:
        silenced = self.missing.sum_over(self.silenced_terms(case), len(self.candidates))
        return self.missing_total - silenced

    def _exclude(self, row: NDArray[np.float64], term: int) -> None:
        span = self.own.span(term)
        alpha, weight = self.config.alpha, self.config.weight
        row[self.own.candidate[span]] = weight * np.log1p(-alpha * self.own.value[span])
        row[self.lacking.candidate[self.lacking.span(term)]] += self.config.lacking_bonus
        if self.everyday is not None:
            self._exclude_decisive(row, term, self.everyday)

    def _exclude_decisive(self, row: NDArray[np.float64], term: int, rules: EverydayRules) -> None:
        """Let the absence of a required or measured finding argue: w log(1 − .97 p), w log LR−."""
        span = self.required.span(term)
        at = self.required.candidate[span]
        decisive = np.log1p(-rules.required_sensitivity * self.required.value[span])
        row[at] = np.minimum(row[at], rules.required_weight * decisive)
        span = self.measured_absent.span(term)
        at = self.measured_absent.candidate[span]
        row[at] = rules.required_weight * np.log(self.measured_absent.value[span])

    def _finding(self, term: int) -> _Finding:
        found = self._findings.get(term)
        if found is not None:
            return found
        match = self._match(term)
        epsilon = self.config.epsilon
        log_ratio = np.minimum(self.config.cap, np.log((1.0 - epsilon) * match.ratio + epsilon))
        barred = np.zeros(len(log_ratio), np.bool_)
        for above in self.arrays.phenotype_ancestors[term].tolist():
            barred[self.lacking.candidate[self.lacking.span(above)]] = True
        if self.everyday is not None:
            self._measure(log_ratio, match.term)
        log_ratio[barred] = np.minimum(log_ratio[barred], np.log(self.config.nu))
        found = _Finding(log_ratio, match.term, barred)
        self._findings.put(term, found)
        return found

    def _measure(self, log_ratio: NDArray[np.float64], matched: NDArray[np.int32]) -> None:
        """Where finding and disease met at a term with a measured LR+, κ log LR+ counts."""
        for term in np.unique(matched).tolist():
            span = self.measured_present.span(term)
            at = self.measured_present.candidate[span]
            value = self.config.kappa * np.log(self.measured_present.value[span])
            here = matched[at] == term
            log_ratio[at[here]] = np.minimum(self.config.cap, value[here])

    def _match(self, term: int) -> _Match:
        """L(t, ·) and a*(t, ·): the best over the ancestors, from the parents' and the own row."""
        found = self._matches.get(term)
        if found is not None:
            return found
        if term == self.arrays.root:
            n = len(self.candidates)
            found = _Match(np.full(n, 1.0 / self.background[term]), np.full(n, term, np.int32))
        else:
            found = self._best_of_parents(term)
            span = self.ratio.span(term)
            at, ratio = self.ratio.candidate[span], self.ratio.value[span]
            wins = self._wins(ratio, np.int32(term), found.ratio[at], found.term[at])
            found.ratio[at[wins]] = ratio[wins]
            found.term[at[wins]] = term
        self._matches.put(term, found)
        return found

    def _best_of_parents(self, term: int) -> _Match:
        parents = self.arrays.parents[term]
        first, *others = parents[self.arrays.is_phenotype[parents]].tolist()
        match = self._match(first)
        ratio, matched = match.ratio.copy(), match.term.copy()
        for parent in others:
            other = self._match(parent)
            wins = self._wins(other.ratio, other.term, ratio, matched)
            np.copyto(ratio, other.ratio, where=wins)
            np.copyto(matched, other.term, where=wins)
        return _Match(ratio, matched)

    def _wins(
        self,
        ratio: NDArray[np.float64],
        term: NDArray[np.int32] | np.int32,
        best: NDArray[np.float64],
        best_term: NDArray[np.int32],
    ) -> NDArray[np.bool_]:
        tie = ratio == best
        wins: NDArray[np.bool_] = ratio > best
        if tie.any():
            wins |= tie & (self.priority[term] < self.priority[best_term])
        return wins


def missing_values(
    frequency: NDArray[np.float64], background: NDArray[np.float64], config: EvidenceConfig
) -> NDArray[np.float64]:
    """m_u = min(0, γ log((1 − r p_u) / (1 − r bg_u)))."""
    reported = config.reporting
    ratio = np.log1p(-reported * frequency) - np.log1p(-reported * background)
    values: NDArray[np.float64] = np.minimum(0.0, config.gamma * ratio)
    return values


def _weigh_groups(
    log_ratio: NDArray[np.float64], matched: NDArray[np.int32], decay: float
) -> NDArray[np.float64]:
    """c_t = λ^i ℓ_t for ℓ_t > 0: i is t's place, by ℓ then CURIE, among those that share a*."""
    if decay == 1.0 or len(log_ratio) < 2:
        return log_ratio
    place = np.zeros(log_ratio.shape, np.int64)
    for i in range(len(log_ratio)):
        for j in range(len(log_ratio)):
            if i != j:
                ahead = (log_ratio[j] > log_ratio[i]) | ((log_ratio[j] == log_ratio[i]) & (j < i))
                place[i] += ahead & (matched[i] == matched[j]) & (log_ratio[j] > 0)
    return np.where(log_ratio > 0, decay**place * log_ratio, log_ratio)
