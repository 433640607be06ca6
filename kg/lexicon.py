"""The words of the graph: every name of every concept, for the entity recogniser."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from data_schema import Category, Scope

from .arrays import GraphArrays, SynonymColumns
from .model import Node

__all__ = ["LexicalEntry", "Lexicon"]

_SELF_DESCRIPTION: Final = re.compile(
    r"^[A-Z][A-Z\d]+ - | \((?:disease|disorder|[A-Z][A-Z\d]+)\)$|; ?[A-Z][A-Z\d, ]+$"
)
"""An abbreviation before or after a name, or its kind."""
_MONDO: Final = "MONDO:"
_EVERYDAY: Final = "everyday"
_OUR_TERM: Final = "DIAGRAPH:"
_PAST: Final = "HP:0032443"
"""*Past medical history*: what a risk factor is a kind of."""
_SAME: Final = frozenset({Scope.LABEL, Scope.EXACT})


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """One name of one concept; ``kind`` is the OBO synonym type (``layperson``, …)."""

    text: str
    concept_id: str
    scope: Scope
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Names of the live concepts of a graph.

    Attributes:
        entries: sorted by (concept, scope, text); labels have scope ``LABEL``.
        labels: concept CURIE → label.
        categories: concept CURIE → what it names, a phenotype or a disease.
        parents: phenotype → the phenotypes it is a kind of; empty where the source has none.
    """

    entries: tuple[LexicalEntry, ...]
    labels: Mapping[str, str]
    categories: Mapping[str, Category]
    parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_arrays(cls, arrays: GraphArrays, *, everyday: bool = False) -> Lexicon:
        """Collect the names of the phenotype terms and the diseases of exported arrays.

        The words of everyday notes ("threw up", "pain that moved to the right lower quadrant")
        find more and err more than the names that ontologies give: they are read where an everyday
        differential is asked for, and left out by default with the terms that only we have.

        A class that groups diseases counts as a disease. A disease that has an exact match among
        the classes goes by the class's id, and its names are names of the class: a text says
        "Marfan syndrome" and means neither OMIM's entry nor Orphanet's.
        """
        diseases = _labels(arrays.class_ids, arrays.class_labels)
        entries = [
            *_entries(arrays, arrays.term_ids, arrays.term_labels, arrays.term_synonyms),
            *_entries(arrays, arrays.class_ids, arrays.class_labels, arrays.class_synonyms),
        ]
        meant = _meant(arrays)
        own = _entries(arrays, arrays.disease_ids, arrays.disease_labels, arrays.disease_synonyms)
        for entry in own:
            classes = meant.get(entry.concept_id, ())
            if not classes:
                entries.append(entry)
                diseases.setdefault(entry.concept_id, arrays.label(entry.concept_id))
            scope = Scope.EXACT if entry.scope is Scope.LABEL else entry.scope
            entries.extend(
                LexicalEntry(entry.text, class_id, scope, entry.kind) for class_id in classes
            )
        terms = _labels(arrays.term_ids, arrays.term_labels)
        if not everyday:
            common = _everyday_alone(arrays)
            entries = [each for each in entries if not _is_everyday(each, common)]
            diseases = {each: label for each, label in diseases.items() if each not in common}
        entries = _without_namesakes(arrays, entries, diseases)
        return cls(
            entries=tuple(sorted({_bare(entry) for entry in entries}, key=_order)),
            labels=terms | diseases,
            categories={
                **dict.fromkeys(terms, Category.PHENOTYPIC_FEATURE),
                **dict.fromkeys(diseases, Category.DISEASE),
            },
            parents=_parents(arrays),
        )

    @classmethod
    def from_nodes(cls, nodes: Iterable[Node]) -> Lexicon:
        """Collect labels and synonyms of every node that is not deprecated."""
        entries: list[LexicalEntry] = []
        labels: dict[str, str] = {}
        categories: dict[str, Category] = {}
        for node in nodes:
            if node.deprecated:
                continue
            labels[node.id] = node.name
            categories[node.id] = node.category
            entries.append(LexicalEntry(node.name, node.id, Scope.LABEL))
            entries.extend(
                LexicalEntry(synonym.text, node.id, synonym.scope, synonym.kind)
                for synonym in node.synonyms
            )
        return cls(entries=tuple(sorted(entries, key=_order)), labels=labels, categories=categories)

    def extended(self, entries: Iterable[LexicalEntry]) -> Lexicon:
        """Return this lexicon with more names; names of concepts it does not have are left out."""
        known = (entry for entry in entries if entry.concept_id in self.labels)
        merged = sorted({*self.entries, *known}, key=_order)
        return replace(self, entries=tuple(merged))

    def restricted(self, categories: Collection[Category]) -> Lexicon:
        """Return the names of the concepts of these categories alone."""
        kept = {id_ for id_, category in self.categories.items() if category in categories}
        return Lexicon(
            entries=tuple(entry for entry in self.entries if entry.concept_id in kept),
            labels={id_: label for id_, label in self.labels.items() if id_ in kept},
            categories={id_: each for id_, each in self.categories.items() if id_ in kept},
            parents=self.parents,
        )


