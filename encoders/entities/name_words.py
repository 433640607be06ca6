"""The words of all names of a lexicon at once, each different word looked at one time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .normalize import Normalizer
from .tokenizer import tokenize
from .vocabulary import Vocabulary, WordForm, WordKind

__all__ = ["NameWords"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NameWords:
    """The words of N names, and what they are to the vocabulary that they make.

    Attributes:
        vocabulary: of the words.
        spelled, lower: S different words as written, and in lower case.
        word: (W,) int32 into ``spelled``, of one name after another.
        bounds: (N + 1,) int64, where the words of each name begin in ``word``.
        forms: F different word forms.
        form: (S,) int32 into ``forms``.
        stop: (S,) bool, stop words.
    """

    vocabulary: Vocabulary
    spelled: list[str]
    lower: list[str]
    word: NDArray[np.int32]
    bounds: NDArray[np.int64]
    forms: list[WordForm]
    form: NDArray[np.int32]
    stop: NDArray[np.bool_]

    @classmethod
    def of(cls, texts: Sequence[str], *, normalizer: Normalizer) -> NameWords:
        """Split names: all at once, since no word, nor a hyphen inside one, passes a line's end."""
        tokens = tokenize("\n".join(texts), prefixes=normalizer.prefixes)
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        starts = np.concatenate(([0], np.cumsum(lengths + 1)))
        numbers = {word: number for number, word in enumerate(dict.fromkeys(tokens.words))}
        vocabulary = Vocabulary.of_words(numbers, normalizer=normalizer)
        forms: dict[WordForm, int] = {}
        form = [
            forms.setdefault(each, len(forms))
            for each in vocabulary.forms(numbers)
            if each is not None
        ]
        different = list(forms)
        stops = np.fromiter((each.kind is WordKind.STOP for each in different), np.bool_)
        of_word = np.array(form, np.int32)
        return cls(
            vocabulary=vocabulary,
            spelled=list(numbers),
            lower=[word.lower() for word in numbers],
            word=np.fromiter(map(numbers.__getitem__, tokens.words), np.int32, len(tokens)),
            bounds=np.searchsorted(np.asarray(tokens.starts, np.int64), starts),
            forms=different,
            form=of_word,
            stop=stops[of_word],
        )

    def those(self, wanted: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Say of each different word as written whether it is ``wanted``, (S,)."""
        return np.fromiter(map(wanted, self.spelled), np.bool_, len(self.spelled))

    def those_lower(self, wanted: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Say of each different word in lower case whether it is ``wanted``, (S,)."""
        return np.fromiter(map(wanted, self.lower), np.bool_, len(self.lower))

    def count(self, those: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return how many words of each name are of ``those``, (S,) bool; (N,)."""
        before = np.concatenate(([0], np.cumsum(those[self.word])))
        return np.diff(before[self.bounds])

    def words(self, name: int) -> list[int]:
        """Return the words of one name, numbers into ``spelled``."""
        numbers: list[int] = self.word[self.bounds[name] : self.bounds[name + 1]].tolist()
        return numbers
