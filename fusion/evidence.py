"""The evidence model: exact, additive, one sparse pass over all candidates.

The specification is ``docs/evidence-model.md``. A score is a sum of natural logarithms; nothing
about a case is ever searched for after the fact: what :class:`Scored` holds *is* the derivation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from data_schema import UsageError
from kg import WHOLE, GraphArrays, Overlay, find_sorted, without_diseases

from .candidates import (
    Candidates,
    beside_everyday,
    everyday_diseases,
    rare_candidates,
    reference_diseases,
)
from .case import SEX_CODES, Case
from .config import EvidenceConfig
from .context import ContextValues
from .everyday import EverydayModel
from .layout import background_of, build_table
from .lending import Lending
from .ranking import best_columns
from .recent import Recent
from .settings import Setting, SettingsConfig
from .table import Evaluation, ScoringTable

if TYPE_CHECKING:
    from .neural.fused import NeuralValues

__all__ = ["EvidenceModel", "Scored"]

_KEPT_OVERLAYS = 4

_Layer: TypeAlias = tuple[NDArray[np.int64], ScoringTable]
"""A table and the candidate columns it stands for, ascending."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Scored:
    """The scores of all candidates for one case, and what they are made of.

    Attributes:
        case: the findings that were scored.
        evaluation: contributions, (findings, candidates).
        base: the table of all candidates.
        layers: tables of some candidates; later ones stand in for earlier ones and for ``base``.
        overlay: what of the graph did not count.
        context: what age, sex, course and risk factors are worth; none in the setting ``rare``.
        baseline: (n,) float64, what each candidate starts from, in nats.
        neural: what a learned ranker adds.
    """

    case: Case
    evaluation: Evaluation
    base: ScoringTable
    layers: tuple[_Layer, ...]
    overlay: Overlay = WHOLE
    context: tuple[ContextValues, ...] = ()
    baseline: NDArray[np.float64] | None = None
    neural: NeuralValues | None = None

    @property
    def order(self) -> NDArray[np.int64]:
        """Candidate columns, best first, ties by CURIE, without the unrankable ones."""
        return best_columns(self.score)

    @cached_property
    def score(self) -> NDArray[np.float64]:
        """S of every candidate, (n,) nats; −inf where a disease has no profile, or cannot be."""
        score = self.evaluation.score
        if self.baseline is not None:
            score = score + self.baseline
        for values in self.context:
            score = score + values.contribution
        if self.neural is not None:
            score = score + self.neural.contribution.sum(axis=0)
        return score

    def table_of(self, column: int) -> tuple[ScoringTable, int]:
        """Return the table that scored a candidate, and its column there."""
        for columns, table in reversed(self.layers):
            at = find_sorted(columns, column)
            if at is not None:
                return table, at
        return self.base, column


