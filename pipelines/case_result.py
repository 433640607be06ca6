"""What is kept of one labelled case: where its truth stands, and what stands first."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data_schema import LabeledRecord
from fusion import (
    MISS,
    Neighbours,
    Place,
    ProbabilityConfig,
    Ranker,
    Scored,
    Setting,
    best_columns,
    place_of,
    probability_of,
)
from kg import Overlay, rows_of_diseases

from .confidence import Confidence, confidence_of

__all__ = ["CaseResult", "Judge"]

_NOWHERE: Final = Place(MISS, 0)
_SHOWN: Final = 10
_MAX_SIBLINGS: Final = 30
"""A class with more annotated diseases directly below it is no family, unless it is a series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """The truth's place in one case; ``rank`` is infinite for a miss.

    Attributes:
        truth: the best ranked of the case's diagnoses.
        in_kg: the truth is a candidate of the graph.
        score: the truth's score in nats, ``None`` for a miss.
        family_rank: of the truth, or of the best of its family, see :class:`Judge`.
        papers: the case's own references, which it is one cluster with others by.
        row_less: the graph says something of the truth, and nothing of it counted for this case.
        first_score: the best score in nats, ``None`` for an abstention.
        masked_score: the best score but for the case's diagnoses.
        first: the diseases ranked first, at most ten.
        n_rare: which of the first one, and of the first three, only a rare-disease source has.
        n_flagged: dangerous diagnoses pointed out.
        is_safe: the truth is dangerous, and among the first three or pointed out; ``None`` where it
            is not dangerous.
        abstained: nothing was ranked.
        confidence: what the ranker's probabilities said; ``None`` where it has none.
    """

    record_id: str
    truth: str
    rank: float
    n_ties: int
    n_candidates: int
    score: float | None
    in_kg: bool
    family_rank: float = MISS
    papers: tuple[str, ...] = ()
    row_less: bool = False
    first_score: float | None = None
    masked_score: float | None = None
    first: tuple[str, ...] = ()
    n_rare: tuple[int, int] = (0, 0)
    n_flagged: int = 0
    is_safe: bool | None = None
    abstained: bool = False
    confidence: Confidence | None = None

    def to_dict(self) -> dict[str, object]:
        """Return the line that ``--cases-out`` writes; a miss has rank ``None``."""
        return {
            "record_id": self.record_id,
            "truth": self.truth,
            "rank": self.rank if self.rank != MISS else None,
            "n_ties": self.n_ties,
            "n_candidates": self.n_candidates,
            "score": self.score,
            "family_rank": self.family_rank if self.family_rank != MISS else None,
            "first": list(self.first),
            "papers": list(self.papers),
            "row_less": self.row_less,
            "first_score": self.first_score,
            "masked_score": self.masked_score,
            "confidence": None if self.confidence is None else self.confidence.to_dict(),
        }


