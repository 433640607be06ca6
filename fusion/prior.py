"""How common diseases are where a patient is seen: the baseline of a score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kg import SETTINGS_WITH_PREVALENCE, Epidemiology

from .settings import Setting, SettingsConfig

__all__ = ["baselines", "prevalence_weights"]


def baselines(
    diseases: Sequence[Epidemiology | None], setting: Setting, config: SettingsConfig
) -> NDArray[np.float64]:
    """Return τ (log π_s(d) + log D_rare) of every candidate, (n,) nats.

    π_s(d) = ρ_s / D_rare for a rare disease, (1 − ρ_s) v_s(d) / Σ v for an everyday one. A rare
    disease therefore always starts from τ log ρ_s, however many there are. Where there is none, ρ_s
    is 0 and D_rare counts as 1.

    Args:
        diseases: n of them; ``None`` stands for a rare one.
        setting: where the patient is seen; not ``RARE``.
        config: ρ, τ and the weights v of the prevalence classes.
    """
    weights = prevalence_weights(diseases, setting, config)
    everyday = weights > 0.0
    n_rare = int((~everyday).sum())
    share = config.rare_share[setting] if n_rare else 0.0
    relative = np.full(len(weights), np.log(share) if n_rare else 0.0)
    of_all = (1.0 - share) * weights[everyday] / weights.sum()
    relative[everyday] = np.log(of_all) + np.log(max(1, n_rare))
    return config.temperature * relative


def prevalence_weights(
    diseases: Sequence[Epidemiology | None], setting: Setting, config: SettingsConfig
) -> NDArray[np.float64]:
    """Return v_s(d), (n,); 0 for a rare disease, in ``GENERAL`` the mean over the settings."""
    settings = SETTINGS_WITH_PREVALENCE if setting is Setting.GENERAL else (setting.value,)
    return np.array(
        [
            0.0
            if disease is None
            else sum(config.weights[disease.prevalence.get(each, 0)] for each in settings)
            / len(settings)
            for disease in diseases
        ]
    )
