"""How common findings are in a setting, and which of them tell the same thing.

The tables are ``background.tsv`` and ``clusters.tsv``.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_schema import curie_prefix
from kg import GraphArrays

from .settings import Setting, SettingsConfig, read_table

__all__ = ["finding_clusters", "setting_background"]

_OURS: Final = "DIAGRAPH"
_MOST_COMMON: Final = 0.98


def setting_background(
    arrays: GraphArrays, background: NDArray[np.float64], setting: Setting, config: SettingsConfig
) -> NDArray[np.float64]:
    """Return bg_s(a) = max(bg(a), 1 − ∏ (1 − λ_s) over the table's terms at or below a), (T,).

    Few diseases are annotated with a term that only we have, so bg says little of its commonness:
    such a term counts as at least as common as a share of the term above it.

    Args:
        arrays: the graph.
        background: bg(a), the larger of that among rare and among everyday diseases, (T,).
        setting: whose λ.
        config: the share for our own terms.
    """
    log_absent = np.zeros(len(background))
    for row in read_table("background.tsv"):
        term = arrays.resolve_term(row["term_id"])
        if term is not None:
            above = arrays.phenotype_ancestors[term]
            log_absent[above] += np.log1p(-float(row[setting.value]))
    raised = np.maximum(background, np.minimum(-np.expm1(log_absent), _MOST_COMMON))
    ours = [t for t, curie in enumerate(arrays.term_ids) if curie_prefix(curie) == _OURS]
    depth = arrays.ancestors.degrees
    for term in sorted(ours, key=lambda term: (int(depth[term]), term)):
        parents = arrays.parents[term]
        parents = parents[arrays.is_phenotype[parents]]
        if len(parents):
            raised[term] = max(raised[term], config.own_term * float(raised[parents].min()))
    return raised


def finding_clusters(arrays: GraphArrays) -> NDArray[np.int32]:
    """Return the group of each term, (T,): findings of one group tell much the same thing.

    A term belongs to the cluster of its nearest ancestor-or-self that the table names, ties by
    the table's order; a term of none is a group of its own.
    """
    named: dict[int, int] = {}
    numbers: dict[str, int] = {}
    for row in read_table("clusters.tsv"):
        term = arrays.resolve_term(row["term_id"])
        if term is not None:
            named.setdefault(term, numbers.setdefault(row["cluster"], len(numbers)))
    groups = np.arange(len(numbers), len(numbers) + len(arrays.term_ids), dtype=np.int32)
    depth = arrays.ancestors.degrees
    for term in range(len(arrays.term_ids)):
        above = [a for a in arrays.ancestors[term].tolist() if a in named]
        if above:
            nearest = max(above, key=lambda a: (int(depth[a]), -named[a]))
            groups[term] = named[nearest]
    return groups
