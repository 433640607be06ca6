"""A bounded memory of what was used last."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Recent"]

_T = TypeVar("_T")


class Recent(Generic[_T]):
    """Keeps the ``size`` values used last; may be shared by threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[int, _T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: int) -> _T | None:
        """Return the value of ``key``, now the one used last, or ``None``."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: int, value: _T) -> None:
        """Keep ``value``, and let go of the one that was not used for longest."""
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._size:
                self._values.popitem(last=False)
