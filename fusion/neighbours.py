"""The neighbours of a disease: what is so near to it that it tells something of it.

Neighbours of d are annotated diseases, other than d and its exact equivalents, that

- are directly below a class of MONDO that d is directly below (siblings), where at most
  ``max_siblings`` annotated diseases are, or the class is an OMIM phenotypic series;
- are exact matches of a class directly above d (in practice Orphanet's groups of subtypes);
- have a gene in common with d.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg import CSR, GraphArrays, expand_spans

__all__ = ["Neighbours"]


class Neighbours:
    """Who is whose neighbour in one graph.

    Args:
        arrays: the graph.
        max_siblings: see above.

    Attributes:
        by_class, by_gene: D rows of diseases each.
    """

    def __init__(self, arrays: GraphArrays, *, max_siblings: int) -> None:
        self._arrays = arrays
        above = _joined(arrays.disease_classes, arrays.class_parents)
        annotated = np.diff(arrays.disease_rows) > 0
        members = _only(above, annotated).transpose(len(arrays.class_ids))
        is_near = (members.degrees <= max_siblings) | arrays.class_series
        owners = np.repeat(np.arange(len(above), dtype=np.int64), above.degrees)
        near = is_near[above.indices]
        siblings = _joined(
            CSR.from_pairs(owners[near], above.indices[near].astype(np.int64), len(above)), members
        )
        matches = arrays.disease_classes.transpose(len(arrays.class_ids))
        parents = _joined(above, matches)
        genes = arrays.disease_genes
        self.by_class = self._others(siblings, parents)
        self.by_gene = self._others(_joined(genes, genes.transpose(len(arrays.gene_ids))))

    def of(self, diseases: NDArray[np.int64], unlinked: NDArray[np.int64]) -> CSR:
        """Return the neighbours of (n,) diseases, n rows, without gene edges of ``unlinked``."""
        parts = self.by_relation(diseases, unlinked)
        n = len(diseases)
        owners = [np.repeat(np.arange(n, dtype=np.int64), part.degrees) for part in parts]
        others = np.concatenate([part.indices for part in parts]).astype(np.int64)
        return CSR.from_pairs(np.concatenate(owners), others, n)

    def by_relation(
        self, diseases: NDArray[np.int64], unlinked: NDArray[np.int64] | None = None
    ) -> tuple[CSR, CSR]:
        """Return the neighbours of (n,) diseases by gene and by class, n rows each.

        Args:
            diseases: graph numbers.
            unlinked: diseases whose gene edges do not count.
        """
        return _rows(self.by_gene, diseases, unlinked), _rows(self.by_class, diseases)

    def _others(self, *parts: CSR) -> CSR:
        """Join adjacencies of diseases, without those that are the same or have no annotation."""
        n = len(self._arrays.disease_ids)
        owners = np.concatenate([np.repeat(np.arange(n), part.degrees) for part in parts])
        others = np.concatenate([part.indices for part in parts]).astype(np.int64)
        same = self._arrays.equivalents
        equivalent = np.repeat(np.arange(n), same.degrees) * n + same.indices
        annotated = np.diff(self._arrays.disease_rows)[others] > 0
        kept = annotated & (owners != others) & ~np.isin(owners * n + others, equivalent)
        return CSR.from_pairs(owners[kept], others[kept], n)


def _joined(left: CSR, right: CSR) -> CSR:
    """Return what the rows of ``left`` reach through ``right``."""
    owners = np.repeat(np.arange(len(left), dtype=np.int64), left.degrees)
    origin, at = expand_spans(right.indptr, left.indices.astype(np.int64))
    return CSR.from_pairs(owners[origin], right.indices[at].astype(np.int64), len(left))


def _rows(near: CSR, diseases: NDArray[np.int64], without: NDArray[np.int64] | None = None) -> CSR:
    """Return the rows of some diseases, n rows, less all edges of those ``without`` any."""
    owners, at = expand_spans(near.indptr, diseases)
    others = near.indices[at]
    if without is not None and len(without):
        kept = ~np.isin(others, without) & ~np.isin(diseases[owners], without)
        owners, others = owners[kept], others[kept]
    counts = np.bincount(owners, minlength=len(diseases))
    return CSR(np.concatenate(([0], np.cumsum(counts))).astype(np.int64), others)


def _only(adjacency: CSR, kept: NDArray[np.bool_]) -> CSR:
    """Return the adjacency of the rows that are ``kept``, the others empty."""
    owners = np.repeat(np.arange(len(adjacency), dtype=np.int64), adjacency.degrees)
    mine = kept[owners]
    return CSR.from_pairs(owners[mine], adjacency.indices[mine].astype(np.int64), len(adjacency))
