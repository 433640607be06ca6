"""Terms that the same diseases show, or that are near in the ontology, get like vectors."""

from __future__ import annotations

import numpy as np
import pytest

from fusion import EvidenceModel
from fusion.neural.vectors import spectral_vectors, weighted_profiles
from fusion.profiles import build_profiles
from kg import GraphArrays
from tests.fusion.kinship_graphs import related_diseases


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return related_diseases()


@pytest.fixture(scope="module")
def model(arrays: GraphArrays) -> EvidenceModel:
    return EvidenceModel(arrays)


def test_a_profile_has_length_one_and_weighs_frequency_and_information(
    arrays: GraphArrays, model: EvidenceModel
) -> None:
    information = model.information
    two = arrays.disease_index["OMIM:2"]

    row = weighted_profiles(build_profiles(arrays, model.config, np.array([two])), information)

    a, b = arrays.term_index["HP:0000110"], arrays.term_index["HP:0000200"]
    wanted = np.array([0.8**0.5 * information[a], 0.4**0.5 * information[b]])
    dense = row.toarray()[0]
    assert dense[[a, b]] == pytest.approx(wanted / np.linalg.norm(wanted))
    assert np.count_nonzero(dense) == 2


def test_a_disease_without_annotations_is_empty(arrays: GraphArrays, model: EvidenceModel) -> None:
    eight = arrays.disease_index["OMIM:8"]

    row = weighted_profiles(
        build_profiles(arrays, model.config, np.array([eight])), model.information
    )

    assert row.nnz == 0


def test_a_term_is_nearer_to_its_parent_than_to_another_branch(
    arrays: GraphArrays, model: EvidenceModel
) -> None:
    profiles = build_profiles(arrays, model.config, model.candidates)

    vectors = spectral_vectors(
        arrays, weighted_profiles(profiles, model.information), model.information, width=2
    )

    def near(one: str, other: str) -> float:
        a, b = vectors[arrays.term_index[one]], vectors[arrays.term_index[other]]
        return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))

    assert vectors.shape == (len(arrays.term_ids), 2)
    assert near("HP:0000110", "HP:0000100") > near("HP:0000110", "HP:0000200")
    assert (vectors[arrays.is_phenotype] ** 2).sum(axis=1).mean() == pytest.approx(1.0, rel=1e-5)


def test_the_same_graph_gives_the_same_bytes(arrays: GraphArrays, model: EvidenceModel) -> None:
    weights = weighted_profiles(
        build_profiles(arrays, model.config, model.candidates), model.information
    )

    once, again = (spectral_vectors(arrays, weights, model.information, width=3) for _ in range(2))

    assert once.tobytes() == again.tobytes()
