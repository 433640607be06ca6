"""Age, sex, risk factors and course: what a patient is, beside what the patient shows.

Every term is a logarithm of a likelihood ratio, listed with the score and part of its sum. A
disease without epidemiology (every rare one) gets none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg import Epidemiology, GraphArrays

from .case import Case
from .prior import prevalence_weights
from .settings import Setting, SettingsConfig

__all__ = ["ContextModel", "ContextValues"]

_YEARS: Final = np.arange(0.0, 100.25, 0.25)
_TAIL: Final = 5.0
"""Years in which a tail falls to a third."""
_AT_THE_EDGE, _FLOOR = 0.1, 0.01
_FEMALE, _MALE = 1, 2
_OPPOSITE: Final = {("acute", "chronic"), ("chronic", "acute")}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ContextValues:
    """One statement about the patient, and what it is worth to each candidate.

    Attributes:
        kind: ``age``, ``sex``, ``risk`` or ``course``.
        value: the statement.
        concept: CURIE of a risk factor, else empty.
        contribution: (n,) float64, nats; −inf where the disease is not possible.
    """

    kind: str
    value: str
    concept: str = ""
    contribution: NDArray[np.float64]


class ContextModel:
    """Context terms of n candidates in one setting.

    Args:
        arrays: the graph.
        candidates: (n,) graph disease numbers.
        diseases: n of them; ``None`` for those nobody states epidemiology of.
        setting: where the patient is seen.
        config: its parameters.
    """

    def __init__(
        self,
        arrays: GraphArrays,
        candidates: NDArray[np.int64],
        diseases: Sequence[Epidemiology | None],
        *,
        setting: Setting,
        config: SettingsConfig,
    ) -> None:
        self._arrays = arrays
        self._candidates = candidates
        self._config = config
        self._diseases = diseases
        self._has = np.array([disease is not None for disease in diseases], np.bool_)
        self._ages = np.array([_density(disease) for disease in diseases])
        weights = prevalence_weights(diseases, setting, config)
        self._all_ages = weights @ self._ages / max(weights.sum(), 1e-12)
        self._risks = _risk_table(arrays, candidates)

    def values(self, case: Case) -> tuple[ContextValues, ...]:
        """Return the context terms of a case: age, sex, course, then risk factors by size."""
        found = []
        if case.age is not None:
            found.append(self._age(case.age))
        if case.sex:
            found.append(self._sex(case.sex))
        if case.course:
            found.append(self._course(case.course))
        found.extend(self._risk_factors(case))
        return tuple(found)

    def _age(self, years: float) -> ContextValues:
        """Log f_d(age) / f_s(age), clipped; f_s is the mean of f_d over the setting's patients."""
        at = int(np.clip(np.rint(years / 0.25), 0, len(_YEARS) - 1))
        with np.errstate(divide="ignore"):
            ratio = np.log(self._ages[:, at]) - np.log(self._all_ages[at])
        clipped = np.clip(ratio, self._config.lowest, self._config.highest_age)
        return ContextValues(
            kind="age",
            value=f"{years:g} years",
            contribution=np.where(self._has, clipped, 0.0),
        )

    def _sex(self, sex: int) -> ContextValues:
        """Log of twice the share of the patient's sex; −inf where the other one alone has it."""
        share = np.array([0.5 if d is None else d.female_share for d in self._diseases])
        of_this = share if sex == _FEMALE else 1.0 - share
        with np.errstate(divide="ignore"):
            ratio = np.log(2.0 * of_this)
        clipped = np.where(of_this > 0.0, np.maximum(ratio, self._config.lowest), -np.inf)
        return ContextValues(
            kind="sex", value="female" if sex == _FEMALE else "male", contribution=clipped
        )

    def _course(self, course: str) -> ContextValues:
        worth: dict[str | None, float] = {None: 0.0}
        for other in ("acute", "subacute", "chronic", "recurrent"):
            same = self._config.same_course if other == course else 0.0
            worth[other] = self._config.opposite_course if (course, other) in _OPPOSITE else same
        values = [worth[None if d is None else d.course] for d in self._diseases]
        return ContextValues(kind="course", value=course, contribution=np.array(values))

    def _risk_factors(self, case: Case) -> list[ContextValues]:
        """Log of each factor's relative risk, all together at most ``most_risk``.

        A factor that only a diagnosis of today tells of is worth nothing to that diagnosis.
        """
        stated = [(term, self._risks[term]) for term in case.risks if term in self._risks]
        origins = dict(zip(case.risks, case.stated, strict=False))
        n, left = len(self._diseases), np.full(len(self._diseases), self._config.most_risk)
        found = []
        for term, (columns, ratio) in sorted(stated, key=lambda each: (-each[1][1].max(), each[0])):
            contribution = np.zeros(n)
            contribution[columns] = np.minimum(np.log(ratio), left[columns])
            contribution[self._columns_meaning(origins.get(term, ()))] = 0.0
            left -= contribution
            found.append(
                ContextValues(
                    kind="risk",
                    value=self._arrays.term_labels[term],
                    concept=self._arrays.term_ids[term],
                    contribution=contribution,
                )
            )
        return found

    def _columns_meaning(self, curies: Sequence[str]) -> NDArray[np.int64]:
        """Columns of the diseases that CURIEs mean, and of those just above and below."""
        arrays = self._arrays
        meant: set[int] = set()
        for curie in curies:
            meant.update(arrays.disease_xref_index.get(curie, ()))
            if (disease := arrays.disease_index.get(curie)) is not None:
                meant.add(disease)
                meant.update(arrays.equivalents[disease].tolist())
        for disease in tuple(meant):
            meant.update(arrays.disease_parents[disease].tolist())
            meant.update(arrays.disease_children[disease].tolist())
        found = np.flatnonzero(np.isin(self._candidates, sorted(meant)))
        return found.astype(np.int64)


def _density(disease: Epidemiology | None) -> NDArray[np.float64]:
    """Share of a disease's patients by age, at :data:`_YEARS`; zeros for a rare disease.

    A trapezoid that is a tenth of its height at its outer ages, with tails that fall to a third in
    five years and end on a hundredth.
    """
    if disease is None:
        return np.zeros(len(_YEARS))
    a, b, c, d = disease.age
    inside = np.interp(_YEARS, [a, b, c, d], [_AT_THE_EDGE, 1.0, 1.0, _AT_THE_EDGE])
    inside[(b <= _YEARS) & (c >= _YEARS)] = 1.0
    outside = np.maximum(np.maximum(a - _YEARS, _YEARS - d), 0.0)
    height = np.maximum(inside * np.exp(-outside / _TAIL), _FLOOR)
    return np.asarray(height / height.sum(), np.float64)


def _risk_table(
    arrays: GraphArrays, candidates: NDArray[np.int64]
) -> dict[int, tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Risk factor → candidate columns and the relative risk of each."""
    found: dict[int, list[tuple[int, float]]] = {}
    for column, disease in enumerate(candidates.tolist()):
        span = arrays.disease_risks.span(disease)
        terms = arrays.disease_risks.indices[span].tolist()
        for term, ratio in zip(terms, arrays.disease_risk_ratio[span].tolist(), strict=True):
            found.setdefault(term, []).append((column, ratio))
    return {
        term: (
            np.array([column for column, _ in pairs], np.int64),
            np.array([ratio for _, ratio in pairs]),
        )
        for term, pairs in found.items()
    }
