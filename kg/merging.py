"""Merge what several sources say about the same node or edge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from data_schema import Category, Predicate, Scope

from .model import Edge, Node, Synonym
from .pooling import pool_phenotype_rows
from .sources.source import SourceContent
from .validation import Issue, IssueCode

__all__ = ["Merger"]

_POLARITIES: Final = {
    Predicate.HAS_PHENOTYPE: Predicate.LACKS_PHENOTYPE,
    Predicate.LACKS_PHENOTYPE: Predicate.HAS_PHENOTYPE,
}

Triple = tuple[Predicate, str, str]


class Merger:
    """Nodes by id and edges by triple, growing source by source.

    What an earlier source says of name, definition and deprecation stands; lists are united.
    Category ``DISEASE`` wins over ``ONTOLOGY_CLASS``: a class that a later source gives
    phenotypes to is a disease.
    """

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self._edges: dict[Triple, Edge] = {}

    def add(self, content: SourceContent) -> list[Issue]:
        """Add a source's nodes and edges; returns what did not fit together."""
        issues: list[Issue] = []
        seen: set[str] = set()
        for node in sorted(content.nodes, key=lambda node: (node.id, node.name)):
            if node.id in seen:
                issues.append(Issue(IssueCode.DUPLICATE_NODE, node.id))
            seen.add(node.id)
            here = self.nodes.get(node.id)
            self.nodes[node.id] = node if here is None else _merge_nodes(here, node, issues)
        for edge in content.edges:
            self._add_edge(edge)
        return issues

    def sorted(self) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
        """Return nodes by id, and edges by predicate, subject and object."""
        nodes = tuple(self.nodes[curie] for curie in sorted(self.nodes))
        edges = tuple(self._edges[triple] for triple in sorted(self._edges))
        return nodes, edges

    def _add_edge(self, edge: Edge) -> None:
        triple = (edge.predicate, edge.subject, edge.object)
        here = self._edges.get(triple)
        merged = edge if here is None else _merge_edges(here, edge)
        opposite_predicate = _POLARITIES.get(edge.predicate)
        if opposite_predicate is not None:
            opposite = self._edges.pop((opposite_predicate, edge.subject, edge.object), None)
            if opposite is not None:
                merged = _merge_polarities(opposite, merged)
                triple = (merged.predicate, edge.subject, edge.object)
        self._edges[triple] = merged


def _union(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*first, *second}))


def _merge_nodes(here: Node, new: Node, issues: list[Issue]) -> Node:
    category = here.category
    if new.category is not here.category:
        if {here.category, new.category} == {Category.DISEASE, Category.ONTOLOGY_CLASS}:
            category = Category.DISEASE
        else:
            message = f"{here.id}: {here.category} and {new.category}"
            issues.append(Issue(IssueCode.CATEGORY_CONFLICT, message))
    return Node(
        id=here.id,
        category=category,
        name=here.name or new.name,
        synonyms=tuple(dict.fromkeys((*here.synonyms, *_other_label(here, new), *new.synonyms))),
        definition=here.definition or new.definition,
        alt_ids=_union(here.alt_ids, new.alt_ids),
        xrefs=_union(here.xrefs, new.xrefs),
        deprecated=here.deprecated and new.deprecated,
        provided_by=_union(here.provided_by, new.provided_by),
        epidemiology=here.epidemiology or new.epidemiology,
    )


def _other_label(here: Node, new: Node) -> tuple[Synonym, ...]:
    """Return the label of a later source as a name, where it is another one."""
    if not new.name or not here.name or new.name.lower() == here.name.lower():
        return ()
    return (Synonym(text=new.name, scope=Scope.EXACT),)


def _merge_edges(here: Edge, new: Edge) -> Edge:
    """Unite sources, and the rows that are not the same in every word."""
    return replace(
        here,
        sources=_union(here.sources, new.sources),
        annotations=tuple(dict.fromkeys((*here.annotations, *new.annotations))),
    )


def _merge_polarities(one: Edge, other: Edge) -> Edge:
    """Pool the rows of a positive and a negative edge between the same nodes.

    An edge without rows keeps its polarity: positive then wins, as a positive row would.
    """
    positive, negative = (one, other) if one.predicate is Predicate.HAS_PHENOTYPE else (other, one)
    sources = _union(one.sources, other.sources)
    rows = (*positive.annotations, *negative.annotations)
    if positive.annotations and rows:
        return pool_phenotype_rows(rows, sources=sources)[0]
    pooled = tuple(replace(row, predicate=positive.predicate.value) for row in rows)
    return replace(positive, sources=sources, annotations=pooled)
