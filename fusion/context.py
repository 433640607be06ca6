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

from .ages import AgeDensity, age_phrase
from .candidates import Candidates
from .case import Case
from .prior import prevalence_weights
from .settings import Setting, SettingsConfig

__all__ = ["ContextModel", "ContextValues"]

_COURSES: Final = {"acute", "subacute", "chronic", "recurrent"}
_FEMALE, _MALE = 1, 2
_TINY: Final = 1e-12
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
        self._lookup = Candidates(arrays, candidates)
        self._config = config
        self._n = len(diseases)
        known = [column for column, disease in enumerate(diseases) if disease is not None]
        self._known = np.array(known, np.int64)
        stated = [disease for disease in diseases if disease is not None]
        self._ages = AgeDensity(stated)
        self._weights = prevalence_weights(stated, setting, config)
        self._sexes = {sex: self._sex(sex, stated) for sex in (_FEMALE, _MALE)}
        courses = {disease.course for disease in stated} | _COURSES
        self._courses = {course: self._course(course, stated) for course in courses}
        self._risks = _risk_table(arrays, candidates)

    def values(self, case: Case) -> tuple[ContextValues, ...]:
        """Return the context terms of a case: age, sex, course, then risk factors by size."""
        found = []
        if case.age is not None:
            found.append(self._age(case.age))
        if case.sex:
            found.append(self._sexes[case.sex])
        if (course := self._courses.get(case.course)) is not None:
            found.append(course)
        found.extend(self._risk_factors(case))
        return tuple(found)

    def _age(self, years: float) -> ContextValues:
        """Log f_d(age) / f_s(age), clipped; f_s is the mean of f_d over the setting's patients."""
        density = self._ages.at(years)
        of_setting = self._weights @ density / max(self._weights.sum(), _TINY)
        ratio = np.log(density / max(of_setting, _TINY))
        clipped = np.clip(ratio, self._config.lowest, self._config.highest_age)
        return ContextValues(
            kind="age", value=age_phrase(years), contribution=self._of_all(clipped)
        )

    def _sex(self, sex: int, diseases: Sequence[Epidemiology]) -> ContextValues:
        """Log of twice the share of the patient's sex; −inf where the other one alone has it."""
        female = np.array([disease.female_share for disease in diseases], np.float64)
        of_this = female if sex == _FEMALE else 1.0 - female
        with np.errstate(divide="ignore"):
            ratio = np.log(2.0 * of_this)
        clipped = np.where(of_this > 0.0, np.maximum(ratio, self._config.lowest), -np.inf)
        return ContextValues(
            kind="sex",
            value="female" if sex == _FEMALE else "male",
            contribution=self._of_all(clipped),
        )

    def _course(self, course: str, diseases: Sequence[Epidemiology]) -> ContextValues:
        worth = [self._of_course(course, disease.course) for disease in diseases]
        return ContextValues(
            kind="course", value=course, contribution=self._of_all(np.array(worth, np.float64))
        )

    def _of_course(self, course: str, other: str) -> float:
        if (course, other) in _OPPOSITE:
            return self._config.opposite_course
        return self._config.same_course if course == other else 0.0

    def _of_all(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n,) values from those of the diseases with epidemiology; 0 for the others."""
        found = np.zeros(self._n)
        found[self._known] = values
        return found

    def _risk_factors(self, case: Case) -> list[ContextValues]:
        """Log of each factor's relative risk, all together at most ``most_risk``.

        A factor that only a diagnosis of today tells of is worth nothing to that diagnosis.
        """
        stated = [(term, self._risks[term]) for term in case.risks if term in self._risks]
        origins = dict(zip(case.risks, case.stated, strict=False))
        left = np.full(self._n, self._config.most_risk)
        found = []
        for term, (columns, ratio) in sorted(stated, key=lambda each: (-each[1][1].max(), each[0])):
            contribution = np.zeros(self._n)
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

    def _columns_meaning(self, curies: Sequence[str]) -> list[int]:
        """Columns of the diseases that CURIEs mean, and of those just above and below."""
        meant = {column for curie in curies for column in self._lookup.meaning(curie)}
        return sorted(meant.union(*(self._lookup.relatives(column) for column in meant)))


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
