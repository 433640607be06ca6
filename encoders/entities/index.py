"""The names of the lexicon, found by their words in any order.

A name's key is the sum of its words' numbers (:attr:`WordForm.key`), so a window of a text finds
every name of the same words with one addition a word and one look-up a window, whatever the
order. How well text and name agree is judged afterwards, on the candidates alone
(:mod:`.linker`): one loose index, one strict judge.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_schema import Category, Scope
from kg import LexicalEntry, Lexicon, Strings, paused_collection

from .composition import Named, composed_names
from .name_layout import NameRows, group_by_key, longest_with, pairs_of
from .name_words import NameWords
from .names import CATEGORIES, SCOPES, FormColumns, IndexedName, NameColumns, NameIndex
from .normalize import Normalizer

__all__ = ["EVERYDAY_NAMES", "IndexedName", "NameIndex", "build_index"]

_MAX_WORDS: Final = 14
_SHORTEST_ABBREVIATION: Final = 3
"""Shorter ones mean too many things; the curated table of clinical terms has those that do not."""
_SHORTEST_OF_DISEASE: Final = 4
_FEWEST_TELLING: Final = 3
"""With so many other words, a name can do without its letter: "enhanced S-cone syndrome"."""
_SAME: Final = frozenset({Scope.LABEL, Scope.EXACT})
EVERYDAY_NAMES: Final = "everyday"
"""Kind of the names that only everyday notes use."""
_SKIPPED_KINDS: Final = frozenset({"HP:0034334", "obsolete_synonym", "allelic_requirement"})
_GENERIC_TAILS: Final = frozenset(
    {"morphology", "physiology", "concentration", "level", "levels", "activity"}
)
_GENERIC_HEADS: Final = frozenset(
    {"abnormal", "abnormality", "decreased", "elevated", "increased", "reduced"}
)
_GENERIC_WORDS: Final = frozenset({"circulating"})
_LONGEST_HEAD: Final = 2
_RELATIONS: Final = frozenset({"and", "by", "due", "for", "from", "in", "on", "or", "to", "with"})


def is_abbreviation(entry: LexicalEntry) -> bool:
    """Say whether a name is an abbreviation: one short word with capitals after its first."""
    text = entry.text
    if len(text) > 8 or " " in text:
        return False
    return entry.kind == "abbreviation" or any(char.isupper() for char in text[1:])


def _tells(abbreviation: LexicalEntry, category: Category) -> bool:
    """Say whether an abbreviation means one thing even where no document explains it.

    Names of diseases and symbols of genes are shortened to the same few letters: only the curated
    abbreviations are taken, and longer ones in plain capitals.
    """
    text = abbreviation.text
    if category is Category.DISEASE and abbreviation.kind != "abbreviation":
        return len(text) >= _SHORTEST_OF_DISEASE and text.isalpha() and text.isupper()
    return len(text) >= _SHORTEST_ABBREVIATION


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Source:
    """The entries of a lexicon that may give names, N of them.

    Attributes:
        entries: the entries.
        categories: what the concept of each is.
        words: their words.
        abbreviations: (N,) bool.
        everyday: (N,) bool, only everyday notes use it.
    """

    entries: Sequence[LexicalEntry]
    categories: Sequence[Category]
    words: NameWords
    abbreviations: NDArray[np.bool_]
    everyday: NDArray[np.bool_]

    @classmethod
    def of(cls, lexicon: Lexicon, normalizer: Normalizer) -> _Source:
        entries = [entry for entry in lexicon.entries if entry.kind not in _SKIPPED_KINDS]
        count = len(entries)
        return cls(
            entries=entries,
            categories=[lexicon.categories[entry.concept_id] for entry in entries],
            words=NameWords.of([entry.text for entry in entries], normalizer=normalizer),
            abbreviations=np.fromiter(map(is_abbreviation, entries), np.bool_, count),
            everyday=np.fromiter(
                (each.kind == EVERYDAY_NAMES for each in entries), np.bool_, count
            ),
        )

    def mute(self) -> NDArray[np.bool_]:
        """Say which entries are abbreviations that need an explanation, (N,)."""
        mute = np.zeros(len(self.entries), np.bool_)
        for place in np.flatnonzero(self.abbreviations).tolist():
            mute[place] = not _tells(self.entries[place], self.categories[place])
        return mute

    def are(self, category: Category) -> NDArray[np.bool_]:
        """Say which entries name a concept of ``category``, (N,)."""
        found = (each is category for each in self.categories)
        return np.fromiter(found, np.bool_, len(self.categories))


def build_index(lexicon: Lexicon, *, normalizer: Normalizer) -> NameIndex:
    """Index every name of ``lexicon``; the same lexicon always gives the same index."""
    with paused_collection():
        source = _Source.of(lexicon, normalizer)
        rows = _names(source)
        rows = rows.and_also(_composed(source, rows))
        return NameIndex(_columns(source, rows), normalizer=normalizer)


def _names(source: _Source) -> NameRows:
    """Return the names and, each after the name it is made from, what names also say."""
    words = source.words
    kept = ~source.mute() & ~_hide_abbreviations(words)
    content = np.cumsum(np.append(0, words.count(~words.stop)))
    plain = NameRows(
        entry=np.arange(len(source.entries)),
        derived=np.zeros(len(source.entries), np.bool_),
        clipped=np.zeros(len(source.entries), np.bool_),
        begin=content,
        words=words.form[words.word[~words.stop[words.word]]],
    )
    said = np.diff(words.bounds)
    vague = source.everyday & (plain.lengths < np.minimum(2, said))
    fit = (plain.lengths > 0) & (plain.lengths <= _MAX_WORDS) & ~vague
    also = NameRows.of(_also(source, np.flatnonzero(kept)))
    rows = plain.taken(np.flatnonzero(kept & fit)).and_also(also)
    return rows.taken(np.argsort(rows.entry, kind="stable"))


def _hide_abbreviations(words: NameWords) -> NDArray[np.bool_]:
    """Say which short names skip a word in capitals, (N,): "adult ALL" is not "adult"."""
    upper = words.those(str.isupper)
    shouted = words.count(~upper) == 0
    hidden = words.count(upper & words.stop) > 0
    few = words.count(~words.stop) < _FEWEST_TELLING
    hiding: NDArray[np.bool_] = ~shouted & hidden & few
    return hiding


def _also(
    source: _Source, kept: NDArray[np.int64]
) -> Iterator[tuple[int, Sequence[int], bool, bool]]:
    """Yield (entry, words, derived, clipped) of what names say in other words of their own."""
    words = source.words
    inverted = (words.count(words.those_lower("of".__eq__)) == 1) & (
        words.count(words.those_lower(_RELATIONS.__contains__)) == 0
    )
    tails = words.those_lower(_GENERIC_TAILS.__contains__)
    candidates = inverted | (words.count(tails) > 0)
    for entry in kept[candidates[kept]].tolist():
        spelled = words.words(entry)
        for order, clipped in _variants([words.lower[word] for word in spelled]):
            told = [spelled[place] for place in order]
            forms = [int(words.form[word]) for word in told if not words.stop[word]]
            if source.everyday[entry] and len(forms) < min(2, len(told)):
                continue  # "appears well" and "pain all over" would be "well" and "pain"
            if 0 < len(forms) <= _MAX_WORDS:
                yield entry, forms, clipped, clipped


def _variants(lower: Sequence[str]) -> Iterator[tuple[list[int], bool]]:
    """Yield what else a name says, as places of its words, and whether one was left out.

    "Abnormality of the kidney" also says "the kidney abnormality", "Abnormal kidney morphology"
    also "abnormal kidney", "Elevated circulating calcium concentration" also "elevated calcium".
    """
    places = range(len(lower))
    if lower.count("of") == 1 and 0 < lower.index("of") <= _LONGEST_HEAD:
        head = lower.index("of")
        if not _RELATIONS.intersection(lower):
            yield [*places[head + 1 :], *places[:head]], False
    if lower and lower[0] in _GENERIC_HEADS and lower[-1] in _GENERIC_TAILS:
        shorter = [place for place in places[:-1] if lower[place] not in _GENERIC_WORDS]
        if len(shorter) > 1:
            yield shorter, True


def _composed(source: _Source, rows: NameRows) -> NameRows:
    """Return the names that the labels of findings imply."""
    rows = rows.taken(np.flatnonzero(source.are(Category.PHENOTYPIC_FEATURE)[rows.entry]))
    entries = [source.entries[entry] for entry in rows.entry.tolist()]
    plain = (~rows.derived & ~source.abbreviations[rows.entry]).tolist()
    derived = rows.derived.tolist()
    forms = source.words.forms
    named = Named(
        concepts=[entry.concept_id for entry in entries],
        forms=list(rows.rows_of(np.arange(len(forms)))),
        lemmas=list(rows.rows_of(_numbered([form.lemma for form in forms]))),
        keys=list(rows.rows_of(_numbered([form.key for form in forms]))),
        labels=[
            entry.scope is Scope.LABEL and not made
            for entry, made in zip(entries, derived, strict=True)
        ],
        exact=[own and entry.scope in _SAME for entry, own in zip(entries, plain, strict=True)],
    )
    origin = rows.entry.tolist()
    return NameRows.of(
        (origin[number], words, True, False) for number, words in composed_names(named)
    )


def _numbered(values: Sequence[Hashable]) -> NDArray[np.int64]:
    """Return a number for each value, the same for the same value."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)


