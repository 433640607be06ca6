"""The knowledge graph as PyTorch Geometric's ``HeteroData``: what graph encoders read.

Nodes are numbered as the arrays number them, so that a store's graph gives the same data whichever
store it is. Every kind of edge is there both ways, as two edge types of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch_geometric.data import HeteroData

from kg import CSR, GraphArrays, information_content, phenotype_edges

if TYPE_CHECKING:
    from torch import Tensor

__all__ = [
    "EDGE_TYPES",
    "FEATURES",
    "NODE_TYPES",
    "EdgeType",
    "graph_data",
    "is_reverse",
    "reverse_of",
]

EdgeType = tuple[str, str, str]
"""Type of the source node, relation, type of the target node."""

NODE_TYPES: Final = ("term", "disease", "gene", "class")

FEATURES: Final[dict[str, tuple[str, ...]]] = {
    "term": ("information", "is_phenotype"),
    "disease": (),
    "gene": (),
    "class": ("is_series",),
}
"""Columns of ``x``. Information content is in units of its largest possible value, in [0, 1]."""

IDENTITY_DIM: Final = 32
"""Width of the frozen random vectors that tell genes and classes apart."""

_REVERSED: Final[dict[EdgeType, str]] = {
    ("term", "is_a", "term"): "has_subtype",
    ("disease", "has_phenotype", "term"): "phenotype_of",
    ("disease", "lacks_phenotype", "term"): "lacked_by",
    ("disease", "has_inheritance", "term"): "inheritance_of",
    ("disease", "has_course", "term"): "course_of",
    ("disease", "has_risk", "term"): "risk_of",
    ("disease", "has_gene", "gene"): "gene_of",
    ("disease", "is_a", "disease"): "has_subtype",
    ("disease", "in_class", "class"): "class_of",
    ("class", "is_a", "class"): "has_subtype",
}
"""Edge type → name of the way back. ``exact_match`` is its own way back."""

_SAME: Final[EdgeType] = ("disease", "exact_match", "disease")

EDGE_TYPES: Final[tuple[EdgeType, ...]] = (
    *(
        each
        for edge_type, back in _REVERSED.items()
        for each in (edge_type, (edge_type[2], back, edge_type[0]))
    ),
    _SAME,
)


def reverse_of(edge_type: EdgeType) -> EdgeType:
    """Return the edge type that holds the same edges the other way round."""
    source, relation, target = edge_type
    if edge_type == _SAME:
        return _SAME
    back = _REVERSED.get(edge_type)
    if back is not None:
        return target, back, source
    ahead = {(e[2], name, e[0]): e for e, name in _REVERSED.items()}
    return ahead[source, relation, target]


def is_reverse(edge_type: EdgeType) -> bool:
    """Say whether an edge type is the way back of one the graph stores."""
    return (edge_type[2], edge_type[1], edge_type[0]) in {
        (source, back, target) for (source, _, target), back in _REVERSED.items()
    }


def graph_data(arrays: GraphArrays, *, dropped: NDArray[np.int64] | None = None) -> HeteroData:
    """Return the graph of T terms, D diseases, G genes and C classes.

    Each node type has ``x`` (n, f) float32, the columns of :data:`FEATURES`, and genes and classes
    also ``identity`` (n, 32) float32, frozen random numbers drawn from the hash of their CURIE:
    they tell nodes apart without a parameter each, in any graph. Diseases have neither.

    Each edge type has ``edge_index`` (2, m) int64, ordered by target and then source, and
    ``edge_weight`` (m,) float32: the pooled frequency of a phenotype, 1 elsewhere.

    Args:
        arrays: the graph.
        dropped: (k,) numbers of annotation rows to leave out, as :func:`kg.without` gives them.
            Information content stays that of the whole graph, as backgrounds do.
    """
    data = HeteroData()
    for node_type, features in _features(arrays).items():
        data[node_type].x = torch.from_numpy(features)
        data[node_type].num_nodes = len(features)
    for node_type, ids in (("gene", arrays.gene_ids), ("class", arrays.class_ids)):
        data[node_type].identity = torch.from_numpy(_identities(ids))
    for edge_type, (source, target, weight) in _edges(arrays, dropped).items():
        back = reverse_of(edge_type)
        _put(data, edge_type, source, target, weight)
        _put(data, back, target, source, weight)
    both = arrays.equivalents
    _put(data, _SAME, *_pairs(both))
    return data


def _features(arrays: GraphArrays) -> dict[str, NDArray[np.float32]]:
    most = np.log(len(arrays.disease_ids) + 1.0)
    terms = np.stack((information_content(arrays) / most, arrays.is_phenotype), axis=1)
    return {
        "term": terms.astype(np.float32),
        "disease": np.zeros((len(arrays.disease_ids), 0), np.float32),
        "gene": np.zeros((len(arrays.gene_ids), 0), np.float32),
        "class": arrays.class_series.astype(np.float32)[:, None],
    }


def _identities(ids: Iterable[str]) -> NDArray[np.float32]:
    """Return (n, IDENTITY_DIM) numbers uniform in (−√3, √3), of variance 1, from each CURIE."""
    digests = b"".join(hashlib.shake_128(curie.encode()).digest(2 * IDENTITY_DIM) for curie in ids)
    drawn = np.frombuffer(digests, "<u2").reshape(-1, IDENTITY_DIM)
    uniform = (drawn.astype(np.float64) + 0.5) / 2**15 - 1.0
    scaled: NDArray[np.float32] = (uniform * np.sqrt(3.0)).astype(np.float32)
    return scaled


_Edges = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]


def _edges(arrays: GraphArrays, dropped: NDArray[np.int64] | None) -> dict[EdgeType, _Edges]:
    """Return source, target and weight of each edge type, one way."""
    shown = phenotype_edges(arrays, dropped=dropped)
    has, lacks = np.flatnonzero(~shown.lacking), np.flatnonzero(shown.lacking)
    return {
        ("term", "is_a", "term"): _pairs(arrays.parents),
        ("disease", "has_phenotype", "term"): (
            shown.disease[has],
            shown.term[has],
            shown.frequency[has].astype(np.float32),
        ),
        ("disease", "lacks_phenotype", "term"): (
            shown.disease[lacks],
            shown.term[lacks],
            np.ones(len(lacks), np.float32),
        ),
        ("disease", "has_inheritance", "term"): _pairs(arrays.disease_inheritance),
        ("disease", "has_course", "term"): _pairs(arrays.disease_course),
        ("disease", "has_risk", "term"): _pairs(arrays.disease_risks),
        ("disease", "has_gene", "gene"): _pairs(arrays.disease_genes),
        ("disease", "is_a", "disease"): _pairs(arrays.disease_parents),
        ("disease", "in_class", "class"): _pairs(arrays.disease_classes),
        ("class", "is_a", "class"): _pairs(arrays.class_parents),
    }


def _pairs(rows: CSR) -> _Edges:
    source = np.repeat(np.arange(len(rows), dtype=np.int64), rows.degrees)
    return source, rows.indices.astype(np.int64), np.ones(len(source), np.float32)


def _put(
    data: HeteroData,
    edge_type: EdgeType,
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    weight: NDArray[np.float32],
) -> None:
    order = np.lexsort((source, target))
    index: Tensor = torch.from_numpy(np.stack((source[order], target[order])))
    data[edge_type].edge_index = index
    data[edge_type].edge_weight = torch.from_numpy(weight[order])
