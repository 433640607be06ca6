"""Diseases and symptoms learned from emergency records (Rotmensch et al. 2017).

A folder with ``open_edges.tsv``, of which the rows of ``Rotmensch2017`` are read. Their numbers are
strengths of a noisy-or network: how often the disease *alone* brings the symptom *into the
record*. That is neither P(finding | disease) nor a bound for patients who were asked: so no row
gets a frequency, and none a frequency class, which would lower what other sources state for the
same pair. A strength only decides whether a row is kept: below 0.02 it is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from data_schema import Annotation, Predicate, try_normalize_curie
from kg.model import Node, SourceInfo
from kg.protocols import Progress
from kg.validation import Issue, IssueCode

from .crosswalk import Crosswalk, subject_id
from .open_edges import Finding, disease_content, open_edges_file, read_open_edges, stated_ids
from .source import SourceContent, file_hashes

__all__ = ["MIN_STRENGTH", "ROTMENSCH_PREFIX", "ROTMENSCH_ROWS", "RotmenschSource"]

ROTMENSCH_PREFIX: Final = "ROTMENSCH"
ROTMENSCH_ROWS: Final = "Rotmensch2017"
MIN_STRENGTH: Final = 0.02
"""About half the rows are weaker: a few mentions in thousands of visits."""
_SOURCE: Final = "infores:rotmensch-2017"
_HASH_DIGITS: Final = 12


class RotmenschSource:
    """The table of Rotmensch et al., as one of the sources of ``open_edges.tsv``.

    Args:
        path: the table or its folder; there is no default.
    """

    name = "rotmensch"

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def info(self) -> SourceInfo:
        """Return licence and file hash; the table bears no release, so a hash stands for it."""
        hashes = file_hashes([open_edges_file(self._path, source=self.name)])
        return SourceInfo(
            name=self.name,
            infores=_SOURCE,
            version=f"sha256.{next(iter(hashes.values()))[:_HASH_DIGITS]}",
            licence="CC-BY-4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            citation="Rotmensch M et al. Learning a health knowledge graph from electronic medical "
            "records. Sci Rep. 2017;7:5994. doi:10.1038/s41598-017-05778-z",
            files=hashes,
        )

    def read(self, known: Mapping[str, Node], *, progress: Progress | None = None) -> SourceContent:
        """Read the rows whose finding is mapped to a term in ``known``."""
        if progress:
            progress(self.name, 0, 1)
        issues: list[Issue] = []
        path = open_edges_file(self._path, source=self.name)
        content = disease_content(_findings(path, known, issues), source=_SOURCE)
        if progress:
            progress(self.name, 1, 1)
        return replace(content, issues=tuple(issues))


def _findings(path: Path, known: Mapping[str, Node], issues: list[Issue]) -> Iterator[Finding]:
    crosswalk = Crosswalk("rotmensch", known)
    for row in read_open_edges(path, ROTMENSCH_ROWS):
        shown = f"{row['disease']}: {row['finding']}"
        if float(row["freq"]) < MIN_STRENGTH:
            issues.append(Issue(IssueCode.WEAK_ROW, shown))
            continue
        words = subject_id(ROTMENSCH_PREFIX, "disease", row["disease"])
        disease = crosswalk.disease(words, stated_ids(row))
        term = crosswalk.term(subject_id(ROTMENSCH_PREFIX, "finding", row["finding"]))
        if disease is None or term is None:
            code = IssueCode.UNKNOWN_DISEASE if disease is None else IssueCode.UNKNOWN_TERM
            issues.append(Issue(code, shown))
            continue
        reference = try_normalize_curie(row.get("ref", ""))
        yield (
            row["disease"],
            Annotation(
                subject=disease,
                predicate=Predicate.HAS_PHENOTYPE.value,
                object=term,
                publications=(reference,) if reference else (),
                primary_knowledge_source=_SOURCE,
                knowledge_level="statistical_association",
                agent_type="data_analysis_pipeline",
            ),
        )
