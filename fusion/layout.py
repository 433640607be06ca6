"""From profiles to a scoring table: what the graph says of each candidate, laid out by term.

Items 3 to 5 of ``docs/evidence-model.md``: whose profiles count, what equivalents lend, how common
a finding is, what its absence costs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg import CSR, WHOLE, GraphArrays, Overlay, expand_spans

from .config import EvidenceConfig
from .lending import Lending
from .profiles import Profiles, build_profiles, weighted_counts
from .table import (
    ByTerm,
    EverydayRules,
    ScoringTable,
    discount_of,
    log_ratio,
    missing_values,
)

__all__ = ["background_of", "build_table"]


def build_table(
    arrays: GraphArrays,
    config: EvidenceConfig,
    candidates: NDArray[np.int64],
    *,
    base: ScoringTable | None = None,
    overlay: Overlay = WHOLE,
    sex: int = 0,
    background: NDArray[np.float64] | None = None,
    everyday: EverydayRules | None = None,
    beyond: Lending | None = None,
) -> ScoringTable:
    """Lay out the numbers of ``candidates``.

    Args:
        arrays: the graph.
        config: the model's parameters.
        candidates: (n,) graph disease numbers, ascending.
        base: table whose background frequencies are kept.
        overlay: rows that do not count.
        sex: 1 female, 2 male, 0 unknown.
        background: (T,) bg(a); without one and a base it is computed from the candidates.
        everyday: what an everyday setting changes.
        beyond: what lends beside the equivalents.
    """
    if base is not None:
        background, everyday, beyond = base.background, base.everyday, base.beyond
    return _lay_out(arrays, config, candidates, overlay, sex, background, everyday, beyond, base)


def _lay_out(
    arrays: GraphArrays,
    config: EvidenceConfig,
    candidates: NDArray[np.int64],
    overlay: Overlay,
    sex: int,
    background: NDArray[np.float64] | None,
    everyday: EverydayRules | None,
    beyond: Lending | None,
    base: ScoringTable | None,
) -> ScoringTable:
    lenders = _lenders(arrays, candidates)
    profiles, lending, silent = _profiles(arrays, config, candidates, lenders, overlay, sex)
    n_terms, n = profiles.n_terms, len(candidates)
    local = np.searchsorted(profiles.diseases, candidates)
    own_keys, own = _own(profiles, local)
    if background is None:
        background = _background(own_keys, own, n_terms, n, config)
    shown = _larger(own_keys, own, *_lent(lending, lenders, config))
    if beyond is not None:
        shown = _larger(
            *shown, *beyond.lend(config, candidates, profiles, overlay=overlay, sex=sex)
        )
    discount = discount_of(background, config) if base is None else base.discount
    ratio = _ratio(shown, profiles, local, background, config, everyday)
    strength = log_ratio(ratio, config) * discount[shown[0] % n_terms]
    missing_keys, missing = _missing(profiles, local, background, config)
    lacking = _candidate_keys(profiles.lacking, local, n_terms)[0]
    return ScoringTable(
        arrays=arrays,
        config=config,
        candidates=candidates,
        profiles=profiles,
        lending=lending,
        silent=silent,
        lenders=lenders,
        own=ByTerm.of(own_keys, own, n_terms),
        strength=ByTerm.of(shown[0], strength, n_terms),
        missing=ByTerm.of(missing_keys, missing, n_terms),
        lacking=ByTerm.of(lacking, np.ones(len(lacking)), n_terms),
        required=_required(arrays, profiles, local, everyday),
        measured_present=_measured(_sourced(profiles, config), profiles, local),
        measured_absent=_measured(profiles.ratio_negative, profiles, local),
        missing_total=weighted_counts(missing_keys // n_terms, missing, n),
        rankable=np.isin(np.arange(n), shown[0] // n_terms),
        background=background,
        discount=discount,
        priority=_priority(background) if base is None else base.priority,
        everyday=everyday,
        beyond=beyond,
    )


def background_of(
    arrays: GraphArrays, config: EvidenceConfig, candidates: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return bg(a) among ``candidates``, (T,)."""
    profiles = build_profiles(arrays, config, candidates)
    terms = profiles.propagated % profiles.n_terms
    return _background(terms, profiles.probability, profiles.n_terms, len(candidates), config)


