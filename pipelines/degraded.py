"""Records made worse on purpose: how a ranking holds when findings are few, vague and wrong.

Published cases are described with care. Here half of the coded findings are left out, a fifth of
the present ones that stay are replaced by a more general term, and a fifth as many random terms
come in, as in Köhler et al. 2009 (noise and imprecision; doi:10.1016/j.ajhg.2009.09.003).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeVar

import numpy as np

from data_schema import Finding, LabeledRecord, OntologyClass
from kg import GraphArrays

__all__ = ["Degrader"]

_T = TypeVar("_T")

_KEPT: Final = 0.5
_GENERALISED: Final = 0.2
_ADDED: Final = 0.2


class Degrader:
    """Degrades the coded findings of labelled records, the same way each time.

    Args:
        arrays: the graph whose terms stand in for others.
        seed: of the draws; a record's draws depend on it and on the record's id alone.
    """

    def __init__(self, arrays: GraphArrays, *, seed: int = 0) -> None:
        self._arrays = arrays
        self._seed = seed
        terms = np.flatnonzero(arrays.is_phenotype)
        self._terms: list[int] = terms[terms != arrays.root].tolist()

    def __call__(self, labeled: LabeledRecord) -> LabeledRecord:
        """Return the record with degraded findings; documents and truth stay.

        Where there was a present finding one stays. Shares are rounded to whole findings.
        """
        draw = random.Random(f"{self._seed} {labeled.record.id}")
        findings = labeled.record.phenotypic_features
        present = _some([f for f in findings if not f.excluded], _KEPT, draw, least=1)
        absent = _some([f for f in findings if f.excluded], _KEPT, draw)
        vague = {id(f) for f in _some(present, _GENERALISED, draw)}
        kept = [self._generalised(f, draw) if id(f) in vague else f for f in present]
        noise = [self._finding(draw.choice(self._terms)) for _ in range(_share(present, _ADDED))]
        record = replace(labeled.record, phenotypic_features=(*kept, *absent, *noise))
        return replace(labeled, record=record)

    def _generalised(self, finding: Finding, draw: random.Random) -> Finding:
        """Return a finding of a parent term; one right below the root, or unknown, stays."""
        term = self._arrays.resolve_term(finding.type.id)
        if term is None:
            return finding
        parents = self._arrays.parents[term]
        known = parents[self._arrays.is_phenotype[parents] & (parents != self._arrays.root)]
        return self._finding(int(draw.choice(known.tolist()))) if len(known) else finding

    def _finding(self, term: int) -> Finding:
        arrays = self._arrays
        return Finding(type=OntologyClass(id=arrays.term_ids[term], label=arrays.term_labels[term]))


def _share(items: Sequence[object], share: float) -> int:
    return int(share * len(items) + 0.5)


def _some(items: Sequence[_T], share: float, draw: random.Random, *, least: int = 0) -> list[_T]:
    """Draw a share of items, at least so many where there are, in their order."""
    n = min(len(items), max(least, _share(items, share)))
    return [items[i] for i in sorted(draw.sample(range(len(items)), n))]
