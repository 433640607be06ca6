"""How fast annotators read notes, compared in one run on a machine whose speed changes.

Every annotator reads the same few notes one after the other, then the next few: each share of the
notes gives one figure for each, taken within seconds of the others'. Medians over the shares are
compared.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from data_schema import Document
from encoders.entities import Annotator, Mode

__all__ = ["Speed", "speeds"]

SHARES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """What one annotator reads in a second of processor time, medians over the shares.

    Attributes:
        kchars: thousands of characters.
        notes: notes.
        ratio: of its characters to those of the annotator it is compared with.
    """

    kchars: float
    notes: float
    ratio: float


def speeds(
    annotators: Mapping[str, tuple[Annotator, Mode]],
    notes: Sequence[Document],
    *,
    beside: Mapping[str, str],
) -> dict[str, Speed]:
    """Return the speed of each annotator.

    Args:
        annotators: by name, with the mode to read in.
        notes: what they read.
        beside: name → the annotator that it is compared with; itself where none is given.
    """
    shares = [notes[start::SHARES] for start in range(SHARES)]
    seconds: dict[str, list[float]] = {name: [] for name in annotators}
    for share in shares:
        for name, (annotator, mode) in annotators.items():
            seconds[name].append(_seconds(annotator, share, mode))
    sizes = [sum(len(note.text) for note in share) for share in shares]
    return {
        name: Speed(
            kchars=median(size / spent for size, spent in zip(sizes, own, strict=True)) / 1000,
            notes=median(len(share) / spent for share, spent in zip(shares, own, strict=True)),
            ratio=median(
                other / spent
                for other, spent in zip(seconds[beside.get(name, name)], own, strict=True)
            ),
        )
        for name, own in seconds.items()
    }


def _seconds(annotator: Annotator, notes: Sequence[Document], mode: Mode) -> float:
    begin = time.process_time()
    for note in notes:
        annotator.annotate(note, mode=mode)
    return time.process_time() - begin
