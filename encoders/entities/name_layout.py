"""From names as rows of words to the columns of the index: keys, pairs of words, longest names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from kg import expand_spans

__all__ = ["Grouped", "NameRows", "group_by_key", "longest_with", "pairs_of"]

_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NameRows:
    """N names, in the order of the lexicon.

    Attributes:
        entry: (N,) int64, the lexicon's entry that each is made from.
        derived, clipped: (N,) bool, see :class:`~.names.IndexedName`.
        begin: (N + 1,) int64, where the words of each name begin in ``words``.
        words: int32, numbers of word forms.
    """

    entry: NDArray[np.int64]
    derived: NDArray[np.bool_]
    clipped: NDArray[np.bool_]
    begin: NDArray[np.int64]
    words: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, Sequence[int], bool, bool]]) -> NameRows:
        """Lay out (entry, words, derived, clipped) rows."""
        rows = list(rows)
        lengths = [len(words) for _, words, _, _ in rows]
        return cls(
            entry=np.array([entry for entry, _, _, _ in rows], np.int64),
            derived=np.array([derived for _, _, derived, _ in rows], np.bool_),
            clipped=np.array([clipped for _, _, _, clipped in rows], np.bool_),
            begin=np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))),
            words=np.fromiter(chain.from_iterable(words for _, words, _, _ in rows), np.int32),
        )

    def __len__(self) -> int:
        return len(self.entry)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many words each name has, (N,)."""
        return np.diff(self.begin)

    def and_also(self, other: NameRows) -> NameRows:
        """Return these names and then the ``other`` ones."""
        return NameRows(
            entry=np.concatenate((self.entry, other.entry)),
            derived=np.concatenate((self.derived, other.derived)),
            clipped=np.concatenate((self.clipped, other.clipped)),
            begin=np.concatenate((self.begin, other.begin[1:] + self.begin[-1])),
            words=np.concatenate((self.words, other.words)),
        )

    def taken(self, order: NDArray[np.int64]) -> NameRows:
        """Return the names whose numbers are ``order``, in that order."""
        _, positions = expand_spans(self.begin, order)
        lengths = self.lengths[order]
        return NameRows(
            entry=self.entry[order],
            derived=self.derived[order],
            clipped=self.clipped[order],
            begin=np.concatenate(([0], np.cumsum(lengths))),
            words=self.words[positions],
        )

    def rows_of(self, column: NDArray[np.int64]) -> Iterator[tuple[int, ...]]:
        """Yield for each name what ``column`` (one number a word form) says of its words."""
        values = column[self.words].tolist()
        return (tuple(values[start:end]) for start, end in pairwise(self.begin.tolist()))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Grouped:
    """Names ordered by key.

    Attributes:
        rows: those of one key side by side, in their old order.
        key, carry: (K,) uint64 and uint8, the distinct keys, see :class:`~.names.NameColumns`.
        first: (K + 1,) int64, where the names of each key begin.
    """

    rows: NameRows
    key: NDArray[np.uint64]
    carry: NDArray[np.uint8]
    first: NDArray[np.int64]


def group_by_key(rows: NameRows, word_key: NDArray[np.uint64]) -> Grouped:
    """Order names by the sum of their words' keys, (F,) uint64, which may pass 64 bits."""
    keys = word_key[rows.words]
    low = _sums(keys & _LOW, rows)
    high = _sums(keys >> _HALF, rows) + (low >> _HALF)
    key, carry = (high << _HALF) | (low & _LOW), (high >> _HALF).astype(np.uint8)
    order = np.lexsort((key, carry))
    key, carry = key[order], carry[order]
    changes = (key[1:] != key[:-1]) | (carry[1:] != carry[:-1])
    begins = np.flatnonzero(np.concatenate((np.ones(min(1, len(key)), np.bool_), changes)))
    return Grouped(
        rows=rows.taken(order),
        key=key[begins],
        carry=carry[begins],
        first=np.append(begins, len(key)).astype(np.int64),
    )


def _sums(values: NDArray[np.uint64], rows: NameRows) -> NDArray[np.uint64]:
    before = np.concatenate((np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)))
    sums: NDArray[np.uint64] = before[rows.begin[1:]] - before[rows.begin[:-1]]
    return sums


def longest_with(
    rows: NameRows, word_key: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return the keys of words, (R,), and the length of the longest name with each, (R,)."""
    keys, place = np.unique(word_key, return_inverse=True)
    longest = np.zeros(len(keys), np.int32)
    lengths = np.repeat(rows.lengths, rows.lengths).astype(np.int32)
    np.maximum.at(longest, place[rows.words], lengths)
    named = longest > 0
    return keys[named], longest[named]


def pairs_of(rows: NameRows, word_key: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the sums of the keys of two words that some name has both of, ascending."""
    lengths = rows.lengths
    sums = [np.zeros(0, np.uint64)]
    for length in np.unique(lengths).tolist():
        begins = rows.begin[:-1][lengths == length]
        keys = word_key[rows.words[begins[:, None] + np.arange(length)]]
        sums.extend(
            np.unique(keys[:, one] + keys[:, other])
            for one, other in combinations(range(length), 2)
        )
    return np.unique(np.concatenate(sums))
