"""Disease profiles: pooled frequencies of the annotated terms, propagated up the ontology.

Items 3 and 4 of ``docs/evidence-model.md``: U_d, N_d, p_u and P_d(a).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

from kg import CSR, GraphArrays, all_negative, expand_spans, find_sorted, pool_frequencies

from .config import EvidenceConfig

__all__ = ["Profiles", "build_profiles", "weighted_counts"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Profiles:
    """Profiles of n diseases over T terms.

    A *key* is ``local disease · T + term``; every key array is ascending, so that a (disease,
    term) look-up is a binary search and a disease's entries are contiguous.

    Attributes:
        diseases: (n,) int64, graph numbers, ascending.
        n_terms: T.
        annotated: (m,) int64 keys of U_d, the positively annotated terms.
        frequency: (m,) float64, p_u.
        leaf: (m,) bool, no annotated term of the disease lies below.
        lacking: (l,) int64 keys of N_d, the terms whose rows are all negative.
        propagated: (q,) int64 keys of every ancestor-or-self of an annotated term.
        probability: (q,) float64, P_d(a) ≤ max_frequency.
        from_inner: (q,) bool, an inner annotation wins over the noisy-or of the leaves.
        required, pathognomonic: int64 keys of the annotated terms that a row says so of.
        ratio_positive, ratio_negative: (m,) float64, a source's likelihood ratios, NaN without.
    """

    diseases: NDArray[np.int64]
    n_terms: int
    annotated: NDArray[np.int64]
    frequency: NDArray[np.float64]
    leaf: NDArray[np.bool_]
    lacking: NDArray[np.int64]
    propagated: NDArray[np.int64]
    probability: NDArray[np.float64]
    from_inner: NDArray[np.bool_]
    required: NDArray[np.int64]
    pathognomonic: NDArray[np.int64]
    ratio_positive: NDArray[np.float64]
    ratio_negative: NDArray[np.float64]

    @property
    def spans(self) -> NDArray[np.int64]:
        """Where each disease's entries of :attr:`propagated` start, (n + 1,)."""
        bounds = np.arange(len(self.diseases) + 1) * self.n_terms
        return np.searchsorted(self.propagated, bounds)

    def local(self, disease: int) -> int | None:
        """Return the local number of a graph disease, or ``None`` where it has no profile here."""
        return find_sorted(self.diseases, disease)

    def annotated_span(self, local: int) -> slice:
        """Return where a disease's annotated terms lie."""
        low, high = np.searchsorted(
            self.annotated, [local * self.n_terms, (local + 1) * self.n_terms]
        )
        return slice(int(low), int(high))

    def probability_of(self, local: int, term: int) -> float:
        """Return P_d(a), 0 where nothing at or below ``term`` is annotated."""
        at = find_sorted(self.propagated, local * self.n_terms + term)
        return 0.0 if at is None else float(self.probability[at])

    def inner_wins(self, local: int, term: int) -> bool:
        """Say whether P_d(a) is one inner annotation's own frequency."""
        at = find_sorted(self.propagated, local * self.n_terms + term)
        return at is not None and bool(self.from_inner[at])

    def frequency_of(self, local: int, term: int) -> float:
        """Return p_u of a term, 0 where it is not in U_d."""
        at = find_sorted(self.annotated, local * self.n_terms + term)
        return 0.0 if at is None else float(self.frequency[at])

    def requires(self, local: int, term: int) -> bool:
        """Say whether the disease requires a term."""
        return find_sorted(self.required, local * self.n_terms + term) is not None

    def is_pathognomonic(self, local: int, term: int) -> bool:
        """Say whether a term is pathognomonic of the disease."""
        return find_sorted(self.pathognomonic, local * self.n_terms + term) is not None

    def ratios_of(self, local: int, term: int) -> tuple[float | None, float | None]:
        """Return the measured LR+ and LR− of an annotated term, ``None`` where there is none."""
        at = find_sorted(self.annotated, local * self.n_terms + term)
        if at is None:
            return None, None
        positive, negative = float(self.ratio_positive[at]), float(self.ratio_negative[at])
        return (None if isnan(positive) else positive), (None if isnan(negative) else negative)

    def lacks(self, local: int, term: int) -> bool:
        """Say whether a term is in N_d."""
        return find_sorted(self.lacking, local * self.n_terms + term) is not None


