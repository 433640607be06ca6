"""The words of the lexicon, and what a word of a text is to them at each layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple

from .normalize import Normalizer
from .remembered import Remembered

__all__ = ["Vocabulary", "WordForm", "WordKind"]


class WordKind(IntEnum):
    """What a word does inside a name."""

    CONTENT = 0
    STOP = 1
    MODIFIER = 2
    CONJUNCTION = 3
    PREPOSITION = 4


class WordForm(NamedTuple):
    """A word at each layer, strict to loose.

    Attributes:
        folded, lemma: lower-case without accents; without number and regional spelling.
        adjectival: base of an adjective ("ataxia" of "ataxic").
        stem: base by any derivation.
        key: a 60-bit number for the word's class.
        kind: what it does inside a name.
    """

    folded: str
    lemma: str
    adjectival: str
    stem: str
    key: int
    kind: WordKind


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 4


class Vocabulary:
    """Maps written words to :class:`WordForm`; a word no name can contain maps to ``None``.

    What was said of a spelling is remembered, in bounded memory.

    Args:
        lemmas: of every word of every name of the lexicon; see :meth:`of_words`.
        normalizer: the word tables.
    """

    def __init__(self, lemmas: Iterable[str], *, normalizer: Normalizer) -> None:
        self._normalizer = normalizer
        self._lemmas = frozenset(lemmas)
        self._forms = Remembered(self._make)
        self.loose = frozenset(
            form.key
            for word in (*normalizer.modifiers, *normalizer.conjunctions)
            if (form := self.form(word)) is not None
        )
        """The keys of modifiers and conjunctions."""

    @classmethod
    def of_words(cls, words: Iterable[str], *, normalizer: Normalizer) -> Vocabulary:
        """Make the vocabulary of names that have ``words``, as written."""
        folded = set(map(normalizer.fold, words))
        return cls(map(normalizer.lemma, folded), normalizer=normalizer)

    @property
    def lemmas(self) -> frozenset[str]:
        """The lemmas of the words of the names."""
        return self._lemmas

    def form(self, word: str) -> WordForm | None:
        """Return the layers of ``word``, or ``None`` where no name has such a word."""
        return self._forms[word]

    def forms(self, words: Iterable[str]) -> list[WordForm | None]:
        """Return the layers of each word."""
        return list(map(self._forms.__getitem__, words))

    def _make(self, word: str) -> WordForm | None:
        normalizer = self._normalizer
        folded = normalizer.fold(word)
        lemma = normalizer.lemma(folded)
        kind = self._kind(word, folded)
        if kind in (WordKind.CONTENT, WordKind.PREPOSITION) and not self._known(lemma):
            return None
        adjectival = self._stem(lemma, adjectival=True)
        stem = self._stem(adjectival, adjectival=False)
        classes = normalizer.classes
        group = classes.get(lemma) or classes.get(adjectival) or classes.get(stem)
        key = _key(f"class {group}" if group else stem)
        return WordForm(folded, lemma, adjectival, stem, key, kind)

    def _known(self, lemma: str) -> bool:
        if lemma in self._lemmas or lemma in self._normalizer.classes:
            return True
        return next(self._bases(lemma), None) is not None

    def _kind(self, word: str, folded: str) -> WordKind:
        normalizer = self._normalizer
        if folded in normalizer.stop and word != "A":
            return WordKind.STOP
        if folded in normalizer.modifiers:
            return WordKind.MODIFIER
        if folded in normalizer.conjunctions:
            return WordKind.CONJUNCTION
        return WordKind.PREPOSITION if folded in normalizer.prepositions else WordKind.CONTENT

    def _bases(self, lemma: str) -> Iterator[tuple[str, bool]]:
        """Yield (word of the lexicon that ``lemma`` may be derived from, adjectival)."""
        for derived, adjectival in self._normalizer.derivations(lemma):
            base = self._normalizer.lemma(derived)
            if base != lemma and base in self._lemmas:
                yield base, adjectival

    def _stem(self, lemma: str, *, adjectival: bool) -> str:
        """Follow derivations down to a word that has none; circles end at their first word."""
        seen = [lemma]
        while True:
            bases = (base for base, kind in self._bases(seen[-1]) if kind or not adjectival)
            base = next(bases, None)
            if base is None:
                return seen[-1]
            if base in seen:
                return min(seen[seen.index(base) :])
            seen.append(base)
