"""Short forms with several meanings, judged by the rest of the text: "ASD", "MR", "CP".

A meaning's weight is how common it is, times what the text says for it: words that go with it, and
findings that are its neighbours in the graph. A form that is too uncertain is linked to nothing.
The forms are ``data/ambiguous_abbreviations.tsv``; a form that the text itself explains never
comes here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from data_schema import Category

from .linker import Agreement
from .matcher import Match
from .remembered import Remembered
from .tables import read_tsv
from .tokenizer import Tokens

__all__ = ["Disambiguator", "Meaning", "load_meanings"]

_NEAR: Final = 8
_NEAR_CUE: Final = 1.5
_FAR_CUE: Final = 0.7
_BESIDE: Final = 4.0
_NEIGHBOUR: Final = 0.4
_MOST_CUES: Final = 3.0
_MOST_NEIGHBOURS: Final = 1.5
_OTHER: Final = 6.0
_SHOUTED: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One meaning of a short form.

    Attributes:
        concept_id: CURIE, ``""`` for what is no finding.
        label: what it means.
        weight: how often clinical text means it, beside the other meanings of the form.
        cues: words in lower case that go with it.
    """

    concept_id: str
    label: str
    weight: float
    cues: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disambiguator:
    """Chooses between the meanings of short forms.

    Attributes:
        meanings: short form → its meanings.
        categories: the concepts that can be chosen, and what each names.
        parents: concept → the concepts it is a kind of; may be empty.
    """

    meanings: Mapping[str, Sequence[Meaning]]
    categories: Mapping[str, Category]
    parents: Mapping[str, Sequence[str]]

    _kin: Remembered[frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_kin", Remembered(self._above))

    def resolve(self, tokens: Tokens, matches: Sequence[Match]) -> list[Match]:
        """Return the matches with every ambiguous short form judged, by start.

        One whose likeliest meaning is no finding, or none of the lexicon, is left out. Costs a look
        at the words, and more only where such a form is.

        Args:
            tokens: the words of the text.
            matches: by start, then longest first.
        """
        if self.meanings.keys().isdisjoint(tokens.words):
            return list(matches)
        places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(tokens.words):
            if word in self.meanings and not _shouted(tokens, place):
                places[word].append(place)
        judged = {place for same in places.values() for place in same}
        kept = [
            match for match in matches if not (len(match.places) == 1 and match.places[0] in judged)
        ]
        inside = {place for match in kept for place in match.places}
        kin = [self._kin[match.candidates[0].concept_id] for match in kept]
        for word, same in places.items():
            candidates = tuple(self._judged(word, self._chances(word, same, tokens, kin)))
            if candidates:
                kept.extend(
                    _standing(tokens, place, candidates) for place in same if place not in inside
                )
        kept.sort(key=lambda match: (match.start, -match.end))
        return kept

    def _judged(self, word: str, chances: Sequence[float]) -> Iterator[Agreement]:
        """Yield the meanings that can be chosen, likeliest first, unless another is likelier."""
        ranked = sorted(
            zip(chances, self.meanings[word], strict=True),
            key=lambda pair: (-pair[0], pair[1].concept_id),
        )
        if ranked[0][1].concept_id in self.categories:
            for chance, meaning in ranked:
                if meaning.concept_id in self.categories:
                    category = self.categories[meaning.concept_id]
                    yield Agreement(1.0 - chance, 0, meaning.concept_id, word, category)

    def _chances(
        self, word: str, places: Iterable[int], tokens: Tokens, kin: Sequence[Collection[str]]
    ) -> list[float]:
        """Return the probability of each meaning of ``word``; they sum to less than one."""
        said = _words(tokens, range(len(tokens)))
        near = _words(tokens, _around(places, _NEAR))
        beside = _words(tokens, _around(places, 1))
        odds = []
        for meaning in self.meanings[word]:
            cues = (_NEAR_CUE if cue in near else _FAR_CUE for cue in sorted(meaning.cues & said))
            support = (
                min(sum(cues), _MOST_CUES)
                + min(_NEIGHBOUR * self._shared(meaning, kin), _MOST_NEIGHBOURS)
                + (_BESIDE if meaning.cues & beside else 0.0)
            )
            odds.append(meaning.weight * math.exp(support))
        total = sum(odds) + _OTHER
        return [each / total for each in odds]

    def _shared(self, meaning: Meaning, kin: Sequence[Collection[str]]) -> float:
        """Return how many of the text's findings are neighbours, each by its share in [0, 1]."""
        own = self._kin[meaning.concept_id]
        return sum(len(own.intersection(other)) / len(own) for other in kin) if own else 0.0

    def _above(self, concept_id: str) -> frozenset[str]:
        """Return a concept and all above it but the two uppermost levels, which say nothing."""
        found: set[str] = set()
        rising = [concept_id]
        while rising:
            each = rising.pop()
            above = self.parents.get(each, ())
            if each not in found and any(self.parents.get(parent) for parent in above):
                found.add(each)
                rising.extend(above)
        return frozenset(found)


def _around(places: Iterable[int], distance: int) -> Iterator[int]:
    for place in places:
        yield from range(place - distance, place)
        yield from range(place + 1, place + distance + 1)


def _words(tokens: Tokens, places: Iterable[int]) -> frozenset[str]:
    return frozenset(tokens.words[place].lower() for place in places if 0 <= place < len(tokens))


def _standing(tokens: Tokens, place: int, candidates: tuple[Agreement, ...]) -> Match:
    return Match(
        start=tokens.starts[place], end=tokens.ends[place], places=(place,), candidates=candidates
    )


def _shouted(tokens: Tokens, place: int) -> bool:
    """Say whether the words around are capitals, too, so that "AS" may be the word "as"."""
    around = tokens.words[max(0, place - _NEAR) : place + _NEAR + 1]
    return sum(len(word) >= _SHOUTED and word.isupper() for word in around) >= 2


@cache
def load_meanings() -> Mapping[str, tuple[Meaning, ...]]:
    """Read the packaged table."""
    found: dict[str, list[Meaning]] = defaultdict(list)
    for row in read_tsv("ambiguous_abbreviations.tsv"):
        found[row["short"]].append(
            Meaning(
                concept_id=row["concept_id"],
                label=row["label"],
                weight=float(row["weight"]),
                cues=frozenset(row["cues"].split()),
            )
        )
    return {short: tuple(meanings) for short, meanings in found.items()}
