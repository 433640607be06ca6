"""Reads the short forms that a document explains as what they stand for.

After "maple syrup urine disease (MSUD)", "classic MSUD" is read as "classic maple syrup urine
disease": the words of the long form take the place of the short one, and the names of the lexicon
are looked up once more around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from .abbreviations import Abbreviation, find_abbreviations
from .matcher import Match
from .tokenizer import Gap, Tokens, tokenize

__all__ = ["read_short_forms"]

_CONTEXT: Final = 6
"""How many words beside a short form a name may take in."""
_ROUNDS: Final = 2
"""A long form may have a short one in it: "autosomal recessive PKD (ARPKD)"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meaning:
    """A long form that names a concept.

    Attributes:
        words, gaps: the tokens of the long form.
        told: which of them the concept's name needs.
    """

    words: list[str]
    gaps: list[Gap]
    told: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rewritten:
    """Pieces of a text with long forms in the place of short ones, one after the other.

    Attributes:
        tokens: of the pieces; words of a long form have the offsets of its short form.
        origins: for each token, the numbers of the text's tokens that it stands for.
        needed: for each short form, the tokens that a match must have all of, or none.
    """

    tokens: Tokens
    origins: list[tuple[int, ...]]
    needed: list[frozenset[int]]


def read_short_forms(
    text: str,
    tokens: Tokens,
    matches: Sequence[Match],
    look_up: Callable[[Tokens], Iterable[Match]],
) -> list[Match]:
    """Return ``matches`` with short forms meaning what the document says they mean.

    Args:
        text: the document.
        tokens: its words.
        matches: names found in it.
        look_up: finds names in other words.
    """
    explained = list(find_abbreviations(text))
    if not explained:
        return list(matches)
    shorts = {found.short for found in explained}
    kept = [match for match in matches if text[match.start : match.end] not in shorts]
    meanings: dict[str, _Meaning] = {}
    for _ in range(_ROUNDS):
        before = len(meanings)
        _learn(tokens, kept, explained, meanings)
        if len(meanings) == before:
            break
        read = _matches(_rewritten(tokens, meanings), look_up)
        kept = list(dict.fromkeys([*kept, *read]))
    kept.sort(key=lambda match: (match.start, -match.end))
    return kept


def _learn(
    tokens: Tokens,
    matches: Iterable[Match],
    explained: Iterable[Abbreviation],
    meanings: dict[str, _Meaning],
) -> None:
    """Add the short forms whose long forms are names; the first meaning stands."""
    by_end: dict[int, list[Abbreviation]] = {}
    for found in explained:
        by_end.setdefault(found.long_end, []).append(found)
    known = _by_words(meanings)
    for match in matches:
        for found in by_end.get(match.end, ()):
            if match.start <= found.long_start and not match.elliptic:
                meanings.setdefault(found.short, _meaning(tokens, match, known))


def _by_words(meanings: Mapping[str, _Meaning]) -> dict[tuple[str, ...], _Meaning]:
    return {tuple(tokenize(short).words): meaning for short, meaning in meanings.items()}


def _meaning(tokens: Tokens, match: Match, known: Mapping[tuple[str, ...], _Meaning]) -> _Meaning:
    """Return the words of a long form, short forms among them spelled out."""
    first, end = match.places[0], match.places[-1] + 1
    piece = Tokens(
        starts=tokens.starts[first:end],
        ends=tokens.ends[first:end],
        words=tokens.words[first:end],
        gaps=tokens.gaps[first:end],
    )
    shorts = {begin: (last, meaning) for begin, last, meaning in _occurrences(piece, known)}
    words: list[str] = []
    gaps: list[Gap] = []
    told: set[int] = set()
    place = 0
    while place < len(piece):
        last, spelled = shorts.get(place, (place, None))
        if spelled is None:
            if first + place in match.places:
                told.add(len(words))
            words.append(piece.words[place])
            gaps.append(piece.gaps[place])
        else:
            told.update(len(words) + each for each in spelled.told)
            words.extend(spelled.words)
            gaps.extend([piece.gaps[place], *spelled.gaps[1:]])
        place = last + 1
    return _Meaning(words=words, gaps=gaps, told=frozenset(told))


def _rewritten(tokens: Tokens, meanings: Mapping[str, _Meaning]) -> _Rewritten:
    """Write out every piece of the text around short forms."""
    found = list(_occurrences(tokens, _by_words(meanings)))
    written = _Rewritten(
        tokens=Tokens(starts=[], ends=[], words=[], gaps=[]), origins=[], needed=[]
    )
    done = 0
    for number, (first, last, meaning) in enumerate(found):
        _copy(tokens, range(max(done, first - _CONTEXT), first), written)
        begin = len(written.origins)
        written.needed.append(frozenset(begin + place for place in meaning.told))
        written.tokens.words.extend(meaning.words)
        written.tokens.gaps.extend([tokens.gaps[first], *meaning.gaps[1:]])
        written.tokens.starts.extend([tokens.starts[first]] * len(meaning.words))
        written.tokens.ends.extend([tokens.ends[last]] * len(meaning.words))
        written.origins.extend([tuple(range(first, last + 1))] * len(meaning.words))
        following = found[number + 1][0] if number + 1 < len(found) else len(tokens)
        done = min(last + 1 + _CONTEXT, following)
        _copy(tokens, range(last + 1, done), written)
    return written


def _occurrences(
    tokens: Tokens, shorts: Mapping[tuple[str, ...], _Meaning]
) -> Iterator[tuple[int, int, _Meaning]]:
    """Yield (first token, last token, meaning) of each short form, plurals included."""
    lengths = sorted({len(words) for words in shorts}, reverse=True)
    begins = {words[0] for words in shorts} | {f"{words[0]}s" for words in shorts}
    after = 0
    for place, word in enumerate(tokens.words):
        if place < after or word not in begins:
            continue
        for length in lengths:
            words = tuple(tokens.words[place : place + length])
            if len(words) < length:
                continue
            meaning = shorts.get(words) or shorts.get((*words[:-1], words[-1].removesuffix("s")))
            if meaning is not None and not any(tokens.gaps[place + 1 : place + length]):
                after = place + length
                yield place, after - 1, meaning
                break


def _copy(tokens: Tokens, places: range, written: _Rewritten) -> None:
    """Add words of the text as they are; a piece that does not follow the last begins anew."""
    follows = bool(written.origins) and written.origins[-1][-1] + 1 == places.start
    for place in places:
        written.tokens.words.append(tokens.words[place])
        written.tokens.starts.append(tokens.starts[place])
        written.tokens.ends.append(tokens.ends[place])
        written.tokens.gaps.append(tokens.gaps[place] if follows else Gap.HARD)
        written.origins.append((place,))
        follows = True


def _matches(written: _Rewritten, look_up: Callable[[Tokens], Iterable[Match]]) -> Iterator[Match]:
    """Yield the names that take in a short form as a whole."""
    needed_by = {place: needed for needed in written.needed for place in needed}
    for match in look_up(written.tokens):
        places = frozenset(match.places)
        touched = [needed_by[place] for place in match.places if place in needed_by]
        if touched and all(needed <= places for needed in touched):
            origins = sorted({origin for place in places for origin in written.origins[place]})
            yield replace(match, places=tuple(origins))
