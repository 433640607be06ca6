"""The graph as immutable integer arrays: the only view that scoring and path code see.

Numbering is deterministic: terms, diseases, genes and classes are each numbered in CURIE order,
annotation rows in (disease, term, source order). A store's parity with another is proven once,
on these arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .csr import CSR, find_sorted
from .strings import Strings

__all__ = ["PHENOTYPE_ROOT", "EdgeColumns", "GraphArrays", "RowColumns", "SynonymColumns"]

PHENOTYPE_ROOT: Final = "HP:0000118"
"""*Phenotypic abnormality*: only its descendants are findings."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RowColumns:
    """Annotation rows of disease–phenotype edges, R of them, ordered by (disease, term).

    Attributes:
        disease, term: (R,) int32.
        count, total: (R,) int32, −1 where the row gives no counts.
        midpoint: (R,) float64, the row's frequency as a number in [0, 1], NaN where it has none.
        negated: (R,) bool, the source says NOT.
        sex: (R,) int8, 0 any, 1 female, 2 male.
        publications: CSR over :attr:`GraphArrays.publications`.
        source, evidence, onset: (R,) int32 into :attr:`GraphArrays.names`.
        required, pathognomonic: (R,) bool, see :class:`~data_schema.Annotation`.
        ratio_positive, ratio_negative: (R,) float64, sourced likelihood ratios, NaN without.
    """

    disease: NDArray[np.int32]
    term: NDArray[np.int32]
    count: NDArray[np.int32]
    total: NDArray[np.int32]
    midpoint: NDArray[np.float64]
    negated: NDArray[np.bool_]
    sex: NDArray[np.int8]
    publications: CSR
    source: NDArray[np.int32]
    evidence: NDArray[np.int32]
    onset: NDArray[np.int32]
    required: NDArray[np.bool_]
    pathognomonic: NDArray[np.bool_]
    ratio_positive: NDArray[np.float64]
    ratio_negative: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.disease)

    def negative(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say which of ``rows`` state absence: NOT, 0/n, 0 % or *excluded*, (len(rows),)."""
        zero = (self.count[rows] == 0) | (self.midpoint[rows] == 0.0)
        negative: NDArray[np.bool_] = self.negated[rows] | zero
        return negative

    def about(self, rows: NDArray[np.int64], sex: int) -> NDArray[np.bool_]:
        """Say which of ``rows`` speak of patients of a sex (1 female, 2 male, 0 unknown: all)."""
        of = self.sex[rows]
        about: NDArray[np.bool_] = (of == 0) | (of == sex) | (sex == 0)
        return about

    def counts(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return k and n of ``rows``, (len(rows),) each; 0 of 0 where none is stated, or NOT."""
        stated = (self.total[rows] > 0) & ~self.negated[rows]
        count, total = (np.where(stated, of[rows], 0) for of in (self.count, self.total))
        return count.astype(np.int64), total.astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SynonymColumns:
    """Names beside the labels, S of them, ordered by (owner, scope, text).

    Attributes:
        owner: (S,) int32, number of the term, disease or class.
        text: S strings.
        scope, kind: (S,) int32 into :attr:`GraphArrays.names`.
    """

    owner: NDArray[np.int32]
    text: Strings
    scope: NDArray[np.int32]
    kind: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.owner)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class EdgeColumns:
    """All edges between live nodes, E of them, ordered by (predicate, subject, object).

    Attributes:
        subject, object: (E,) int32 into :attr:`GraphArrays.node_ids`.
        predicate: (E,) int32, place in :class:`~data_schema.Predicate`.
        source: (E,) int32 into :attr:`GraphArrays.names`.
    """

    subject: NDArray[np.int32]
    object: NDArray[np.int32]
    predicate: NDArray[np.int32]
    source: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.subject)


