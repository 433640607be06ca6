"""How common findings are where a patient is seen, and which tell the same thing."""

from __future__ import annotations

import numpy as np
import pytest

from fusion import Setting
from fusion.commonness import finding_clusters, setting_background
from fusion.settings import SettingsConfig
from tests.fusion.everyday_graphs import (
    CHEST_PAIN,
    CHILLS,
    COUGH,
    DYSPNEA,
    FEVER,
    LONG_FINGERS,
    PRODUCTIVE_COUGH,
    ROOT,
    SQUEEZING,
    everyday_arrays,
)

ARRAYS = everyday_arrays()
CONFIG = SettingsConfig.load()
EVERYDAY = [setting for setting in Setting if setting is not Setting.RARE]


def raised(rare: float = 0.0001, setting: Setting = Setting.GENERAL) -> dict[str, float]:
    background = np.full(len(ARRAYS.term_ids), rare)
    found = setting_background(ARRAYS, background, setting, CONFIG)
    return dict(zip(ARRAYS.term_ids, found.tolist(), strict=True))


@pytest.mark.parametrize("setting", EVERYDAY)
def test_common_complaints_are_as_common_as_the_table_says(setting: Setting) -> None:
    found = raised(setting=setting)

    assert found[FEVER] == pytest.approx(0.1)
    assert found[LONG_FINGERS] == 0.0001


def test_what_lies_above_is_as_common_as_all_below_it() -> None:
    found = raised()

    assert found[ROOT] >= max(found[FEVER], found[COUGH])
    assert found[ROOT] >= 1 - (1 - 0.1) ** 4
    assert found[ROOT] <= 0.98
    assert found[PRODUCTIVE_COUGH] <= found[COUGH]


def test_what_is_commoner_among_rare_diseases_stays_so() -> None:
    assert raised(0.4)[FEVER] == 0.4


def test_our_terms_are_a_share_of_what_they_are_a_kind_of() -> None:
    found = raised(0.00001)

    assert found[SQUEEZING] == pytest.approx(CONFIG.own_term * found[CHEST_PAIN])
    assert raised(0.4)[SQUEEZING] == 0.4


def test_the_rare_background_is_not_changed() -> None:
    background = np.full(len(ARRAYS.term_ids), 0.0001)
    setting_background(ARRAYS, background, Setting.GENERAL, CONFIG)

    assert (background == 0.0001).all()


def test_a_finding_belongs_to_its_nearest_cluster() -> None:
    groups = dict(zip(ARRAYS.term_ids, finding_clusters(ARRAYS).tolist(), strict=True))

    assert groups[FEVER] == groups[CHILLS]
    assert groups[COUGH] == groups[PRODUCTIVE_COUGH]
    assert len({groups[FEVER], groups[COUGH], groups[DYSPNEA]}) == 3


def test_a_finding_of_no_cluster_is_alone() -> None:
    groups = finding_clusters(ARRAYS)
    at = ARRAYS.term_index[LONG_FINGERS]

    assert (groups == groups[at]).sum() == 1