class EvidenceModel:
    """Ranks the diseases of one namespace by the evidence of coded findings.

    Args:
        arrays: the graph.
        config: parameters; the shipped ones by default.
        namespace: CURIE prefix of the candidates, or ``None`` for every disease; in an everyday
            setting the everyday diseases are candidates beside them.
        setting: where patients are seen. In ``RARE`` everyday diseases do not exist.
        settings: parameters of everyday settings; the shipped ones by default.

    Raises:
        UsageError: there is nothing to rank in ``namespace``, or no everyday disease in the graph.
    """

    name = "evidence-v1"

    def __init__(
        self,
        arrays: GraphArrays,
        *,
        config: EvidenceConfig | None = None,
        namespace: str | None = "OMIM",
        setting: Setting = Setting.RARE,
        settings: SettingsConfig | None = None,
    ) -> None:
        self.rare_config = self.config = config or EvidenceConfig.load()
        self.namespace = namespace
        self.setting = setting
        everyday = everyday_diseases(arrays)
        rare = without_diseases(arrays, everyday) if everyday.any() else arrays
        self.everyday: EverydayModel | None = None
        if setting is not Setting.RARE and not everyday.any():
            raise UsageError(
                f"expected a graph with everyday diseases for the setting {setting.value}, got one "
                "without; build it with the source 'everyday', or use the setting rare"
            )
        named = rare_candidates(rare, everyday, namespace, alone=setting is Setting.RARE)
        if setting is Setting.RARE:
            self.arrays, self.candidates = rare, named
            self._base = build_table(rare, self.config, named, beyond=self._lending(rare))
        else:
            self.arrays = arrays
            self.candidates = beside_everyday(arrays, everyday, named)
            settings = settings or SettingsConfig.load()
            self.config = settings.applied_to(self.config)
            self.everyday = EverydayModel(arrays, self.candidates, setting, settings)
            self._base = build_table(
                arrays,
                self.config,
                self.candidates,
                background=self.everyday.background(self._commonness(rare, named, everyday)),
                everyday=self.everyday.rules,
                beyond=self._lending(arrays),
            )
        self._lookup = Candidates(self.arrays, self.candidates)
        self._lock = Lock()
        self._sexed: dict[int, _Layer] = {}
        self._overlaid: Recent[tuple[tuple[bytes, int], _Layer]] = Recent(_KEPT_OVERLAYS)
        self._silenced: Recent[tuple[tuple[bytes, int], _Layer]] = Recent(_KEPT_OVERLAYS)

    def _commonness(
        self, rare: GraphArrays, named: NDArray[np.int64], everyday: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Return the larger of bg(a) among the rare diseases and among the everyday ones, (T,).

        Rare diseases are hardly ever annotated with what everyday ones show ("cramps", "urge to
        defecate"): by them alone such a finding would decide a case.
        """
        common = np.flatnonzero(everyday).astype(np.int64)
        of_everyday = background_of(self.arrays, self.config, common)
        reference = reference_diseases(rare, named)
        if not len(reference):
            return of_everyday
        return np.maximum(of_everyday, background_of(rare, self.config, reference))

    @property
    def background(self) -> NDArray[np.float64]:
        """bg(a) of every term, (T,): how often a disease of the namespace shows it."""
        return self._base.background

    @cached_property
    def information(self) -> NDArray[np.float64]:
        """−log bg(a) in nats, (T,)."""
        return -np.log(self._base.background)

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the parameters, in an everyday setting of its tables too."""
        if self.everyday is None:
            return self.config.hash
        both = self.config.hash + self.everyday.config.hash
        return hashlib.sha256(both.encode()).hexdigest()

    def column(self, disease: int) -> int | None:
        """Return the candidate column of a graph disease, or ``None`` where it is no candidate."""
        return self._lookup.column(disease)

    def column_of(self, curie: str) -> int | None:
        """Return the candidate column of a disease CURIE, or ``None`` where it is no candidate."""
        return self._lookup.column_of(curie)

    def columns_meaning(self, curie: str) -> tuple[int, ...]:
        """Return the candidates that a CURIE means: by id, by cross-reference, or as equivalents.

        In the setting ``rare`` only an id means a candidate.
        """
        if self.everyday is not None:
            return self._lookup.meaning(curie)
        column = self.column_of(curie)
        return () if column is None else (column,)

    def relatives(self, column: int) -> tuple[int, ...]:
        """Return the candidates that a candidate is directly a kind of, or that are one of it."""
        return self._lookup.relatives(column)

    def disease_id(self, column: int) -> str:
        """Return the CURIE of a candidate."""
        return self.arrays.disease_ids[int(self.candidates[column])]

    def is_sparse(self, column: int) -> bool:
        """Say whether a candidate has so few annotations that its score says little."""
        profiles = self._base.profiles
        local = profiles.local(int(self.candidates[column]))
        span = slice(0, 0) if local is None else profiles.annotated_span(local)
        return span.stop - span.start <= self.config.sparse_profile

    def make_ready(self) -> None:
        """Lay out and index what the first patients would wait for."""
        for sex in SEX_CODES.values():
            self._layer_of_sex(sex)
        self.columns_meaning("")
        self.score(Case(observed=(), excluded=(self.arrays.root,), subsumed={}))

    def in_setting(self, arrays: GraphArrays, setting: Setting) -> Self:
        """Return the same ranker for patients seen elsewhere.

        Args:
            arrays: the whole graph.
            setting: where they are seen.
        """
        return type(self)(
            arrays, config=self.rare_config, namespace=self.namespace, setting=setting
        )

    def score(self, case: Case, *, overlay: Overlay = WHOLE) -> Scored:
        """Score every candidate.

        Args:
            case: the findings.
            overlay: what of the graph does not count; backgrounds stay as they are.
        """
        layers = [self._layer_of_sex(case.sex)] if case.sex else []
        layers.extend(self._layers_of_overlay(overlay, case.sex))
        evaluation = self._base.evaluate(case)
        for columns, table in layers:
            if len(columns):
                evaluation.overlay(columns, table.evaluate(case))
        return Scored(
            case=case,
            evaluation=evaluation,
            base=self._base,
            layers=tuple(layers),
            overlay=overlay,
            context=() if self.everyday is None else self.everyday.context.values(case),
            baseline=None if self.everyday is None else self.everyday.baseline,
        )

    def _layer_of_sex(self, sex: int) -> _Layer:
        with self._lock:
            if sex not in self._sexed:
                rows = np.arange(len(self.arrays.rows))
                other = rows[~self.arrays.rows.about(rows, sex)]
                columns = self._columns_of(self._borrowing(other))
                self._sexed[sex] = self._rebuild(columns, Overlay(dropped=other), sex)
            return self._sexed[sex]

    def _layers_of_overlay(self, overlay: Overlay, sex: int) -> Iterator[_Layer]:
        """Yield the layer of the silent rows, then that of the rest.

        The first is the same for all overlays that silence the same rows; the second is small, and
        puts right what the first says of the spared diseases. The cases of one paper come together
        and share both.
        """
        silenced = np.zeros(0, np.int64)
        if len(overlay.silent):
            layer = self._remembered(
                self._silenced,
                Overlay(silent=overlay.silent),
                sex,
                lambda: np.unique(self.arrays.rows.disease[overlay.silent]).astype(np.int64),
            )
            silenced = self.candidates[layer[0]]
            yield layer
        spared = np.intersect1d(silenced, overlay.spared)
        touched = np.union1d(self._borrowing(overlay.dropped, overlay.unlinked), spared)
        if len(touched):
            yield self._remembered(self._overlaid, overlay, sex, lambda: touched)

    def _remembered(
        self,
        memory: Recent[tuple[tuple[bytes, int], _Layer]],
        overlay: Overlay,
        sex: int,
        touched: Callable[[], NDArray[np.int64]],
    ) -> _Layer:
        content = overlay.key, sex
        found = memory.get(hash(content))
        if found is None or found[0] != content:
            found = content, self._rebuild(self._columns_of(touched()), overlay, sex)
            memory.put(hash(content), found)
        return found[1]

    def _lending(self, arrays: GraphArrays) -> Lending | None:
        """Return what lends to diseases beside their equivalents: nothing."""
        return None

    def _borrowing(
        self, rows: NDArray[np.int64], unlinked: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """Return the diseases that ``rows`` belong to, themselves or through what they lend.

        Those that gene edges of ``unlinked`` diseases tell something of are among them.
        """
        touched = np.unique(self.arrays.rows.disease[rows]).astype(np.int64)
        found = [touched, *(self.arrays.equivalents[disease] for disease in touched.tolist())]
        beyond = self._base.beyond
        if beyond is not None:
            found.append(beyond.borrowers(touched))
            if unlinked is not None:
                found.append(beyond.linked(unlinked))
        every: NDArray[np.int64] = np.unique(np.concatenate(found)).astype(np.int64)
        return every

    def _columns_of(self, diseases: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.flatnonzero(np.isin(self.candidates, diseases)).astype(np.int64)

    def _rebuild(self, columns: NDArray[np.int64], overlay: Overlay, sex: int) -> _Layer:
        """Table of some candidates as an overlay leaves them."""
        table = build_table(
            self.arrays,
            self.config,
            self.candidates[columns],
            base=self._base,
            overlay=overlay,
            sex=sex,
        )
        return columns, table
