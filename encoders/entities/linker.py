"""From the words of a mention to a concept: how well they agree with each candidate's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from data_schema import Category, Scope

from .names import IndexedName
from .normalize import Normalizer
from .vocabulary import WordForm

__all__ = ["Agreement", "Judge"]

_SCOPE_RANK: Final = {
    Scope.LABEL: 0,
    Scope.EXACT: 1,
    Scope.NARROW: 2,
    Scope.RELATED: 3,
    Scope.BROAD: 4,
}
_LAYER_PENALTY: Final = (0.0, 0.02, 0.08, 0.12, 0.2)
_EVERY_LAYER_PENALTY: Final = 0.002
"""For each word's every step from its written form: of two names the nearer one is meant."""
_ORDER_PENALTY: Final = 0.05
_SCOPE_PENALTY: Final = (0.0, 0.0, 0.05, 0.1, 0.15)


@dataclass(frozen=True, slots=True, order=True)
class Agreement:
    """How well a candidate fits; the smallest wins, ties go to the smaller CURIE.

    Attributes:
        penalty: 1 − score.
        scope_rank: label before exact, narrow, related, broad synonym.
        concept_id: the candidate.
        name: as the lexicon has it.
        category: the candidate's vocabulary.
    """

    penalty: float
    scope_rank: int
    concept_id: str
    name: str
    category: Category

    @property
    def score(self) -> float:
        """Return the agreement in [0, 1]; 1 is the name itself."""
        return max(0.0, 1.0 - self.penalty)


class Layer(IntEnum):
    """The strictest layer at which two words of one key agree."""

    FOLDED = 0
    LEMMA = 1
    ADJECTIVAL = 2
    STEM = 3
    CLASS = 4


def _layer(word: WordForm, name: WordForm) -> Layer:
    if word.folded == name.folded:
        return Layer.FOLDED
    if word.lemma == name.lemma:
        return Layer.LEMMA
    if word.adjectival == name.adjectival:
        return Layer.ADJECTIVAL
    return Layer.STEM if word.stem == name.stem else Layer.CLASS


def _align(words: Sequence[WordForm], name: IndexedName) -> tuple[list[Layer], bool] | None:
    """Return (each word's layer, same order), or ``None`` where the words are not the name's."""
    forms = name.forms
    if len(words) != len(forms):
        return None
    if all(word.key == form.key for word, form in zip(words, forms, strict=True)):
        return list(map(_layer, words, forms)), True
    left = list(forms)
    layers: list[Layer] = []
    for word in words:
        fitting = [form for form in left if form.key == word.key]
        if not fitting:
            return None
        best = min(fitting, key=lambda form: _layer(word, form))
        layers.append(_layer(word, best))
        left.remove(best)
    return layers, False


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


class Judge:
    """Orders the candidates of a window of words."""

    def __init__(self, *, normalizer: Normalizer) -> None:
        self._organ_adjectives = normalizer.organ_adjectives
        self._exact_only = normalizer.exact_only
        self._departures = normalizer.departure_adjectives
        self._departure_nouns = normalizer.departure_nouns

    def _loosest(self, word: WordForm) -> Layer:
        """Return the loosest layer at which a word alone may name a finding."""
        return Layer.FOLDED if word.folded in self._exact_only else Layer.ADJECTIVAL

    def _is_bent(self, word: WordForm, layer: Layer) -> bool:
        """Say whether a word that names nothing but itself is taken for another."""
        return layer > Layer.LEMMA and word.folded in self._exact_only

    def _dangles(self, last: WordForm, name: IndexedName, *, ordered: bool) -> bool:
        """Say whether the words end on an adjective whose noun is not among them.

        "Anomalies of the facial …" is not yet "abnormality of the face".
        """
        return last.lemma in self._organ_adjectives and not (
            ordered and name.forms[-1].lemma == last.lemma
        )

    def _names_disease(
        self, words: Sequence[WordForm], name: IndexedName, layer: Layer, *, elliptic: bool
    ) -> bool:
        """Say whether words may be a disease's name: more is asked than of a finding.

        A malformation of the brain is an abnormality of it, but no "brain disorder".
        """
        if layer <= Layer.LEMMA:
            return True
        said, meant = (
            sorted(form.lemma for form in forms if form.lemma in self._departure_nouns)
            for forms in (words, name.forms)
        )
        return not elliptic and said == meant

    def _bears_parting(self, words: Sequence[WordForm], name: IndexedName) -> bool:
        """Say whether words that do not stand side by side may make the name."""
        return not name.derived and words[-1].lemma not in self._departures

    def _fits(
        self,
        words: Sequence[WordForm],
        name: IndexedName,
        layers: Sequence[Layer],
        *,
        ordered: bool,
        elliptic: bool,
    ) -> bool:
        """Say whether words that agree with a name by ``layers`` may name its concept."""
        layer = max(layers)
        if len(words) == 1 and layer > self._loosest(words[0]):
            return False
        if layer > Layer.LEMMA and any(map(self._is_bent, words, layers)):
            return False
        if self._dangles(words[-1], name, ordered=ordered):
            return False
        return name.category is not Category.DISEASE or self._names_disease(
            words, name, layer, elliptic=elliptic
        )

    def judge(
        self,
        words: Sequence[WordForm],
        names: Sequence[IndexedName],
        *,
        written: Sequence[str],
        reorder: bool,
        skipped: int,
        elliptic: bool = False,
        headed: bool = False,
    ) -> list[Agreement]:
        """Return the acceptable candidates, best first, one for each concept.

        Args:
            words: the window's words without stop words and skipped modifiers.
            names: names with the same key.
            written: the same words as the text has them.
            reorder: whether the window may be read in another order than the name's.
            skipped: how many modifiers were left out.
            elliptic: the words are not said side by side, so more is asked of them.
            headed: a noun follows, so that what ends on an adjective or another noun may belong
                to it: "abnormal calcium metabolism".
        """
        best: dict[str, Agreement] = {}
        joined = _letters("".join(written))
        for name in names:
            if name.case_sensitive and joined != _letters(name.written):
                continue
            aligned = _align(words, name)
            if aligned is None:
                continue
            layers, ordered = aligned
            if not ordered and not reorder:
                continue
            if (headed and name.clipped) or (elliptic and not self._bears_parting(words, name)):
                continue
            if not self._fits(words, name, layers, ordered=ordered, elliptic=elliptic):
                continue
            rank = _SCOPE_RANK[name.scope]
            penalty = (
                _LAYER_PENALTY[max(layers)]
                + (0.0 if ordered else _ORDER_PENALTY)
                + _SCOPE_PENALTY[rank]
                + _EVERY_LAYER_PENALTY * sum(layers)
                + 0.01 * skipped
                + (0.05 if name.derived else 0.0)
            )
            agreement = Agreement(penalty, rank, name.concept_id, name.written, name.category)
            known = best.get(name.concept_id)
            if known is None or agreement < known:
                best[name.concept_id] = agreement
        return sorted(best.values())
