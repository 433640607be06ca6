"""Stages of the diagnostic pipeline: each says what it needs and what it makes.

The order is checked before the first record (after spaCy's ``pipe_analysis``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from data_schema import (
    Diagnosis,
    Finding,
    Notice,
    OntologyClass,
    UsageError,
)
from fusion import (
    Case,
    Explainer,
    Ranker,
    Scored,
    best_columns,
    prepare_case,
    rank_of,
)
from kg import GraphArrays, expand_spans

from .belief import believe
from .draft import Draft, Request
from .patient import describe_patient, set_history_aside
from .reading import TextReader

__all__ = [
    "CodedFindings",
    "Correct",
    "Draft",
    "Explain",
    "Rank",
    "ReadText",
    "Request",
    "Stage",
    "check_stages",
    "prepare_draft",
]


_EMPTY_AT_FIRST: Final = frozenset(
    {"abstention", "course", "set_aside", "stated_diagnoses", "unlinked", "warnings"}
)
"""Fields that every stage may add to: there from the beginning, and empty."""


class Stage(Protocol):
    """One step; ``requires`` and ``produces`` name fields of :class:`Draft`."""

    @property
    def name(self) -> str:
        """Name in messages."""
        ...

    @property
    def requires(self) -> frozenset[str]:
        """Fields that must be there."""
        ...

    @property
    def produces(self) -> frozenset[str]:
        """Fields that are there afterwards."""
        ...

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage produces."""
        ...


def check_stages(stages: Sequence[Stage]) -> None:
    """Check that every stage finds what it requires.

    Raises:
        UsageError: a stage requires what none before it produces.
    """
    available = {"record", "request", *_EMPTY_AT_FIRST}
    for stage in stages:
        missing = sorted(stage.requires - available)
        if missing:
            raise UsageError(
                f"stage {stage.name} requires {', '.join(missing)}, which no stage before it "
                "produces; reorder or add the stage"
            )
        available |= stage.produces


class CodedFindings:
    """Takes the findings that came coded."""

    name = "coded-findings"
    requires = frozenset({"record"})
    produces = frozenset({"findings", "subject"})

    def __call__(self, draft: Draft) -> None:
        """Add the coded findings."""
        draft.subject = draft.record.subject
        draft.findings.extend(draft.record.phenotypic_features)


class ReadText:
    """Reads the documents; the recogniser is made when the first document comes."""

    name = "read-text"
    requires = frozenset(
        {"record", "subject", "findings", "set_aside", "unlinked", "stated_diagnoses"}
    )
    produces = frozenset(
        {"findings", "set_aside", "unlinked", "stated_diagnoses", "subject", "course"}
    )

    def __init__(self, make_reader: Callable[[], TextReader]) -> None:
        self._make_reader = make_reader

    def __call__(self, draft: Draft) -> None:
        """Add what the documents say."""
        if not draft.record.documents:
            return
        reading = self._make_reader().read(draft.record.documents, subject=draft.subject)
        draft.subject = reading.subject
        draft.course = reading.course
        draft.findings.extend(reading.findings)
        draft.set_aside.extend(reading.set_aside)
        draft.unlinked.extend(reading.unlinked)
        draft.stated_diagnoses.extend(reading.stated_diagnoses)


class Correct:
    """Applies what the user says is present or absent; it overrules the record.

    What is absent takes its more specific findings along.
    """

    name = "correct"
    requires = frozenset({"findings", "request"})
    produces = frozenset({"findings"})

    def __init__(self, arrays: GraphArrays) -> None:
        self._arrays = arrays

    def __call__(self, draft: Draft) -> None:
        """Replace what the corrections overrule."""
        stated = dict.fromkeys(draft.request.present, False)
        stated |= dict.fromkeys(draft.request.absent, True)
        if not stated:
            return
        meant = {self._arrays.resolve_term(curie) for curie in stated} - {None}
        denied = {self._arrays.resolve_term(curie) for curie in draft.request.absent} - {None}
        draft.findings[:] = [
            finding for finding in draft.findings if not self._overruled(finding, meant, denied)
        ]
        draft.findings.extend(
            Finding(
                type=OntologyClass(id=curie, label=self._arrays.label(curie)), excluded=excluded
            )
            for curie, excluded in stated.items()
        )

    def _overruled(self, finding: Finding, meant: Set[int | None], denied: Set[int | None]) -> bool:
        term = self._arrays.resolve_term(finding.type.id)
        if term is None:
            return False
        above = () if finding.excluded else self._arrays.ancestors[term].tolist()
        return term in meant or not denied.isdisjoint(above)


class Rank:
    """Scores every candidate, or abstains."""

    name = "rank"
    requires = frozenset(
        {
            *("record", "subject", "course", "findings", "set_aside", "unlinked"),
            *("stated_diagnoses", "warnings", "abstention"),
        }
    )
    produces = frozenset({"case", "scored", "abstention", "findings", "set_aside", "warnings"})

    def __init__(self, model: Ranker) -> None:
        self._model = model

    def __call__(self, draft: Draft) -> None:
        """Score the candidates."""
        case = prepare_draft(self._model, draft)
        if draft.abstention is None:
            draft.scored = self._model.score(case)


