"""The stage that says how far to trust a differential, where that has been measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from data_schema import Diagnosis, DiagnosisSet
from fusion import MOST_MEMBERS, Belief, Ranker, likely_columns, probability_of

from .draft import Draft

__all__ = ["Believe"]


class Believe:
    """Gives each diagnosis its probability, and the report the set to look through."""

    name = "believe"
    requires = frozenset({"case", "eligible", "diagnoses", "do_not_miss"})
    produces = frozenset({"diagnoses", "do_not_miss", "not_in_graph", "likely"})

    def __init__(self, model: Ranker) -> None:
        self._model = model

    def __call__(self, draft: Draft) -> None:
        """Add the probabilities; nothing where the ranker has none, or nothing is ranked."""
        config = probability_of(self._model)
        score, case = draft.eligible, draft.case
        if config is None or score is None or case is None or draft.abstention is not None:
            return
        told = float(self._model.information[list(case.observed)].sum())
        belief = config.belief(score, told)
        members = likely_columns(belief, score, config.within).tolist()
        few = len(members) <= MOST_MEMBERS
        draft.diagnoses = tuple(self._believed(draft.diagnoses, belief))
        draft.do_not_miss = tuple(self._believed(draft.do_not_miss, belief))
        draft.not_in_graph = belief.not_in_graph
        draft.likely = DiagnosisSet(
            level=config.level,
            size=len(members),
            members=tuple(map(self._model.disease_id, members)) if few else (),
            undetermined=not few,
        )

    def _believed(self, diagnoses: Iterable[Diagnosis], belief: Belief) -> Iterator[Diagnosis]:
        for diagnosis in diagnoses:
            column = self._model.column_of(diagnosis.disease.id)
            probability = 0.0 if column is None else float(belief.probability[column])
            yield replace(diagnosis, probability=probability)
