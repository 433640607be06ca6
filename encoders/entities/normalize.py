"""How words are made comparable: folding, spelling, plurals, derivation, word classes.

Each step is a layer; a layer further down equates more words and is trusted less. The tables are
``data/normalization.toml`` and ``data/word_classes.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from .tables import read_toml

__all__ = ["Normalizer", "load_normalizer"]

_Ending = tuple[int, str, bool, int]
"""Its rank among all, what replaces it, whether it is an adjective's, its length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalizer:
    """The word tables, ready to apply. :func:`load_normalizer` makes the packaged one.

    Attributes:
        folding: character → replacement, for those that decomposition leaves alone.
        spelling: British spelling → American, within words.
        plural_invariant: words that only look plural.
        plural_irregular: plural → singular.
        adjectival, derivation: (ending, ending it may be replaced by); the first are trusted more.
        shortest_stem: letters that must be left of a word when an ending is taken off.
        classes: lemma → name of its class.
        organ_adjectives, departure_adjectives: lemmas that stand before the noun they qualify
            ("renal"; "abnormal").
        departure_nouns: lemmas of "abnormality" and its like.
        stop, relational, conjunctions, prepositions, modifiers, prefixes, exact_only: word
            lists (see the data file).
    """

    folding: Mapping[int, str]
    spelling: Mapping[str, str]
    spelling_pattern: re.Pattern[str]
    plural_invariant: frozenset[str]
    plural_irregular: Mapping[str, str]
    adjectival: tuple[tuple[str, str], ...]
    derivation: tuple[tuple[str, str], ...]
    shortest_stem: int
    classes: Mapping[str, str]
    organ_adjectives: frozenset[str]
    departure_adjectives: frozenset[str]
    departure_nouns: frozenset[str]
    stop: frozenset[str]
    relational: frozenset[str]
    conjunctions: frozenset[str]
    prepositions: frozenset[str]
    modifiers: frozenset[str]
    prefixes: frozenset[str]
    exact_only: frozenset[str]
    _endings: Mapping[str, tuple[_Ending, ...]] = field(init=False, repr=False, compare=False)
    _sizes: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look endings up instead of trying them one by one."""
        endings: dict[str, tuple[_Ending, ...]] = {}
        pairs = [(*pair, True) for pair in self.adjectival]
        pairs += [(*pair, False) for pair in self.derivation]
        for rank, (ending, replacement, adjectival) in enumerate(pairs):
            known = endings.get(ending, ())
            endings[ending] = (*known, (rank, replacement, adjectival, len(ending)))
        object.__setattr__(self, "_endings", endings)
        object.__setattr__(self, "_sizes", tuple(sorted(set(map(len, endings)))))

    def fold(self, word: str) -> str:
        """Lower-case ``word`` and replace accents and ligatures: "Möbius" → "mobius"."""
        word = word.lower()
        if word.isascii():
            return word
        folded = unicodedata.normalize("NFKD", word.translate(self.folding))
        return "".join(char for char in folded if not unicodedata.combining(char)).lower()

    def lemma(self, folded: str) -> str:
        """Return a key shared by the spellings and numbers of a folded word.

        The key is not always a word: "stenosis" and "stenoses" share "stenos".
        """
        word = self.spelling_pattern.sub(lambda match: self.spelling[match[0]], folded)
        if len(word) < 4 or word in self.plural_invariant:
            return word
        word = self.plural_irregular.get(word, word)
        return _strip_number(word)

    def derivations(self, lemma: str) -> Iterator[tuple[str, bool]]:
        """Yield (word that ``lemma`` may be derived from, adjectival), likeliest first."""
        count = len(lemma)
        found: list[_Ending] = []
        for size in self._sizes:
            if count - size < self.shortest_stem:
                break
            found += self._endings.get(lemma[count - size :], ())
        found.sort()
        for _, replacement, adjectival, size in found:
            yield lemma[: count - size] + replacement, adjectival


def _strip_number(word: str) -> str:
    """Take the regular plural off, and the vowel that makes "nose"/"noses" differ from "-sis"."""
    if word.endswith("omata"):
        return word[:-2]
    if not word.endswith("s"):
        if word.endswith("se"):
            return word[:-1]
        return word[:-1] if word.endswith("ae") else word
    if word.endswith(("ss", "us")):
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes", "ses", "sis")):
        return word[:-2]
    return word if word.endswith("is") else word[:-1]


@cache
def load_normalizer() -> Normalizer:
    """Read the packaged tables."""
    table = read_toml("normalization.toml")
    spelling = dict(table["spelling"]["anywhere"])
    longest_first = sorted(spelling, key=lambda key: (-len(key), key))
    words = table["words"]
    plain = Normalizer(
        folding={ord(char): text for char, text in table["folding"].items()},
        spelling=spelling,
        spelling_pattern=re.compile("|".join(map(re.escape, longest_first))),
        plural_invariant=frozenset(table["plural"]["invariant"]),
        plural_irregular=table["plural"]["irregular"],
        adjectival=tuple(map(tuple, table["derivation"]["adjectival"])),
        derivation=tuple(map(tuple, table["derivation"]["other"])),
        shortest_stem=table["derivation"]["shortest_stem"],
        classes={},
        organ_adjectives=frozenset(),
        departure_adjectives=frozenset(),
        departure_nouns=frozenset(),
        stop=frozenset(words["stop"]),
        relational=frozenset(words["relational"]),
        conjunctions=frozenset(words["conjunctions"]),
        prepositions=frozenset(words["prepositions"]),
        modifiers=frozenset(words["modifiers"]),
        prefixes=frozenset(words["prefixes"]),
        exact_only=frozenset(words["exact_only"]),
    )
    return _with_classes(plain)


def _with_classes(normalizer: Normalizer) -> Normalizer:
    table = read_toml("word_classes.toml")
    classes: dict[str, str] = {}
    organ_adjectives: set[str] = set()
    departure_adjectives: set[str] = set()
    departure_nouns: set[str] = set()
    for name, members in table["qualities"].items():
        classes.update((normalizer.lemma(word), name) for word in members)
    for name, (nouns, adjectives) in {**table["departure"], **table["organs"]}.items():
        classes.update((normalizer.lemma(word), name) for word in (*nouns, *adjectives))
        if name in table["organs"]:
            organ_adjectives.update(normalizer.lemma(word) for word in adjectives)
        else:
            departure_nouns.update(normalizer.lemma(word) for word in nouns)
            departure_adjectives.update(normalizer.lemma(word) for word in adjectives)
    return replace(
        normalizer,
        classes=classes,
        organ_adjectives=frozenset(organ_adjectives),
        departure_adjectives=frozenset(departure_adjectives),
        departure_nouns=frozenset(departure_nouns),
    )
