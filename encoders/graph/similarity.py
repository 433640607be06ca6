"""Which nodes are alike: cosine over their vectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schema import UsageError

__all__ = ["Similar", "similar_nodes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """A node and how alike it is.

    Attributes:
        node: its number.
        cosine: in [−1, 1]; 0 for a vector without direction.
    """

    node: int
    cosine: float


def similar_nodes(vectors: NDArray[np.float32], node: int, *, count: int = 10) -> list[Similar]:
    """Return the nodes most like one, best first, ties in the order of their numbers.

    Args:
        vectors: (n, dim).
        node: number of the node, which is not among the answers.
        count: at most so many.

    Raises:
        UsageError: there is no such node.
    """
    if not 0 <= node < len(vectors):
        raise UsageError(f"expected a node from 0 to {len(vectors) - 1}, got {node}")
    lengths = np.linalg.norm(vectors, axis=1)
    scale = np.where(lengths > 0, lengths, 1.0) * (lengths[node] or 1.0)
    cosine = vectors @ vectors[node] / scale
    order = np.argsort(-cosine, kind="stable")
    return [Similar(node=int(at), cosine=float(cosine[at])) for at in order if at != node][:count]
