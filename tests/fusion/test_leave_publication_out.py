"""Leaving a paper's rows out as an overlay ranks as a graph does that never had them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.grid import FOLDS, Cases, assign_folds
from benchmarks.labelled_cases import LabelledCase, read_cases
from benchmarks.leave_publication_out import compare, graph_without
from data_schema import Category, Predicate
from fusion import Case, EvidenceModel
from kg import KnowledgeGraph
from tests.kg.small_graphs import annotation, small_graph


def phenopackets(shared_data: Path) -> Path:
    return shared_data / "phenopackets" / "dev.ndjson.gz"


@pytest.mark.data
@pytest.mark.slow
def test_papers_give_the_same_top_ranks_as_a_graph_without_them(
    default_graph: KnowledgeGraph, model: EvidenceModel, shared_data: Path
) -> None:
    cases = read_cases(phenopackets(shared_data), model.arrays)

    found = list(compare(default_graph, model, cases, papers=6))

    assert len(found) > 10
    assert [c.case.record_id for c in found if not c.same_tops] == []
    assert len({c.overlay for c in found}) > 1


def test_a_graph_without_a_paper_is_pooled_anew() -> None:
    rows = [
        annotation("OMIM:1", "HP:0000100", publications=("PMID:1",)),
        annotation("OMIM:1", "HP:0000100", negated=True, publications=("PMID:2",)),
        annotation("OMIM:1", "HP:0000200", publications=("PMID:1", "PMID:2")),
        annotation("OMIM:1", "HP:0000300"),
        annotation("OMIM:2", "HP:0000100", publications=("PMID:1",)),
    ]
    terms = {f"HP:0000{n}00": ["HP:0000118"] for n in (1, 2, 3)}

    left = graph_without(small_graph(terms, rows), frozenset(["PMID:1"]))

    pairs = {
        (e.subject, e.object): (e.predicate, len(e.annotations))
        for e in left.edges
        if e.annotations
    }
    assert pairs == {
        ("OMIM:1", "HP:0000100"): (Predicate.LACKS_PHENOTYPE, 1),
        ("OMIM:1", "HP:0000200"): (Predicate.HAS_PHENOTYPE, 1),
        ("OMIM:1", "HP:0000300"): (Predicate.HAS_PHENOTYPE, 1),
    }
    categories = {node.id: node.category for node in left.nodes}
    assert categories["OMIM:1"] is Category.DISEASE
    assert categories["OMIM:2"] is Category.ONTOLOGY_CLASS


def labelled(truth: str, *publications: str) -> LabelledCase:
    return LabelledCase(
        record_id="case",
        case=Case(observed=(), excluded=(), subsumed={}),
        truth=truth,
        publications=publications,
    )


def test_cases_that_share_a_disease_or_a_paper_share_a_fold() -> None:
    linked = [
        labelled("OMIM:1", "PMID:1"),
        labelled("OMIM:1", "PMID:2"),
        labelled("OMIM:2", "PMID:2"),
        labelled("OMIM:2", "PMID:3"),
    ]
    others = [labelled(f"OMIM:{i}", f"PMID:{i}") for i in range(10, 26)]

    folds = assign_folds([*linked, *others])

    assert len(set(folds[:4])) == 1
    assert np.bincount(folds).tolist() == [4] * FOLDS


@pytest.mark.data
def test_folds_of_the_development_cases_are_apart_and_even(
    model: EvidenceModel, shared_data: Path
) -> None:
    cases = read_cases(phenopackets(shared_data), model.arrays)

    folds = assign_folds(cases)

    homes: dict[str, set[int]] = {}
    for case, fold in zip(cases, folds.tolist(), strict=True):
        for name in (case.truth, *case.publications):
            homes.setdefault(name, set()).add(fold)
    assert {len(home) for home in homes.values()} == {1}
    sizes = np.bincount(folds, minlength=FOLDS)
    assert sizes.min() > 0.9 * len(cases) / FOLDS


def test_figures_of_diseases_weigh_each_disease_the_same() -> None:
    four_of_one_and_one_of_another = Cases((), np.zeros(5, np.int64), np.array([0, 0, 0, 0, 1]))
    ranks = np.array([[1.0, 1.0, 1.0, 20.0, 20.0], [1.0, 5.0, 20.0, 20.0, 5.0]])

    assert four_of_one_and_one_of_another.figures(ranks) == [
        *(60.0, 37.5, 60.0, 37.5),
        *(20.0, 12.5, 60.0, 75.0),
    ]
