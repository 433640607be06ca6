"""Names that labels imply: what is said otherwise inside a label is said otherwise there, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Named", "composed_names"]

_LONGEST_COMPOSED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Names of findings, column by column.

    Attributes:
        concepts: CURIE of each.
        forms, lemmas, keys: numbers of the words of each, of their lemmas and of their keys.
        labels: whether each is a label.
        exact: whether each is a label or exact synonym as it is written, and no abbreviation.
    """

    concepts: Sequence[str]
    forms: Sequence[tuple[int, ...]]
    lemmas: Sequence[tuple[int, ...]]
    keys: Sequence[tuple[int, ...]]
    labels: Sequence[bool]
    exact: Sequence[bool]


def composed_names(names: Named) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield what labels say when the name inside them is said otherwise: (label, words).

    "Cryptorchidism" is also "undescended testes", so "Bilateral cryptorchidism" is also "bilateral
    undescended testes". Only exact synonyms, of the longest name inside a label, are used.
    """
    meaning: dict[tuple[int, ...], str] = {}
    exact: dict[str, list[int]] = {}
    for number, concept_id in enumerate(names.concepts):
        if names.exact[number]:
            meaning.setdefault(names.lemmas[number], concept_id)
            exact.setdefault(concept_id, []).append(number)
    for number, concept_id in enumerate(names.concepts):
        if not names.labels[number] or len(names.forms[number]) > _LONGEST_COMPOSED:
            continue
        inner = _inner_name(names.lemmas[number], concept_id, meaning)
        if inner is None:
            continue
        first, last, meant = inner
        forms = names.forms[number]
        seen = {names.keys[number][first:last]}
        for other in exact[meant]:
            if names.keys[other] not in seen:
                seen.add(names.keys[other])
                yield number, (*forms[:first], *names.forms[other], *forms[last:])


def _inner_name(
    lemmas: tuple[int, ...], own: str, meaning: Mapping[tuple[int, ...], str]
) -> tuple[int, int, str] | None:
    """Return (first, last, concept) of the longest name of another concept inside a label.

    Of names as long, the one nearest to the end is taken: English puts the finding after what
    qualifies it.
    """
    count = len(lemmas)
    for length in range(count - 1, 0, -1):
        for first in range(count - length, -1, -1):
            concept_id = meaning.get(lemmas[first : first + length])
            if concept_id is not None and concept_id != own:
                return first, first + length, concept_id
    return None
