"""How far a differential can be trusted, where that has been measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from data_schema import Diagnosis, DiagnosisSet
from fusion import MOST_MEMBERS, Belief, Case, Ranker, likely_columns, probability_of

from .draft import Draft

__all__ = ["believe"]


def believe(draft: Draft, model: Ranker, case: Case, score: NDArray[np.float64]) -> None:
    """Add to a draft the probability of each diagnosis and the set to look through.

    Nothing is added where the ranker has no probabilities, or nothing is ranked.

    Args:
        draft: its diagnoses are explained.
        model: what ranked.
        case: the findings.
        score: (n,) nats, −inf for what the request leaves out.
    """
    config = probability_of(model)
    if config is None or not np.isfinite(score).any():
        return
    belief = config.belief(score, case.information(model.information))
    members = likely_columns(belief, score, config.within).tolist()
    few = len(members) <= MOST_MEMBERS
    draft.diagnoses = tuple(_believed(draft.diagnoses, model, belief))
    draft.do_not_miss = tuple(_believed(draft.do_not_miss, model, belief))
    draft.not_in_graph = belief.not_in_graph
    draft.likely = DiagnosisSet(
        level=config.level,
        size=len(members),
        members=tuple(map(model.disease_id, members)) if few else (),
        undetermined=not few,
    )


def _believed(diagnoses: Iterable[Diagnosis], model: Ranker, belief: Belief) -> Iterator[Diagnosis]:
    for diagnosis in diagnoses:
        column = model.column_of(diagnosis.disease.id)
        probability = None if column is None else float(belief.probability[column])
        yield replace(diagnosis, probability=probability)
