"""Numbers and result words that name a finding: "Hb 6.1 g/dL" is anemia, "T 101.3F" is fever.

What can be measured and how its values are told is data (``data/measurements.toml``). A value
clearly inside the limits excludes what the table says it excludes, so that a normal troponin can
argue; one on the border, of the wrong dimension or that no body has says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import Final

from data_schema import Subject

from .growth import DeviationReader, load_deviation_reader
from .normalize import load_normalizer
from .quantities import BLOOD, Quantity, load_quantities
from .readings import Reading, ReadingRules, load_reading_rules
from .tables import read_toml
from .tokenizer import Tokens, tokenize

__all__ = ["NORMAL_CUE", "MeasuredFinding", "MeasurementReader", "load_measurement_reader"]

NORMAL_CUE: Final = "within reference range"
"""The cue of a mention that a normal value excludes; no words of the text."""

_ANY: Final = "any"
_ADULT: Final = Subject()
_SENTENCE_END: Final = re.compile(r"\n|[.;](?=\s)")
_FARTHEST_SPECIMEN: Final = 300
_MOST_SHARING: Final = 8
_SHARES: Final = re.compile(r"\s{0,2}(?:,\s?and|,|and|&|/)\s{0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredFinding:
    """A measurement that names or excludes a concept; offsets from its label to its unit."""

    start: int
    end: int
    concept_id: str
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One name of a quantity: its words in lower case, and its spelling where that matters."""

    words: tuple[str, ...]
    exact: str
    quantity: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementReader:
    """Finds measurements; :func:`load_measurement_reader` makes the packaged one.

    Attributes:
        labels: first word of a label → such labels, longest first.
        specimens: word → the specimen it names.
        telling: the words of both.
        not_after: words before a label that make it no result.
        rules: reads what follows a label.
        deviations: reads growth in standard deviations and centiles.
        prefixes: of the tokenizer that the labels were split with.
    """

    labels: Mapping[str, tuple[Label, ...]]
    specimens: Mapping[str, str]
    telling: frozenset[str]
    not_after: frozenset[str]
    rules: ReadingRules
    deviations: DeviationReader
    prefixes: frozenset[str]

    def find(
        self,
        text: str,
        tokens: Tokens | None = None,
        *,
        subject: Subject | None = None,
        charted: bool = False,
    ) -> Iterator[MeasuredFinding]:
        """Yield the measurements of ``text`` that name or exclude a finding.

        Args:
            text: the document.
            tokens: its words, where they are known already.
            subject: age and sex choose the limits; an adult of either sex by default.
            charted: also read growth given beside the measure itself ("49 cm (<3rd centile)").
        """
        tokens = tokenize(text, prefixes=self.prefixes) if tokens is None else tokens
        lower = list(map(str.lower, tokens.words))
        scan = _Scan(self, text, tokens, lower, subject=subject or _ADULT, charted=charted)
        yield from scan.run()


