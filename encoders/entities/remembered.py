"""A function of short strings that remembers what it said, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

__all__ = ["Remembered"]

_MOST: Final = 50_000
_LONGEST: Final = 48

T = TypeVar("T")


class Remembered(dict[str, T], Generic[T]):
    """Answers ``remembered[text]`` with ``function(text)``; a known answer costs one look-up.

    It is a dictionary so that ``map(remembered.__getitem__, words)`` runs without Python code.
    Everything is forgotten once ``most`` answers are held, and answers for strings of more than
    ``longest`` characters are not kept, so memory stays flat whatever goes by. A pickle holds the
    function alone.

    Args:
        function: of the string alone; the same string always gives the same answer.
        most: how many answers are held.
        longest: length of the longest string whose answer is held.
    """

    __slots__ = ("_function", "_longest", "_most")

    def __init__(
        self, function: Callable[[str], T], *, most: int = _MOST, longest: int = _LONGEST
    ) -> None:
        super().__init__()
        self._function = function
        self._most = most
        self._longest = longest

    def __missing__(self, text: str) -> T:
        answer = self._function(text)
        if len(text) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[text] = answer
        return answer

    def __reduce__(self) -> tuple[Callable[..., Remembered[T]], tuple[object, ...]]:
        return _empty, (self._function, self._most, self._longest)


def _empty(function: Callable[[str], T], most: int, longest: int) -> Remembered[T]:
    return Remembered(function, most=most, longest=longest)
