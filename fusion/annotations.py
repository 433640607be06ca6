"""What the graph says of a disease and a term, as it counted for one case."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_schema import AnnotationSummary
from kg import GraphArrays

from .evidence import Scored
from .profiles import Profiles
from .table import ScoringTable

__all__ = ["Annotations"]

_ROUNDING: Final = 1e-9


class Annotations:
    """The annotations of one candidate, and of its equivalents, behind the parts of a score.

    Args:
        arrays: the graph.
        table: what scored the candidate.
        scored: the evaluation of the case.
        disease: graph number of the candidate.
    """

    def __init__(
        self, arrays: GraphArrays, table: ScoringTable, scored: Scored, disease: int
    ) -> None:
        self._arrays = arrays
        self._table = table
        self._scored = scored
        self._disease = disease
        self._summaries: dict[tuple[int, int], AnnotationSummary] = {}

    def profiles(self, disease: int) -> Profiles:
        """Return the profiles that count of a disease: its own, or those that equivalents lend."""
        return self._table.profiles if disease == self._disease else self._table.lending

    def local(self, disease: int) -> int:
        """Return the number of a disease among :meth:`profiles`."""
        local = self.profiles(disease).local(disease)
        if local is None:
            raise KeyError(disease)
        return local

    def lacked(self, term: int) -> AnnotationSummary | None:
        """Return the annotation that says the disease does not show a present finding."""
        local = self.local(self._disease)
        for above in self._arrays.phenotype_ancestors[term].tolist():
            if self._table.profiles.lacks(local, above):
                return self.summary(self._disease, above)
        return None

    def denied(self, term: int, value: float) -> AnnotationSummary | None:
        """Return the annotation because of which an excluded finding counts ``value``."""
        if self.measured(term)[1] is not None:
            return self.summary(self._disease, term)
        decisive = self._decisive(term, value)
        if decisive is None and len(self._rows(self._disease, term)):
            decisive = term
        if decisive is None:
            terms, frequency, _ = self._annotated_below(term)
            decisive = int(terms[np.argmax(frequency)]) if len(terms) else None
        return None if decisive is None else self.summary(self._disease, decisive)

    def measured(self, term: int) -> tuple[float | None, float | None]:
        """Return the measured LR+ and LR− that count for the disease."""
        if self._table.everyday is None:
            return None, None
        return self._table.profiles.ratios_of(self.local(self._disease), term)

    def summary(self, disease: int, term: int) -> AnnotationSummary:
        """Return the pooled rows of a disease, the candidate or an equivalent, and a term."""
        found = self._summaries.get((disease, term))
        if found is None:
            found = self._summaries[disease, term] = self._summarise(disease, term)
        return found

    def _decisive(self, term: int, value: float) -> int | None:
        """Return the required annotation at or below an excluded term, where it decided."""
        rules, profiles = self._table.everyday, self._table.profiles
        if rules is None:
            return None
        terms, frequency, ratio = self._annotated_below(term)
        local = self.local(self._disease)
        required = [i for i, t in enumerate(terms.tolist()) if profiles.requires(local, t)]
        if not required:
            return None
        absent = rules.absent(frequency[required], ratio[required])
        if rules.required_weight * float(np.log(absent.min())) > value + _ROUNDING:
            return None
        best = terms[required][absent == absent.min()].tolist()
        return term if term in best else int(best[0])

    def _annotated_below(
        self, term: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Return the disease's annotated terms at or below one, p_u and LR− of each."""
        profiles = self._table.profiles
        span = profiles.annotated_span(self.local(self._disease))
        terms = profiles.annotated[span] % profiles.n_terms
        below = self._arrays.descendants.contains(term, terms)
        return terms[below], profiles.frequency[span][below], profiles.ratio_negative[span][below]

    def _summarise(self, disease: int, term: int) -> AnnotationSummary:
        rows = self._rows(disease, term)
        columns = self._arrays.rows
        profiles = self.profiles(disease)
        count, total = (int(of.sum()) for of in columns.counts(rows))
        names, publications = self._arrays.names, self._arrays.publications
        counts = profiles if self._table.everyday is not None and disease == self._disease else None
        local = self.local(disease)
        positive, negative = counts.ratios_of(local, term) if counts else (None, None)
        cited = {p for row in rows.tolist() for p in columns.publications[row].tolist()}
        return AnnotationSummary(
            term=self._arrays.term_ids[term],
            frequency=profiles.frequency_of(local, term),
            count=count if total else None,
            total=total or None,
            publications=tuple(publications[p] for p in sorted(cited)),
            evidence_code=";".join(sorted({names[i] for i in columns.evidence[rows].tolist()})),
            source=";".join(sorted({names[i] for i in columns.source[rows].tolist()})),
            required=counts is not None and counts.requires(local, term),
            pathognomonic=counts is not None and counts.is_pathognomonic(local, term),
            likelihood_ratio_positive=positive,
            likelihood_ratio_negative=negative,
        )

    def _rows(self, disease: int, term: int) -> NDArray[np.int64]:
        rows = self._arrays.rows_of(disease, term)
        keep = self._arrays.rows.about(rows, self._scored.case.sex)
        if len(self._scored.overlay.dropped):
            keep &= ~np.isin(rows, self._scored.overlay.dropped, assume_unique=True)
        if disease == self._disease and len(self._table.silent):
            keep &= ~np.isin(rows, self._table.silent, assume_unique=True)
        kept: NDArray[np.int64] = rows[keep]
        return kept
