"""The Disease Ontology, from the tables of its repository: ``HumanDO.tsv``, ``allXREFinDO.tsv``.

DO's cross-references are ``hasDbXref``, not exact matches: they are kept as ``xrefs`` of the
node. What DO calls exactly what OMIM or Orphanet calls, MONDO says (sources ``links``, ``mondo``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from data_schema import Category, GraphBuildError, Predicate, try_normalize_curie
from kg.model import Edge, Node, SourceInfo
from kg.protocols import Progress
from kg.validation import Issue, IssueCode

from .source import SourceContent, file_hashes, require_files

__all__ = ["DoSource"]

_DO_SOURCE: Final = "infores:disease-ontology"
_TERMS: Final = "HumanDO.tsv"
_XREFS: Final = "allXREFinDO.tsv"
_ROOT: Final = ("DOID:4", "disease")
"""The one term that ``HumanDO.tsv`` names as a parent only."""
_DATED_SNOMED: Final = re.compile(r"^SNOMEDCT_US_[\d_]+:")
_HASH_DIGITS: Final = 12


class DoSource:
    """A folder with DO's tables.

    Args:
        folder: where they are; there is no default.
    """

    name = "do"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def info(self) -> SourceInfo:
        """Return licence and file hashes; the tables bear no release, so a hash stands for it."""
        hashes = file_hashes(self._paths())
        return SourceInfo(
            name=self.name,
            infores=_DO_SOURCE,
            version=f"sha256.{hashes[_TERMS][:_HASH_DIGITS]}",
            licence="CC0-1.0",
            licence_url="https://creativecommons.org/publicdomain/zero/1.0/",
            citation="Baron JA et al. The DO-KB Knowledgebase: a 20-year journey developing the "
            "disease open science ecosystem. Nucleic Acids Res. 2024;52(D1):D1305-D1314. "
            "doi:10.1093/nar/gkad1051",
            files=hashes,
        )

    def read(self, known: Mapping[str, Node], *, progress: Progress | None = None) -> SourceContent:
        """Read terms, their parents and cross-references; ``known`` is not looked at."""
        if progress:
            progress("do", 0, 1)
        terms, xref_table = self._paths()
        issues: list[Issue] = []
        xrefs = _read_xrefs(xref_table, issues)
        names = dict([_ROOT])
        parent_labels: list[tuple[str, str]] = []
        for doid, name, parent in _rows(terms, ("id", "label", "subClassOf")):
            names[doid] = name
            parent_labels.append((doid, parent))
        nodes = tuple(
            Node(
                id=doid,
                category=Category.DISEASE,
                name=name,
                xrefs=tuple(sorted(xrefs.get(doid, ()))),
                provided_by=(_DO_SOURCE,),
            )
            for doid, name in names.items()
        )
        edges = tuple(_subclass_edges(names, parent_labels, issues))
        if progress:
            progress("do", 1, 1)
        return SourceContent(nodes=nodes, edges=edges, issues=tuple(issues))

    def _paths(self) -> list[Path]:
        if self._folder is None:
            raise GraphBuildError(
                f"expected a folder with {_TERMS} and {_XREFS} for the source 'do', got none; "
                "give the tables of a Disease Ontology release"
            )
        return require_files(self._folder, (_TERMS, _XREFS), source=self.name)


def _subclass_edges(
    names: Mapping[str, str], parent_labels: list[tuple[str, str]], issues: list[Issue]
) -> Iterator[Edge]:
    """Yield ``subclass_of`` edges; the table names parents by label."""
    by_label = {name: doid for doid, name in names.items()}
    for doid, label in parent_labels:
        if label in by_label:
            yield Edge(
                subject=doid,
                predicate=Predicate.SUBCLASS_OF,
                object=by_label[label],
                sources=(_DO_SOURCE,),
            )
        elif label:
            issues.append(Issue(IssueCode.UNKNOWN_TERM, f"{doid}: parent {label!r}"))


def _read_xrefs(path: Path, issues: list[Issue]) -> dict[str, set[str]]:
    xrefs: dict[str, set[str]] = {}
    for doid, _, xref in _rows(path, ("id", "label", "xref")):
        curie = try_normalize_curie(_DATED_SNOMED.sub("SNOMEDCT:", xref))
        if curie is None:
            issues.append(Issue(IssueCode.UNKNOWN_PREFIX, f"{doid}: {xref}"))
        else:
            xrefs.setdefault(doid, set()).add(curie)
    return xrefs


def _rows(path: Path, columns: tuple[str, str, str]) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t")
        header = next(rows, [])
        if tuple(header) != columns:
            raise GraphBuildError(
                f"expected the columns {', '.join(columns)} in {path.name}, "
                f"got {', '.join(header[:6])}; use the tables of the DO repository"
            )
        yield from (row for row in rows if len(row) == len(columns))
