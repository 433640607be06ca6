"""Examples carry what the version of the graph says of a patient, and nothing of the whole."""

from __future__ import annotations

import numpy as np
import pytest

from fusion import EvidenceModel
from fusion.neural.examples import Examples, make_examples
from kg import GraphArrays
from tests.fusion.family_graphs import family_graph, small_config

WIDTH = 2


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return family_graph()


def examples(arrays: GraphArrays, seen: list[GraphArrays] | None = None, seed: int = 0) -> Examples:
    def messenger(
        version: GraphArrays, diseases: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    ) -> tuple[
        np.ndarray[tuple[int, ...], np.dtype[np.float32]],
        np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    ]:
        if seen is not None:
            seen.append(version)
        return np.zeros((2, len(diseases), WIDTH), np.float32), np.ones(len(diseases))

    return make_examples(EvidenceModel(arrays), small_config().simulation, messenger, seed=seed)


def test_evidence_and_messages_are_those_of_the_version(arrays: GraphArrays) -> None:
    versions: list[GraphArrays] = []
    found = examples(arrays, versions)

    assert [len(version.rows) < len(arrays.rows) for version in versions] == [True, True]
    assert {each.version for each in found.patients} == {0, 1}
    for each in found.patients[:10]:
        model = EvidenceModel(versions[each.version])
        assert each.columns[each.truth] < len(model.candidates)
        assert each.share.shape == (len(each.observed), len(each.columns))
        assert np.isfinite(each.evidence).all()
        assert (each.share >= 0.0).all()


def test_others_stand_for_all_that_rank_below_the_best(arrays: GraphArrays) -> None:
    for each in examples(arrays).patients:
        n = np.exp(each.stands_for).sum()
        assert len(each.columns) in (12, 13)
        assert n == pytest.approx(20 if len(each.columns) == 12 else 21, abs=2.5)
        assert each.stands_for[each.truth] == 0.0
        best = np.sort(each.evidence[each.stands_for == 0.0])
        assert best[-1] >= each.evidence.max()


def test_a_seed_makes_the_same(arrays: GraphArrays) -> None:
    first, same, other = (examples(arrays, seed=seed) for seed in (1, 1, 2))

    def told(of: Examples) -> list[tuple[bytes, bytes]]:
        return [(each.evidence.tobytes(), each.columns.tobytes()) for each in of.patients]

    assert told(first) == told(same) != told(other)
