"""Every ranker of the table does what pipelines and evaluation ask of one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from data_schema import UnknownNameError
from fusion import Ranker, Setting, open_ranker, ranker_names
from fusion.neural import save_ranker
from kg import Overlay, rows_of_diseases
from tests.fusion.kinship_graphs import related_diseases
from tests.fusion.neural_parameters import made_up_ranker
from tests.fusion.test_case import prepared


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with a learned ranker."""
    folder = tmp_path_factory.mktemp("home")
    save_ranker(made_up_ranker(related_diseases()), folder / "bundles" / "ranker")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIAGRAPH_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module", params=ranker_names())
def ranker(request: pytest.FixtureRequest, home: Path) -> Ranker:
    return open_ranker(request.param, related_diseases())


def test_names_and_hashes_tell_rankers_apart() -> None:
    rankers = [open_ranker(name, related_diseases()) for name in ranker_names()]

    assert len({each.name for each in rankers}) == len({each.hash for each in rankers}) == 3
    assert all(len(each.hash) == 64 for each in rankers)


def test_columns_are_the_candidates(ranker: Ranker) -> None:
    for column, disease in enumerate(ranker.candidates.tolist()):
        curie = ranker.disease_id(column)
        assert ranker.column(disease) == ranker.column_of(curie) == column
        assert column in ranker.columns_meaning(curie)
        assert curie.startswith(f"{ranker.namespace}:")
    assert ranker.column_of("ORPHA:1") is None
    assert np.all(np.diff(ranker.candidates) > 0)


def test_scores_are_the_same_each_time_and_follow_the_overlay(ranker: Ranker) -> None:
    ranker.make_ready()
    case = prepared(ranker.arrays, "HP:0000110", "HP:0000200")
    alone = np.array([ranker.arrays.disease_index["OMIM:6"]], np.int64)
    overlay = Overlay(dropped=rows_of_diseases(ranker.arrays, alone))

    whole, without = ranker.score(case), ranker.score(case, overlay=overlay)

    column = ranker.column_of("OMIM:6")
    assert whole.score.shape == ranker.candidates.shape
    assert ranker.score(case).score.tobytes() == whole.score.tobytes()
    assert without.score[column] == -np.inf
    assert column not in without.order
    assert np.isfinite(whole.score[column])


def test_the_same_ranker_goes_to_another_setting(ranker: Ranker) -> None:
    again = ranker.in_setting(ranker.arrays, Setting.RARE)

    assert type(again) is type(ranker)
    assert (again.hash, again.namespace, again.setting) == (
        ranker.hash,
        ranker.namespace,
        Setting.RARE,
    )


def test_an_unknown_ranker_lists_the_choices() -> None:
    with pytest.raises(
        UnknownNameError, match="evidence, borrow, fused, got 'borow'; did you mean"
    ):
        open_ranker("borow", related_diseases())
