"""Information content of phenotype terms over a graph's own annotations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .arrays import GraphArrays
from .csr import CSR, expand_spans

__all__ = ["information_content"]


def information_content(arrays: GraphArrays) -> NDArray[np.float64]:
    """Return −ln of the share of diseases annotated at or below each term, (T,) float64 nats.

    Only positive annotation rows count, each disease once; (n + 1) / (N + 1) keeps a term that
    nobody uses finite. 0 at the root when every disease is annotated; an ancestor never has more
    than a term below it. (Resnik 1995, arXiv:cmp-lg/9511007, eq. 1.)

    This is a property of the graph. What a ranker counts as information is its own background,
    frequencies included (:attr:`fusion.EvidenceModel.information`).
    """
    n_terms, n_diseases = len(arrays.term_ids), len(arrays.disease_ids)
    rows = np.flatnonzero(~arrays.rows.negative(np.arange(len(arrays.rows))))
    terms = arrays.rows.term[rows].astype(np.int64)
    origin, at = expand_spans(arrays.ancestors.indptr, terms)
    above = arrays.ancestors.indices[at].astype(np.int64)
    carriers = CSR.from_pairs(above, arrays.rows.disease[rows][origin].astype(np.int64), n_terms)
    content: NDArray[np.float64] = -np.log((carriers.degrees + 1.0) / (n_diseases + 1.0))
    return content
