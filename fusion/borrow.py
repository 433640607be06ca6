"""The evidence model with a disease's neighbours: what is known of them fills in for the disease.

``P'(a) = max(P'(a), β · s / (s + n) · mean of P_e(a) over the neighbours e)``, n being how many
annotations the disease has of its own: the fewer, the more it borrows, as a prior of s observations
would. Everything else is the evidence model's, backgrounds included.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data_schema import UsageError
from kg import CSR, GraphArrays, Overlay

from .config import EvidenceConfig
from .evidence import EvidenceModel
from .neighbours import Neighbours
from .parameter_file import hash_of_fields, made_of, read_tables
from .profiles import Profiles, build_profiles

__all__ = ["BorrowConfig", "BorrowModel", "Neighbourhood"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BorrowConfig:
    """What ``borrow.toml`` sets; see there for each meaning.

    Raises:
        UsageError: a value out of range.
    """

    weight: float
    prior: float
    max_siblings: int

    def __post_init__(self) -> None:
        if not (0.0 <= self.weight <= 1.0 and self.prior > 0.0 and isfinite(self.prior)):
            raise UsageError(
                f"expected a weight from 0 to 1 and a prior above 0, got {self.weight} and "
                f"{self.prior}; correct the table [borrow]"
            )

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read a TOML file, or the one that ships.

        Raises:
            UsageError: the file is not TOML, or a value is missing or unknown.
        """
        return made_of(cls, "borrow", read_tables("borrow.toml", path).get("borrow"))

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the values, whatever the file's layout."""
        return hash_of_fields(self)


class Neighbourhood:
    """Lends what the neighbours of a disease show; a :class:`~fusion.lending.Lending`.

    Args:
        arrays: the graph.
        config: how much is lent.
    """

    def __init__(self, arrays: GraphArrays, config: BorrowConfig) -> None:
        self._arrays = arrays
        self.config = config
        self.neighbours = Neighbours(arrays, max_siblings=config.max_siblings)
        n = len(arrays.disease_ids)
        self._lent_by_class = self.neighbours.by_class.transpose(n)
        self._lent_by_gene = self.neighbours.by_gene.transpose(n)

    def lend(
        self,
        config: EvidenceConfig,
        candidates: NDArray[np.int64],
        own: Profiles,
        *,
        overlay: Overlay,
        sex: int,
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return β · s / (s + n) · mean P_e(a); the mean is over all neighbours of the graph."""
        near = self.neighbours.of(candidates, overlay.unlinked)
        lenders = np.unique(near.indices).astype(np.int64)
        lent = build_profiles(self._arrays, config, lenders, dropped=overlay.dropped, sex=sex)
        known = np.bincount(own.annotated // own.n_terms, minlength=len(own.diseases))
        n = known[np.searchsorted(own.diseases, candidates)]
        share = self.config.weight * self.config.prior / (self.config.prior + n)
        shares = np.repeat(share / np.maximum(near.degrees, 1), near.degrees)
        which = np.searchsorted(lenders, near.indices)
        weights = csr_array((shares, which, near.indptr), shape=(len(candidates), len(lenders)))
        terms = lent.propagated % lent.n_terms
        shown = csr_array((lent.probability, terms, lent.spans), shape=(len(lenders), lent.n_terms))
        mean = weights @ shown
        mean.sort_indices()
        owners = np.repeat(np.arange(len(candidates), dtype=np.int64), np.diff(mean.indptr))
        return owners * lent.n_terms + mean.indices, np.asarray(mean.data, np.float64)

    def borrowers(self, diseases: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the diseases that have one of ``diseases`` as a neighbour, ascending."""
        by_class = _reached(self._lent_by_class, diseases)
        by_gene = _reached(self._lent_by_gene, diseases)
        found: NDArray[np.int64] = np.union1d(by_class, by_gene).astype(np.int64)
        return found

    def linked(self, diseases: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return ``diseases`` and those with a gene of theirs, ascending."""
        there = _reached(self.neighbours.by_gene, diseases)
        back = _reached(self._lent_by_gene, diseases)
        found: NDArray[np.int64] = np.unique(np.concatenate((diseases, there, back)))
        return found


class BorrowModel(EvidenceModel):
    """Ranks as :class:`~fusion.evidence.EvidenceModel` does, with what neighbours lend.

    A borrowed probability rests on a neighbour's annotations, which no path of the report reaches:
    :class:`~fusion.explain.Explainer` refuses this ranker.
    """

    name = "borrow-v1"

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the parameters of both."""
        return hashlib.sha256((super().hash + self._borrowed.config.hash).encode()).hexdigest()

    def _lending(self, arrays: GraphArrays) -> Neighbourhood:
        self._borrowed = Neighbourhood(arrays, BorrowConfig.load())
        return self._borrowed


def _reached(adjacency: CSR, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    found = [adjacency[row] for row in rows.tolist()]
    every: NDArray[np.int64] = np.unique(np.concatenate([np.zeros(0, np.int64), *found]))
    return every