def _without_namesakes(
    arrays: GraphArrays, entries: Sequence[LexicalEntry], diseases: Collection[str]
) -> list[LexicalEntry]:
    """Leave out names of our risk factors that are a disease's: "cystic fibrosis" is the disease.

    Whoever is stated to have it has the risk factor, too; the risk factor's other names stay, and
    so does a name that a finding bears as well ("epilepsy"): the disease would not get it.
    """
    root = arrays.term_index.get(_PAST)
    below = () if root is None else arrays.descendants[root].tolist()
    factors = {each for term in below if (each := arrays.term_ids[term]).startswith(_OUR_TERM)}
    of_diseases, of_findings = set[str](), set[str]()
    for entry in entries:
        if entry.concept_id in diseases and entry.scope in _SAME:
            of_diseases.add(entry.text.casefold())
        elif entry.concept_id not in diseases and entry.concept_id not in factors:
            of_findings.add(entry.text.casefold())
    taken = of_diseases - of_findings
    return [
        entry
        for entry in entries
        if entry.concept_id not in factors or entry.text.casefold() not in taken
    ]


def _everyday_alone(arrays: GraphArrays) -> set[str]:
    """Return the diseases that a table of everyday diagnoses has and no ontology names."""
    stated = zip(arrays.disease_ids, arrays.disease_epidemiology, strict=True)
    return {disease for disease, text in stated if text}.difference(arrays.class_ids)


def _is_everyday(entry: LexicalEntry, common: Collection[str]) -> bool:
    concept = entry.concept_id
    return entry.kind == _EVERYDAY or concept.startswith(_OUR_TERM) or concept in common


def _bare(entry: LexicalEntry) -> LexicalEntry:
    """Take off what a name says of itself: "neoplasm (disease)", "Marfan syndrome; MFS"."""
    text = _SELF_DESCRIPTION.sub("", entry.text)
    return replace(entry, text=text) if text and text != entry.text else entry


def _parents(arrays: GraphArrays) -> dict[str, tuple[str, ...]]:
    ids = list(arrays.term_ids)
    return {
        curie: tuple(ids[parent] for parent in arrays.parents[term].tolist())
        for term, curie in enumerate(ids)
    }


def _order(entry: LexicalEntry) -> tuple[str, str, str, str]:
    return entry.concept_id, entry.scope, entry.text, entry.kind


def _labels(ids: Iterable[str], labels: Iterable[str]) -> dict[str, str]:
    return dict(zip(ids, labels, strict=True))


def _entries(
    arrays: GraphArrays, ids: Sequence[str], labels: Sequence[str], synonyms: SynonymColumns
) -> Iterator[LexicalEntry]:
    """Yield every name of the concepts of one kind."""
    for curie, label in zip(ids, labels, strict=True):
        yield LexicalEntry(label, curie, Scope.LABEL)
    names = arrays.names
    columns = (synonyms.owner.tolist(), synonyms.text, synonyms.scope, synonyms.kind)
    for owner, text, scope, kind in zip(*columns, strict=True):
        yield LexicalEntry(text, ids[owner], Scope(names[scope]), names[kind])


def _meant(arrays: GraphArrays) -> dict[str, list[str]]:
    """Return disease id → ids of the classes, or of MONDO's own diseases, that are the same."""
    ids, diseases = list(arrays.class_ids), list(arrays.disease_ids)
    meant = {}
    for row, disease in enumerate(diseases):
        classes = [ids[number] for number in arrays.disease_classes[row].tolist()]
        same = [diseases[number] for number in arrays.equivalents[row].tolist()]
        if not disease.startswith(_MONDO):
            classes += [each for each in same if each.startswith(_MONDO)]
        meant[disease] = classes
    return meant
