"""From a recorded evaluation to a :class:`~data_schema.Diagnosis`: nothing is searched anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from data_schema import (
    Attribution,
    ContextTerm,
    Contradiction,
    ContradictionKind,
    Diagnosis,
    EvidencePath,
    Hallmark,
    MatchKind,
    OntologyClass,
    UnobservedRest,
    UsageError,
    curie_prefix,
)
from kg import GraphArrays, PathRenderer, disease_series

from .ages import age_range
from .annotations import Annotations
from .context import ContextValues
from .evidence import Scored
from .ranker import Ranker
from .table import ScoringTable

__all__ = ["Explainer"]


@dataclass(frozen=True, slots=True)
class _Derivation:
    """An annotated term that lent a matched term its probability, and its part of it."""

    holder: int
    via: int | None
    term: int
    share: float


class Explainer:
    """Turns columns of a :class:`Scored` into diagnoses with their derivations."""

    def __init__(self, model: Ranker) -> None:
        self._model = model
        self._arrays = model.arrays
        self._paths = PathRenderer(model.arrays)

    def diagnosis(self, scored: Scored, column: int, *, rank: int) -> Diagnosis:
        """Explain one candidate.

        Args:
            scored: the evaluation of the case.
            column: candidate column.
            rank: its place, from 1.

        Raises:
            UsageError: what the candidate's neighbours lend is in its score; no path reaches them.
        """
        table, local = scored.table_of(column)
        if table.beyond is not None:
            raise UsageError(
                f"expected a ranker whose scores rest on paths, got {self._model.name}; "
                "explain with the ranker 'evidence'"
            )
        reader = _Reader(self._arrays, table, local, scored, column, self._paths)
        disease = int(self._model.candidates[column])
        hallmarks, rest = reader.unobserved(self._model.config.max_hallmarks)
        return Diagnosis(
            rank=rank,
            disease=_class(self._arrays, disease),
            score=float(scored.score[column]),
            also_known_as=_also_known_as(self._arrays, disease),
            series=disease_series(self._arrays, disease),
            genes=tuple(
                OntologyClass(id=self._arrays.gene_ids[g], label=self._arrays.gene_symbols[g])
                for g in self._arrays.disease_genes[disease].tolist()
            ),
            inheritance=tuple(
                OntologyClass(id=self._arrays.term_ids[t], label=self._arrays.term_labels[t])
                for t in self._arrays.disease_inheritance[disease].tolist()
            ),
            evidence=tuple(reader.attributions()),
            contradictions=tuple(reader.contradictions()),
            missing_hallmarks=hallmarks,
            unobserved_rest=rest,
            unexplained=tuple(reader.unexplained(self._model.config.unexplained)),
            baseline=0.0 if scored.baseline is None else float(scored.baseline[column]),
            context=tuple(self._context(scored, column)),
            neural=()
            if scored.neural is None
            else tuple(scored.neural.attributions(self._arrays, scored, disease, column)),
            family=self._family(disease),
            must_not_miss=self._is_dangerous(column),
        )

    def _context(self, scored: Scored, column: int) -> Iterator[ContextTerm]:
        for values in scored.context:
            contribution = float(values.contribution[column])
            if contribution != 0.0:
                yield ContextTerm(
                    kind=values.kind,
                    value=values.value,
                    contribution=contribution,
                    annotation=self._stated(values, column),
                )

    def _stated(self, values: ContextValues, column: int) -> str:
        """Return what the graph says of a disease where a context term met it."""
        disease = None if self._model.everyday is None else self._model.everyday.diseases[column]
        if disease is None:
            return ""
        match values.kind:
            case "age":
                return f"mostly {age_range(disease.age[1], disease.age[2])}"
            case "sex":
                return f"{disease.female_share:.0%} female"
            case "course":
                return disease.course
            case _:
                ratio = self._arrays.relative_risk(
                    int(self._model.candidates[column]), values.concept
                )
                return f"relative risk {ratio:g}"

    def _is_dangerous(self, column: int) -> bool:
        everyday = self._model.everyday
        return everyday is not None and bool(everyday.must_not_miss[column])

    def _family(self, disease: int) -> OntologyClass | None:
        """Return the most general disease above, by the first parent at each step."""
        top, seen = disease, {disease}
        while len(above := self._arrays.disease_parents[top]) and int(above[0]) not in seen:
            top = int(above[0])
            seen.add(top)
        return None if top == disease else _class(self._arrays, top)


class _Reader:
    """Reads one candidate's column of an evaluation."""

    def __init__(
        self,
        arrays: GraphArrays,
        table: ScoringTable,
        local: int,
        scored: Scored,
        column: int,
        paths: PathRenderer,
    ) -> None:
        self.arrays = arrays
        self.table = table
        self.local = local
        self.scored = scored
        self.paths = paths
        self.disease = int(table.candidates[local])
        self.annotations = Annotations(arrays, table, scored, self.disease)
        evaluation = scored.evaluation
        self.contribution: list[float] = evaluation.contribution[:, column].tolist()
        self.matched: list[int] = evaluation.matched[:, column].tolist()
        self.barred: list[bool] = evaluation.barred[:, column].tolist()
        self.excluded: list[float] = evaluation.excluded[:, column].tolist()

    def attributions(self) -> Iterator[Attribution]:
        """What each present finding added, the largest first."""
        found = []
        for i, term in enumerate(self.scored.case.observed):
            if not self.barred[i]:
                found.append((-self.contribution[i], term, self.matched[i]))
        for negative, term, matched in sorted(found):
            derivations = self._derivations(matched)
            yield Attribution(
                finding=self.arrays.term_ids[term],
                subsumed=tuple(
                    self.arrays.term_ids[t] for t in self.scored.case.subsumed.get(term, ())
                ),
                contribution=-negative,
                matched=self.arrays.term_ids[matched],
                match=self._match_kind(term, matched, derivations),
                paths=tuple(self._path(term, matched, d) for d in derivations),
            )

    def contradictions(self) -> Iterator[Contradiction]:
        """Findings the disease is said to lack, then the exclusions that moved the score."""
        for i, term in enumerate(self.scored.case.observed):
            if self.barred[i]:
                yield Contradiction(
                    finding=self.arrays.term_ids[term],
                    kind=ContradictionKind.NOT_ANNOTATED,
                    contribution=self.contribution[i],
                    annotation=self.annotations.lacked(term),
                )
        for value, term in zip(self.excluded, self.scored.case.excluded, strict=True):
            if value != 0.0:
                yield Contradiction(
                    finding=self.arrays.term_ids[term],
                    kind=ContradictionKind.EXCLUDED,
                    contribution=value,
                    annotation=self.annotations.denied(term, value),
                )

    def unobserved(self, most: int) -> tuple[tuple[Hallmark, ...], UnobservedRest]:
        """The annotated terms nobody reported: the most telling ones, and the sum of the rest."""
        profiles = self.table.profiles
        span = profiles.annotated_span(self.annotations.local(self.disease))
        terms = profiles.annotated[span] % profiles.n_terms
        silent = np.isin(terms, self.table.silenced_terms(self.scored.case))
        values = self.table.missing_values(profiles.frequency[span], terms)
        entries = sorted(
            (float(value), int(term), float(frequency))
            for value, term, frequency in zip(
                values[~silent], terms[~silent], profiles.frequency[span][~silent], strict=True
            )
        )
        shown = [entry for entry in entries[:most] if entry[0] < 0.0]
        rest = entries[len(shown) :]
        hallmarks = tuple(
            Hallmark(
                id=self.arrays.term_ids[term],
                label=self.arrays.term_labels[term],
                frequency=frequency,
                contribution=value,
            )
            for value, term, frequency in shown
        )
        return hallmarks, UnobservedRest(
            count=len(rest), contribution=float(sum(entry[0] for entry in rest))
        )

    def unexplained(self, threshold: float) -> Iterator[str]:
        """Findings that gave the disease less than ``threshold`` nats."""
        for i, term in enumerate(self.scored.case.observed):
            if self.contribution[i] < threshold:
                yield self.arrays.term_ids[term]

    def _derivations(self, matched: int) -> list[_Derivation]:
        """Return u ∈ min(U_d ↓ a*) with their shares, through equivalents where those decided."""
        if matched == self.arrays.root:
            return []
        profiles = self.table.profiles
        if self.annotations.measured(matched)[0] is not None:
            return [_Derivation(self.disease, None, matched, 1.0)]
        own = profiles.probability_of(self.annotations.local(self.disease), matched)
        lenders = self.table.lenders[self.local].tolist()
        lending = self.table.lending
        lent = [lending.probability_of(self.annotations.local(e), matched) for e in lenders]
        total = sum(lent)
        weight = self.table.config.equivalent_weight
        if not lenders or own >= weight * total / len(lenders):
            return self._leaves(self.disease, None, matched, 1.0)
        return [
            derivation
            for lender, probability in zip(lenders, lent, strict=True)
            if probability > 0.0
            for derivation in self._leaves(lender, lender, matched, probability / total)
        ]

    def _match_kind(self, term: int, matched: int, derivations: list[_Derivation]) -> MatchKind:
        annotated = any(
            self.annotations.profiles(holder).frequency_of(self.annotations.local(holder), matched)
            for holder in (derivation.holder for derivation in derivations)
        )
        if matched == term:
            return MatchKind.EXACT if annotated else MatchKind.NARROWER
        return MatchKind.BROADER if annotated else MatchKind.COMMON_ANCESTOR

    def _leaves(self, holder: int, via: int | None, matched: int, part: float) -> list[_Derivation]:
        profiles, local = self.annotations.profiles(holder), self.annotations.local(holder)
        span = profiles.annotated_span(local)
        terms = profiles.annotated[span] % profiles.n_terms
        below = self.arrays.descendants.contains(matched, terms)
        terms, frequency = terms[below], profiles.frequency[span][below]
        if profiles.inner_wins(local, matched):
            best = int(np.argmax(frequency))
            return [_Derivation(holder, via, int(terms[best]), part)]
        leaf = profiles.leaf[span][below]
        weights = np.log1p(-frequency[leaf])
        shares = part * weights / weights.sum()
        return [
            _Derivation(holder, via, term, share)
            for term, share in zip(terms[leaf].tolist(), shares.tolist(), strict=True)
        ]

    def _path(self, finding: int, matched: int, derivation: _Derivation) -> EvidencePath:
        return self.paths.render(
            finding=finding,
            matched=matched,
            annotated=derivation.term,
            disease=self.disease,
            via=derivation.via,
            share=derivation.share,
            annotation=self.annotations.summary(derivation.holder, derivation.term),
        )


def _class(arrays: GraphArrays, disease: int) -> OntologyClass:
    return OntologyClass(id=arrays.disease_ids[disease], label=arrays.disease_labels[disease])


def _also_known_as(arrays: GraphArrays, disease: int) -> tuple[str, ...]:
    """Return the ids of exact matches, the smallest of each namespace."""
    same = {arrays.disease_ids[e] for e in arrays.equivalents[disease].tolist()}
    same.update(arrays.class_ids[c] for c in arrays.disease_classes[disease].tolist())
    smallest = {curie_prefix(curie): curie for curie in sorted(same, reverse=True)}
    return tuple(sorted(smallest.values()))
