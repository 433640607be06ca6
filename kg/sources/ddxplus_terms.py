"""What DDXPlus asks as terms of a graph: findings, and risk factors.

An evidence that is mapped to a term exactly is that term. One that a broader term stands for, or
none, becomes a term of its own where it is a yes to a question: ``DIAGRAPH:ddxplus_E_77``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from data_schema import Category, Predicate, Scope
from kg.model import Edge, Node, Synonym

from .crosswalk import Crosswalk
from .questions import is_yes_or_no, statements

__all__ = ["DDXPLUS_PREFIX", "DDXPLUS_SOURCE", "Evidence", "EvidenceTerms"]

DDXPLUS_PREFIX: Final = "DDXPLUS"
DDXPLUS_SOURCE: Final = "infores:ddxplus"
_OWN: Final = "DIAGRAPH:ddxplus_"
_ABNORMALITY: Final = "HP:0000118"
_PAST: Final = "HP:0032443"
"""*Past medical history*: what a risk factor is a kind of."""
_EVERYDAY: Final = "everyday"
_FEWEST_WORDS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was asked, and what is known of the answers of one condition's patients.

    Attributes:
        condition: its name.
        code: of the evidence (``E_55_@_V_29``).
        ids: ids that the table gives the condition.
        question, value: as asked; empty in the release.
        antecedent: a risk factor rather than a symptom.
        count, total: k of n patients, or neither.
        ratio: p among the condition's patients over p among all others.
    """

    condition: str
    code: str
    ids: tuple[str, ...] = ()
    question: str = ""
    value: str = ""
    antecedent: bool = False
    count: int | None = None
    total: int | None = None
    ratio: float = 1.0


class EvidenceTerms:
    """Finds or makes the term of each evidence.

    Args:
        crosswalk: the mapping set.
        known: the graph's nodes so far; names they have are not given to another term.
    """

    def __init__(self, crosswalk: Crosswalk, known: Mapping[str, Node]) -> None:
        self._crosswalk = crosswalk
        self._taken = {
            name.casefold(): node.id
            for node in known.values()
            for name in (node.name, *(each.text for each in node.synonyms))
        }
        self._names: dict[str, dict[str, None]] = {}
        self._parents: dict[str, str] = {}

    def of(self, evidence: Evidence) -> str | None:
        """Return the term of an evidence, ``None`` where it is no finding by itself."""
        subject = f"{DDXPLUS_PREFIX}:{evidence.code}"
        mapped = self._crosswalk.term(subject)
        if mapped is not None and (self._crosswalk.is_exact(subject) or evidence.antecedent):
            return self._named(mapped, evidence)
        if not _is_statement(evidence):
            return mapped
        above = _PAST if evidence.antecedent else mapped or _ABNORMALITY
        term = f"{_OWN}{evidence.code}"
        self._parents[term] = above
        return self._named(term, evidence)

    def nodes(self) -> Iterator[Node]:
        """Yield the terms made, and the names that known terms get."""
        for term, names in self._names.items():
            own = term in self._parents
            words = list(names)
            if not words:
                continue
            yield Node(
                id=term,
                category=Category.PHENOTYPIC_FEATURE,
                name=words.pop(0) if own else "",
                synonyms=tuple(Synonym(text=w, scope=Scope.EXACT, kind=_EVERYDAY) for w in words),
                provided_by=(DDXPLUS_SOURCE,),
            )

    def edges(self) -> Iterator[Edge]:
        """Yield what each term made is a kind of."""
        for term, parent in self._parents.items():
            yield Edge(
                subject=term,
                predicate=Predicate.SUBCLASS_OF,
                object=parent,
                sources=(DDXPLUS_SOURCE,),
            )

    def _named(self, term: str, evidence: Evidence) -> str:
        told = statements(evidence.question, evidence.value) if evidence.question else ()
        names = self._names.setdefault(term, {})
        names.update(dict.fromkeys(self._free(told, term)))
        if term in self._parents and not names:
            names[told[0]] = None
        return term

    def _free(self, names: Iterable[str], term: str) -> Iterator[str]:
        """Yield names of two words or more that mean nothing else: a disease keeps its name."""
        for name in names:
            bare = name.removeprefix("a ").removeprefix("an ").casefold()
            if len(bare.split()) >= _FEWEST_WORDS and self._taken.get(bare, term) == term:
                yield name


def _is_statement(evidence: Evidence) -> bool:
    """Say whether an evidence is told by itself: a yes, or a place that was travelled to."""
    if not is_yes_or_no(evidence.question):
        return False
    return evidence.antecedent or not evidence.value
