"""From a :class:`~kg.model.KnowledgeGraph` to :class:`~kg.arrays.GraphArrays`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from data_schema import Annotation, Category, GraphBuildError, Predicate

from .arrays import PHENOTYPE_ROOT, EdgeColumns, GraphArrays, RowColumns, SynonymColumns
from .csr import CSR
from .frequency import stated_frequency
from .model import Edge, KnowledgeGraph, Node
from .strings import Strings

__all__ = ["arrays_from_graph"]

_CLASSES = "MONDO:"
_NUMBERED = frozenset(
    {Category.PHENOTYPIC_FEATURE, Category.DISEASE, Category.GENE, Category.ONTOLOGY_CLASS}
)
_PLACES = {predicate: place for place, predicate in enumerate(Predicate)}
_SEX = {None: 0, "FEMALE": 1, "MALE": 2}


def arrays_from_graph(graph: KnowledgeGraph) -> GraphArrays:
    """Number a graph and lay it out as arrays.

    Raises:
        GraphBuildError: the graph has no phenotype root, or an is_a cycle.
    """
    return _Exporter(graph).arrays()


@dataclass(slots=True)
class _Names:
    """Distinct strings, numbered as they come."""

    index: dict[str, int] = field(default_factory=dict)

    def __call__(self, value: str) -> int:
        return self.index.setdefault(value, len(self.index))

    def strings(self) -> Strings:
        return Strings.of(self.index)


class _Exporter:
    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self.names = _Names()
        live = [node for node in graph.nodes if not node.deprecated]
        self.terms = _of(live, Category.PHENOTYPIC_FEATURE)
        self.diseases = _of(live, Category.DISEASE)
        self.genes = _of(live, Category.GENE)
        self.classes = [node for node in live if _is_class(node)]
        self.others = sorted(
            (node for node in live if node.category not in _NUMBERED), key=lambda n: n.id
        )
        self.live = {node.id for node in live}
        self.deprecated = sorted(node.id for node in graph.nodes if node.deprecated)
        self.edges: dict[Predicate, list[Edge]] = {predicate: [] for predicate in Predicate}
        for edge in graph.edges:
            self.edges[edge.predicate].append(edge)
        self.term_of = _numbering(self.terms)
        self.disease_of = _numbering(self.diseases)
        self.gene_of = _numbering(self.genes)
        self.class_of = _numbering(self.classes)
        if PHENOTYPE_ROOT not in self.term_of:
            raise GraphBuildError(
                f"expected a graph with the term {PHENOTYPE_ROOT}, found none; "
                "build it with the hpo source"
            )

    def arrays(self) -> GraphArrays:
        parents, parent_source = self._with_source(
            Predicate.SUBCLASS_OF, self.term_of, self.term_of
        )
        exact_matches, exact_match_source = self._with_source(
            Predicate.EXACT_MATCH, self.disease_of, self.disease_of
        )
        rows, publications = self._rows()
        risks, risk_ratio = self._risks()
        alternatives = sorted((alt, node.id) for node in self.terms for alt in node.alt_ids)
        return GraphArrays(
            version=self.graph.manifest.version,
            hash=self.graph.manifest.hash,
            term_ids=Strings.of(node.id for node in self.terms),
            term_labels=Strings.of(node.name for node in self.terms),
            parents=parents,
            parent_source=parent_source,
            ancestors=_closure(parents, self.terms),
            alt_ids=Strings.of(alt for alt, _ in alternatives),
            alt_terms=_ints(self.term_of[node] for _, node in alternatives),
            deprecated_ids=Strings.of(self.deprecated),
            term_synonyms=self._synonyms(self.terms),
            disease_ids=Strings.of(node.id for node in self.diseases),
            disease_labels=Strings.of(node.name for node in self.diseases),
            disease_synonyms=self._synonyms(self.diseases),
            rows=rows,
            exact_matches=exact_matches,
            exact_match_source=exact_match_source,
            disease_classes=self._disease_classes(),
            disease_inheritance=self._csr(
                Predicate.HAS_MODE_OF_INHERITANCE, self.disease_of, self.term_of
            ),
            disease_course=self._csr(Predicate.HAS_CLINICAL_COURSE, self.disease_of, self.term_of),
            disease_genes=self._csr(
                Predicate.GENE_ASSOCIATED_WITH_CONDITION, self.gene_of, self.disease_of
            ).transpose(len(self.diseases)),
            disease_parents=self._csr(Predicate.SUBCLASS_OF, self.disease_of, self.disease_of),
            disease_risks=risks,
            disease_risk_ratio=risk_ratio,
            disease_xrefs=Strings.of("|".join(node.xrefs) for node in self.diseases),
            disease_epidemiology=Strings.of(node.epidemiology for node in self.diseases),
            gene_ids=Strings.of(node.id for node in self.genes),
            gene_symbols=Strings.of(node.name for node in self.genes),
            class_ids=Strings.of(node.id for node in self.classes),
            class_labels=Strings.of(node.name for node in self.classes),
            class_synonyms=self._synonyms(self.classes),
            class_parents=self._csr(Predicate.SUBCLASS_OF, self.class_of, self.class_of),
            class_series=np.array(
                [any(x.startswith("OMIMPS:") for x in node.xrefs) for node in self.classes],
                np.bool_,
            ),
            other_ids=Strings.of(node.id for node in self.others),
            other_labels=Strings.of(node.name for node in self.others),
            other_categories=Strings.of(node.category for node in self.others),
            edges=self._all_edges(),
            publications=publications,
            names=self.names.strings(),
        )

    def _all_edges(self) -> EdgeColumns:
        number = {curie: place for place, curie in enumerate(sorted(self.live))}
        found = [e for e in self.graph.edges if e.subject in number and e.object in number]
        return EdgeColumns(
            subject=_ints(number[e.subject] for e in found),
            object=_ints(number[e.object] for e in found),
            predicate=_ints(_PLACES[e.predicate] for e in found),
            source=_ints(self.names(";".join(e.sources)) for e in found),
        )

    def _synonyms(self, nodes: Sequence[Node]) -> SynonymColumns:
        found = [
            (owner, synonym)
            for owner, node in enumerate(nodes)
            for synonym in sorted(node.synonyms, key=lambda s: (s.scope, s.text, s.kind))
        ]
        return SynonymColumns(
            owner=_ints(owner for owner, _ in found),
            text=Strings.of(synonym.text for _, synonym in found),
            scope=_ints(self.names(synonym.scope) for _, synonym in found),
            kind=_ints(self.names(synonym.kind) for _, synonym in found),
        )

    def _csr(
        self, predicate: Predicate, subjects: Mapping[str, int], objects: Mapping[str, int]
    ) -> CSR:
        return self._with_source(predicate, subjects, objects)[0]

    def _with_source(
        self, predicate: Predicate, subjects: Mapping[str, int], objects: Mapping[str, int]
    ) -> tuple[CSR, NDArray[np.int32]]:
        found: dict[tuple[int, int], int] = {}
        for edge in self.edges[predicate]:
            subject, object_ = subjects.get(edge.subject), objects.get(edge.object)
            if subject is None or object_ is None:
                continue
            found[subject, object_] = self.names(";".join(edge.sources))
        pairs = sorted(found)
        csr = CSR.from_pairs(
            np.array([pair[0] for pair in pairs], np.int64),
            np.array([pair[1] for pair in pairs], np.int64),
            len(subjects),
        )
        return csr, _ints(found[pair] for pair in pairs)

    def _disease_classes(self) -> CSR:
        """Diseases → classes that are exact matches, whichever way the edge is stored."""
        ends = [(e.subject, e.object) for e in self.edges[Predicate.EXACT_MATCH]]
        pairs = sorted(
            {
                (self.disease_of[disease], self.class_of[same])
                for one, other in ends
                for disease, same in ((one, other), (other, one))
                if disease in self.disease_of and same in self.class_of
            }
        )
        return CSR.from_pairs(
            np.array([disease for disease, _ in pairs], np.int64),
            np.array([same for _, same in pairs], np.int64),
            len(self.diseases),
        )

    def _risks(self) -> tuple[CSR, NDArray[np.float64]]:
        """Diseases → risk factors, and the largest relative risk a source gives each."""
        found: dict[tuple[int, int], float] = {}
        for edge in self.edges[Predicate.PREDISPOSES_TO_CONDITION]:
            term, disease = self.term_of.get(edge.subject), self.disease_of.get(edge.object)
            stated = [row.relative_risk for row in edge.annotations if row.relative_risk]
            if term is not None and disease is not None and stated:
                found[disease, term] = max(stated)
        pairs = sorted(found)
        csr = CSR.from_pairs(
            np.array([pair[0] for pair in pairs], np.int64),
            np.array([pair[1] for pair in pairs], np.int64),
            len(self.diseases),
        )
        return csr, np.array([found[pair] for pair in pairs], np.float64)

    def _rows(self) -> tuple[RowColumns, Strings]:
        rows = list(self._annotation_rows())
        rows.sort(key=lambda row: row[:2])
        annotations = [row[2] for row in rows]
        publications = Strings.of(sorted({p for a in annotations for p in a.publications}))
        number = {curie: i for i, curie in enumerate(publications)}
        cited = [(i, number[p]) for i, a in enumerate(annotations) for p in a.publications]
        return (
            RowColumns(
                disease=_ints(row[0] for row in rows),
                term=_ints(row[1] for row in rows),
                count=_ints(-1 if a.has_count is None else a.has_count for a in annotations),
                total=_ints(-1 if a.has_total is None else a.has_total for a in annotations),
                midpoint=np.array([_midpoint(a) for a in annotations], np.float64),
                negated=np.array([a.negated for a in annotations], np.bool_),
                sex=np.array([_SEX.get(a.sex_qualifier, 0) for a in annotations], np.int8),
                publications=CSR.from_pairs(
                    np.array([pair[0] for pair in cited], np.int64),
                    np.array([pair[1] for pair in cited], np.int64),
                    len(annotations),
                ),
                source=_ints(self.names(a.primary_knowledge_source) for a in annotations),
                evidence=_ints(self.names(a.evidence_code) for a in annotations),
                onset=_ints(self.names(a.onset_qualifier or "") for a in annotations),
                required=np.array([a.required for a in annotations], np.bool_),
                pathognomonic=np.array([a.pathognomonic for a in annotations], np.bool_),
                ratio_positive=_ratios(a.likelihood_ratio_positive for a in annotations),
                ratio_negative=_ratios(a.likelihood_ratio_negative for a in annotations),
            ),
            publications,
        )

    def _annotation_rows(self) -> Iterator[tuple[int, int, Annotation]]:
        for predicate in (Predicate.HAS_PHENOTYPE, Predicate.LACKS_PHENOTYPE):
            for edge in self.edges[predicate]:
                disease = self.disease_of.get(edge.subject)
                term = self.term_of.get(edge.object)
                if disease is None or term is None:
                    continue
                for annotation in edge.annotations:
                    yield disease, term, annotation


def _of(nodes: Sequence[Node], category: Category) -> list[Node]:
    return sorted((node for node in nodes if node.category is category), key=lambda n: n.id)


def _numbering(nodes: Sequence[Node]) -> dict[str, int]:
    return {node.id: i for i, node in enumerate(nodes)}


def _ints(values: Iterable[int]) -> NDArray[np.int32]:
    return np.fromiter(values, np.int32)


def _is_class(node: Node) -> bool:
    """Say whether a node groups diseases: a class, or one of MONDO's that has findings too."""
    of_mondo = node.category is Category.DISEASE and node.id.startswith(_CLASSES)
    return of_mondo or node.category is Category.ONTOLOGY_CLASS


