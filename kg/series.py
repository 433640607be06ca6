"""Phenotypic series: near-identical diseases that differ in their gene alone."""

from __future__ import annotations

from data_schema import OntologyClass

from .arrays import GraphArrays

__all__ = ["disease_series"]


def disease_series(arrays: GraphArrays, disease: int) -> OntologyClass | None:
    """Return the nearest class above a disease that is an OMIM phenotypic series.

    Classes are MONDO's; of several equally near the first in CURIE order.

    Args:
        arrays: the graph.
        disease: graph disease number.
    """
    level = sorted(arrays.disease_classes[disease].tolist())
    seen: set[int] = set()
    while level:
        for number in level:
            if arrays.class_series[number]:
                return OntologyClass(id=arrays.class_ids[number], label=arrays.class_labels[number])
        seen.update(level)
        above = {parent for number in level for parent in arrays.class_parents[number].tolist()}
        level = sorted(above - seen)
    return None
