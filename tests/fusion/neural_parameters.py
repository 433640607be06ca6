"""Parameters of a learned ranker that nobody trained, for tests of what is done with them."""

from __future__ import annotations

import numpy as np

from fusion import EvidenceModel
from fusion.neural import LearnedRanker, RankerParameters
from kg import GraphArrays

WIDTH = 3


def made_up(
    arrays: GraphArrays, *, seed: int = 0, weight: float = 0.5, max_siblings: int = 30
) -> RankerParameters:
    """Return parameters of random numbers for a graph."""
    rng = np.random.default_rng(seed)
    n = len(arrays.term_ids)
    return RankerParameters(
        terms=tuple(arrays.term_ids),
        vectors=rng.standard_normal((n, WIDTH)).astype(np.float32),
        information=EvidenceModel(arrays).information.astype(np.float32),
        matrices=rng.standard_normal((2, WIDTH, WIDTH)).astype(np.float32),
        centre=rng.standard_normal((2, WIDTH)).astype(np.float32),
        prior=3.0,
        weight=weight,
        max_siblings=max_siblings,
    )


def made_up_ranker(arrays: GraphArrays, *, blind: bool = True) -> LearnedRanker:
    """Return a ranker of random numbers, with a different model for each fold of papers."""
    folds = tuple(made_up(arrays, seed=k + 1) for k in range(5)) if blind else ()
    return LearnedRanker(whole=made_up(arrays), blind=folds, manifest={"made": "up"})