def _priority(background: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number the terms by background, ties by CURIE, (T,)."""
    order = np.argsort(background, kind="stable")
    return np.argsort(order, kind="stable").astype(np.int64)


def _ratio(
    shown: tuple[NDArray[np.int64], NDArray[np.float64]],
    profiles: Profiles,
    local: NDArray[np.int64],
    background: NDArray[np.float64],
    config: EvidenceConfig,
    everyday: EverydayRules | None,
) -> NDArray[np.float64]:
    """Return P'_d(a)^κ / bg(a) of the keys and probabilities of ``shown``."""
    keys, best = shown
    ratio: NDArray[np.float64] = best**config.kappa / _commonness(
        profiles, local, keys, background, everyday
    )
    return ratio


def _commonness(
    profiles: Profiles,
    local: NDArray[np.int64],
    keys: NDArray[np.int64],
    background: NDArray[np.float64],
    everyday: EverydayRules | None,
) -> NDArray[np.float64]:
    """Return bg(a) of each key, in an everyday setting little where a finding is pathognomonic."""
    of_key: NDArray[np.float64] = background[keys % profiles.n_terms]
    if everyday is None:
        return of_key
    telling, _ = _candidate_keys(profiles.pathognomonic, local, profiles.n_terms)
    only = np.isin(keys, telling)
    of_key[only] = np.minimum(of_key[only], everyday.pathognomonic)
    return of_key


def _required(
    arrays: GraphArrays,
    profiles: Profiles,
    local: NDArray[np.int64],
    everyday: EverydayRules | None,
) -> ByTerm:
    """Lay out, for each term, how unlikely its absence is with what is required at or below it."""
    n_terms = profiles.n_terms
    keys, mine = _candidate_keys(profiles.required, local, n_terms)
    if everyday is None:
        return ByTerm.of(keys[:0], np.zeros(0), n_terms)
    at = np.searchsorted(profiles.annotated, profiles.required[mine])
    absent = everyday.absent(profiles.frequency[at], profiles.ratio_negative[at])
    origin, at = expand_spans(arrays.phenotype_ancestors.indptr, keys % n_terms)
    above = (keys // n_terms)[origin] * n_terms + arrays.phenotype_ancestors.indices[at]
    distinct, inverse = np.unique(above, return_inverse=True)
    smallest = np.ones(len(distinct))
    np.minimum.at(smallest, inverse, absent[origin])
    return ByTerm.of(distinct, smallest, n_terms)


def _sourced(profiles: Profiles, config: EvidenceConfig) -> NDArray[np.float64]:
    """Return min(cap, κ log LR+), (m,) nats, NaN where nothing was measured."""
    return np.minimum(config.cap, config.kappa * np.log(profiles.ratio_positive))


def _measured(ratios: NDArray[np.float64], profiles: Profiles, local: NDArray[np.int64]) -> ByTerm:
    """Lay out the sourced likelihood ratios of the annotated terms, where there are any."""
    keys, mine = _candidate_keys(profiles.annotated, local, profiles.n_terms)
    values = ratios[mine]
    stated = ~np.isnan(values)
    return ByTerm.of(keys[stated], values[stated], profiles.n_terms)


def _lenders(arrays: GraphArrays, candidates: NDArray[np.int64]) -> CSR:
    """Return the equivalents that have annotation rows in the graph, whichever are left out.

    Were an equivalent whose last row is dropped no longer counted, the mean of the others could
    rise, and a score with it.
    """
    origin, at = expand_spans(arrays.equivalents.indptr, candidates)
    other = arrays.equivalents.indices[at].astype(np.int64)
    annotated = arrays.disease_rows[other + 1] > arrays.disease_rows[other]
    return CSR.from_pairs(origin[annotated], other[annotated], len(candidates))


def _profiles(
    arrays: GraphArrays,
    config: EvidenceConfig,
    candidates: NDArray[np.int64],
    lenders: CSR,
    overlay: Overlay,
    sex: int,
) -> tuple[Profiles, Profiles, NDArray[np.int64]]:
    """Return the profiles that candidates have, those that lenders lend, and the silent rows.

    They are the same ones, unless the rows of a candidate are silent: then it may lend to another
    candidate what it does not show itself.
    """
    owners = arrays.rows.disease[overlay.silent]
    mine = np.isin(owners, candidates) & ~np.isin(owners, overlay.spared)
    silent = overlay.silent[mine]
    dropped = overlay.dropped
    if not len(silent):
        known = np.union1d(candidates, lenders.indices).astype(np.int64)
        both = build_profiles(arrays, config, known, dropped=dropped, sex=sex)
        return both, both, silent
    own = build_profiles(arrays, config, candidates, dropped=np.union1d(dropped, silent), sex=sex)
    others = np.unique(lenders.indices).astype(np.int64)
    return own, build_profiles(arrays, config, others, dropped=dropped, sex=sex), silent


def _own(
    profiles: Profiles, local: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    origin, at = expand_spans(profiles.spans, local)
    keys = origin * profiles.n_terms + profiles.propagated[at] % profiles.n_terms
    return keys, profiles.probability[at]


def _lent(
    profiles: Profiles,
    lenders: CSR,
    config: EvidenceConfig,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    owner = np.repeat(np.arange(len(lenders), dtype=np.int64), lenders.degrees)
    share = config.equivalent_weight / np.maximum(lenders.degrees, 1)[owner]
    lender = np.searchsorted(profiles.diseases, lenders.indices)
    origin, at = expand_spans(profiles.spans, lender)
    keys = owner[origin] * profiles.n_terms + profiles.propagated[at] % profiles.n_terms
    values = share[origin] * profiles.probability[at]
    distinct, inverse = np.unique(keys, return_inverse=True)
    return distinct, weighted_counts(inverse, values, len(distinct))


def _background(
    keys: NDArray[np.int64],
    probability: NDArray[np.float64],
    n_terms: int,
    n_candidates: int,
    config: EvidenceConfig,
) -> NDArray[np.float64]:
    expected = weighted_counts(keys % n_terms, probability, n_terms)
    return np.minimum(config.max_background, (expected + 0.5) / (n_candidates + 1.0))


def _larger(
    keys: NDArray[np.int64],
    values: NDArray[np.float64],
    other_keys: NDArray[np.int64],
    other_values: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    distinct, inverse = np.unique(np.concatenate((keys, other_keys)), return_inverse=True)
    best = np.zeros(len(distinct))
    np.maximum.at(best, inverse, np.concatenate((values, other_values)))
    return distinct, best


def _missing(
    profiles: Profiles,
    local: NDArray[np.int64],
    background: NDArray[np.float64],
    config: EvidenceConfig,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    keys, mine = _candidate_keys(profiles.annotated, local, profiles.n_terms)
    frequency = profiles.frequency[mine]
    return keys, missing_values(frequency, background[keys % profiles.n_terms], config)


def _candidate_keys(
    keys: NDArray[np.int64], local: NDArray[np.int64], n_terms: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Number the keys of profiles by candidate; those of mere lenders are left out.

    Returns:
        The candidates' keys, and which of ``keys`` they are, (len(keys),).
    """
    at = np.searchsorted(local, keys // n_terms)
    mine = (at < len(local)) & (local[np.minimum(at, len(local) - 1)] == keys // n_terms)
    return at[mine] * n_terms + (keys % n_terms)[mine], mine
