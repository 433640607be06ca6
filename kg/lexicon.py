"""The words of the graph: every name of every concept, for the entity recogniser."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from data_schema import Category, Scope

from .arrays import GraphArrays
from .model import Node

__all__ = ["LexicalEntry", "Lexicon"]


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
        categories: concept CURIE → category.
    """

    entries: tuple[LexicalEntry, ...]
    labels: Mapping[str, str]
    categories: Mapping[str, Category]

    @classmethod
    def from_arrays(cls, arrays: GraphArrays) -> Lexicon:
        """Collect labels and synonyms of the phenotype terms of exported arrays."""
        ids, names = list(arrays.term_ids), arrays.names
        entries = [
            LexicalEntry(label, curie, Scope.LABEL)
            for curie, label in zip(ids, arrays.term_labels, strict=True)
        ]
        entries.extend(
            LexicalEntry(text, ids[term], Scope(names[scope]), names[kind])
            for term, text, scope, kind in zip(
                arrays.synonym_term.tolist(),
                arrays.synonym_text,
                arrays.synonym_scope.tolist(),
                arrays.synonym_kind.tolist(),
                strict=True,
            )
        )
        entries.sort(key=lambda entry: (entry.concept_id, entry.scope, entry.text, entry.kind))
        return cls(
            entries=tuple(entries),
            labels=dict(zip(ids, arrays.term_labels, strict=True)),
            categories=dict.fromkeys(ids, Category.PHENOTYPIC_FEATURE),
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
        entries.sort(key=lambda entry: (entry.concept_id, entry.scope, entry.text, entry.kind))
        return cls(entries=tuple(entries), labels=labels, categories=categories)

    def extended(self, entries: Iterable[LexicalEntry]) -> Lexicon:
        """Return this lexicon with more names; names of concepts it does not have are left out."""
        known = (entry for entry in entries if entry.concept_id in self.labels)
        merged = sorted(
            {*self.entries, *known},
            key=lambda entry: (entry.concept_id, entry.scope, entry.text, entry.kind),
        )
        return Lexicon(entries=tuple(merged), labels=self.labels, categories=self.categories)

    def restricted(self, categories: Collection[Category]) -> Lexicon:
        """Return the names of the concepts of these categories alone."""
        kept = {id_ for id_, category in self.categories.items() if category in categories}
        return Lexicon(
            entries=tuple(entry for entry in self.entries if entry.concept_id in kept),
            labels={id_: label for id_, label in self.labels.items() if id_ in kept},
            categories={id_: each for id_, each in self.categories.items() if id_ in kept},
        )
