"""A model is of its graph, and blind to its fold: nothing of a left-out row is in it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from data_schema import Annotation
from fusion import EvidenceModel, Neighbours
from fusion.layout import build_table
from fusion.neural import FusedModel, LearnedRanker, RankerParameters, fold_of, train_parameters
from fusion.neural.learning import rows_of_fold
from fusion.neural.vectors import Ontology
from kg import CSR, GraphArrays, Overlay, rows_only_citing
from tests.fusion.family_graphs import N_MEMBERS, family_graph, family_rows, small_config
from tests.fusion.test_case import prepared

FOLD = fold_of("PMID:0")
ALONE = "PMID:20"
"""The only paper of its fold, 0, once it stands in for another in :func:`rows_of_a_lone_paper`."""


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return family_graph()


def trained(arrays: GraphArrays, fold: int | None = None, seed: int = 0) -> RankerParameters:
    return train_parameters(arrays, config=small_config(), fold=fold, seed=seed).parameters


def with_other_terms(
    rows: list[Annotation], *, in_fold: bool, fold: int = FOLD
) -> list[Annotation]:
    """Return the rows, those in the fold, or one that is not, about another term."""
    terms = sorted({row.object for row in rows})
    rng = np.random.default_rng(5)
    changed = list(rows)
    for at, row in enumerate(rows):
        taken = {each.object for each in changed if each.subject == row.subject}
        if (fold_of(row.publications[0]) == fold) is in_fold:
            free = [term for term in terms if term not in taken]
            changed[at] = replace(row, object=str(rng.choice(free)), has_percentage=77.0)
            if not in_fold:
                break
    return changed


def rows_of_a_lone_paper() -> list[Annotation]:
    """Return rows in which five diseases share a paper that is alone in its fold."""
    return [
        replace(row, publications=(ALONE,)) if row.publications == ("PMID:0",) else row
        for row in family_rows()
    ]


@pytest.fixture(scope="module")
def with_and_without() -> tuple[FusedModel, FusedModel]:
    """The rankers of two graphs that differ in what the lone paper says."""
    rows = rows_of_a_lone_paper()
    graphs = [family_graph(rows), family_graph(with_other_terms(rows, in_fold=True, fold=0))]
    assert not np.array_equal(graphs[0].rows.term, graphs[1].rows.term)
    first, second = (
        FusedModel(
            arrays, learned=LearnedRanker(whole=trained(arrays), blind=(trained(arrays, 0),))
        )
        for arrays in graphs
    )
    return first, second


def without_the_paper(arrays: GraphArrays) -> Overlay:
    return Overlay(dropped=rows_only_citing(arrays, [ALONE]), publications=(ALONE,))


def scores(fused: FusedModel, findings: tuple[str, ...], *papers: str) -> tuple[bytes, bytes]:
    """Return the scores without the lone paper's rows, and what was learned, of a patient."""
    overlay = replace(without_the_paper(fused.arrays), publications=papers)
    scored = fused.score(prepared(fused.arrays, *findings), overlay=overlay)
    assert scored.neural is not None
    return scored.score.tobytes(), scored.neural.contribution.tobytes()


def findings_of_the_paper() -> list[tuple[str, ...]]:
    """Return the findings of a patient of each disease in the lone paper, and a vague one."""
    diseases = {row.subject for row in rows_of_a_lone_paper() if row.publications == (ALONE,)}
    return [
        (*{row.object for row in family_rows() if row.subject == disease}, "HP:0001000")
        for disease in sorted(diseases)
    ]


def test_the_rows_of_a_fold_cite_its_papers(arrays: GraphArrays) -> None:
    found = rows_of_fold(arrays, FOLD).tolist()

    for row in range(len(arrays.rows)):
        papers = [arrays.publications[p] for p in arrays.rows.publications[row].tolist()]
        assert (row in found) is any(fold_of(paper) == FOLD for paper in papers)
    assert 0 < len(found) < len(arrays.rows)


def test_a_blind_model_knows_nothing_of_its_fold(arrays: GraphArrays) -> None:
    other = family_graph(with_other_terms(family_rows(), in_fold=True))

    assert not np.array_equal(other.rows.term, arrays.rows.term)
    assert trained(other, FOLD).hash == trained(arrays, FOLD).hash
    assert trained(other).hash != trained(arrays).hash


