"""The knowledge graph in memory: what sources make, stores load and export, arrays are built from.

Nodes and edges are Biolink's; every edge knows its source, and a disease–phenotype edge carries
the annotation rows it stands on. There is one ``has_phenotype`` edge per (disease, term) pair
with at least one positive row, and one ``lacks_phenotype`` edge per pair whose rows are all
negative (NOT, 0/n, 0 %, ``HP:0040285``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from data_schema import Annotation, Category, Predicate, Scope

__all__ = [
    "SCHEMA_VERSION",
    "Edge",
    "KnowledgeGraph",
    "Manifest",
    "Node",
    "SourceInfo",
    "Synonym",
]

SCHEMA_VERSION: Final = 2
"""Layout of nodes, edges and annotation rows in a store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonym:
    """A name of a node beside its label; ``kind`` is the OBO synonym type (``layperson``)."""

    text: str
    scope: Scope
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node: canonical CURIE, Biolink category and names.

    Attributes:
        alt_ids: ids that mean this node: OBO alternative ids, and obsolete ids it replaces.
        xrefs: CURIEs of the same thing elsewhere (``OMIMPS:…`` marks a phenotypic series).
        deprecated: obsolete without a replacement; kept so that the id is recognised.
        provided_by: ``infores:`` CURIEs, sorted.
        epidemiology: of a disease: who has it and how common it is, as compact JSON with sorted
            keys (:class:`kg.epidemiology.Epidemiology`); empty where nobody says.
    """

    id: str
    category: Category
    name: str
    synonyms: tuple[Synonym, ...] = ()
    definition: str = ""
    alt_ids: tuple[str, ...] = ()
    xrefs: tuple[str, ...] = ()
    deprecated: bool = False
    provided_by: tuple[str, ...] = ()
    epidemiology: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An edge and what it stands on.

    Attributes:
        subject, predicate, object: CURIEs and predicate.
        sources: ``infores:`` CURIEs of the knowledge sources, sorted.
        annotations: the source rows (disease–phenotype edges always; others where the source
            has more to say than the edge itself), in source order.
    """

    subject: str
    predicate: Predicate
    object: str
    sources: tuple[str, ...]
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """One source of a graph: what it is, which release, under which licence.

    Attributes:
        name: registry name (``hpo``).
        infores: ``infores:`` CURIE.
        version: the source's own version string.
        licence: SPDX id or name; ``licence_url`` where it can be read.
        citation: how the source asks to be cited.
        files: file name → SHA-256 of what was read.
    """

    name: str
    infores: str
    version: str
    licence: str
    licence_url: str = ""
    citation: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a graph was built from.

    Attributes:
        version: human-readable version (``hpo-2025-01-16+mondo-2026-08-04``).
        hash: SHA-256 (hex) of the graph's content, independent of order and of the store.
        schema_version: layout of nodes and edges in a store; a reader refuses others.
        sources: what went in.
        nodes, edges: counts by category and by predicate.
        issues: validation issues by code, with their counts.
    """

    version: str
    hash: str
    schema_version: int
    sources: tuple[SourceInfo, ...]
    nodes: Mapping[str, int]
    edges: Mapping[str, int]
    issues: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeGraph:
    """Nodes sorted by id, edges sorted by (predicate, subject, object), and their manifest."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    manifest: Manifest

    def edges_of(self, predicate: Predicate) -> Iterator[Edge]:
        """Iterate over the edges with one predicate, in order."""
        return (edge for edge in self.edges if edge.predicate is predicate)
