"""An immutable column of strings that lives in two numpy arrays (no pickle, no padding)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

__all__ = ["Strings"]


class Strings(Sequence[str]):
    """UTF-8 strings back to back, decoded together when first asked for one.

    Attributes:
        data: (bytes,) uint8.
        offsets: (n + 1,) int64 into ``data``.
    """

    __slots__ = ("_decoded", "data", "offsets")

    def __init__(self, data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> None:
        self.data = data
        self.offsets = offsets
        self._decoded: list[str] | None = None

    @classmethod
    def of(cls, values: Iterable[str]) -> Strings:
        """Pack ``values`` in order."""
        encoded = [value.encode() for value in values]
        lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
        return cls(
            np.frombuffer(b"".join(encoded), np.uint8),
            np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        )

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if self._decoded is None:
            blob = self.data.tobytes()
            self._decoded = [
                blob[start:end].decode() for start, end in pairwise(self.offsets.tolist())
            ]
        return self._decoded[index]

    def one(self, index: int) -> str:
        """Return one string without decoding the rest, for a column that few are asked of."""
        start, end = self.offsets[index : index + 2]
        return self.data[start:end].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self[:])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Strings):
            return NotImplemented
        return np.array_equal(self.offsets, other.offsets) and np.array_equal(self.data, other.data)

    def __hash__(self) -> int:
        return hash((len(self), self.data.tobytes()))
