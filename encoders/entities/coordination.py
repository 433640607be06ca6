"""Names told apart by "and", "or", a comma or a slash: "short and broad fingers".

The words shared by two conjuncts are said once; here they are said twice, and looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from .vocabulary import WordForm, WordKind

__all__ = ["elliptic_windows"]

_LONGEST_PART: Final = 3
_LONGEST_LIST: Final = 10
_PARTING: Final = frozenset({WordKind.CONJUNCTION, WordKind.PREPOSITION})


def elliptic_windows(
    forms: Sequence[WordForm],
    weak: Sequence[bool],
    slash: Sequence[bool],
    *,
    nouns: frozenset[str],
) -> Iterator[tuple[int, ...]]:
    """Yield places, in order, whose words may make a name together.

    Two shapes are read, each with a conjunct left out in between:

    - shared end: "**short** and broad **fingers**";
    - shared beginning: "**hypoplasia** of the thumbs and **radii**".

    Args:
        forms: the words of a chunk without stop words.
        weak: whether a comma, bracket or slash stands before each.
        slash: whether a slash alone does.
        nouns: lemmas that cannot qualify a shared end ("anomaly"); as the whole of the shared end
            they belong to whole conjuncts ("triphalangeal thumbs and renal anomalies" is no anomaly
            of the thumbs).
    """
    count = len(forms)
    for place in range(1, count):
        if slash[place]:
            yield from _shared_beginning(forms, weak, place, place)
    for place in range(1, count - 1):
        if weak[place] and _ends_pair(forms, weak, place):
            continue
        if slash[place] and forms[place].kind is not WordKind.CONJUNCTION:
            yield from _shared_end(forms, weak, place, place, nouns)
        if forms[place].kind is WordKind.CONJUNCTION:
            right = place + 1
            while right < count and forms[right].kind is WordKind.CONJUNCTION:
                right += 1
            yield from _shared_end(forms, weak, place, right, nouns)
            yield from _shared_beginning(forms, weak, place, right)
        elif weak[place] and forms[place - 1].kind is not WordKind.CONJUNCTION:
            conjunction = _next_conjunction(forms, place)
            if conjunction is not None:
                yield from _shared_end(forms, weak, place, conjunction + 1, nouns)


def _ends_pair(forms: Sequence[WordForm], weak: Sequence[bool], place: int) -> bool:
    """Say whether the comma before ``place`` joins clauses, not a list: ", and" after one item."""
    if forms[place].kind is not WordKind.CONJUNCTION:
        return False
    return not any(weak[max(0, place - _LONGEST_PART) : place])


def _next_conjunction(forms: Sequence[WordForm], place: int) -> int | None:
    """Return where the list that has a comma before ``place`` says "and" or "or"."""
    for later in range(place + 1, min(len(forms), place + _LONGEST_LIST)):
        if forms[later].kind is WordKind.CONJUNCTION:
            return later
        if forms[later].kind is WordKind.PREPOSITION:
            return None
    return None


def _shared_end(
    forms: Sequence[WordForm],
    weak: Sequence[bool],
    left_end: int,
    right: int,
    nouns: frozenset[str],
) -> Iterator[tuple[int, ...]]:
    limit = _run_right(forms, weak, right)
    begin = _run_left(forms, weak, left_end - 1)
    while begin < left_end - 1 and forms[begin].kind is WordKind.MODIFIER:
        begin += 1
    for start in range(left_end - 1, begin - 1, -1):
        if forms[start].lemma in nouns:
            break
        for skip in (1, 2):
            if right + skip > limit or forms[right + skip - 1].kind is WordKind.MODIFIER:
                continue
            for end in range(right + skip, limit):
                if start > begin and right + skip == end and forms[end].lemma in nouns:
                    continue
                tail = range(right + skip, end + 1)
                yield (*range(start, left_end), *tail)


def _shared_beginning(
    forms: Sequence[WordForm], weak: Sequence[bool], left_end: int, right: int
) -> Iterator[tuple[int, ...]]:
    limit = _run_right(forms, weak, right)
    begin = _run_left(forms, weak, left_end - 1)
    for skip in (1, 2):
        last = left_end - skip
        for start in range(last - 1, begin - 1, -1):
            for end in range(right, limit):
                yield (*range(start, last), *range(right, end + 1))


def _run_right(forms: Sequence[WordForm], weak: Sequence[bool], place: int) -> int:
    """Return the end of the words from ``place`` on that no comma or conjunction parts."""
    end = place
    while end < len(forms) and end < place + _LONGEST_PART + 1:
        if forms[end].kind in _PARTING or (weak[end] and end > place):
            break
        end += 1
    return end


def _run_left(forms: Sequence[WordForm], weak: Sequence[bool], place: int) -> int:
    """Return the first of the words up to ``place`` that no comma or conjunction parts."""
    begin = place
    if forms[begin].kind in _PARTING:
        return begin + 1
    while begin > 0 and begin > place - _LONGEST_PART:
        if weak[begin] or forms[begin - 1].kind in _PARTING:
            break
        begin -= 1
    return begin
