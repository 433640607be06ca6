"""The whole graph as one adjacency: every node beside every other, both ways along each edge.

Each edge has a weight of its own. Hubs make poor connections: that two diseases are both inherited
in an autosomal recessive way says little. So an edge is discounted by how many edges of its type
both its ends have, its *path-degree product*, (d_subject · d_object)^−w (Himmelstein & Baranzini
2015, PLoS Comput Biol 11:e1004259, doi:10.1371/journal.pcbi.1004259). An edge's type is its
predicate with the categories of its ends; a directed type has a degree on either side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_schema import Category, PathEdge, Predicate

from .arrays import EdgeColumns, GraphArrays
from .fixed_log import fixed_logs

__all__ = ["Adjacency", "adjacency_of", "is_symmetric", "reverse_step", "step_of"]

_PREDICATES: Final = tuple(Predicate)
_CATEGORIES: Final = tuple(Category)
_SYMMETRIC: Final = frozenset({Predicate.EXACT_MATCH, Predicate.RELATED_TO, Predicate.SIMILAR_TO})


def is_symmetric(predicate: Predicate) -> bool:
    """Say whether an edge of the predicate means the same both ways."""
    return predicate in _SYMMETRIC


def step_of(predicate: Predicate, *, against: bool = False) -> int:
    """Return the number of a step along an edge, or ``against`` it."""
    return 2 * _PREDICATES.index(predicate) + int(against and predicate not in _SYMMETRIC)


def reverse_step(step: int) -> int:
    """Return the step that leads back."""
    return step if _PREDICATES[step // 2] in _SYMMETRIC else step ^ 1


@dataclass(frozen=True, eq=False, kw_only=True)
class Adjacency:
    """N nodes in CURIE order and E edges, with 2E entries: each edge stands at both of its ends.

    Attributes:
        ids: ids of the nodes, in order.
        category: (N,) int8, place in :class:`~data_schema.Category`.
        indptr: (N + 1,) int64, entries of node ``i`` are ``indptr[i]:indptr[i + 1]``; within a
            node by cost, then in the edges' order.
        neighbour: (2E,) int32, the node at the other end.
        step: (2E,) int8, see :func:`step_of`.
        cost: (2E,) int64, log(d_subject · d_object) in units of 1 / :data:`FIXED_ONE`.
        edge: (2E,) int32, into the columns below.
        subject, object, predicate, source: (E,) int32, as :class:`~kg.arrays.EdgeColumns`.
        degrees: (E, 2) int64, d_subject and d_object.
        reach: (N,) int64, entries of a node and of its neighbours: how many walks of two steps
            or fewer begin at it.
        names: what ``source`` counts into.
    """

    ids: tuple[str, ...]
    category: NDArray[np.int8]
    indptr: NDArray[np.int64]
    neighbour: NDArray[np.int32]
    step: NDArray[np.int8]
    cost: NDArray[np.int64]
    edge: NDArray[np.int32]
    subject: NDArray[np.int32]
    object: NDArray[np.int32]
    predicate: NDArray[np.int32]
    source: NDArray[np.int32]
    degrees: NDArray[np.int64]
    reach: NDArray[np.int64]
    names: tuple[str, ...]

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Id → number of the node."""
        return {curie: node for node, curie in enumerate(self.ids)}

    @cached_property
    def kinds(self) -> frozenset[tuple[int, int, int]]:
        """(category, step, category) of every step that some node of the graph allows."""
        start = np.repeat(self.category, np.diff(self.indptr)).astype(np.int64)
        width = len(_CATEGORIES)
        keys = np.unique((start * 256 + self.step) * width + self.category[self.neighbour])
        return frozenset(
            (key // width // 256, key // width % 256, key % width) for key in keys.tolist()
        )

    def category_of(self, node: int) -> Category:
        """Return the category of a node."""
        return _CATEGORIES[int(self.category[node])]

    def path_edge(self, edge: int) -> PathEdge:
        """Return an edge as it is stored."""
        return PathEdge(
            subject=self.ids[self.subject[edge]],
            predicate=_PREDICATES[int(self.predicate[edge])].value,
            object=self.ids[self.object[edge]],
            source=self.names[self.source[edge]],
        )


def adjacency_of(arrays: GraphArrays) -> Adjacency:
    """Lay out the edges of a graph at both of their ends.

    A symmetric edge that is stored both ways counts once; an edge from a node to itself not at
    all, since no path may use it.
    """
    category = _categories(arrays)
    both_ways = np.array([each in _SYMMETRIC for each in _PREDICATES])
    kept = _kept(arrays.edges, both_ways[arrays.edges.predicate], len(category))
    subject, object_ = arrays.edges.subject[kept], arrays.edges.object[kept]
    predicate, source = arrays.edges.predicate[kept], arrays.edges.source[kept]
    symmetric = both_ways[predicate]
    degrees = _degrees(subject, object_, predicate, symmetric, category)
    logs = fixed_logs(degrees.ravel()).reshape(-1, 2).sum(axis=1)
    start = np.concatenate((subject, object_))
    cost = np.tile(logs, 2)
    order = _by_cost(start, cost)
    step = np.concatenate((2 * predicate, 2 * predicate + ~symmetric)).astype(np.int8)
    neighbour = np.concatenate((object_, subject))[order]
    indptr = np.zeros(len(category) + 1, np.int64)
    np.cumsum(np.bincount(start, minlength=len(category)), out=indptr[1:])
    return Adjacency(
        ids=arrays.node_ids,
        category=category,
        indptr=indptr,
        neighbour=neighbour,
        step=step[order],
        cost=cost[order],
        edge=(order % len(subject)).astype(np.int32),
        subject=subject,
        object=object_,
        predicate=predicate,
        source=source,
        degrees=degrees,
        reach=_reach(indptr, neighbour),
        names=tuple(arrays.names),
    )


def _categories(arrays: GraphArrays) -> NDArray[np.int8]:
    """Category of each node, (N,); a disease that is a class too is a disease."""
    place = {category: number for number, category in enumerate(_CATEGORIES)}
    of = dict.fromkeys(arrays.class_ids, place[Category.ONTOLOGY_CLASS])
    of |= dict.fromkeys(arrays.disease_ids, place[Category.DISEASE])
    of |= dict.fromkeys(arrays.term_ids, place[Category.PHENOTYPIC_FEATURE])
    of |= dict.fromkeys(arrays.gene_ids, place[Category.GENE])
    for curie, name in zip(arrays.other_ids, arrays.other_categories, strict=True):
        of[curie] = place[Category(name)]
    return np.array([of[curie] for curie in arrays.node_ids], np.int8)


def _kept(edges: EdgeColumns, symmetric: NDArray[np.bool_], n_nodes: int) -> NDArray[np.int64]:
    """Numbers of the edges that a path can use, each once, ascending."""
    used = edges.subject != edges.object
    both = np.flatnonzero(used & symmetric)
    low = np.minimum(edges.subject, edges.object)[both].astype(np.int64)
    high = np.maximum(edges.subject, edges.object)[both]
    _, first = np.unique(
        (edges.predicate[both] * n_nodes + low) * n_nodes + high, return_index=True
    )
    kept: NDArray[np.int64] = np.concatenate((np.flatnonzero(used & ~symmetric), both[first]))
    kept.sort()
    return kept


def _degrees(
    subject: NDArray[np.int32],
    object_: NDArray[np.int32],
    predicate: NDArray[np.int32],
    symmetric: NDArray[np.bool_],
    category: NDArray[np.int8],
) -> NDArray[np.int64]:
    """Edges of the same type at an edge's subject and at its object, (E, 2).

    At the ends of a symmetric edge both ways count.
    """
    width = len(_CATEGORIES)
    of_subject, of_object = (category[ends].astype(np.int64) for ends in (subject, object_))
    swapped = symmetric & (of_subject > of_object)
    first = np.where(swapped, of_object, of_subject)
    second = np.where(swapped, of_subject, of_object)
    kind = (predicate * width + first) * width + second
    degrees = np.empty((len(kind), 2), np.int64)
    for each in np.flatnonzero(np.bincount(kind)).tolist():
        edges = np.flatnonzero(kind == each)
        out = np.bincount(subject[edges], minlength=len(category))
        into = np.bincount(object_[edges], minlength=len(category))
        if symmetric[edges[0]]:
            out = into = out + into
        degrees[edges, 0] = out[subject[edges]]
        degrees[edges, 1] = into[object_[edges]]
    return degrees


def _by_cost(start: NDArray[np.int32], cost: NDArray[np.int64]) -> NDArray[np.int64]:
    """Order entries by their node, then by cost; equal ones stay in the edges' order."""
    distinct, rank = np.unique(cost, return_inverse=True)
    return np.argsort(start.astype(np.int64) * len(distinct) + rank, kind="stable")


def _reach(indptr: NDArray[np.int64], neighbour: NDArray[np.int32]) -> NDArray[np.int64]:
    degrees = np.diff(indptr)
    beyond = np.concatenate(([0], np.cumsum(degrees[neighbour])))
    reach: NDArray[np.int64] = degrees + beyond[indptr[1:]] - beyond[indptr[:-1]]
    return reach
