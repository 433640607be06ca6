"""The words of the graph: every name of every concept, for the entity recogniser."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import attrgetter
from typing import Any, Final, NamedTuple, Self

from numpy.typing import NDArray

from data_schema import Category, Scope

from .arrays import GraphArrays, SynonymColumns
from .csr import CSR
from .model import Node

__all__ = ["Concepts", "LexicalEntry", "Lexicon", "hash_of_names"]

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


class LexicalEntry(NamedTuple):
    """One name of one concept; ``kind`` is the OBO synonym type (``layperson``, …)."""

    text: str
    concept_id: str
    scope: Scope
    kind: str = ""


_order: Final = attrgetter("concept_id", "scope", "text", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concepts:
    """The live concepts of a graph that a text may name.

    Attributes:
        labels: concept CURIE → label.
        categories: concept CURIE → what it names, a phenotype or a disease.
        parents: phenotype → the phenotypes it is a kind of; empty where the source has none.
    """

    labels: Mapping[str, str]
    categories: Mapping[str, Category]
    parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_arrays(cls, arrays: GraphArrays, *, everyday: bool = False) -> Concepts:
        """Collect the phenotype terms and the diseases of exported arrays, without their names.

        They are those of :meth:`Lexicon.from_arrays`: a disease that goes by a class's id is none.
        """
        terms = _labels(arrays.term_ids, arrays.term_labels)
        diseases = _labels(arrays.class_ids, arrays.class_labels)
        for curie, classes in _meant(arrays).items():
            if not classes:
                diseases.setdefault(curie, arrays.label(curie))
        if not everyday:
            for curie in _everyday_alone(arrays):
                diseases.pop(curie, None)
        return cls(
            labels=terms | diseases,
            categories={
                **dict.fromkeys(terms, Category.PHENOTYPIC_FEATURE),
                **dict.fromkeys(diseases, Category.DISEASE),
            },
            parents=_parents(arrays),
        )

    def restricted(self, categories: Collection[Category]) -> Self:
        """Return the concepts of these categories alone."""
        if set(self.categories.values()) <= set(categories):
            return self
        kept = {id_ for id_, category in self.categories.items() if category in categories}
        return replace(
            self,
            labels={id_: label for id_, label in self.labels.items() if id_ in kept},
            categories={id_: each for id_, each in self.categories.items() if id_ in kept},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon(Concepts):
    """Names of the live concepts of a graph.

    Attributes:
        entries: sorted by (concept, scope, text); labels have scope ``LABEL``.
    """

    entries: tuple[LexicalEntry, ...]

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
        entries = [
            *_entries(arrays, arrays.term_ids, arrays.term_labels, arrays.term_synonyms),
            *_entries(arrays, arrays.class_ids, arrays.class_labels, arrays.class_synonyms),
            *_of_diseases(arrays),
        ]
        if not everyday:
            common = _everyday_alone(arrays)
            entries = [each for each in entries if not _is_everyday(each, common)]
        concepts = Concepts.from_arrays(arrays, everyday=everyday)
        entries = _without_namesakes(arrays, entries, concepts)
        return cls(
            entries=tuple(sorted(dict.fromkeys(map(_bare, entries)), key=_order)),
            labels=concepts.labels,
            categories=concepts.categories,
            parents=concepts.parents,
        )

    @property
    def concepts(self) -> Concepts:
        """The concepts without their names."""
        return Concepts(labels=self.labels, categories=self.categories, parents=self.parents)

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
        merged = sorted(dict.fromkeys((*self.entries, *known)), key=_order)
        return replace(self, entries=tuple(merged))

    def restricted(self, categories: Collection[Category]) -> Self:
        """Return the names of the concepts of these categories alone."""
        concepts = super(Lexicon, self).restricted(categories)
        if concepts is self:
            return self
        known = concepts.labels
        kept = tuple(entry for entry in self.entries if entry.concept_id in known)
        return replace(concepts, entries=kept)


def hash_of_names(arrays: GraphArrays) -> str:
    """Return the SHA-256 of all that :meth:`Lexicon.from_arrays` takes entries from.

    Graphs that tell different things of the same names have the same.
    """
    digest = hashlib.sha256()
    for column in _columns_of_names(arrays):
        digest.update(f"{column.dtype}{column.shape}".encode())
        digest.update(column.tobytes())
    return digest.hexdigest()


def _columns_of_names(arrays: GraphArrays) -> Iterator[NDArray[Any]]:
    texts = [arrays.term_ids, arrays.term_labels, arrays.class_ids, arrays.class_labels]
    texts += [arrays.disease_ids, arrays.disease_labels, arrays.disease_epidemiology, arrays.names]
    for synonyms in (arrays.term_synonyms, arrays.class_synonyms, arrays.disease_synonyms):
        texts.append(synonyms.text)
        yield from (synonyms.owner, synonyms.scope, synonyms.kind)
    for text in texts:
        yield from (text.data, text.offsets)
    for adjacency in (arrays.disease_classes, arrays.exact_matches, arrays.parents):
        yield from (adjacency.indptr, adjacency.indices)


def _without_namesakes(
    arrays: GraphArrays, entries: Sequence[LexicalEntry], concepts: Concepts
) -> list[LexicalEntry]:
    """Leave out names of our risk factors that are a disease's: "cystic fibrosis" is the disease.

    Whoever is stated to have it has the risk factor, too; the risk factor's other names stay, and
    so does a name that a finding bears as well ("epilepsy"): the disease would not get it.
    """
    root = arrays.term_index.get(_PAST)
    below = () if root is None else arrays.descendants[root].tolist()
    factors = {each for term in below if (each := arrays.term_ids[term]).startswith(_OUR_TERM)}
    categories = concepts.categories
    of_diseases, of_findings = set[str](), set[str]()
    for entry in entries:
        disease = categories.get(entry.concept_id) is Category.DISEASE
        if disease and entry.scope in _SAME:
            of_diseases.add(entry.text.casefold())
        elif not disease and entry.concept_id not in factors:
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
    text = entry.text
    if ")" not in text and ";" not in text and " - " not in text:
        return entry
    bare = _SELF_DESCRIPTION.sub("", text)
    return entry._replace(text=bare) if bare and bare != text else entry


def _parents(arrays: GraphArrays) -> dict[str, tuple[str, ...]]:
    ids = list(arrays.term_ids)
    return {
        curie: tuple([ids[parent] for parent in parents])
        for curie, parents in zip(ids, _rows(arrays.parents), strict=True)
    }


def _rows(adjacency: CSR) -> Iterator[list[int]]:
    indices = adjacency.indices.tolist()
    return (indices[start:end] for start, end in pairwise(adjacency.indptr.tolist()))


def _labels(ids: Iterable[str], labels: Iterable[str]) -> dict[str, str]:
    return dict(zip(ids, labels, strict=True))


def _entries(
    arrays: GraphArrays, ids: Sequence[str], labels: Sequence[str], synonyms: SynonymColumns
) -> Iterator[LexicalEntry]:
    """Yield every name of the concepts of one kind."""
    for curie, label in zip(ids, labels, strict=True):
        yield LexicalEntry(label, curie, Scope.LABEL)
    names = list(arrays.names)
    scopes = {number: Scope(names[number]) for number in set(synonyms.scope.tolist())}
    numbers = (column.tolist() for column in (synonyms.owner, synonyms.scope, synonyms.kind))
    for text, owner, scope, kind in zip(synonyms.text, *numbers, strict=True):
        yield LexicalEntry(text, ids[owner], scopes[scope], names[kind])


def _of_diseases(arrays: GraphArrays) -> Iterator[LexicalEntry]:
    """Yield the names of the diseases, each as the class's where the disease goes by one."""
    meant = _meant(arrays)
    for entry in _entries(
        arrays, arrays.disease_ids, arrays.disease_labels, arrays.disease_synonyms
    ):
        classes = meant[entry.concept_id]
        if not classes:
            yield entry
        scope = Scope.EXACT if entry.scope is Scope.LABEL else entry.scope
        for class_id in classes:
            yield LexicalEntry(entry.text, class_id, scope, entry.kind)


def _meant(arrays: GraphArrays) -> dict[str, list[str]]:
    """Return disease id → ids of the classes, or of MONDO's own diseases, that are the same."""
    ids, diseases = list(arrays.class_ids), list(arrays.disease_ids)
    meant = {}
    rows = zip(diseases, _rows(arrays.disease_classes), _rows(arrays.equivalents), strict=True)
    for disease, classes, same in rows:
        meant[disease] = [ids[number] for number in classes]
        if not disease.startswith(_MONDO):
            others = (diseases[number] for number in same)
            meant[disease] += [other for other in others if other.startswith(_MONDO)]
    return meant
