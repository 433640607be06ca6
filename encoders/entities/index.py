"""The names of the lexicon, found by their words in any order.

A name's key is the sum of its words' numbers (:attr:`WordForm.key`), so a window of a text finds
every name of the same words with one addition a word and one look-up a window, whatever the
order. How well text and name agree is judged afterwards, on the candidates alone
(:mod:`.linker`): one loose index, one strict judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from data_schema import Category, Scope
from kg import LexicalEntry, Lexicon, paused_collection

from .normalize import Normalizer
from .tokenizer import tokenize
from .vocabulary import Vocabulary, WordForm, WordKind

__all__ = ["EVERYDAY_NAMES", "IndexedName", "NameIndex", "build_index"]

_MAX_WORDS: Final = 14
_SHORTEST_ABBREVIATION: Final = 3
"""Shorter ones mean too many things; the curated table of clinical terms has those that do not."""
_SHORTEST_OF_DISEASE: Final = 4
_FEWEST_TELLING: Final = 3
"""With so many other words, a name can do without its letter: "enhanced S-cone syndrome"."""
_LONGEST_COMPOSED: Final = 6
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


@dataclass(frozen=True, slots=True, kw_only=True)
class NameIndex:
    """Names by key.

    Attributes:
        vocabulary: what a word is to the names.
        names: key → names.
        reach: key of a word → length of the longest name that has it.
        pairs: sums of the keys of two words that some name has both of.
    """

    vocabulary: Vocabulary
    names: dict[int, tuple[IndexedName, ...]]
    reach: dict[int, int]
    pairs: frozenset[int]


def is_abbreviation(entry: LexicalEntry) -> bool:
    """Say whether a name is an abbreviation: one short word with capitals after its first."""
    text = entry.text
    if " " in text or len(text) > 8:
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


def _hides_abbreviation(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Say whether a short name skips a word in capitals: "adult ALL" is not "adult"."""
    if all(word.isupper() for word in words):
        return False
    forms = [vocabulary.form(word) for word in words]
    skipped = [form is not None and form.kind is WordKind.STOP for form in forms]
    hidden = any(skip and word.isupper() for word, skip in zip(words, skipped, strict=True))
    return hidden and skipped.count(False) < _FEWEST_TELLING


def _content(words: Iterable[str], vocabulary: Vocabulary) -> tuple[WordForm, ...]:
    forms = (vocabulary.form(word) for word in words)
    return tuple(form for form in forms if form and form.kind is not WordKind.STOP)


def _variants(entry: LexicalEntry, words: list[str]) -> Iterable[tuple[list[str], bool]]:
    """Yield the words of a name, then of what the name also says.

    "Abnormal kidney morphology" also says "abnormal kidney", "Elevated circulating calcium
    concentration" also "elevated calcium".
    """
    yield words, False
    lower = [word.lower() for word in words]
    if lower.count("of") == 1 and 0 < lower.index("of") <= _LONGEST_HEAD:
        head = lower.index("of")
        if not _RELATIONS.intersection(lower):
            yield [*words[head + 1 :], *words[:head]], False
    if words and words[0].lower() in _GENERIC_HEADS and words[-1].lower() in _GENERIC_TAILS:
        shorter = [word for word in words[:-1] if word.lower() not in _GENERIC_WORDS]
        if len(shorter) > 1:
            yield shorter, True


def build_index(lexicon: Lexicon, *, normalizer: Normalizer) -> NameIndex:
    """Index every name of ``lexicon``; the same lexicon always gives the same index."""
    with paused_collection():
        return _build(lexicon, normalizer)


def _build(lexicon: Lexicon, normalizer: Normalizer) -> NameIndex:
    tokenized = [
        (entry, tokenize(entry.text, prefixes=normalizer.prefixes).words)
        for entry in lexicon.entries
        if entry.kind not in _SKIPPED_KINDS
    ]
    vocabulary = Vocabulary(
        (word for _, words in tokenized for word in words), normalizer=normalizer
    )
    names = list(_names(tokenized, vocabulary, lexicon.categories))
    names.extend(
        composed_names([name for name in names if name.category is Category.PHENOTYPIC_FEATURE])
    )
    found: dict[int, list[IndexedName]] = {}
    reach: dict[int, int] = {}
    pairs: set[int] = set()
    for name in names:
        keys = [form.key for form in name.forms]
        found.setdefault(sum(keys), []).append(name)
        for key in keys:
            reach[key] = max(reach.get(key, 0), len(keys))
        pairs.update(map(sum, combinations(keys, 2)))
    return NameIndex(
        vocabulary=vocabulary,
        names={key: tuple(same) for key, same in found.items()},
        reach=reach,
        pairs=frozenset(pairs),
    )


def _names(
    tokenized: Iterable[tuple[LexicalEntry, list[str]]],
    vocabulary: Vocabulary,
    categories: Mapping[str, Category],
) -> Iterator[IndexedName]:
    for entry, all_words in tokenized:
        category = categories[entry.concept_id]
        abbreviation = is_abbreviation(entry)
        if abbreviation and not _tells(entry, category):
            continue
        if _hides_abbreviation(all_words, vocabulary):
            continue
        for words, derived in _variants(entry, all_words):
            forms = _content(words, vocabulary)
            if entry.kind == EVERYDAY_NAMES and len(forms) < min(2, len(words)):
                continue  # "appears well" and "pain all over" would be "well" and "pain"
            if 0 < len(forms) <= _MAX_WORDS:
                yield IndexedName(
                    concept_id=entry.concept_id,
                    category=category,
                    scope=entry.scope,
                    forms=forms,
                    written=entry.text,
                    case_sensitive=abbreviation,
                    derived=derived,
                    clipped=derived,
                )


def composed_names(names: Sequence[IndexedName]) -> Iterator[IndexedName]:
    """Yield what labels say when the name inside them is said otherwise.

    "Cryptorchidism" is also "undescended testes", so "Bilateral cryptorchidism" is also "bilateral
    undescended testes". Only exact synonyms, of the longest name inside a label, are used.
    """
    meaning: dict[tuple[str, ...], str] = {}
    exact: dict[str, list[tuple[WordForm, ...]]] = {}
    for name in names:
        if name.scope in _SAME and not name.derived and not name.case_sensitive:
            lemmas = tuple(form.lemma for form in name.forms)
            meaning.setdefault(lemmas, name.concept_id)
            exact.setdefault(name.concept_id, []).append(name.forms)
    for name in names:
        if name.scope is not Scope.LABEL or name.derived or len(name.forms) > _LONGEST_COMPOSED:
            continue
        inner = _inner_name(name, meaning)
        if inner is None:
            continue
        first, last, concept_id = inner
        seen = {tuple(form.key for form in name.forms[first:last])}
        for forms in exact[concept_id]:
            keys = tuple(form.key for form in forms)
            if keys not in seen:
                seen.add(keys)
                composed = (*name.forms[:first], *forms, *name.forms[last:])
                yield replace(name, forms=composed, derived=True)


def _inner_name(
    name: IndexedName, meaning: Mapping[tuple[str, ...], str]
) -> tuple[int, int, str] | None:
    """Return (first, last, concept) of the longest name of another concept inside a label.

    Of names as long, the one nearest to the end is taken: English puts the finding after what
    qualifies it.
    """
    lemmas = tuple(form.lemma for form in name.forms)
    count = len(lemmas)
    for length in range(count - 1, 0, -1):
        for first in range(count - length, -1, -1):
            concept_id = meaning.get(lemmas[first : first + length])
            if concept_id is not None and concept_id != name.concept_id:
                return first, first + length, concept_id
    return None
