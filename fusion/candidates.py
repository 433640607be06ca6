"""The diseases that are ranked: which they are, and which of them a CURIE means."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data_schema import UsageError, curie_prefix
from kg import GraphArrays, expand_spans, find_sorted

__all__ = [
    "Candidates",
    "beside_everyday",
    "everyday_diseases",
    "rare_candidates",
    "reference_diseases",
]


class Candidates:
    """Numbers candidate diseases by column, and finds them again by what they are called.

    Args:
        arrays: the graph.
        diseases: (n,) graph disease numbers, ascending; the columns.
    """

    def __init__(self, arrays: GraphArrays, diseases: NDArray[np.int64]) -> None:
        self._arrays = arrays
        self.diseases = diseases

    def column(self, disease: int) -> int | None:
        """Return the column of a graph disease, or ``None`` where it is no candidate."""
        return find_sorted(self.diseases, disease)

    def column_of(self, curie: str) -> int | None:
        """Return the column of a disease CURIE, or ``None`` where it is no candidate."""
        disease = self._arrays.disease_index.get(curie)
        return None if disease is None else self.column(disease)

    def meaning(self, curie: str) -> tuple[int, ...]:
        """Return the columns that a CURIE means: by id, else by cross-reference or equivalents."""
        column = self.column_of(curie)
        if column is not None:
            return (column,)
        disease = self._arrays.disease_index.get(curie)
        same = () if disease is None else tuple(self._arrays.equivalents[disease].tolist())
        return self._columns((*same, *self._arrays.disease_xref_index.get(curie, ())))

    def relatives(self, column: int) -> tuple[int, ...]:
        """Return the columns that one is directly a kind of, or that are a kind of it."""
        disease = int(self.diseases[column])
        near = self._arrays.disease_parents[disease].tolist()
        return self._columns((*near, *self._arrays.disease_children[disease].tolist()))

    def _columns(self, diseases: tuple[int, ...]) -> tuple[int, ...]:
        found = {self.column(each) for each in diseases}
        return tuple(sorted(each for each in found if each is not None))


def everyday_diseases(arrays: GraphArrays) -> NDArray[np.bool_]:
    """Say which diseases have epidemiology stated, (D,)."""
    return np.array([bool(text) for text in arrays.disease_epidemiology], np.bool_)


def rare_candidates(
    rare: GraphArrays, everyday: NDArray[np.bool_], namespace: str | None, *, alone: bool
) -> NDArray[np.int64]:
    """Return the rare diseases of a namespace with annotation rows, their own or an equivalent's.

    Args:
        rare: the graph without everyday diseases.
        everyday: which diseases those are, (D,).
        namespace: CURIE prefix, or ``None`` for every disease.
        alone: nothing else is ranked; else there may be none in a namespace of everyday diseases.

    Raises:
        UsageError: there is nothing to rank; the message lists the namespaces there are.
    """
    ranked = _has_profile(rare)
    prefixes = np.array([curie_prefix(curie) for curie in rare.disease_ids])
    named = (prefixes == namespace) | (namespace is None)
    found = np.flatnonzero(ranked & named)
    is_everyday = bool((everyday & named).any())
    if not len(found) and (alone or not is_everyday):
        known = ", ".join(sorted(set(prefixes[ranked].tolist()))) or "none"
        hint = "choose one of them"
        if is_everyday:
            hint = f"{hint}, or an everyday setting such as general, which ranks everyday diseases"
        raise UsageError(
            f"expected a namespace with rare diseases ({known}), got {namespace or 'all'}; {hint}"
        )
    return found.astype(np.int64)


def beside_everyday(
    arrays: GraphArrays, everyday: NDArray[np.bool_], rare: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return everyday diseases and ``rare`` ones that are none of them under another id."""
    common = np.flatnonzero(everyday)
    _, at = expand_spans(arrays.equivalents.indptr, common)
    same = arrays.equivalents.indices[at]
    return np.union1d(common, np.setdiff1d(rare, same)).astype(np.int64)


def reference_diseases(rare: GraphArrays, candidates: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rare diseases that say how common a finding is, ascending.

    The rare candidates; without any, every rare disease of the graph that has a profile.
    """
    if len(candidates):
        return candidates
    return np.flatnonzero(_has_profile(rare)).astype(np.int64)


def _has_profile(arrays: GraphArrays) -> NDArray[np.bool_]:
    """Say which diseases have annotation rows, themselves or through an equivalent, (D,)."""
    has_rows = np.diff(arrays.disease_rows) > 0
    lends = np.zeros(len(has_rows), np.bool_)
    owners = np.repeat(np.arange(len(has_rows)), arrays.equivalents.degrees)
    lends[owners[has_rows[arrays.equivalents.indices]]] = True
    found: NDArray[np.bool_] = has_rows | lends
    return found
