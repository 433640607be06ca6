"""Names told apart by "and", "or", a comma or a slash: "short and broad fingers".

The words shared by two conjuncts are said once; here they are said twice, and looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .vocabulary import WordForm, WordKind

__all__ = ["Conjuncts"]

_LONGEST_PART: Final = 3
_LONGEST_LIST: Final = 10
_PARTING: Final = frozenset({WordKind.CONJUNCTION, WordKind.PREPOSITION})

_Windows = Iterator[tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conjuncts:
    """The words of a chunk without stop words, read as conjuncts that share words.

    Attributes:
        forms: the words.
        weak: whether a comma, bracket or slash stands before each.
        slash: whether a slash alone does.
        positions: their token numbers: where one is left out, stop words stand.
        relational: whether one that fixes the order does, such as "to".
        nouns: lemmas that cannot qualify a shared end ("anomaly"); as the whole of the shared end
            they belong to whole conjuncts ("triphalangeal thumbs and renal anomalies" is no anomaly
            of the thumbs).
        adjectives: lemmas that such a noun does belong to, whatever stands before them ("anal,
            renal and ear anomalies").
    """

    forms: Sequence[WordForm]
    weak: Sequence[bool]
    slash: Sequence[bool]
    positions: Sequence[int]
    relational: Sequence[bool]
    nouns: frozenset[str]
    adjectives: frozenset[str]

    def windows(self) -> _Windows:
        """Yield places, in order, whose words may make a name together.

        Four shapes are read, each with a conjunct left out in between:

        - shared end: "**short** and broad **fingers**";
        - shared beginning: "**hypoplasia** of the thumbs and **radii**";
        - shared beginning of a list: "**hearing loss** of conductive, **mixed** or other type";
        - a range: "**mild** to severe **myopia**".
        """
        forms, weak, slash = self.forms, self.weak, self.slash
        count = len(forms)
        for place in range(1, count):
            if slash[place]:
                yield from self._shared_beginning(place, place)
        for place in range(1, count - 1):
            if self.relational[place]:
                yield from self._range(place)
            if weak[place] and self._ends_pair(place):
                continue
            if slash[place] and forms[place].kind is not WordKind.CONJUNCTION:
                yield from self._shared_end(place, place)
            if forms[place].kind is WordKind.CONJUNCTION:
                right = place + 1
                while right < count and forms[right].kind is WordKind.CONJUNCTION:
                    right += 1
                yield from self._shared_end(place, right)
                yield from self._shared_beginning(place, right)
                if any(weak[max(0, place - _LONGEST_PART) : place + 1]):
                    yield from self._shared_by_list(place, right)
            elif weak[place] and forms[place - 1].kind is not WordKind.CONJUNCTION:
                conjunction = self._next_conjunction(place)
                if conjunction is not None:
                    yield from self._shared_end(place, conjunction + 1)

    def _range(self, place: int) -> _Windows:
        """Yield the first of two degrees, the second at ``place``, with what both are said of.

        A stop word that fixes the order stands before the second: "mild to severe".
        """
        if all(form.kind is WordKind.MODIFIER for form in self.forms[place - 1 : place + 1]):
            for end in range(place + 1, self._run_right(place)):
                yield (place - 1, *range(place + 1, end + 1))

    def _ends_pair(self, place: int) -> bool:
        """Say whether the comma at ``place`` joins clauses, not a list: ", and" after one item."""
        if self.forms[place].kind is not WordKind.CONJUNCTION:
            return False
        return not any(self.weak[max(0, place - _LONGEST_PART) : place])

    def _next_conjunction(self, place: int) -> int | None:
        """Return where the list that has a comma before ``place`` says "and" or "or"."""
        for later in range(place + 1, min(len(self.forms), place + _LONGEST_LIST)):
            if self.forms[later].kind is WordKind.CONJUNCTION:
                return later
            if self.forms[later].kind is WordKind.PREPOSITION:
                return None
        return None

    def _shared_end(self, left_end: int, right: int) -> _Windows:
        forms = self.forms
        limit = self._run_right(right)
        begin = self._run_left(left_end - 1)
        while begin < left_end - 1 and forms[begin].kind is WordKind.MODIFIER:
            begin += 1
        nearest = forms[left_end - 1]
        qualifies = nearest.lemma in self.adjectives or (
            nearest.folded == nearest.lemma and self._after_stop_word(left_end - 1)
        )
        for start in range(left_end - 1, begin - 1, -1):
            if forms[start].lemma in self.nouns and not self._said_of(start, left_end):
                break
            for skip in (1, 2):
                if right + skip > limit or forms[right + skip - 1].kind is WordKind.MODIFIER:
                    continue
                for end in range(right + skip, limit):
                    whole = right + skip == end and forms[end].lemma in self.nouns
                    if whole and start > begin and not qualifies:
                        continue
                    yield (*range(start, left_end), *range(right + skip, end + 1))

    def _said_of(self, place: int, end: int) -> bool:
        """Say whether a stop word joins ``place`` to the next word: "defects of the outer"."""
        return place + 1 < end and self._after_stop_word(place + 1)

    def _after_stop_word(self, place: int) -> bool:
        return self.positions[place] > self.positions[place - 1] + 1

    def _shared_beginning(self, left_end: int, right: int) -> _Windows:
        limit = self._run_right(right)
        begin = self._run_left(left_end - 1)
        for skip in (1, 2):
            last = left_end - skip
            for start in range(last - 1, begin - 1, -1):
                for end in range(right, limit):
                    yield (*range(start, last), *range(right, end + 1))

    def _shared_by_list(self, place: int, right: int) -> _Windows:
        """Yield what is said of a list with each later item: "**loss** of hair, **nails** and …".

        ``place`` is the list's conjunction, ``right`` its last item.
        """
        items = self._items(place)
        if len(items) < 2:
            return
        (begin, end), *between = items
        turn = end - 1
        while turn > begin and not self._after_stop_word(turn):
            turn -= 1
        if turn == begin or self.forms[turn - 1].kind is WordKind.MODIFIER:
            return
        limit = self._run_right(right)
        for start in range(turn - 1, begin - 1, -1):
            head = range(start, turn)
            for first, last in between:
                yield (*head, *range(first, last))
                for tail in range(right + 1, limit):
                    yield (*head, *range(first, last), *range(tail, limit))
            for stop in range(right + 1, limit + 1):
                yield (*head, *range(right, stop))

    def _items(self, place: int) -> list[tuple[int, int]]:
        """Return the spans of the items that commas part before the conjunction at ``place``."""
        items: list[tuple[int, int]] = []
        end = place
        while end > 0 and place - end < _LONGEST_LIST:
            begin = self._run_left(end - 1)
            if begin == end:
                break
            items.append((begin, end))
            if not self.weak[begin] or begin == 0 or self.forms[begin - 1].kind in _PARTING:
                break
            end = begin
        return items[::-1]

    def _run_right(self, place: int) -> int:
        """Return the end of the words from ``place`` on that no comma or conjunction parts."""
        end = place
        while end < len(self.forms) and end < place + _LONGEST_PART + 1:
            if self.forms[end].kind in _PARTING or (self.weak[end] and end > place):
                break
            end += 1
        return end

    def _run_left(self, place: int) -> int:
        """Return the first of the words up to ``place`` that no comma or conjunction parts."""
        begin = place
        if self.forms[begin].kind in _PARTING:
            return begin + 1
        while begin > 0 and begin > place - _LONGEST_PART:
            if self.weak[begin] or self.forms[begin - 1].kind in _PARTING:
                break
            begin -= 1
        return begin