def _columns(source: _Source, rows: NameRows) -> NameColumns:
    forms = FormColumns.of(source.words.forms)
    grouped = group_by_key(rows, forms.key)
    own = grouped.rows
    reach_key, reach = longest_with(own, forms.key)
    entries = source.entries
    texts, written = _factored([entry.text for entry in entries])
    concepts, concept = _factored([entry.concept_id for entry in entries])
    category = np.array([CATEGORIES.index(each) for each in source.categories], np.uint8)
    scope = np.array([SCOPES.index(entry.scope) for entry in entries], np.uint8)
    return NameColumns(
        key=grouped.key,
        carry=grouped.carry,
        first=grouped.first,
        concept=concept[own.entry],
        written=written[own.entry],
        category=category[own.entry],
        scope=scope[own.entry],
        case_sensitive=source.abbreviations[own.entry],
        derived=own.derived,
        clipped=own.clipped,
        begin=own.begin,
        words=own.words,
        forms=forms,
        lemmas=Strings.of(sorted(source.words.vocabulary.lemmas)),
        concepts=concepts,
        texts=texts,
        reach_key=reach_key,
        reach=reach,
        pairs=pairs_of(own, forms.key),
        everyday=np.array([source.everyday.any()]),
    )


def _factored(values: Sequence[str]) -> tuple[Strings, NDArray[np.int32]]:
    """Return the different values, and which of them each value is."""
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    which = np.fromiter(map(numbers.__getitem__, values), np.int32, len(values))
    return Strings.of(numbers), which
