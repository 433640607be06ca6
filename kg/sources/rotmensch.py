"""Diseases and symptoms learned from emergency records (Rotmensch et al. 2017).

A folder with ``open_edges.tsv``, of which the rows of ``Rotmensch2017`` are read. Their numbers are
strengths of a noisy-or network: how often the disease *alone* brings the symptom *into the
record*. That is neither P(finding | disease) nor a bound for patients who were asked: so no row
gets a frequency, and none a frequency class, which would lower what other sources state for the
same pair. A strength only decides whether a row is kept: below 0.02 it is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from data_schema import Annotation, Predicate, try_normalize_curie
from kg.model import Node
from kg.validation import Issue, IssueCode

from .crosswalk import Crosswalk, subject_id
from .mapped import Imprint, MappedSource
from .open_edges import Finding, disease_content, open_edges_file, read_open_edges, stated_ids
from .source import SourceContent

__all__ = ["MIN_STRENGTH", "ROTMENSCH_PREFIX", "ROTMENSCH_ROWS", "RotmenschSource"]

ROTMENSCH_PREFIX: Final = "ROTMENSCH"
ROTMENSCH_ROWS: Final = "Rotmensch2017"
MIN_STRENGTH: Final = 0.02
"""About half the rows are weaker: a few mentions in thousands of visits."""
_SOURCE: Final = "infores:rotmensch-2017"


class RotmenschSource(MappedSource):
    """The table of Rotmensch et al., as one of the sources of ``open_edges.tsv``.

    Args:
        path: the table or its folder; there is no default.
    """

    name = "rotmensch"

    imprint = Imprint(
        infores=_SOURCE,
        licence="CC-BY-4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        citation="Rotmensch M et al. Learning a health knowledge graph from electronic medical "
        "records. Sci Rep. 2017;7:5994. doi:10.1038/s41598-017-05778-z",
    )

    def _file(self) -> Path:
        return open_edges_file(self._path, source=self.name)

    def _content(self, path: Path, known: Mapping[str, Node], issues: list[Issue]) -> SourceContent:
        return disease_content(_findings(path, known, issues), source=_SOURCE)


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
