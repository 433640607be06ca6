"""Where a candidate starts: τ (log π_s(d) + log D_rare)."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from fusion import Setting
from fusion.prior import baselines, prevalence_weights
from fusion.settings import SettingsConfig
from tests.fusion.everyday_graphs import patients

CONFIG = SettingsConfig.load()
COMMON, UNCOMMON = patients(classes=(5, 4, 2)), patients(classes=(1, 0, 3))
EVERYDAY = [setting for setting in Setting if setting is not Setting.RARE]


def test_weights_are_of_the_class_in_the_setting() -> None:
    diseases = [COMMON, None, UNCOMMON]

    assert prevalence_weights(diseases, Setting.PRIMARY_CARE, CONFIG).tolist() == [1.0, 0.0, 0.01]
    assert prevalence_weights(diseases, Setting.EMERGENCY, CONFIG).tolist() == [0.3, 0.0, 0.003]


def test_in_general_a_weight_is_the_mean_over_the_settings() -> None:
    found = prevalence_weights([COMMON], Setting.GENERAL, CONFIG)

    assert found == pytest.approx([(1.0 + 0.3 + 0.03) / 3])


@pytest.mark.parametrize("setting", EVERYDAY)
@pytest.mark.parametrize("n_rare", [1, 10, 8000])
def test_a_rare_disease_starts_from_the_share_of_rare_patients_however_many_there_are(
    setting: Setting, n_rare: int
) -> None:
    found = baselines([COMMON, *[None] * n_rare, UNCOMMON], setting, CONFIG)

    start = CONFIG.temperature * log(CONFIG.rare_share[setting])
    assert found[1:-1] == pytest.approx([start] * n_rare, abs=1e-12)


def test_an_everyday_disease_starts_from_its_share_of_the_others() -> None:
    n_rare, share = 7, CONFIG.rare_share[Setting.EMERGENCY]
    found = baselines([COMMON, *[None] * n_rare, UNCOMMON], Setting.EMERGENCY, CONFIG)

    expected = [
        CONFIG.temperature * (log((1 - share) * weight / 0.303) + log(n_rare))
        for weight in (0.3, 0.003)
    ]
    assert found[[0, -1]] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("setting", EVERYDAY)
def test_the_priors_of_all_candidates_are_one_patient(setting: Setting) -> None:
    diseases = [COMMON, UNCOMMON, *[None] * 20]
    found = baselines(diseases, setting, CONFIG)

    assert np.exp(found / CONFIG.temperature - log(20)).sum() == pytest.approx(1.0)


def test_without_rare_diseases_the_others_still_have_a_start() -> None:
    assert np.isfinite(baselines([COMMON, UNCOMMON], Setting.GENERAL, CONFIG)).all()
