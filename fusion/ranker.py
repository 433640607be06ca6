"""What pipelines and evaluation need of a ranker, and the table that finds rankers by name."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, Self, cast

import numpy as np
from numpy.typing import NDArray

from data_schema import UnknownNameError
from kg import WHOLE, GraphArrays, Overlay

from .case import Case
from .config import EvidenceConfig
from .settings import Setting

if TYPE_CHECKING:
    from .everyday import EverydayModel
    from .evidence import Scored

__all__ = ["Ranker", "open_ranker", "ranker_names"]

_RANKERS: Final = {
    "evidence": (".evidence", "EvidenceModel"),
    "borrow": (".borrow", "BorrowModel"),
    "fused": (".neural.fused", "FusedModel"),
}
"""Name → module and class; a class takes the arguments of :func:`open_ranker`."""


class Ranker(Protocol):
    """Scores the candidate diseases of one graph, namespace and setting."""

    @property
    def name(self) -> str:
        """Name and version, for provenance."""
        ...

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of all that scores depend on beside the graph."""
        ...

    @property
    def arrays(self) -> GraphArrays:
        """The graph as the setting sees it; overlays number its rows."""
        ...

    @property
    def candidates(self) -> NDArray[np.int64]:
        """(n,) graph disease numbers, ascending: the columns of scores."""
        ...

    @property
    def namespace(self) -> str | None:
        """CURIE prefix of the candidates, ``None`` for all."""
        ...

    @property
    def setting(self) -> Setting:
        """Where patients are seen."""
        ...

    @property
    def config(self) -> EvidenceConfig:
        """Parameters of the evidence that is scored or explained."""
        ...

    @property
    def everyday(self) -> EverydayModel | None:
        """What an everyday setting adds; ``None`` in ``rare``."""
        ...

    @property
    def information(self) -> NDArray[np.float64]:
        """−log of how often a candidate shows a term, in nats, (T,)."""
        ...

    def column(self, disease: int) -> int | None:
        """Return the candidate column of a graph disease, or ``None`` where it is no candidate."""
        ...

    def column_of(self, curie: str) -> int | None:
        """Return the candidate column of a disease CURIE, or ``None``."""
        ...

    def columns_meaning(self, curie: str) -> tuple[int, ...]:
        """Return the candidates that a CURIE means."""
        ...

    def relatives(self, column: int) -> tuple[int, ...]:
        """Return the candidates that a candidate is directly a kind of, or that are one of it."""
        ...

    def disease_id(self, column: int) -> str:
        """Return the CURIE of a candidate."""
        ...

    def is_sparse(self, column: int) -> bool:
        """Say whether so little is known of a candidate that its score says little."""
        ...

    def make_ready(self) -> None:
        """Make what the first patients would wait for."""
        ...

    def in_setting(self, arrays: GraphArrays, setting: Setting) -> Self:
        """Return the same ranker for patients seen elsewhere.

        Args:
            arrays: the whole graph.
            setting: where they are seen.
        """
        ...

    def score(self, case: Case, *, overlay: Overlay = WHOLE) -> Scored:
        """Score every candidate.

        Args:
            case: the findings.
            overlay: what of the graph does not count.
        """
        ...


def ranker_names() -> tuple[str, ...]:
    """Return the names of all rankers."""
    return tuple(_RANKERS)


def open_ranker(
    name: str,
    arrays: GraphArrays,
    *,
    config: EvidenceConfig | None = None,
    namespace: str | None = "OMIM",
    setting: Setting = Setting.RARE,
) -> Ranker:
    """Return the ranker called ``name``.

    Args:
        name: one of :func:`ranker_names`.
        arrays: the graph.
        config: parameters of the evidence; the shipped ones by default.
        namespace: CURIE prefix of the candidates, ``None`` for all.
        setting: where patients are seen.

    Raises:
        UnknownNameError: there is no such ranker.
        UsageError: there is nothing to rank.
    """
    if name not in _RANKERS:
        nearest = get_close_matches(name, _RANKERS, n=1)
        hint = f"did you mean {nearest[0]!r}" if nearest else "choose one of them"
        raise UnknownNameError(
            f"expected a ranker among {', '.join(_RANKERS)}, got {name!r}; {hint}?"
        )
    module, class_name = _RANKERS[name]
    ranker = getattr(import_module(module, __package__), class_name)
    return cast(Ranker, ranker(arrays, config=config, namespace=namespace, setting=setting))
