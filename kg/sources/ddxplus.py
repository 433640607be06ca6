"""DDXPlus: 49 conditions of a simulated telemedicine service, and what their patients say.

Either the table ``ddxplus_p_evidence.tsv``, where each condition has n simulated patients and a
share p of them an evidence (read as k of n), or a folder with ``release_conditions.json``, which
says only that a condition has an evidence. Of the release symptoms that mean a term are read. Of
the table:

- symptoms that mean a term, as rows of that term;
- other symptoms that are a yes to a question, as rows of terms of their own, below the broader
  term they are mapped to, and named by the question's own words;
- antecedents, as risk factors, but for those that HPO has as findings. The relative risk is p
  among the condition's patients over p among all others, from 1.5, at most 10.

Questions about intensity, speed or place are no finding by themselves. Vignettes of DDXPlus are
put together from these very numbers and words: figures on them show that a source that was added
is used, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from data_schema import Annotation, Category, GraphBuildError, Predicate, curie_prefix
from kg.model import Edge, Node
from kg.pooling import pool_phenotype_rows
from kg.validation import Issue, IssueCode

from .crosswalk import Crosswalk, subject_id
from .ddxplus_terms import DDXPLUS_PREFIX, DDXPLUS_SOURCE, Evidence, EvidenceTerms
from .mapped import Imprint, MappedSource
from .source import SourceContent
from .tables import read_table_rows

__all__ = ["DDXPLUS_PREFIX", "DDXPLUS_TABLE", "DdxPlusSource"]

DDXPLUS_TABLE: Final = "ddxplus_p_evidence.tsv"
_CONDITIONS: Final = "release_conditions.json"
_COLUMNS: Final = (
    *("condition", "mondo", "doid", "n", "evidence", "question", "value", "antecedent"),
    *("p", "p_background"),
)
_MOST_PATIENTS: Final = 10_000_000
_LOWEST_RISK, _HIGHEST_RISK = 1.5, 10.0
_RAREST: Final = 0.005
"""Of all others: the fewest that p is told from, one in two hundred."""

Pair = tuple[str, str]


class DdxPlusSource(MappedSource):
    """DDXPlus's conditions, symptoms and antecedents.

    Args:
        path: the table, or a folder with it or with the release; there is no default.
    """

    name = "ddxplus"
    imprint = Imprint(
        infores=DDXPLUS_SOURCE,
        licence="CC-BY-4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        citation="Fansi Tchango A et al. DDXPlus: a new dataset for automatic medical diagnosis. "
        "NeurIPS 2022 Datasets and Benchmarks. arXiv:2205.09148",
    )

    def _file(self) -> Path:
        path = self._path
        if path is not None and path.is_file():
            return path
        found = [path / name for name in (DDXPLUS_TABLE, _CONDITIONS) if path]
        for file in found:
            if file.is_file():
                return file
        raise GraphBuildError(
            f"expected {DDXPLUS_TABLE} or {_CONDITIONS} for the source {self.name!r}, "
            f"found none in {path}; name the file or its folder"
        )

    def _content(self, path: Path, known: Mapping[str, Node], issues: list[Issue]) -> SourceContent:
        evidences = _read_release(path) if path.suffix.lower() == ".json" else _read_table(path)
        return _Reader(known, issues).content(evidences)


def _read_table(path: Path) -> Iterator[Evidence]:
    for row in read_table_rows(path, _COLUMNS):
        share, total = row.number("p", 0.0, 1.0), int(row.number("n", 1, _MOST_PATIENTS))
        others = row.number("p_background", 0.0, 1.0)
        yield Evidence(
            condition=row["condition"],
            ids=tuple(filter(None, (row["mondo"], row["doid"]))),
            code=row["evidence"],
            question=row["question"],
            value=row["value"],
            antecedent=row.flag("antecedent"),
            count=round(share * total),
            total=total,
            ratio=share / max(others, _RAREST),
        )


def _read_release(path: Path) -> Iterator[Evidence]:
    try:
        told = [
            (condition["cond-name-eng"], code)
            for condition in json.loads(path.read_text(encoding="utf-8")).values()
            for code in condition["symptoms"]
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GraphBuildError(
            f"expected DDXPlus's conditions as JSON in {path}, each with cond-name-eng and "
            f"symptoms, got {type(error).__name__}; take the file of the release"
        ) from error
    for name, code in told:
        yield Evidence(condition=name, code=code)


class _Reader:
    """Makes nodes and edges of evidences."""

    def __init__(self, known: Mapping[str, Node], issues: list[Issue]) -> None:
        self._crosswalk = Crosswalk("ddxplus", known)
        self._terms = EvidenceTerms(self._crosswalk, known)
        self._meant = {name for node in known.values() for name in (node.id, *node.xrefs)}
        self._issues = issues
        self._diseases: dict[str, Node] = {}

    def content(self, evidences: Iterable[Evidence]) -> SourceContent:
        """Read everything.

        Of several evidences that mean one term (pain in the right and the left ear) the commonest
        counts: how many patients have any of them is not told, and is at least that.
        """
        rows: dict[Pair, Evidence] = {}
        risks: dict[Pair, Evidence] = {}
        for evidence in evidences:
            disease = self._disease(evidence)
            term = None if disease is None else self._terms.of(evidence)
            if disease is None or term is None:
                code = IssueCode.UNKNOWN_DISEASE if disease is None else IssueCode.UNKNOWN_TERM
                self._issues.append(Issue(code, f"{evidence.condition}: {evidence.code}"))
                continue
            is_risk = evidence.antecedent and curie_prefix(term) != "HP"
            found = risks if is_risk else rows
            best = found.get((disease, term))
            if best is None or (evidence.count or 0) > (best.count or 0):
                found[disease, term] = evidence
        annotations = [_finding(pair, evidence) for pair, evidence in rows.items()]
        return SourceContent(
            nodes=(*self._diseases.values(), *self._terms.nodes()),
            edges=(
                *self._terms.edges(),
                *pool_phenotype_rows(annotations, sources=(DDXPLUS_SOURCE,)),
                *(
                    _risk(pair, evidence)
                    for pair, evidence in risks.items()
                    if evidence.ratio >= _LOWEST_RISK
                ),
            ),
        )

    def _disease(self, evidence: Evidence) -> str | None:
        """Return the disease with an id that the table gives a condition, else the mapped one.

        An id of the table that nobody in the graph bears goes with an exactly mapped disease.
        """
        words = subject_id(DDXPLUS_PREFIX, "condition", evidence.condition)
        disease = self._crosswalk.first_known(evidence.ids) or self._crosswalk.disease(words)
        if disease is not None and disease not in self._diseases:
            more = [each for each in evidence.ids if each not in self._meant]
            self._diseases[disease] = Node(
                id=disease,
                category=Category.DISEASE,
                name=evidence.condition,
                xrefs=tuple(more) if self._crosswalk.is_exact(words) else (),
                provided_by=(DDXPLUS_SOURCE,),
            )
        return disease


def _finding(pair: Pair, evidence: Evidence) -> Annotation:
    return Annotation(
        subject=pair[0],
        predicate=Predicate.HAS_PHENOTYPE.value,
        object=pair[1],
        has_count=evidence.count,
        has_total=evidence.total,
        primary_knowledge_source=DDXPLUS_SOURCE,
        knowledge_level="statistical_association",
        agent_type="computational_model",
    )


def _risk(pair: Pair, evidence: Evidence) -> Edge:
    disease, factor = pair
    annotation = Annotation(
        subject=factor,
        predicate=Predicate.PREDISPOSES_TO_CONDITION.value,
        object=disease,
        relative_risk=round(min(evidence.ratio, _HIGHEST_RISK), 2),
        primary_knowledge_source=DDXPLUS_SOURCE,
        knowledge_level="statistical_association",
        agent_type="computational_model",
    )
    return Edge(
        subject=factor,
        predicate=Predicate.PREDISPOSES_TO_CONDITION,
        object=disease,
        sources=(DDXPLUS_SOURCE,),
        annotations=(annotation,),
    )