@dataclass(frozen=True, eq=False)
class Judge:
    """Compares scores with the truth, for one ranker.

    The *family* of a truth: in the setting ``rare`` the diseases directly below a class of MONDO
    that it is directly below, where that is an OMIM phenotypic series or has at most 30 annotated
    diseases, and the exact matches of classes directly above; in everyday settings what it is
    directly a kind of, and what is one of it.
    """

    ranker: Ranker
    _families: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def truths(self, labeled: LabeledRecord) -> NDArray[np.int64]:
        """Return the graph numbers of the candidates that the diagnoses mean, ascending."""
        ranker = self.ranker
        columns = {c for truth in labeled.diagnoses for c in ranker.columns_meaning(truth.id)}
        return ranker.candidates[sorted(columns)]

    def result(self, labeled: LabeledRecord, scored: Scored | None, overlay: Overlay) -> CaseResult:
        """Return what is kept of a case.

        Args:
            labeled: the record and its diagnoses.
            scored: the scores, ``None`` for an abstention.
            overlay: what did not count.
        """
        ranker = self.ranker
        truths = [
            (truth.id, column)
            for truth in labeled.diagnoses
            for column in ranker.columns_meaning(truth.id) or (None,)
        ]
        places = [(_place(scored, column), curie, column) for curie, column in truths] or [
            (_NOWHERE, "", None)
        ]
        place, curie, column = min(places, key=lambda entry: entry[0].rank)
        columns = sorted({column for _, column in truths if column is not None})
        ranked = scored is not None and column is not None and place.rank != MISS
        everyday = {} if ranker.everyday is None else _everyday_result(ranker, scored, set(columns))
        return CaseResult(
            record_id=labeled.record.id,
            truth=curie,
            rank=place.rank,
            n_ties=place.n_ties,
            n_candidates=0 if scored is None else int(np.isfinite(scored.score).sum()),
            score=float(scored.score[column]) if ranked and scored is not None else None,
            in_kg=bool(columns),
            family_rank=self._family_rank(scored, columns),
            papers=labeled.record.meta_data.references,
            row_less=bool(columns) and self._is_row_less(columns, overlay),
            first_score=_best(scored, []),
            masked_score=_best(scored, columns),
            abstained=scored is None,
            confidence=None if scored is None else self._confidence(scored, columns),
            **everyday,
        )

    def _confidence(self, scored: Scored, columns: list[int]) -> Confidence | None:
        config = self._probability
        if config is None:
            return None
        told = scored.case.information(self.ranker.information)
        return confidence_of(config, scored.score, told, columns, self._family)

    @cached_property
    def _probability(self) -> ProbabilityConfig | None:
        return probability_of(self.ranker)

    def _family_rank(self, scored: Scored | None, columns: list[int]) -> float:
        members = sorted({*columns, *(near for each in columns for near in self._family(each))})
        if scored is None or not members:
            return MISS
        best = members[int(np.argmax(scored.score[members]))]
        return place_of(scored.score, best).rank

    def _family(self, column: int) -> tuple[int, ...]:
        if column not in self._families:
            if self.ranker.setting is not Setting.RARE:
                found = self.ranker.relatives(column)
            else:
                near = self._neighbours.by_class[int(self.ranker.candidates[column])]
                at = (self.ranker.column(disease) for disease in near.tolist())
                found = tuple(each for each in at if each is not None)
            self._families[column] = found
        return self._families[column]

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours(self.ranker.arrays, max_siblings=_MAX_SIBLINGS)

    def _is_row_less(self, columns: list[int], overlay: Overlay) -> bool:
        """Say whether no positive row of the diagnoses is left, and there was one."""
        arrays, diseases = self.ranker.arrays, self.ranker.candidates[columns]
        rows = rows_of_diseases(arrays, diseases)
        rows = rows[~arrays.rows.negative(rows)]
        silent = np.setdiff1d(diseases, overlay.spared)
        gone = np.isin(rows, overlay.dropped)
        if len(silent) and len(overlay.silent):
            gone |= np.isin(rows, overlay.silent) & np.isin(arrays.rows.disease[rows], silent)
        return len(rows) > 0 and bool(gone.all())


def _everyday_result(ranker: Ranker, scored: Scored | None, truths: set[int]) -> dict[str, Any]:
    everyday = ranker.everyday
    assert everyday is not None
    dangerous = bool(everyday.must_not_miss[sorted(truths)].any())
    if scored is None:
        return {"is_safe": False if dangerous else None}
    order = best_columns(scored.score, _SHOWN).tolist()
    observed = scored.case.observed
    flagged = everyday.flagged(scored.evaluation, scored.score, observed).tolist()
    is_rare = [everyday.diseases[column] is None for column in order]
    return {
        "first": tuple(ranker.disease_id(column) for column in order),
        "n_rare": (sum(is_rare[:1]), sum(is_rare[:3])),
        "n_flagged": len(flagged),
        "is_safe": bool(truths & {*flagged, *order[:3]}) if dangerous else None,
    }


def _best(scored: Scored | None, masked: list[int]) -> float | None:
    """Return the best score but for ``masked`` columns, ``None`` where nothing else is ranked."""
    if scored is None:
        return None
    scores = scored.score
    if masked:
        scores = scores.copy()
        scores[masked] = -np.inf
    best = float(scores.max())
    return best if np.isfinite(best) else None


def _place(scored: Scored | None, column: int | None) -> Place:
    return _NOWHERE if scored is None or column is None else place_of(scored.score, column)
