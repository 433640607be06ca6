"""Where it hurts: "pain started around the navel and is now in the right lower quadrant".

Notes tell the site of a pain apart from the word for it. A site after a word for pain, in the same
sentence, names the pain of that site. Sites are data (``data/pain_sites.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from .alternatives import either
from .tables import read_toml

__all__ = ["PainSiteReader", "load_pain_site_reader"]

_FARTHEST: Final = 100
_SENTENCE_END: Final = re.compile(r"[.;!?\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PainSiteReader:
    """Finds sites; :func:`load_pain_site_reader` makes the packaged one.

    Attributes:
        site: any site.
        pain: a word for pain.
        not_after: words right before a site that make it the place of something else.
        concepts: site → the finding of pain there.
    """

    site: re.Pattern[str]
    pain: re.Pattern[str]
    not_after: frozenset[str]
    concepts: Mapping[str, str]

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield offsets and concept of each site that a pain is said to be in."""
        for match in self.site.finditer(text):
            before = text[max(0, match.start() - _FARTHEST) : match.start()].lower()
            clause = _SENTENCE_END.split(before)[-1]
            if self.pain.search(clause) and self.not_after.isdisjoint(clause.split()[-3:]):
                yield match.start(), match.end(), self.concepts[match[0].lower()]


@cache
def load_pain_site_reader() -> PainSiteReader:
    """Read the packaged sites."""
    table = read_toml("pain_sites.toml")
    concepts = {word: row["concept"][0] for row in table["sites"] for word in row["words"]}
    return PainSiteReader(
        site=re.compile(rf"\b(?:{either(concepts)})\b", re.IGNORECASE | re.ASCII),
        pain=re.compile(rf"\b(?:{either(table['pain'])})\b"),
        not_after=frozenset(table["not_after"]),
        concepts=concepts,
    )
