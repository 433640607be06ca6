"""Evidence, and what a disease's neighbours tell where a finding met it only vaguely.

Let finding t meet disease d at a*, and ``r = IC(a*) / IC(t)`` be the part of the finding that the
match accounts for (1 where t itself is annotated). Of what is left the neighbours (``z_d``, see
:mod:`fusion.neural.messages`) are heard,

``n_t(d) = w (1 − r) ⟨x_t, z_d⟩``, and ``S(d) = evidence + Σ_t n_t(d)``.

Each n_t depends on the finding and the disease alone, and each neighbour's share of it is exact.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from data_schema import NeuralAttribution, UsageError
from fusion.case import Case
from fusion.config import EvidenceConfig
from fusion.evidence import EvidenceModel, Scored
from fusion.neighbours import Neighbours
from fusion.recent import Recent
from fusion.settings import Setting
from kg import WHOLE, GraphArrays, Overlay, diagraph_home

from .messages import MessagePassing, Messages
from .parameters import LearnedRanker, RankerParameters, load_ranker

__all__ = ["FOLDS", "FusedModel", "NeuralValues", "default_bundle", "fold_of", "unmatched_share"]

FOLDS = 5
_KEPT = 4
_SHOWN = 10


def default_bundle() -> Path:
    """Return the folder of the learned ranker, below ``DIAGRAPH_HOME``."""
    return diagraph_home() / "bundles" / "ranker"


def fold_of(publication: str) -> int:
    """Return the fold of a paper: the CRC-32 of its CURIE, modulo five."""
    return crc32(publication.encode()) % FOLDS


def unmatched_share(
    case: Case, scored: Scored, information: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return 1 − r of each finding and candidate, (k, n): what evidence leaves open.

    0 where the finding itself is annotated, or is said not to belong to the disease.

    Args:
        case: the findings.
        scored: their evaluation.
        information: (T,) nats.
    """
    matched = scored.evaluation.matched
    share = np.empty(matched.shape, np.float32)
    for row, met, term in zip(share, matched, case.observed, strict=True):
        np.take(information, met, out=row)
        row *= -1.0 / max(float(information[term]), 1e-9)
        row += 1.0
        np.maximum(row, 0.0, out=row)
        row[met == term] = 0.0
    share[scored.evaluation.barred] = 0.0
    return share


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NeuralValues:
    """What was learned of each finding and candidate.

    Attributes:
        contribution: (k, n) float64 nats.
        weight: (k, n) float32, ``w (1 − r)``.
        passing: whose messages they are.
        messages: what was told.
    """

    contribution: NDArray[np.float64]
    weight: NDArray[np.float32]
    passing: MessagePassing
    messages: Messages

    def attributions(
        self, arrays: GraphArrays, scored: Scored, disease: int, column: int
    ) -> Iterable[NeuralAttribution]:
        """Yield each finding's contribution to a disease, and what every neighbour adds to it.

        The ten neighbours that say most come by name, then the ``others`` together, then
        ``mean``, what diseases are told on average, which is taken off.
        """
        for i, term in enumerate(scored.case.observed):
            contribution = float(self.contribution[i, column])
            if contribution == 0.0:
                continue
            by_disease: dict[int, float] = {}
            for each, _, share in self.passing.shares(disease, term, self.messages):
                told = share * float(self.weight[i, column] * self.messages.heard[column])
                by_disease[each] = by_disease.get(each, 0.0) + told
            ordered = sorted(by_disease.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
            pairs = [(arrays.disease_ids[each], told) for each, told in ordered[:_SHOWN]]
            if len(ordered) > _SHOWN:
                pairs.append(("others", float(sum(told for _, told in ordered[_SHOWN:]))))
            pairs.append(("mean", contribution - float(sum(by_disease.values()))))
            yield NeuralAttribution(
                finding=arrays.term_ids[term], contribution=contribution, neighbours=tuple(pairs)
            )


class FusedModel(EvidenceModel):
    """Ranks by evidence and by what was learned, in the setting ``rare``; elsewhere by evidence.

    What it cannot rank by evidence it does not rank.

    Args:
        arrays, config, namespace, setting: see :class:`~fusion.evidence.EvidenceModel`.
        learned: the trained ranker; the one of ``make bundle`` by default.
        neighbours: who tells whom; by default the graph's own, as the ranker was trained with.

    Raises:
        InputError: there is no trained ranker.
    """

    name = "fused-v1"

    def __init__(
        self,
        arrays: GraphArrays,
        *,
        config: EvidenceConfig | None = None,
        namespace: str | None = "OMIM",
        setting: Setting = Setting.RARE,
        learned: LearnedRanker | None = None,
        neighbours: Neighbours | None = None,
    ) -> None:
        super().__init__(arrays, config=config, namespace=namespace, setting=setting)
        self.learned = learned or load_ranker(default_bundle())
        self._given = neighbours
        self._neighbours: dict[int, Neighbours] = {}
        self._information = self.information.astype(np.float32)
        self._passing: dict[int, MessagePassing] = {}
        self._told: Recent[tuple[tuple[bytes, int], Messages]] = Recent(_KEPT)
        self._guard = Lock()

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the parameters of both."""
        return hashlib.sha256((super().hash + self.learned.whole.hash).encode()).hexdigest()

    def make_ready(self) -> None:
        """Make what the first patients would wait for."""
        super().make_ready()
        if self.setting is Setting.RARE:
            self._passing_of(-1)

    def in_setting(self, arrays: GraphArrays, setting: Setting) -> FusedModel:
        """Return the same ranker for patients seen elsewhere."""
        return type(self)(
            arrays,
            config=self.rare_config,
            namespace=self.namespace,
            setting=setting,
            learned=self.learned,
        )

    def score(self, case: Case, *, overlay: Overlay = WHOLE) -> Scored:
        """Score every candidate.

        Args:
            case: the findings.
            overlay: what of the graph does not count. Where it names publications, the model that
                was trained without them answers; without such a one, the evidence alone.

        Raises:
            UsageError: the ranker came without models that are blind to publications.
        """
        return self.corrected(case, super().score(case, overlay=overlay))

    def corrected(self, case: Case, scored: Scored) -> Scored:
        """Return scores of the evidence with what was learned.

        Args:
            case: the findings.
            scored: their evaluation by the evidence alone, under any overlay.
        """
        fold = self._fold(scored.overlay)
        if fold is None or self.setting is not Setting.RARE or not case.observed:
            return scored
        return replace(scored, neural=self._neural(case, scored, fold))

    def _neural(self, case: Case, scored: Scored, fold: int) -> NeuralValues:
        passing = self._passing_of(fold)
        learned = self._parameters(fold)
        told, messages = passing.told(case.observed), passing.base
        if not scored.overlay.is_empty:
            messages = self._overlaid_messages(passing, fold, scored.overlay)
            asked = passing.terms[list(case.observed)]
            told[:, messages.columns] = asked @ messages.vectors.T
        weight = unmatched_share(case, scored, self._information)
        weight *= learned.weight
        contribution = np.multiply(told, messages.heard, dtype=np.float64)
        contribution *= weight
        return NeuralValues(
            contribution=contribution, weight=weight, passing=passing, messages=messages
        )

    def _fold(self, overlay: Overlay) -> int | None:
        """Return the fold whose model is blind to the publications of an overlay, −1 for none.

        ``None`` where the publications are of several folds: no model is blind to all of them.
        """
        if not overlay.publications:
            return -1
        if not self.learned.blind:
            raise UsageError(
                "expected a ranker with models that are blind to the case's papers, this one has "
                "none; train with 'diagraph train ranker'"
            )
        folds = {fold_of(publication) for publication in overlay.publications}
        return folds.pop() if len(folds) == 1 else None

    def _parameters(self, fold: int) -> RankerParameters:
        return self.learned.whole if fold < 0 else self.learned.blind[fold]

    def _passing_of(self, fold: int) -> MessagePassing:
        with self._guard:
            if fold not in self._passing:
                learned = self._parameters(fold)
                near = self._neighbours_within(learned.max_siblings)
                self._passing[fold] = MessagePassing(
                    self.arrays, self.config, near, self.candidates, learned
                )
            return self._passing[fold]

    def _neighbours_within(self, max_siblings: int) -> Neighbours:
        """Return who tells whom, the same object for all models that were trained alike."""
        if self._given is not None:
            return self._given
        if max_siblings not in self._neighbours:
            self._neighbours[max_siblings] = Neighbours(self.arrays, max_siblings=max_siblings)
        return self._neighbours[max_siblings]

    def _overlaid_messages(self, passing: MessagePassing, fold: int, overlay: Overlay) -> Messages:
        content = overlay.key, fold
        found = self._told.get(hash(content))
        if found is None or found[0] != content:
            found = content, passing.overlaid(overlay)
            self._told.put(hash(content), found)
        return found[1]