def test_what_a_case_is_told_knows_nothing_of_its_paper(
    with_and_without: tuple[FusedModel, FusedModel],
) -> None:
    assert len({fused.learned.blind[0].hash for fused in with_and_without}) == 1
    told: list[list[bytes]] = []
    for fused in with_and_without:
        arrays, overlay = fused.arrays, without_the_paper(fused.arrays)
        passing = fused._passing_of(0)
        changed = passing.overlaid(overlay)
        kept = np.delete(passing.base.vectors, changed.columns, axis=0)
        shares = [
            passing.shares(disease, term, changed)
            for disease in fused.candidates.tolist()
            for term in np.flatnonzero(arrays.is_phenotype).tolist()
        ]
        parts = (passing.terms, changed.columns, changed.vectors, kept, changed.heard)
        told.append([*(part.tobytes() for part in parts), repr(shares).encode()])
        assert 0 < len(changed.columns) < len(fused.candidates)

    assert told[0] == told[1]


def test_the_scores_of_a_case_know_nothing_of_its_paper_but_backgrounds(
    with_and_without: tuple[FusedModel, FusedModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = with_and_without
    assert first.background.tobytes() != second.background.tobytes()

    held = partial(build_table, background=first.background)
    monkeypatch.setattr("fusion.evidence.build_table", held)
    second = FusedModel(second.arrays, learned=second.learned)

    for findings in findings_of_the_paper():
        assert scores(first, findings, ALONE) == scores(second, findings, ALONE)
        assert scores(first, findings)[1] != scores(second, findings)[1]


def test_a_blind_model_is_of_all_other_rows(arrays: GraphArrays) -> None:
    other = family_graph(with_other_terms(family_rows(), in_fold=False))

    assert trained(other, FOLD).hash != trained(arrays, FOLD).hash


def test_seeds_differ(arrays: GraphArrays) -> None:
    assert trained(arrays).hash == trained(arrays).hash != trained(arrays, seed=1).hash


def test_the_centre_makes_the_mean_vector_of_candidates_nothing(arrays: GraphArrays) -> None:
    learned = trained(arrays)
    fused = FusedModel(arrays, learned=LearnedRanker(whole=learned))

    vectors = fused._passing_of(-1).base.vectors

    assert np.abs(vectors.mean(axis=0)).max() < 1e-5
    assert np.abs(vectors).max() > 0.1


def test_neighbours_can_be_others_than_those_of_the_graph(arrays: GraphArrays) -> None:
    strangers = Neighbours(arrays, max_siblings=1)

    found = train_parameters(arrays, config=small_config(), neighbours=strangers).parameters

    assert not found.centre[1].any()
    assert trained(arrays).centre[1].any()


def test_vectors_can_be_smoothed_over_another_ontology(arrays: GraphArrays) -> None:
    nothing = CSR.from_pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), len(arrays.term_ids))
    alone = np.flatnonzero(arrays.is_phenotype).astype(np.int64)
    flat = Ontology(parents=nothing, ancestors=CSR.from_pairs(alone, alone, len(arrays.term_ids)))

    found = train_parameters(arrays, config=small_config(), ontology=flat).parameters

    root = found.terms.index("HP:0000118")
    assert np.abs(found.vectors[root]).max() < 1e-5 < np.abs(found.vectors).max()
    assert np.abs(trained(arrays).vectors[root]).max() > 0.1
    assert (found.information == trained(arrays).information).all()


def test_how_siblings_were_found_goes_with_what_was_learned(arrays: GraphArrays) -> None:
    settings = small_config()
    few = replace(settings, vectors=replace(settings.vectors, max_siblings=N_MEMBERS - 1))

    found = train_parameters(arrays, config=few).parameters

    assert found.max_siblings == N_MEMBERS - 1
    assert not found.centre[1].any()
    assert trained(arrays).max_siblings == settings.vectors.max_siblings


def test_only_phenotypes_have_vectors(arrays: GraphArrays) -> None:
    learned = trained(arrays)

    assert "HP:0000001" not in learned.terms
    assert len(learned.terms) == int(arrays.is_phenotype.sum())
    assert np.allclose(
        learned.information, EvidenceModel(arrays).information[arrays.is_phenotype], atol=1e-6
    )
