"""What holds of a graph by chance: neighbours and an ontology whose edges lead elsewhere.

A part of the learned ranker that earns its place loses it over these: as many edges as before, to
others drawn at random, and nothing else changed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fusion import Neighbours
from fusion.neural.vectors import Ontology
from kg import CSR, GraphArrays

__all__ = ["rewired_neighbours", "rewired_ontology"]


def rewired_neighbours(neighbours: Neighbours, seed: int) -> Neighbours:
    """Rewire neighbours by chance, in place; each disease hears and tells nearly as many.

    An edge to itself is left out, one that comes up twice is kept once.
    """
    rng = np.random.default_rng(seed)
    neighbours.by_gene = _shuffled(neighbours.by_gene, rng)
    neighbours.by_class = _shuffled(neighbours.by_class, rng)
    return neighbours


def rewired_ontology(arrays: GraphArrays, seed: int) -> Ontology:
    """Return an ontology by chance: each phenotype has other parents, of the depth of its own.

    So it keeps its depth (the longest way to the root), how many parents it has, and how many are
    below it directly; there is no cycle. An edge that comes up twice is kept once.
    """
    rng = np.random.default_rng(seed)
    own = Ontology.of(arrays)
    n = len(own.parents)
    owners = np.repeat(np.arange(n, dtype=np.int64), own.parents.degrees)
    above = own.parents.indices.astype(np.int64)
    depth = _depths(own)
    for level in np.unique(depth[above]).tolist():
        at = np.flatnonzero(depth[above] == level)
        above[at] = rng.permutation(above[at])
    parents = CSR.from_pairs(owners, above, n)
    return Ontology(parents=parents, ancestors=_closure(parents, depth, arrays.is_phenotype))


def _shuffled(near: CSR, rng: np.random.Generator) -> CSR:
    owners = np.repeat(np.arange(len(near), dtype=np.int64), near.degrees)
    others = rng.permutation(near.indices.astype(np.int64))
    kept = owners != others
    return CSR.from_pairs(owners[kept], others[kept], len(near))


def _depths(ontology: Ontology) -> NDArray[np.int64]:
    """Return the longest way from each term up, (T,). A parent has fewer ancestors than a child."""
    depth = np.zeros(len(ontology.parents), np.int64)
    for term in np.argsort(ontology.ancestors.degrees, kind="stable").tolist():
        above = ontology.parents[term]
        depth[term] = 1 + depth[above].max() if len(above) else 0
    return depth


def _closure(parents: CSR, depth: NDArray[np.int64], is_phenotype: NDArray[np.bool_]) -> CSR:
    """Return the inclusive ancestors of each phenotype, T rows; parents are less deep."""
    found: dict[int, frozenset[int]] = {}
    for term in np.argsort(depth, kind="stable").tolist():
        if is_phenotype[term]:
            above = (found[parent] for parent in parents[term].tolist())
            found[term] = frozenset([term]).union(*above)
    owners = np.repeat(list(found), [len(terms) for terms in found.values()])
    every = np.fromiter((each for terms in found.values() for each in terms), np.int64)
    return CSR.from_pairs(owners.astype(np.int64), every, len(parents))
