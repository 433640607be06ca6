"""Published ways to rank diseases by coded findings, to compare the rankers with.

Each sees a disease as the set of terms it is positively annotated with, of its own rows alone, and
neither frequencies nor exclusions. IC(a) = −log of the share of candidates that show a, over the
whole graph; an overlay takes rows away and leaves it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from fusion import Case
from kg import CSR, WHOLE, GraphArrays, Overlay, expand_spans

__all__ = ["Baseline", "BestMatch", "Cosine", "TermSets", "baselines"]

_KEPT_TERMS = 3000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TermSets:
    """The terms of n diseases.

    Attributes:
        terms: n rows of terms, those a disease is annotated with.
        shown: n rows of terms, their ancestors included.
    """

    terms: CSR
    shown: CSR

    @classmethod
    def of(
        cls, arrays: GraphArrays, diseases: NDArray[np.int64], overlay: Overlay = WHOLE
    ) -> TermSets:
        """Collect the positive terms of ``diseases`` that an overlay leaves."""
        owner, rows = expand_spans(arrays.disease_rows, diseases)
        kept = arrays.is_phenotype[arrays.rows.term[rows]] & ~arrays.rows.negative(rows)
        kept &= ~np.isin(rows, overlay.dropped)
        if len(overlay.silent):
            spared = np.isin(diseases[owner], overlay.spared)
            kept &= spared | ~np.isin(rows, overlay.silent)
        owner, term = owner[kept], arrays.rows.term[rows[kept]].astype(np.int64)
        terms = CSR.from_pairs(owner, term, len(diseases))
        above = arrays.phenotype_ancestors
        origin, at = expand_spans(above.indptr, term)
        shown = CSR.from_pairs(owner[origin], above.indices[at].astype(np.int64), len(diseases))
        return cls(terms=terms, shown=shown)


class Baseline:
    """Scores candidates by their term sets; a subclass says how.

    Args:
        arrays: the graph.
        candidates: (n,) graph disease numbers, ascending.
    """

    name = ""

    def __init__(self, arrays: GraphArrays, candidates: NDArray[np.int64]) -> None:
        self.arrays = arrays
        self.candidates = candidates
        self._base = TermSets.of(arrays, candidates)
        shown_by = np.bincount(self._base.shown.indices, minlength=len(arrays.term_ids))
        self.information = -np.log((shown_by + 1.0) / (len(candidates) + 1.0))
        self._last: tuple[bytes, NDArray[np.int64], TermSets] | None = None

    def score(self, case: Case, overlay: Overlay) -> NDArray[np.float64]:
        """Return the score of each candidate, (n,); −inf for one without a term."""
        scores = self._score(case, self._base, remember=True)
        scores[self._base.terms.degrees == 0] = -np.inf
        columns, sets = self._changed(overlay)
        if len(columns):
            left = self._score(case, sets, remember=False)
            left[sets.terms.degrees == 0] = -np.inf
            scores[columns] = left
        return scores

    def _changed(self, overlay: Overlay) -> tuple[NDArray[np.int64], TermSets]:
        """Return the columns that an overlay changes, and what is left of them.

        The last answer is kept: cases of one paper come together.
        """
        if self._last is None or self._last[0] != overlay.key:
            rows = self.arrays.rows.disease
            silenced = np.setdiff1d(rows[overlay.silent], overlay.spared)
            touched = np.union1d(rows[overlay.dropped], silenced)
            columns = np.flatnonzero(np.isin(self.candidates, touched))
            sets = TermSets.of(self.arrays, self.candidates[columns], overlay)
            self._last = overlay.key, columns, sets
        return self._last[1:]

    def _score(self, case: Case, sets: TermSets, *, remember: bool) -> NDArray[np.float64]:
        raise NotImplementedError


class BestMatch(Baseline):
    """Best-match average: of each finding's best annotation, and each annotation's best finding.

    Pesquita et al. 2008, doi:10.1186/1471-2105-9-S5-S4.

    Args:
        arrays: the graph.
        candidates: (n,) graph disease numbers, ascending.
        name: what the table calls it.
        similarity: of a term with every term, (T,), from the graph and IC.
    """

    def __init__(
        self,
        arrays: GraphArrays,
        candidates: NDArray[np.int64],
        name: str,
        similarity: Callable[[GraphArrays, NDArray[np.float64], int], NDArray[np.float64]],
    ) -> None:
        super().__init__(arrays, candidates)
        self.name = name
        self._similarity = similarity
        self._rows: dict[int, NDArray[np.float32]] = {}
        self._best: dict[int, NDArray[np.float32]] = {}

    def _score(self, case: Case, sets: TermSets, *, remember: bool) -> NDArray[np.float64]:
        n = len(sets.terms)
        if not case.observed:
            return np.zeros(n)
        of_findings = np.zeros(n)
        best_finding = np.zeros(len(self.arrays.term_ids), np.float32)
        for term in case.observed:
            row = self._row(term)
            np.maximum(best_finding, row, out=best_finding)
            best = self._best.get(term) if remember else None
            if best is None:
                best = _reduced(np.maximum, row, sets.terms)
                if remember and len(self._best) < _KEPT_TERMS:
                    self._best[term] = best
            of_findings += best
        of_annotations = _reduced(np.add, best_finding, sets.terms)
        of_annotations = of_annotations / np.maximum(sets.terms.degrees, 1)
        mean: NDArray[np.float64] = (of_findings / len(case.observed) + of_annotations) / 2.0
        return mean

    def _row(self, term: int) -> NDArray[np.float32]:
        row = self._rows.get(term)
        if row is None:
            row = self._similarity(self.arrays, self.information, term).astype(np.float32)
            if len(self._rows) < _KEPT_TERMS:
                self._rows[term] = row
        return row


class Cosine(Baseline):
    """Cosine of the case's and the disease's terms, ancestors included, each weighing its IC."""

    name = "TF-IDF cosine"

    def __init__(self, arrays: GraphArrays, candidates: NDArray[np.int64]) -> None:
        super().__init__(arrays, candidates)
        self._vectors = self._vectors_of(self._base)

    def _score(self, case: Case, sets: TermSets, *, remember: bool) -> NDArray[np.float64]:
        above = self.arrays.phenotype_ancestors
        query = np.zeros(len(self.arrays.term_ids))
        for term in case.observed:
            query[above[term]] = self.information[above[term]]
        length = float(np.linalg.norm(query))
        vectors = self._vectors if remember else self._vectors_of(sets)
        return np.asarray(vectors @ query, np.float64) / (length or 1.0)

    def _vectors_of(self, sets: TermSets) -> csr_array:
        """Return the (n, T) vectors of length 1."""
        weights = self.information[sets.shown.indices]
        owners = np.repeat(np.arange(len(sets.shown)), sets.shown.degrees)
        lengths = np.sqrt(np.bincount(owners, weights=weights**2, minlength=len(sets.shown)))
        shape = (len(sets.shown), len(self.information))
        return csr_array(
            (weights / lengths[owners], sets.shown.indices, sets.shown.indptr), shape=shape
        )


def baselines(arrays: GraphArrays, candidates: NDArray[np.int64]) -> tuple[Baseline, ...]:
    """Return all baselines over the same candidates."""
    return (
        BestMatch(arrays, candidates, "Resnik best-match average", resnik),
        BestMatch(arrays, candidates, "√(IC · Jaccard), as Phenodigm", ic_jaccard),
        Cosine(arrays, candidates),
    )


def resnik(arrays: GraphArrays, information: NDArray[np.float64], term: int) -> NDArray[np.float64]:
    """Return IC of the most informative common ancestor of a term and every term, (T,).

    Resnik 1995, arXiv:cmp-lg/9511007.
    """
    found = np.zeros(len(arrays.term_ids))
    above = arrays.phenotype_ancestors[term]
    for ancestor in above[np.argsort(information[above], kind="stable")].tolist():
        found[arrays.descendants[ancestor]] = information[ancestor]
    return found


def ic_jaccard(
    arrays: GraphArrays, information: NDArray[np.float64], term: int
) -> NDArray[np.float64]:
    """Return √(IC of the best common ancestor · Jaccard of the ancestors), (T,).

    Smedley et al. 2013 (PhenoDigm), doi:10.1093/database/bat025.
    """
    above = arrays.phenotype_ancestors
    shared = np.zeros(len(arrays.term_ids))
    for ancestor in above[term].tolist():
        shared[arrays.descendants[ancestor]] += 1.0
    union = above.degrees[term] + above.degrees - shared
    jaccard = shared / np.maximum(union, 1.0)
    found: NDArray[np.float64] = np.sqrt(resnik(arrays, information, term) * jaccard)
    return found


def _reduced(how: np.ufunc, values: NDArray[np.float32], sets: CSR) -> NDArray[np.float32]:
    """Reduce ``values`` of each row's terms, (n,); 0 for an empty row."""
    found = np.zeros(len(sets), np.float32)
    filled = np.flatnonzero(sets.degrees)
    if len(filled):
        found[filled] = how.reduceat(values[sets.indices], sets.indptr[filled])
    return found