@dataclass(frozen=True, eq=False, kw_only=True)
class GraphArrays:
    """A knowledge graph of T terms, D diseases, G genes and C ontology classes.

    Attributes:
        version, hash: of the graph the arrays were exported from.
        term_ids, term_labels: T strings.
        parents: T rows of terms; ``parent_source`` is parallel to its indices.
        ancestors: T rows of terms, inclusive, ascending.
        alt_ids, alt_terms: A ids that mean another term, and which, (A,) int32.
        deprecated_ids: ids that mean nothing any more.
        term_synonyms, disease_synonyms, class_synonyms: names beside the labels.
        disease_ids, disease_labels: D strings.
        rows: the disease–phenotype annotation rows.
        exact_matches: D rows of diseases, as the edges are stored; ``exact_match_source`` is
            parallel to its indices.
        disease_classes: D rows of classes that are exact matches.
        disease_inheritance, disease_course: D rows of terms.
        disease_genes: D rows of genes.
        disease_parents: D rows of diseases that are more general.
        disease_risks: D rows of terms, the risk factors; ``disease_risk_ratio`` is parallel to its
            indices: relative risks, float64.
        disease_xrefs: D strings, CURIEs of the same thing elsewhere, joined by ``|``.
        disease_epidemiology: D strings, see :attr:`kg.model.Node.epidemiology`.
        gene_ids, gene_symbols: G strings.
        class_ids, class_labels: C strings; ``class_parents`` C rows of classes. A disease of
            MONDO's is a class too: it groups what other vocabularies tell apart.
        class_series: (C,) bool, the class is an OMIM phenotypic series.
        other_ids, other_labels, other_categories: strings of the nodes that are none of these
            (drugs, anatomy, pathways).
        edges: every edge, for what walks the graph as a graph.
        publications: distinct references of rows.
        names: distinct sources, evidence codes, onsets, scopes and kinds.
    """

    version: str
    hash: str
    term_ids: Strings
    term_labels: Strings
    parents: CSR
    parent_source: NDArray[np.int32]
    ancestors: CSR
    alt_ids: Strings
    alt_terms: NDArray[np.int32]
    deprecated_ids: Strings
    term_synonyms: SynonymColumns
    disease_ids: Strings
    disease_labels: Strings
    disease_synonyms: SynonymColumns
    rows: RowColumns
    exact_matches: CSR
    exact_match_source: NDArray[np.int32]
    disease_classes: CSR
    disease_inheritance: CSR
    disease_course: CSR
    disease_genes: CSR
    disease_parents: CSR
    disease_risks: CSR
    disease_risk_ratio: NDArray[np.float64]
    disease_xrefs: Strings
    disease_epidemiology: Strings
    gene_ids: Strings
    gene_symbols: Strings
    class_ids: Strings
    class_labels: Strings
    class_synonyms: SynonymColumns
    class_parents: CSR
    class_series: NDArray[np.bool_]
    other_ids: Strings
    other_labels: Strings
    other_categories: Strings
    edges: EdgeColumns
    publications: Strings
    names: Strings

    @cached_property
    def node_ids(self) -> tuple[str, ...]:
        """Ids of all live nodes in CURIE order: the numbering of :attr:`edges`."""
        tables = (self.term_ids, self.disease_ids, self.gene_ids, self.class_ids, self.other_ids)
        return tuple(sorted({curie for table in tables for curie in table}))

    @cached_property
    def term_index(self) -> dict[str, int]:
        """Current term id → number."""
        return {curie: i for i, curie in enumerate(self.term_ids)}

    @cached_property
    def disease_index(self) -> dict[str, int]:
        """Disease id → number."""
        return {curie: i for i, curie in enumerate(self.disease_ids)}

    @cached_property
    def risk_factors(self) -> frozenset[int]:
        """Terms that predispose to a disease."""
        return frozenset(self.disease_risks.indices.tolist())

    @cached_property
    def disease_xref_index(self) -> dict[str, tuple[int, ...]]:
        """CURIE of another vocabulary → numbers of the diseases that are the same."""
        found: dict[str, tuple[int, ...]] = {}
        for disease, joined in enumerate(self.disease_xrefs):
            for curie in joined.split("|") if joined else ():
                found[curie] = (*found.get(curie, ()), disease)
        return found

    @cached_property
    def alt_index(self) -> dict[str, int]:
        """Alternative or replaced id → number of the term it means."""
        return dict(zip(self.alt_ids, self.alt_terms.tolist(), strict=True))

    @cached_property
    def deprecated(self) -> frozenset[str]:
        """Ids that are obsolete without a replacement."""
        return frozenset(self.deprecated_ids)

    @cached_property
    def root(self) -> int:
        """Number of :data:`PHENOTYPE_ROOT`."""
        return self.term_index[PHENOTYPE_ROOT]

    @cached_property
    def is_phenotype(self) -> NDArray[np.bool_]:
        """Descendants-or-self of the phenotype root, (T,)."""
        member = np.zeros(len(self.term_ids), np.bool_)
        owners = np.repeat(np.arange(len(self.ancestors)), self.ancestors.degrees)
        member[owners[self.ancestors.indices == self.root]] = True
        return member

    @cached_property
    def phenotype_ancestors(self) -> CSR:
        """:attr:`ancestors` without what lies above the phenotype root."""
        owners = np.repeat(np.arange(len(self.ancestors), dtype=np.int64), self.ancestors.degrees)
        keep = self.is_phenotype[self.ancestors.indices] & self.is_phenotype[owners]
        counts = np.bincount(owners[keep], minlength=len(self.ancestors))
        indptr = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        return CSR(indptr, self.ancestors.indices[keep])

    @cached_property
    def descendants(self) -> CSR:
        """T rows of terms, inclusive, ascending."""
        return self.ancestors.transpose(len(self.term_ids))

    @cached_property
    def disease_children(self) -> CSR:
        """D rows of diseases that are more specific."""
        return self.disease_parents.transpose(len(self.disease_ids))

    @cached_property
    def equivalents(self) -> CSR:
        """D rows of diseases: :attr:`exact_matches` both ways."""
        subjects = np.repeat(np.arange(len(self.disease_ids)), self.exact_matches.degrees)
        objects = self.exact_matches.indices
        return CSR.from_pairs(
            np.concatenate((subjects, objects)).astype(np.int64),
            np.concatenate((objects, subjects)).astype(np.int64),
            len(self.disease_ids),
        )

    @cached_property
    def disease_rows(self) -> NDArray[np.int64]:
        """Where each disease's rows start, (D + 1,): rows are ordered by disease."""
        bounds = np.arange(len(self.disease_ids) + 1)
        return np.searchsorted(self.rows.disease, bounds).astype(np.int64)

    @cached_property
    def publication_rows(self) -> CSR:
        """Publication → annotation rows that cite it."""
        return self.rows.publications.transpose(len(self.publications))

    @cached_property
    def publication_index(self) -> dict[str, int]:
        """Publication CURIE → number."""
        return {curie: i for i, curie in enumerate(self.publications)}

    def rows_of(self, disease: int, term: int) -> NDArray[np.int64]:
        """Return the numbers of the annotation rows of one (disease, term) pair."""
        start, end = (int(bound) for bound in self.disease_rows[disease : disease + 2])
        low, high = np.searchsorted(self.rows.term[start:end], [term, term + 1])
        return np.arange(start + low, start + high, dtype=np.int64)

    def relative_risk(self, disease: int, factor: str) -> float:
        """Return the relative risk that a risk factor brings, 1 where no source says."""
        span = self.disease_risks.span(disease)
        at = find_sorted(self.disease_risks.indices[span], self.term_index.get(factor, -1))
        return 1.0 if at is None else float(self.disease_risk_ratio[span][at])

    def resolve_term(self, curie: str) -> int | None:
        """Return the number of the term ``curie`` means, alternative ids followed, or ``None``."""
        found = self.term_index.get(curie)
        return self.alt_index.get(curie) if found is None else found

    def label(self, curie: str) -> str:
        """Return the label of a node, a term's alternative ids followed; else the id itself."""
        term = self.resolve_term(curie)
        if term is not None:
            return self.term_labels[term]
        disease = self.disease_index.get(curie)
        if disease is not None:
            return self.disease_labels[disease]
        return self._other_labels.get(curie, curie)

    @cached_property
    def _other_labels(self) -> dict[str, str]:
        labels = dict(zip(self.gene_ids, self.gene_symbols, strict=True))
        labels.update(zip(self.class_ids, self.class_labels, strict=True))
        labels.update(zip(self.other_ids, self.other_labels, strict=True))
        return labels


FIELD_TYPES: Final[dict[str, str]] = {field.name: str(field.type) for field in fields(GraphArrays)}
"""Field name → annotation, for the file format in :mod:`kg.array_file`."""
