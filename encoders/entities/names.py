"""The names of the lexicon as numbers: columns of arrays, built once, kept in a file or in memory.

A graph has 200,000 names and a note asks for a few dozen: the columns stay arrays, which the
garbage collector never counts, and :class:`IndexedName` objects are made for the keys that are
looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_schema import Category, Scope
from kg import Strings

from .normalize import Normalizer
from .vocabulary import Vocabulary, WordForm, WordKind

__all__ = ["CATEGORIES", "SCOPES", "FormColumns", "IndexedName", "NameColumns", "NameIndex"]

CATEGORIES: Final = tuple(Category)
SCOPES: Final = tuple(Scope)
_MOST_MADE: Final = 20_000
_WORD: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedName:
    """One name of one concept, as words.

    Attributes:
        concept_id: the concept.
        category: its vocabulary; names of one never stand in the way of another's.
        scope: label, or the synonym's scope.
        forms: its words without stop words.
        written: the name as the lexicon has it.
        case_sensitive: an abbreviation; only the same capitals match.
        derived: made from the name by rule, not the name itself.
        clipped: so made by leaving out its last word ("abnormal calcium").
    """

    concept_id: str
    category: Category
    scope: Scope
    forms: tuple[WordForm, ...]
    written: str
    case_sensitive: bool = False
    derived: bool = False
    clipped: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FormColumns:
    """The words of the names, F of them: the fields of :class:`WordForm`, column by column.

    Attributes:
        folded, lemma, adjectival, stem: F strings.
        key: (F,) uint64.
        kind: (F,) uint8.
    """

    folded: Strings
    lemma: Strings
    adjectival: Strings
    stem: Strings
    key: NDArray[np.uint64]
    kind: NDArray[np.uint8]

    @classmethod
    def of(cls, forms: list[WordForm]) -> FormColumns:
        """Lay out word forms column by column."""
        return cls(
            folded=Strings.of(form.folded for form in forms),
            lemma=Strings.of(form.lemma for form in forms),
            adjectival=Strings.of(form.adjectival for form in forms),
            stem=Strings.of(form.stem for form in forms),
            key=np.array([form.key for form in forms], np.uint64),
            kind=np.array([form.kind for form in forms], np.uint8),
        )

    def form(self, number: int) -> WordForm:
        """Return one of the words."""
        return WordForm(
            self.folded.one(number),
            self.lemma.one(number),
            self.adjectival.one(number),
            self.stem.one(number),
            int(self.key[number]),
            WordKind(self.kind[number]),
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NameColumns:
    """N names of K different keys, those of one key side by side.

    Attributes:
        key: (K,) uint64, the keys modulo 2⁶⁴.
        carry: (K,) uint8, what the keys have above that.
        first: (K + 1,) int64, where the names of each key begin.
        concept: (N,) int32 into ``concepts``.
        written: (N,) int32 into ``texts``.
        category, scope: (N,) uint8 into :data:`CATEGORIES` and :data:`SCOPES`.
        case_sensitive, derived, clipped: (N,) bool.
        begin: (N + 1,) int64, where the words of each name begin in ``words``.
        words: int32 into ``forms``.
        forms: the words.
        lemmas: of every word of the lexicon, also of those that no name here has.
        concepts, texts: CURIEs; names as the lexicon has them.
        reach_key, reach: (R,) uint64 and int32, length of the longest name with a word.
        pairs: (P,) uint64, ascending: sums of the keys of two words that some name has both of.
        everyday: (1,) bool, whether names are among them that only everyday notes use.
    """

    key: NDArray[np.uint64]
    carry: NDArray[np.uint8]
    first: NDArray[np.int64]
    concept: NDArray[np.int32]
    written: NDArray[np.int32]
    category: NDArray[np.uint8]
    scope: NDArray[np.uint8]
    case_sensitive: NDArray[np.bool_]
    derived: NDArray[np.bool_]
    clipped: NDArray[np.bool_]
    begin: NDArray[np.int64]
    words: NDArray[np.int32]
    forms: FormColumns
    lemmas: Strings
    concepts: Strings
    texts: Strings
    reach_key: NDArray[np.uint64]
    reach: NDArray[np.int32]
    pairs: NDArray[np.uint64]
    everyday: NDArray[np.bool_]

    def keys(self) -> list[int]:
        """Return the K keys."""
        keys: list[int] = self.key.tolist()
        for place in np.flatnonzero(self.carry).tolist():
            keys[place] += int(self.carry[place]) << _WORD
        return keys


class NameIndex:
    """Names by key.

    The look-ups that every word of a text pays are plain dictionaries and sets.

    Attributes:
        columns: the names.
        vocabulary: what a word is to the names.
        names: keys that have a name; :meth:`named` says which names.
        reach: key of a word → length of the longest name that has it.
        pairs: sums of the keys of two words that some name has both of.
        everyday: names are among them that only everyday notes use.
    """

    def __init__(self, columns: NameColumns, *, normalizer: Normalizer) -> None:
        keys = columns.keys()
        self.columns = columns
        self._normalizer = normalizer
        self.vocabulary = Vocabulary(columns.lemmas, normalizer=normalizer)
        self.names: dict[int, int] = dict(zip(keys, range(len(keys)), strict=True))
        self.reach: dict[int, int] = dict(
            zip(columns.reach_key.tolist(), columns.reach.tolist(), strict=True)
        )
        self.pairs: frozenset[int] = frozenset(columns.pairs.tolist())
        self.everyday = bool(columns.everyday[0])
        self._forms: list[WordForm | None] = [None] * len(columns.forms.key)
        self._made: dict[int, tuple[IndexedName, ...]] = {}

    def named(self, key: int) -> tuple[IndexedName, ...]:
        """Return the names of ``key``, in the order of the lexicon.

        Raises:
            KeyError: no name has the key.
        """
        found = self._made.get(key)
        if found is None:
            found = self._make(self.names[key])
            if len(self._made) >= _MOST_MADE:
                self._made.clear()
            self._made[key] = found
        return found

    def __reduce__(self) -> tuple[Callable[..., NameIndex], tuple[object, ...]]:
        return _remade, (self.columns, self._normalizer)

    def _make(self, number: int) -> tuple[IndexedName, ...]:
        columns = self.columns
        first, last = columns.first[number : number + 2].tolist()
        begin = columns.begin[first : last + 1].tolist()
        words = columns.words[begin[0] : begin[-1]].tolist()
        forms = [self._form(word) for word in words]
        span = slice(first, last)
        return tuple(
            [
                IndexedName(
                    concept_id=columns.concepts.one(concept),
                    category=CATEGORIES[category],
                    scope=SCOPES[scope],
                    forms=tuple(forms[start - begin[0] : end - begin[0]]),
                    written=columns.texts.one(written),
                    case_sensitive=case_sensitive,
                    derived=derived,
                    clipped=clipped,
                )
                for (
                    start,
                    end,
                ), concept, category, scope, written, case_sensitive, derived, clipped in zip(
                    pairwise(begin),
                    columns.concept[span].tolist(),
                    columns.category[span].tolist(),
                    columns.scope[span].tolist(),
                    columns.written[span].tolist(),
                    columns.case_sensitive[span].tolist(),
                    columns.derived[span].tolist(),
                    columns.clipped[span].tolist(),
                    strict=True,
                )
            ]
        )

    def _form(self, number: int) -> WordForm:
        form = self._forms[number]
        if form is None:
            form = self._forms[number] = self.columns.forms.form(number)
        return form


def _remade(columns: NameColumns, normalizer: Normalizer) -> NameIndex:
    return NameIndex(columns, normalizer=normalizer)
