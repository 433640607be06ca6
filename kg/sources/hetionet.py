"""Hetionet 1.0: symptoms, anatomy, resemblance, genes and drugs of 137 common diseases.

A folder with ``hetionet-v1.0-nodes.tsv`` and its edges (``hetionet_open_edges.tsv``, or the
release's ``hetionet-v1.0-edges.sif``, plain or gzipped). Symptoms are MeSH headings that stand
beside the disease in MEDLINE more often than by chance: related, with no frequency. Licences differ
from edge to edge: gene associations are read from ``DaG-association.tsv`` alone, which states
them, and only where that is CC BY 4.0; MEDLINE's edges are in the public domain, those of
PharmacotherapyDB are CC0. Palliation is not read: it is no treatment of the disease.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from data_schema import Annotation, Category, GraphBuildError, Predicate
from kg.model import Edge, Node, SourceInfo
from kg.pooling import pool_phenotype_rows
from kg.protocols import Progress
from kg.validation import Issue, IssueCode

from .crosswalk import Crosswalk
from .source import SourceContent, file_hashes, require_files

__all__ = ["HetionetSource", "mesh_id"]

_SOURCE: Final = "infores:hetionet"
_NODES: Final = "hetionet-v1.0-nodes.tsv"
_EDGES: Final = (
    "hetionet_open_edges.tsv",
    "hetionet-v1.0-edges.sif",
    "hetionet-v1.0-edges.sif.gz",
)
_GENES: Final = "DaG-association.tsv"
_OPEN_LICENCE: Final = "CC BY 4.0"
_PRESENTS: Final = "DpS"
_PREDICATES: Final = {
    "CtD": Predicate.TREATS,
    "DlA": Predicate.LOCATED_IN,
    "DrD": Predicate.SIMILAR_TO,
}
_KINDS: Final = {
    "Anatomy": (Category.ANATOMICAL_ENTITY, ""),
    "Compound": (Category.DRUG, "DRUGBANK:"),
    "Disease": (Category.DISEASE, ""),
    "Gene": (Category.GENE, "NCBIGene:"),
}
"""Kind of node → category, and what stands before its local id."""
_GENE_SOURCES: Final = {"DISEASES": "infores:diseases", "GWAS Catalog": "infores:gwas-catalog"}


class HetionetSource:
    """A folder of Hetionet.

    Args:
        folder: where the files are; there is no default.
    """

    name = "hetionet"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def info(self) -> SourceInfo:
        """Return licences and the hashes of the files read."""
        return SourceInfo(
            name=self.name,
            infores=_SOURCE,
            version="1.0",
            licence="CC0-1.0 AND CC-BY-3.0 AND CC-BY-4.0",
            licence_url="https://github.com/hetio/hetionet#license",
            citation="Himmelstein DS et al. Systematic integration of biomedical knowledge "
            "prioritizes drugs for repurposing. eLife. 2017;6:e26726. doi:10.7554/eLife.26726",
            files=file_hashes(path for path in self._paths() if path is not None),
        )

    def read(self, known: Mapping[str, Node], *, progress: Progress | None = None) -> SourceContent:
        """Read the edges whose ends have ids here; symptoms where they are terms in ``known``."""
        if progress:
            progress(self.name, 0, 1)
        content = _Reader(*self._paths(), known=known).content()
        if progress:
            progress(self.name, 1, 1)
        return content

    def _paths(self) -> tuple[Path, Path, Path | None]:
        if self._folder is None:
            raise GraphBuildError(
                f"expected a folder with {_NODES} for the source {self.name!r}, got none; name one"
            )
        nodes = require_files(self._folder, (_NODES,), source=self.name)[0]
        edges = [self._folder / name for name in _EDGES if (self._folder / name).is_file()]
        if not edges:
            raise GraphBuildError(
                f"expected one of {', '.join(_EDGES)} in {self._folder}, found none; "
                "give the folder that holds the release"
            )
        genes = self._folder / _GENES
        return nodes, edges[0], genes if genes.is_file() else None


class _Reader:
    """Reads the files into nodes and edges."""

    def __init__(
        self, nodes: Path, edges: Path, genes: Path | None, *, known: Mapping[str, Node]
    ) -> None:
        self._names = {row["id"]: row["name"] for row in _rows(nodes)}
        self._edges, self._genes = edges, genes
        self._crosswalk = Crosswalk("hetionet", known)
        self._nodes: dict[str, Node] = {}
        self._issues: list[Issue] = []

    def content(self) -> SourceContent:
        rows: dict[Annotation, None] = {}
        edges: dict[Edge, None] = {}
        for row in _rows(self._edges):
            if row["metaedge"] == _PRESENTS:
                rows.update(dict.fromkeys(self._symptom(row["source"], row["target"])))
            elif predicate := _PREDICATES.get(row["metaedge"]):
                subject, object_ = self._node(row["source"]), self._node(row["target"])
                edges[_edge(subject, predicate, object_)] = None
        if self._genes is not None:
            edges.update(dict.fromkeys(self._associations(self._genes)))
        return SourceContent(
            nodes=tuple(self._nodes.values()),
            edges=(*pool_phenotype_rows(rows, sources=(_SOURCE,)), *edges),
            issues=tuple(self._issues),
        )

    def _symptom(self, disease: str, symptom: str) -> Iterator[Annotation]:
        term = self._crosswalk.term(mesh_id(symptom))
        if term is None:
            named = f"{self._names.get(disease)}: {self._names.get(symptom)}"
            self._issues.append(Issue(IssueCode.UNKNOWN_TERM, named))
            return
        yield Annotation(
            subject=self._node(disease),
            predicate=Predicate.HAS_PHENOTYPE.value,
            object=term,
            primary_knowledge_source=_SOURCE,
            knowledge_level="statistical_association",
            agent_type="data_analysis_pipeline",
        )

    def _associations(self, path: Path) -> Iterator[Edge]:
        for row in _rows(path):
            if row["license"] != _OPEN_LICENCE:
                named = f"{row['doid_id']} {row['gene_symbol']}"
                self._issues.append(Issue(IssueCode.RESTRICTED_LICENCE, named))
                continue
            gene = self._node(f"Gene::{row['entrez_gene_id']}", name=row["gene_symbol"])
            disease = self._node(f"Disease::{row['doid_id']}", name=row["doid_name"])
            origins = map(_GENE_SOURCES.get, row["sources"].split("|"))
            yield _edge(
                gene,
                Predicate.GENE_ASSOCIATED_WITH_CONDITION,
                disease,
                sources=(_SOURCE, *filter(None, origins)),
            )

    def _node(self, node_id: str, *, name: str = "") -> str:
        """Note a node that an edge needs, and return its CURIE."""
        kind, _, local = node_id.partition("::")
        category, prefix = _KINDS[kind]
        curie = prefix + local
        if category is Category.DISEASE:
            curie = self._crosswalk.disease("", (curie,)) or curie
        self._nodes.setdefault(
            curie,
            Node(
                id=curie,
                category=category,
                name=name or self._names.get(node_id, ""),
                provided_by=(_SOURCE,),
            ),
        )
        return curie


def mesh_id(symptom: str) -> str:
    """Return the CURIE of a symptom node: ``MESH:D003371`` of ``Symptom::D003371``."""
    return f"MESH:{symptom.partition('::')[2]}"


def _edge(
    subject: str, predicate: Predicate, object_: str, *, sources: Iterable[str] = (_SOURCE,)
) -> Edge:
    return Edge(
        subject=subject, predicate=predicate, object=object_, sources=tuple(sorted(sources))
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
