"""From a question to what a record says where the answer is yes.

"Have you ever had a stroke?" is told as "ever had a stroke" or "a stroke". Nothing is reworded:
what addresses the asked person is taken off, step by step, and each step is a name.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["is_yes_or_no", "statements"]

_YES_OR_NO: Final = re.compile(
    r"(?:in the last \w+, )?(?:do|does|did|are|is|was|were|have|has|had)\b", re.IGNORECASE
)
_ASIDE: Final = re.compile(r"\s?\([^)]*\)+")
_ADDRESS: Final = re.compile(
    r"(?:in the last \w+, )?"
    r"(?:(?:do|does|did|are|is|was|were|have|has|had)(?: there)? (?:you |the person )?)",
    re.IGNORECASE,
)
_ADVERBS: Final = re.compile(r"(?:ever |currently |recently |previously |suddenly |constantly )+")
_VERBS: Final = re.compile(r"(?:(?:have|had|been) )+")
_OF_THE_ASKED: Final = re.compile(r"\byour ", re.IGNORECASE)


def is_yes_or_no(question: str) -> bool:
    """Say whether a question is answered with yes or no, not with a place or a number."""
    return _YES_OR_NO.match(question) is not None


def statements(question: str, value: str = "") -> tuple[str, ...]:
    """Return what "yes" to a question says, longest first; a ``value`` stands behind it.

    >>> statements("Have you ever had a stroke?")
    ('ever had a stroke', 'had a stroke', 'a stroke')
    """
    told = _ASIDE.sub("", question.replace("’", "'")).rstrip("?: ")
    address = _ADDRESS.match(told)
    told = _OF_THE_ASKED.sub("", told[address.end() :] if address else told)
    found = [told]
    for opening in (_ADVERBS, _VERBS):
        match = opening.match(found[-1])
        if match is not None and match.end() < len(found[-1]):
            found.append(found[-1][match.end() :])
    return tuple(f"{said}: {value}" if value else said for said in found)
