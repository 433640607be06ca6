"""Versions of the graph lose rows of every disease; patients are made of a disease's own rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data_schema import InputError
from fusion import EvidenceModel
from fusion.neural.simulation import Simulator
from kg import GraphArrays
from tests.fusion.family_graphs import family_graph, small_config
from tests.kg.small_graphs import annotation


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return family_graph()


def simulator(arrays: GraphArrays, **changes: object) -> Simulator:
    exact: dict[str, object] = {"imprecision": 0.0, "noise": 0.0}
    config = replace(small_config().simulation, **(exact | changes))  # type: ignore[arg-type]
    return Simulator(arrays, EvidenceModel(arrays).candidates, config)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_every_disease_loses_one_paper_and_all_its_rows(arrays: GraphArrays) -> None:
    version = simulator(arrays).version(rng())

    rows = arrays.rows
    lost = set(version.rows.tolist())
    for disease in range(len(arrays.disease_ids)):
        own = range(*arrays.disease_rows[disease : disease + 2].tolist())
        papers = {rows.publications[row].item() for row in own if row in lost}
        of_them = {row for row in own if rows.publications[row].item() in papers}
        assert len(papers) == 1
        assert of_them == lost & set(own) == set(version.papers[disease].tolist())


@pytest.mark.parametrize(("chance", "lost"), [(0.0, 0), (1.0, 3)])
def test_a_disease_known_from_one_paper_is_lost_as_often_as_is_said(
    chance: float, lost: int
) -> None:
    rows = [
        annotation("OMIM:100", f"HP:000100{leaf}", publications=("PMID:1",)) for leaf in (1, 2, 3)
    ]
    version = simulator(family_graph(rows), lose_only_paper=chance).version(rng())

    assert len(version.rows) == lost


@pytest.mark.parametrize(("chance", "lost"), [(0.0, False), (1.0, True)])
def test_a_disease_without_papers_loses_a_share_of_its_rows(chance: float, lost: bool) -> None:
    rows = [
        annotation(f"OMIM:10{member}", f"HP:000{branch}00{leaf}", publications=("OMIM:1",))
        for member in range(4)
        for branch in range(1, 6)
        for leaf in (1, 2)
    ]
    version = simulator(family_graph(rows), lose_other=chance).version(rng())

    assert (0 < len(version.rows) < len(rows)) is lost
    assert not version.papers


def test_patients_show_what_rows_of_their_disease_say(arrays: GraphArrays) -> None:
    drawn = simulator(arrays)
    version = drawn.version(rng())
    patients = drawn.patients(version, 60, rng(1))

    assert {patient.from_lost for patient in patients} == {True, False}
    for patient in patients:
        own = np.arange(*arrays.disease_rows[patient.disease : patient.disease + 2].tolist())
        rows = version.papers[patient.disease] if patient.from_lost else own
        assert set(patient.case.observed) <= set(arrays.rows.term[rows].tolist())
        assert set(patient.case.excluded) <= set(arrays.rows.term[rows].tolist())
        assert not set(patient.case.observed) & set(patient.case.excluded)


def test_all_is_vague_or_noise_where_that_is_asked_for(arrays: GraphArrays) -> None:
    vague = simulator(arrays, imprecision=1.0)
    noisy = simulator(arrays, noise=50.0)

    branches = {
        arrays.parents[t].item() for t in range(len(arrays.term_ids)) if len(arrays.parents[t])
    }
    for patient in vague.patients(vague.version(rng()), 20, rng(1)):
        assert set(patient.case.observed) <= branches
    for patient in noisy.patients(noisy.version(rng()), 20, rng(1)):
        assert len(patient.case.observed) > 6


def test_observed_terms_are_the_most_specific_and_excluded_the_most_general(
    arrays: GraphArrays,
) -> None:
    drawn = simulator(arrays, imprecision=0.4, noise=1.0)
    above = arrays.phenotype_ancestors
    for patient in drawn.patients(drawn.version(rng()), 60, rng(1)):
        observed, excluded = patient.case.observed, patient.case.excluded
        implied = {a for t in observed for a in above[t].tolist()}
        assert observed == tuple(sorted(observed))
        assert not any(a in observed for t in observed for a in above[t].tolist() if a != t)
        assert not set(excluded) & implied
        assert not any(a in excluded for t in excluded for a in above[t].tolist() if a != t)


def test_a_seed_draws_the_same_and_another_something_else(arrays: GraphArrays) -> None:
    def draw(seed: int) -> object:
        drawn, random = simulator(arrays), rng(seed)
        version = drawn.version(random)
        return version.rows.tolist(), drawn.patients(version, 10, random)

    assert draw(3) == draw(3) != draw(4)


def test_a_graph_that_knows_nothing_of_its_diseases_is_refused() -> None:
    rows = [annotation("OMIM:100", "HP:0001001")]

    with pytest.raises(InputError, match="a disease of 2 findings"):
        simulator(family_graph(rows))


def test_a_graph_whose_diseases_show_nothing_is_refused(arrays: GraphArrays) -> None:
    rows = [annotation("OMIM:100", f"HP:000100{leaf}", has_percentage=1e-9) for leaf in (1, 2, 3)]
    drawn = simulator(family_graph(rows))

    with pytest.raises(InputError, match="got 0"):
        drawn.patients(drawn.version(rng()), 2, rng())