def _ratios(values: Iterable[float | None]) -> NDArray[np.float64]:
    return np.array([float("nan") if value is None else value for value in values], np.float64)


def _midpoint(annotation: Annotation) -> float:
    stated = stated_frequency(annotation)
    return float("nan") if stated is None else stated


def _closure(parents: CSR, terms: Sequence[Node]) -> CSR:
    """Inclusive ancestors of every term, by walking each term's parents once."""
    done: list[frozenset[int] | None] = [None] * len(parents)
    opened: set[int] = set()
    for start in range(len(parents)):
        stack = [start]
        while stack:
            here = stack[-1]
            if done[here] is not None:
                stack.pop()
                continue
            above = parents[here].tolist()
            waiting = [parent for parent in above if done[parent] is None]
            if not waiting:
                done[here] = frozenset([here]).union(*(done[parent] or () for parent in above))
                stack.pop()
            elif here in opened:
                raise GraphBuildError(
                    f"expected an acyclic is_a hierarchy, found a cycle at {terms[here].id}; "
                    "repair the source"
                )
            else:
                opened.add(here)
                stack.extend(waiting)
    rows = np.repeat(np.arange(len(done)), [len(found or ()) for found in done])
    columns = np.fromiter((a for found in done for a in found or ()), np.int64)
    return CSR.from_pairs(rows.astype(np.int64), columns, len(done))