def build_profiles(
    arrays: GraphArrays,
    config: EvidenceConfig,
    diseases: NDArray[np.int64],
    *,
    dropped: NDArray[np.int64] | None = None,
    sex: int = 0,
) -> Profiles:
    """Pool and propagate the annotation rows of ``diseases``.

    Args:
        arrays: the graph.
        config: the model's parameters.
        diseases: (n,) graph numbers, ascending and distinct.
        dropped: (k,) row numbers to leave out.
        sex: 1 female, 2 male: rows of the other sex are ignored; 0 unknown.
    """
    rows, owner = _select_rows(arrays, diseases, dropped, sex)
    n_terms = len(arrays.term_ids)
    keys_of = owner * n_terms + arrays.rows.term[rows].astype(np.int64)
    keys, starts = np.unique(keys_of, return_index=True)
    lacking = all_negative(arrays.rows, rows, starts)
    frequency = pool_frequencies(
        arrays.rows,
        rows,
        starts,
        prior_count=config.count_prior,
        prior_total=config.count_weight,
        unknown=config.default_frequency,
        within=(config.min_frequency, config.max_frequency),
    )
    positive = ~lacking
    annotated, frequency = keys[positive], frequency[positive]
    origin, above = _expand_keys(annotated, arrays.phenotype_ancestors, n_terms)
    inner = np.unique(above[above != annotated[origin]])
    leaf = ~np.isin(annotated, inner, assume_unique=True)
    propagated, probability, from_inner = _propagate(
        above, frequency[origin], leaf[origin], config.max_frequency
    )
    flagged = {
        name: keys[positive & np.isin(keys, keys_of[of[rows]])]
        for name, of in (
            ("required", arrays.rows.required),
            ("pathognomonic", arrays.rows.pathognomonic),
        )
    }
    return Profiles(
        **flagged,
        ratio_positive=_first_stated(arrays.rows.ratio_positive[rows], starts)[positive],
        ratio_negative=_first_stated(arrays.rows.ratio_negative[rows], starts)[positive],
        diseases=diseases,
        n_terms=n_terms,
        annotated=annotated,
        frequency=frequency,
        leaf=leaf,
        lacking=keys[lacking],
        propagated=propagated,
        probability=probability,
        from_inner=from_inner,
    )


def weighted_counts(
    index: NDArray[np.int64], weights: NDArray[np.float64], n: int
) -> NDArray[np.float64]:
    """Sum ``weights`` by ``index`` in the order given: (n,) float64."""
    return np.asarray(np.bincount(index, weights=weights, minlength=n), np.float64)


def _select_rows(
    arrays: GraphArrays,
    diseases: NDArray[np.int64],
    dropped: NDArray[np.int64] | None,
    sex: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    owner, rows = expand_spans(arrays.disease_rows, diseases)
    keep = arrays.is_phenotype[arrays.rows.term[rows]] & arrays.rows.about(rows, sex)
    if dropped is not None and len(dropped):
        keep &= ~np.isin(rows, dropped)
    return rows[keep], owner[keep]


def _first_stated(values: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the smallest stated value of each group of rows, NaN where none is stated."""
    if not len(starts):
        return np.zeros(0)
    smallest: NDArray[np.float64] = np.fmin.reduceat(values, starts)
    return smallest


def _expand_keys(
    keys: NDArray[np.int64], ancestors: CSR, n_terms: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Keys of all inclusive ancestors: ``origin`` (m,) into ``keys`` and the keys (m,)."""
    origin, at = expand_spans(ancestors.indptr, keys % n_terms)
    return origin, (keys // n_terms)[origin] * n_terms + ancestors.indices[at]


def _propagate(
    above: NDArray[np.int64],
    frequency: NDArray[np.float64],
    leaf: NDArray[np.bool_],
    ceiling: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """P_d(a) = max(max p_u, 1 − ∏(1 − p_u) over the lowest annotations), at most ``ceiling``."""
    if not len(above):
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.bool_)
    order = np.argsort(above, kind="stable")
    keys, starts = np.unique(above[order], return_index=True)
    largest = np.maximum.reduceat(frequency[order], starts)
    log_absent = np.add.reduceat(np.where(leaf, np.log1p(-frequency), 0.0)[order], starts)
    noisy_or = -np.expm1(log_absent)
    from_inner = largest > noisy_or + 1e-12
    return keys, np.minimum(np.maximum(largest, noisy_or), ceiling), from_inner
