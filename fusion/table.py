"""The evidence model's numbers for a set of candidates, laid out by term.

Items 4 to 7 of ``docs/evidence-model.md``. One table holds the base graph's candidates; small
tables of the same kind stand in for the few diseases that a sex or a dropped annotation changes.
:mod:`fusion.layout` makes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kg import CSR, GraphArrays, expand_spans

from .case import Case
from .config import EvidenceConfig
from .lending import Lending
from .profiles import Profiles, weighted_counts
from .recent import Recent

__all__ = [
    "ByTerm",
    "Evaluation",
    "EverydayRules",
    "ScoringTable",
    "discount_of",
    "log_ratio",
    "missing_values",
]

_MAX_CACHED_VALUES = 10_000_000
"""How many values each of a table's memories keeps: 120 MB of matches, 170 MB of findings."""
_BYTE: Final = 255
_NO_TERMS: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Evaluation:
    """Everything that made the scores of n candidates for k findings and x exclusions, in nats.

    Attributes:
        log_ratio: (k, n) float64, ℓ of each observed finding.
        matched: (k, n) int32, a*, the term at which finding and disease met.
        barred: (k, n) bool, the disease is said to lack the finding.
        contribution: (k, n) float64, c = ℓ weighted within its group.
        excluded: (x, n) float64, e of each excluded finding.
        denied: (n,) bool, something that the disease requires is excluded.
        unobserved: (n,) float64, Σ m over the annotated terms nobody reported.
        score: (n,) float64, S without baseline and context; −inf where there is no profile.
    """

    log_ratio: NDArray[np.float64]
    matched: NDArray[np.int32]
    barred: NDArray[np.bool_]
    contribution: NDArray[np.float64]
    excluded: NDArray[np.float64]
    denied: NDArray[np.bool_]
    unobserved: NDArray[np.float64]
    score: NDArray[np.float64]

    def overlay(self, columns: NDArray[np.int64], other: Evaluation) -> None:
        """Write ``other``'s candidates over ``columns`` of this one."""
        for name in ("log_ratio", "matched", "barred", "contribution", "excluded"):
            getattr(self, name)[:, columns] = getattr(other, name)
        for name in ("denied", "unobserved", "score"):
            getattr(self, name)[columns] = getattr(other, name)


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
    """The best strength over the ancestors of a term, and where it is."""

    strength: NDArray[np.float64]
    term: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class _Finding:
    log_ratio: NDArray[np.float64]
    matched: NDArray[np.int32]
    barred: NDArray[np.bool_]
    group: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class _Exclusion:
    """e_x of the candidates that have one, and which of them require the excluded finding."""

    candidate: NDArray[np.int64]
    value: NDArray[np.float64]
    denied: NDArray[np.int64]


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

    def absent(
        self, frequency: NDArray[np.float64], measured: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return how unlikely the absence of required findings is: LR− where measured, or p."""
        assumed = 1.0 - self.required_sensitivity * frequency
        return np.where(np.isnan(measured), assumed, measured)


@dataclass(eq=False, kw_only=True)
class ScoringTable:
    """What is needed to score n candidates, and a bounded memory of the findings already met.

    Attributes:
        candidates: (n,) int64 graph disease numbers, ascending.
        profiles: profiles of the candidates, for themselves.
        lending: profiles of the equivalents, as they lend them.
        silent: rows of candidates that count in ``lending`` alone, ascending.
        lenders: n rows of graph diseases: the equivalents the graph annotates, also where the rows
            that count here leave them no profile: the mean is over them all.
        own: (T, n) P_d(a).
        strength: (T, n) IC(a)^θ · min(cap, log((1 − ε) L(a, d) + ε)); over IC(t)^θ it is what a
            match of t at a is worth.
        missing: (T, n) m_u of the annotated terms.
        lacking: (T, n) N_d.
        missing_total: (n,) Σ m_u over all annotated terms.
        rankable: (n,) bool, the disease or an equivalent of it has a profile.
        required: (T, n) for the required annotations at or below the term the smallest ratio of
            absence: a measured LR−, else 1 − .97 p_u; nothing in the setting ``rare``.
        measured_present: (T, n) min(cap, κ log LR+) where an LR+ was measured, in nats.
        measured_absent: (T, n) measured LR−.
        background: (T,) float64, bg(a), frozen per graph and namespace.
        discount: (T,) float64, IC(a)^θ.
        priority: (T,) int64, order in which equal matches win: smallest background, then CURIE.
        everyday: what an everyday setting changes; ``None`` in the setting ``rare``.
        beyond: what lends beside the equivalents, in ``strength`` alone.
    """

    arrays: GraphArrays
    config: EvidenceConfig
    candidates: NDArray[np.int64]
    profiles: Profiles
    lending: Profiles
    silent: NDArray[np.int64]
    lenders: CSR
    own: ByTerm
    strength: ByTerm
    missing: ByTerm
    lacking: ByTerm
    required: ByTerm
    measured_present: ByTerm
    measured_absent: ByTerm
    missing_total: NDArray[np.float64]
    rankable: NDArray[np.bool_]
    background: NDArray[np.float64]
    discount: NDArray[np.float64]
    priority: NDArray[np.int64]
    everyday: EverydayRules | None = None
    beyond: Lending | None = None
    _matches: Recent[_Match] = field(init=False)
    _findings: Recent[_Finding] = field(init=False)
    _exclusions: Recent[_Exclusion] = field(init=False)

    def __post_init__(self) -> None:
        size = _MAX_CACHED_VALUES // max(1, len(self.candidates))
        self._matches, self._findings = Recent(size), Recent(size)
        self._exclusions = Recent(size)

    def evaluate(self, case: Case) -> Evaluation:
        """Score every candidate for a case."""
        n = len(self.candidates)
        findings = [self._finding(term) for term in case.observed]
        shape = (len(findings), n)
        log_ratio = np.array([f.log_ratio for f in findings], np.float64).reshape(shape)
        matched = np.array([f.matched for f in findings], np.int32).reshape(shape)
        barred = np.array([f.barred for f in findings], np.bool_).reshape(shape)
        groups = [finding.group for finding in findings]
        decay = self.config.lambda_ if self.everyday is None else self.everyday.decay
        contribution = _weigh_groups(log_ratio, groups, decay)
        excluded, denied = np.zeros((len(case.excluded), n)), np.zeros(n, np.bool_)
        for row, term in zip(excluded, case.excluded, strict=True):
            exclusion = self._exclusion(term)
            row[exclusion.candidate] = exclusion.value
            denied[exclusion.denied] = True
        unobserved = self._unobserved(case)
        score = contribution.sum(axis=0) + unobserved + excluded.sum(axis=0)
        score[~self.rankable] = -np.inf
        return Evaluation(
            log_ratio=log_ratio,
            matched=matched,
            barred=barred,
            contribution=contribution,
            excluded=excluded,
            denied=denied,
            unobserved=unobserved,
            score=score,
        )

    def silenced_terms(self, case: Case) -> NDArray[np.int64]:
        """Annotated terms that do not count as unobserved: anc(O), and all below an excluded."""
        silent = [self.arrays.phenotype_ancestors[term] for term in case.observed]
        silent += [self.arrays.descendants[term] for term in case.excluded]
        return np.unique(np.concatenate(silent)).astype(np.int64) if silent else _NO_TERMS

    def missing_values(
        self, frequency: NDArray[np.float64], terms: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return m_u ≤ 0 of annotated terms with the pooled frequencies ``frequency``."""
        return missing_values(frequency, self.background[terms], self.config)

    def _unobserved(self, case: Case) -> NDArray[np.float64]:
        silenced = self.missing.sum_over(self.silenced_terms(case), len(self.candidates))
        return self.missing_total - silenced

    def _exclusion(self, term: int) -> _Exclusion:
        found = self._exclusions.get(term)
        if found is not None:
            return found
        row = np.zeros(len(self.candidates))
        span = self.own.span(term)
        alpha, weight = self.config.alpha, self.config.weight
        row[self.own.candidate[span]] = weight * np.log1p(-alpha * self.own.value[span])
        row[self.lacking.candidate[self.lacking.span(term)]] += self.config.lacking_bonus
        denied = _NO_TERMS
        if self.everyday is not None:
            denied = self.required.candidate[self.required.span(term)]
            self._exclude_decisive(row, term, self.everyday.required_weight)
        at = np.flatnonzero(row)
        found = _Exclusion(at, row[at], denied)
        self._exclusions.put(term, found)
        return found

    def _exclude_decisive(self, row: NDArray[np.float64], term: int, weight: float) -> None:
        """Let the absence of a required or measured finding argue: w log(1 − .97 p), w log LR−.

        What was measured of the excluded finding itself stands, whatever is required.
        """
        span = self.required.span(term)
        at = self.required.candidate[span]
        row[at] = np.minimum(row[at], weight * np.log(self.required.value[span]))
        span = self.measured_absent.span(term)
        at = self.measured_absent.candidate[span]
        row[at] = weight * np.log(self.measured_absent.value[span])

    def _finding(self, term: int) -> _Finding:
        found = self._findings.get(term)
        if found is not None:
            return found
        match = self._match(term)
        value = match.strength / self.discount[term]
        barred = np.zeros(len(value), np.bool_)
        for above in self.arrays.phenotype_ancestors[term].tolist():
            barred[self.lacking.candidate[self.lacking.span(above)]] = True
        value[barred] = np.minimum(value[barred], np.log(self.config.nu))
        group = match.term if self.everyday is None else self.everyday.groups[match.term]
        found = _Finding(value, match.term, barred, group)
        self._findings.put(term, found)
        return found

    def _match(self, term: int) -> _Match:
        """The best match over the ancestors, from those of the parents and the term's own row."""
        found = self._matches.get(term)
        if found is not None:
            return found
        if term == self.arrays.root:
            n = len(self.candidates)
            root = log_ratio(1.0 / self.background[term], self.config) * self.discount[term]
            found = _Match(np.full(n, root), np.full(n, term, np.int32))
        else:
            found = self._best_of_parents(term)
            span = self.strength.span(term)
            at, strength = self.strength.candidate[span], self.strength.value[span]
            wins = self._wins(strength, np.int32(term), found.strength[at], found.term[at])
            found.strength[at[wins]] = strength[wins]
            found.term[at[wins]] = term
            if self.everyday is not None:
                # what was measured of this very pair stands, however well an ancestor fits
                span = self.measured_present.span(term)
                at = self.measured_present.candidate[span]
                found.strength[at] = self.measured_present.value[span] * self.discount[term]
                found.term[at] = term
        self._matches.put(term, found)
        return found

    def _best_of_parents(self, term: int) -> _Match:
        parents = self.arrays.parents[term]
        first, *others = parents[self.arrays.is_phenotype[parents]].tolist()
        match = self._match(first)
        strength, matched = match.strength.copy(), match.term.copy()
        for parent in others:
            other = self._match(parent)
            wins = self._wins(other.strength, other.term, strength, matched)
            np.copyto(strength, other.strength, where=wins)
            np.copyto(matched, other.term, where=wins)
        return _Match(strength, matched)

    def _wins(
        self,
        strength: NDArray[np.float64],
        term: NDArray[np.int32] | np.int32,
        best: NDArray[np.float64],
        best_term: NDArray[np.int32],
    ) -> NDArray[np.bool_]:
        tie = strength == best
        wins: NDArray[np.bool_] = strength > best
        if tie.any():
            wins |= tie & (self.priority[term] < self.priority[best_term])
        return wins


def log_ratio(ratio: NDArray[np.float64], config: EvidenceConfig) -> NDArray[np.float64]:
    """min(cap, log((1 − ε) L + ε)) of ratios L, in nats, before any discount."""
    mixed = (1.0 - config.epsilon) * ratio + config.epsilon
    values: NDArray[np.float64] = np.minimum(config.cap, np.log(mixed))
    return values


def discount_of(background: NDArray[np.float64], config: EvidenceConfig) -> NDArray[np.float64]:
    """IC(a)^θ of terms that are shown as often as ``background``."""
    weights: NDArray[np.float64] = (-np.log(background)) ** config.theta
    return weights


def missing_values(
    frequency: NDArray[np.float64], background: NDArray[np.float64], config: EvidenceConfig
) -> NDArray[np.float64]:
    """m_u = min(0, γ log((1 − r p_u) / (1 − r bg_u)))."""
    reported = config.reporting
    ratio = np.log1p(-reported * frequency) - np.log1p(-reported * background)
    values: NDArray[np.float64] = np.minimum(0.0, config.gamma * ratio)
    return values


def _weigh_groups(
    log_ratio: NDArray[np.float64], groups: Sequence[NDArray[np.int32]], decay: float
) -> NDArray[np.float64]:
    """c_t = λ^i ℓ_t for ℓ_t > 0: i is t's place, by ℓ then CURIE, in its group of findings.

    A group is what met the disease at the same term, in an everyday setting in the same cluster.
    """
    if decay == 1.0 or len(log_ratio) < 2:
        return log_ratio
    n_findings = len(log_ratio)
    small = n_findings <= _BYTE
    place: NDArray[np.integer[Any]] = np.zeros(log_ratio.shape, np.uint8 if small else np.int64)
    alone = -1 - np.arange(n_findings, dtype=np.int32)[:, None]
    grouped = np.where(log_ratio > 0, groups, alone)
    for j in range(1, n_findings):
        for i in range(j):
            together = grouped[i] == grouped[j]
            first = log_ratio[i] >= log_ratio[j]
            place[j] += together & first
            place[i] += together > first
    weights: NDArray[np.float64] = np.take(decay ** np.arange(n_findings), place)
    return weights * log_ratio
