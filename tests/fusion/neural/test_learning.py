"""A model is of its graph, and blind to its fold: nothing of a left-out row is in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data_schema import Annotation
from fusion import EvidenceModel, Neighbours
from fusion.neural import FusedModel, LearnedRanker, RankerParameters, fold_of, train_parameters
from fusion.neural.learning import rows_of_fold
from kg import GraphArrays
from tests.fusion.family_graphs import family_graph, family_rows, small_config

FOLD = fold_of("PMID:0")


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return family_graph()


def trained(arrays: GraphArrays, fold: int | None = None, seed: int = 0) -> RankerParameters:
    return train_parameters(arrays, config=small_config(), fold=fold, seed=seed).parameters


def with_other_terms(rows: list[Annotation], *, in_fold: bool) -> list[Annotation]:
    """Return the rows, those in the fold, or one that is not, about another term."""
    terms = sorted({row.object for row in rows})
    rng = np.random.default_rng(5)
    changed = list(rows)
    for at, row in enumerate(rows):
        taken = {each.object for each in changed if each.subject == row.subject}
        if (fold_of(row.publications[0]) == FOLD) is in_fold:
            free = [term for term in terms if term not in taken]
            changed[at] = replace(row, object=str(rng.choice(free)), has_percentage=77.0)
            if not in_fold:
                break
    return changed


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


def test_only_phenotypes_have_vectors(arrays: GraphArrays) -> None:
    learned = trained(arrays)

    assert "HP:0000001" not in learned.terms
    assert len(learned.terms) == int(arrays.is_phenotype.sum())
    assert np.allclose(
        learned.information, EvidenceModel(arrays).information[arrays.is_phenotype], atol=1e-6
    )
