"""Everyday settings: common diseases among the candidates, and what ranking them takes.

One object holds what a setting adds to the evidence model: the baseline of each candidate, its
context, how common findings are without a disease, and which findings tell the same thing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg import Epidemiology, GraphArrays

from .case import Case
from .commonness import finding_clusters, setting_background
from .context import ContextModel
from .prior import baselines
from .ranking import best_columns
from .settings import Setting, SettingsConfig
from .table import Evaluation, EverydayRules

__all__ = ["EverydayModel"]


class EverydayModel:
    """What one everyday setting adds for n candidates.

    Args:
        arrays: the graph.
        candidates: (n,) graph disease numbers.
        setting: where patients are seen.
        config: its parameters.
    """

    def __init__(
        self,
        arrays: GraphArrays,
        candidates: NDArray[np.int64],
        setting: Setting,
        config: SettingsConfig,
    ) -> None:
        self.config = config
        self.setting = setting
        self._arrays = arrays
        stated = [arrays.disease_epidemiology[disease] for disease in candidates.tolist()]
        self.diseases = [Epidemiology.from_json(text) if text else None for text in stated]
        self.baseline = baselines(self.diseases, setting, self.config)
        self.context = ContextModel(
            arrays, candidates, self.diseases, setting=setting, config=self.config
        )
        self.must_not_miss = np.array(
            [disease is not None and disease.must_not_miss for disease in self.diseases], np.bool_
        )
        self.rules = EverydayRules(
            groups=finding_clusters(arrays),
            decay=self.config.decay,
            required_weight=self.config.required_weight,
            required_sensitivity=self.config.required_sensitivity,
            pathognomonic=self.config.pathognomonic,
        )

    def background(self, among: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return bg_s(a), (T,), from the background among rare and everyday diseases."""
        return setting_background(self._arrays, among, self.setting, self.config)

    def is_too_little(self, case: Case, information: NDArray[np.float64]) -> bool:
        """Say whether a case has too little to rank by: Σ −log bg_s(t) under a threshold."""
        return case.information(information) < self.config.least_information

    def flagged(
        self,
        evaluation: Evaluation,
        score: NDArray[np.float64],
        observed: tuple[int, ...],
        *,
        listed: int | None = None,
    ) -> NDArray[np.int64]:
        """Return the candidates that must not be missed, best first, (f,).

        Close behind the first, with strong findings of several clusters, and nothing that they
        require excluded. The first few are seen anyway and are not among them.

        Args:
            evaluation: what made the scores.
            score: (n,) nats.
            observed: the present terms.
            listed: how many of the best the reader gets; ``None`` for all.
        """
        config = self.config
        best = float(score.max(initial=-np.inf))
        strong = evaluation.contribution > config.strong
        groups = self.rules.groups[list(observed)]
        n_groups = np.zeros(len(score), np.int64)
        for group in np.unique(groups):
            n_groups += strong[groups == group].any(axis=0)
        near = self.must_not_miss & (score >= best - config.margin)
        seen = config.seen if listed is None else min(config.seen, listed)
        near[best_columns(score, seen) if seen else []] = False
        found = np.flatnonzero(near & (n_groups >= config.clusters) & ~evaluation.denied)
        return found[np.argsort(-score[found], kind="stable")][: config.most].astype(np.int64)