def prepare_draft(model: Ranker, draft: Draft) -> Case:
    """Resolve a draft's findings for a model; says in the draft where there is too little."""
    everyday = model.everyday
    patient = None
    if everyday is not None:
        set_history_aside(draft)
        patient = describe_patient(model.arrays, draft)
    sex = draft.record.subject.sex if everyday is None else draft.subject.sex
    case = prepare_case(model.arrays, draft.findings, sex=sex, patient=patient)
    draft.case = case
    draft.set_aside.extend(case.unused)
    draft.warnings.extend(case.warnings)
    if not case.is_usable:
        told = draft.findings or draft.set_aside or draft.unlinked
        draft.abstention = (
            "no finding of the record could be used" if told else "the record has no findings"
        )
    elif everyday is not None and everyday.is_too_little(case, model.information):
        draft.abstention = "too little is told to rank diseases by"
    return case


def _named_once(diagnoses: Iterable[Diagnosis]) -> Iterator[Diagnosis]:
    """Leave out of a diagnosis's other ids those that another one before it has, or as its own."""
    diagnoses = list(diagnoses)
    taken = {diagnosis.disease.id for diagnosis in diagnoses}
    for diagnosis in diagnoses:
        others = tuple(curie for curie in diagnosis.also_known_as if curie not in taken)
        taken.update(others)
        yield replace(diagnosis, also_known_as=others)


class Explain:
    """Turns the best candidates, or those asked for, into diagnoses."""

    name = "explain"
    requires = frozenset({"request", "scored", "warnings"})
    produces = frozenset(
        {"diagnoses", "do_not_miss", "not_in_graph", "likely", "abstention", "warnings"}
    )

    def __init__(self, model: Ranker, explainer: Explainer) -> None:
        self._model = model
        self._explainer = explainer

    def __call__(self, draft: Draft) -> None:
        """Add the explained diagnoses."""
        scored = draft.scored
        if scored is None:
            return
        score = scored.score
        if draft.request.genes is not None:
            score = np.where(self._with_gene(draft.request.genes), score, -np.inf)
        if draft.request.diseases:
            asked = draft.request.diseases
            columns = {column for curie in asked for column in self._columns(curie)}
            chosen = sorted(_places(score, columns))
            missing = sorted(columns - {column for _, column in chosen})
            draft.warnings.extend(
                Notice(
                    code="not_applicable",
                    message=f"{self._model.disease_id(column)} is a disease of the other sex",
                )
                for column in missing
                if _is_impossible(scored, column)
            )
            draft.warnings.extend(
                Notice(
                    code="not_ranked",
                    message=f"{self._model.disease_id(column)} has no rank: no annotation is left "
                    "to score it by, or the gene panel leaves it out",
                )
                for column in missing
                if not _is_impossible(scored, column)
            )
        else:
            best = best_columns(score, draft.request.top_k)
            chosen = list(enumerate(best.tolist(), start=1))
        explained = {
            column: self._explainer.diagnosis(scored, column, rank=rank) for rank, column in chosen
        }
        if not draft.request.diseases:
            explained = dict(zip(explained, _named_once(explained.values()), strict=True))
        draft.diagnoses = tuple(explained.values())
        if not draft.request.diseases:
            draft.do_not_miss = tuple(
                explained.get(column) or self._explainer.diagnosis(scored, column, rank=rank)
                for rank, column in _places(
                    score, self._flagged(scored, score, draft.request.top_k)
                )
            )
        believe(draft, self._model, scored.case, score)
        draft.warnings.extend(
            Notice(
                code="sparse_profile",
                message=f"{self._model.disease_id(column)} has few annotations in the graph; "
                "its score says little",
            )
            for _, column in chosen
            if self._model.is_sparse(column)
        )
        if not draft.diagnoses:
            draft.abstention = "no candidate disease is left after the filters"

    def _flagged(self, scored: Scored, score: NDArray[np.float64], listed: int) -> list[int]:
        """Return what is dangerous, strongly suggested, close behind the first ones listed."""
        everyday = self._model.everyday
        if everyday is None:
            return []
        flagged = everyday.flagged(scored.evaluation, score, scored.case.observed, listed=listed)
        found: list[int] = flagged.tolist()
        return found

    def _with_gene(self, genes: frozenset[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        arrays = self._model.arrays
        wanted = {
            number
            for number, (curie, symbol) in enumerate(
                zip(arrays.gene_ids, arrays.gene_symbols, strict=True)
            )
            if curie in genes or symbol in genes
        }
        owners, at = expand_spans(arrays.disease_genes.indptr, self._model.candidates)
        carried = np.isin(arrays.disease_genes.indices[at], list(wanted))
        kept = np.zeros(len(self._model.candidates), np.bool_)
        kept[owners[carried]] = True
        return kept

    def _columns(self, curie: str) -> tuple[int, ...]:
        """Return the candidates that a CURIE means, at least one."""
        columns = self._model.columns_meaning(curie)
        if not columns:
            is_known = curie in self._model.arrays.disease_index
            known = "is not a candidate" if is_known else "is not in the graph"
            raise UsageError(
                f"expected a disease of the namespace {self._model.namespace or 'all'}, "
                f"{curie} {known}; choose another disease or --namespace"
            )
        return columns


def _places(score: NDArray[np.float64], columns: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield rank and column of those that have a rank."""
    for column in columns:
        rank = rank_of(score, column)
        if rank is not None:
            yield rank, column


def _is_impossible(scored: Scored, column: int) -> bool:
    return any(np.isneginf(values.contribution[column]) for values in scored.context)
