"""Phenotypes of the Disorder Mechanisms Knowledge Base (DisMech), without frequencies.

A folder with ``open_edges.tsv``, of which the rows of ``DisMech`` are read. Most findings are HPO
ids already; those that are words only go through the mapping set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from data_schema import Annotation, Predicate
from kg.model import Node
from kg.validation import Issue, IssueCode

from .crosswalk import Crosswalk, subject_id
from .mapped import Imprint, MappedSource
from .open_edges import Finding, disease_content, open_edges_file, read_open_edges, stated_ids
from .source import SourceContent

__all__ = ["DISMECH_PREFIX", "DISMECH_ROWS", "DisMechSource"]

DISMECH_PREFIX: Final = "DISMECH"
DISMECH_ROWS: Final = "DisMech"
_SOURCE: Final = "infores:dismech"


class DisMechSource(MappedSource):
    """DisMech's disease–phenotype rows, as one of the sources of ``open_edges.tsv``.

    Args:
        path: the table or its folder; there is no default.
    """

    name = "dismech"

    imprint = Imprint(
        infores=_SOURCE,
        licence="BSD-3-Clause",
        licence_url="https://github.com/monarch-initiative/dismech/blob/main/LICENSE",
        citation="Disorder Mechanisms Knowledge Base (DisMech), Monarch Initiative. "
        "https://github.com/monarch-initiative/dismech",
    )

    def _file(self) -> Path:
        return open_edges_file(self._path, source=self.name)

    def _content(self, path: Path, known: Mapping[str, Node], issues: list[Issue]) -> SourceContent:
        return disease_content(_findings(path, known, issues), source=_SOURCE)


def _findings(path: Path, known: Mapping[str, Node], issues: list[Issue]) -> Iterator[Finding]:
    crosswalk = Crosswalk("dismech", known)
    for row in read_open_edges(path, DISMECH_ROWS):
        words = subject_id(DISMECH_PREFIX, "disease", row["disease"])
        disease = crosswalk.disease(words, stated_ids(row))
        term = crosswalk.term(row["finding_id"]) or crosswalk.term(
            subject_id(DISMECH_PREFIX, "finding", row["finding"])
        )
        if disease is None or term is None:
            code = IssueCode.UNKNOWN_DISEASE if disease is None else IssueCode.UNKNOWN_TERM
            issues.append(Issue(code, f"{row['disease']}: {row['finding']}"))
            continue
        yield (
            row["disease"],
            Annotation(
                subject=disease,
                predicate=Predicate.HAS_PHENOTYPE.value,
                object=term,
                primary_knowledge_source=_SOURCE,
                agent_type="not_provided",
            ),
        )