class _Scan:
    """One pass over the words of a text."""

    def __init__(
        self,
        reader: MeasurementReader,
        text: str,
        tokens: Tokens,
        lower: Sequence[str],
        *,
        subject: Subject,
        charted: bool,
    ) -> None:
        self._reader = reader
        self._text = text
        self._tokens = tokens
        self._lower = lower
        self._subject = subject
        self._charted = charted
        self._specimen = ("", 0)
        self._sharing: list[tuple[int, int, Quantity]] = []

    def run(self) -> Iterator[MeasuredFinding]:
        """Yield what each label with a value says."""
        labels, specimens = self._reader.labels, self._reader.specimens
        wanted = map(self._reader.telling.__contains__, self._lower)
        after = 0
        for place in list(compress(range(len(self._lower)), wanted)):
            if place < after:
                continue
            word = self._lower[place]
            found = self._at(place) if word in labels else None
            if found is not None:
                after, findings = found
                yield from findings
            elif word in specimens:
                self._specimen = (specimens[word], self._tokens.ends[place])

    def _at(self, place: int) -> tuple[int, tuple[MeasuredFinding, ...]] | None:
        """Read the label at ``place``; returns the word after it and what its value says."""
        if place and self._lower[place - 1] in self._reader.not_after:
            return None
        start = self._tokens.starts[place]
        for label in self._candidates(place, self._spoken_of(start)):
            after = place + len(label.words)
            end = self._tokens.ends[after - 1]
            read = self._read(place, end, label.quantity)
            if read is None:
                continue
            start, reading = read
            findings = _named(label.quantity, start, reading)
            return after, (*self._shared(start, reading), *findings)
        return None

    def _spoken_of(self, start: int) -> str:
        """Return the specimen that the sentence speaks of at ``start``."""
        specimen, since = self._specimen
        if specimen and (
            start - since > _FARTHEST_SPECIMEN or _SENTENCE_END.search(self._text, since, start)
        ):
            specimen = ""
            self._specimen = ("", 0)
        return specimen or BLOOD

    def _candidates(self, place: int, specimen: str) -> Iterator[Label]:
        specimens = self._reader.specimens
        for label in self._reader.labels[self._lower[place]]:
            after = place + len(label.words)
            if tuple(self._lower[place:after]) != label.words:
                continue
            wanted = label.quantity.specimen
            is_named = any(specimens.get(word) == wanted for word in label.words)
            if not is_named and wanted not in (_ANY, specimen):
                continue
            written = self._text[self._tokens.starts[place] : self._tokens.ends[after - 1]]
            if not label.exact or written == label.exact:
                yield label

    def _read(self, place: int, end: int, quantity: Quantity) -> tuple[int, Reading] | None:
        """Return where the measurement at ``place`` starts and what it says."""
        reader, start = self._reader, self._tokens.starts[place]
        cuts = quantity.cuts(self._subject)
        if cuts is None:
            return None
        if quantity.growth:
            deviation = reader.deviations.read(self._text, end, charted=self._charted)
            if deviation is None:
                self._sharing = [*self._waiting(start), (start, end, quantity)]
                return None
            value, after = deviation
            return start, Reading(end=after, level=cuts.level(value))
        reading = reader.rules.number(self._text, end, quantity, cuts)
        if reading is not None:
            return start, reading
        if not quantity.words or reader.rules.not_a_label.match(self._text, end):
            return None
        reading = reader.rules.word(self._text, end, quantity)
        return (start, reading) if reading else self._told_before(place, end, quantity)

    def _told_before(self, place: int, end: int, quantity: Quantity) -> tuple[int, Reading] | None:
        """Read a result told before the label: "normal serum sodium"."""
        first = place
        while first and self._reader.specimens.get(self._lower[first - 1]) == quantity.specimen:
            first -= 1
        if (
            not first
            or self._text[self._tokens.ends[first - 1] : self._tokens.starts[first]] != " "
        ):
            return None
        rules = self._reader.rules
        level = rules.level(self._lower[first - 1], quantity)
        if first > 1 and rules.level(self._lower[first - 2], quantity):
            return None
        return (self._tokens.starts[first - 1], Reading(end=end, level=level)) if level else None

    def _waiting(self, start: int) -> list[tuple[int, int, Quantity]]:
        """Return the labels of growth that stand in one list with the one at ``start``."""
        if self._sharing and _SHARES.fullmatch(self._text, self._sharing[-1][1], start):
            return self._sharing[-_MOST_SHARING:]
        return []

    def _shared(self, start: int, reading: Reading) -> Iterator[MeasuredFinding]:
        """Yield what a value says of the labels listed before its own."""
        for first, end, quantity in self._waiting(start):
            yield from _named(quantity, first, Reading(end=end, level=reading.level))
        self._sharing = []


def _named(quantity: Quantity, start: int, reading: Reading) -> tuple[MeasuredFinding, ...]:
    level = reading.level
    concept_id = None if level is None else quantity.concepts.get(level)
    if concept_id is None:
        return ()
    excluded = level == "normal"
    return (
        MeasuredFinding(start=start, end=reading.end, concept_id=concept_id, excluded=excluded),
    )


@cache
def load_measurement_reader() -> MeasurementReader:
    """Read the packaged table."""
    table = read_toml("measurements.toml")["reading"]
    prefixes = load_normalizer().prefixes
    labels: dict[str, list[Label]] = {}
    for quantity in load_quantities():
        names = [(name, "") for name in quantity.labels] + [(name, name) for name in quantity.exact]
        for name, exact in names:
            words = tuple(word.lower() for word in tokenize(name, prefixes=prefixes).words)
            label = Label(words=words, exact=exact.rstrip("+"), quantity=quantity)
            labels.setdefault(words[0], []).append(label)
    specimens = {word: specimen for specimen, words in table["specimens"].items() for word in words}
    return MeasurementReader(
        labels={
            word: tuple(sorted(found, key=lambda label: -len(label.words)))
            for word, found in labels.items()
        },
        specimens=specimens,
        telling=frozenset({*labels, *specimens}),
        not_after=frozenset(table["not_after"]),
        rules=load_reading_rules(),
        deviations=load_deviation_reader(),
        prefixes=prefixes,
    )
