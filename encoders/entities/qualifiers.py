"""Negations that deny only a kind of finding: "no dark-red papules" leaves other papules open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final

from data_schema import Mention

from .matcher import Match
from .tables import read_toml
from .tokenizer import Gap, Tokens

__all__ = ["QualifierRule", "load_qualifier_rule"]

_REACH: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class QualifierRule:
    """Tells the words that narrow what is denied from those that do not.

    Attributes:
        open_words: words between a negation and a finding that leave its meaning as it is.
    """

    open_words: frozenset[str]

    def narrows(
        self, mention: Mention, match: Match, tokens: Tokens, named: Collection[int]
    ) -> bool:
        """Say whether a negated mention denies less than its concept.

        Args:
            mention: the mention of ``match``.
            match: where it stands.
            tokens: the words of the text.
            named: token numbers that belong to some name.
        """
        if not mention.assertion.negated:
            return False
        first = match.places[0]
        if first == 0 or tokens.gaps[first] != Gap.NONE or first - 1 in named:
            return False
        before = tokens.words[first - 1].lower()
        if before in self.open_words or not before.isalpha():
            return False
        return before not in mention.cue.lower().split() and _follows(mention.cue, tokens, first)


def _follows(cue: str, tokens: Tokens, first: int) -> bool:
    """Say whether the words of ``cue`` stand shortly before the word ``first``."""
    last = cue.lower().split()[-1:]
    nearby = [word.lower() for word in tokens.words[max(0, first - _REACH) : first - 1]]
    return bool(last) and last[0] in nearby


@cache
def load_qualifier_rule() -> QualifierRule:
    """Read the packaged list."""
    normal = read_toml("normalization.toml")["words"]
    words = (*normal["stop"], *normal["conjunctions"], *normal["prepositions"])
    return QualifierRule(open_words=frozenset({*words, *read_toml("qualifiers.toml")["open"]}))
