"""Phenotypic series: near-identical diseases that differ in their gene alone."""

from __future__ import annotations

from data_schema import OntologyClass

from .arrays import GraphArrays

__all__ = ["disease_series"]


def disease_series(arrays: GraphArrays, disease: int) -> OntologyClass | None:
    """Return the OMIM phenotypic series a disease is a member of, or is itself.

    Series are classes of MONDO with an OMIMPS id. What lies further up (*craniosynostosis*,
    *progeroid syndrome* of everything below them) groups diseases that a clinician tells apart.

    Args:
        arrays: the graph.
        disease: graph disease number.
    """
    same = sorted(arrays.disease_classes[disease].tolist())
    above = sorted({parent for number in same for parent in arrays.class_parents[number].tolist()})
    for number in (*same, *above):
        if arrays.class_series[number]:
            return OntologyClass(id=arrays.class_ids[number], label=arrays.class_labels[number])
    return None
