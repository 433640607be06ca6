"""What a scoring table asks of whoever lends beyond exact equivalents."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kg import Overlay

from .config import EvidenceConfig
from .profiles import Profiles

__all__ = ["Lending"]


class Lending(Protocol):
    """Lends profiles of some diseases to others, see :class:`fusion.borrow.Neighbourhood`."""

    def lend(
        self,
        config: EvidenceConfig,
        candidates: NDArray[np.int64],
        own: Profiles,
        *,
        overlay: Overlay,
        sex: int,
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return what candidates may show because others do.

        Args:
            config: the parameters of profiles.
            candidates: (n,) graph disease numbers, ascending.
            own: profiles that hold the candidates' own.
            overlay: rows that do not count.
            sex: 1 female, 2 male, 0 unknown.

        Returns:
            Keys ``candidate · T + term``, ascending, and a probability for each.
        """
        ...

    def borrowers(self, diseases: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the diseases that ``diseases`` lend to."""
        ...

    def linked(self, diseases: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return ``diseases`` and those that a gene of theirs joins to them."""
        ...
