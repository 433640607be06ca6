"""DDXPlus: 49 conditions of a simulated telemedicine service, and what their patients say.

Either the table ``ddxplus_p_evidence.tsv``, where each condition has n simulated patients and a
share p of them an evidence (read as k of n), or a folder with ``release_conditions.json``, which
says only that a condition has an evidence. Symptoms are read; antecedents, and questions about
intensity, speed or place that are no finding by themselves, are not. Its vignettes are drawn from
these very numbers: a graph with this source cannot be tried on them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from data_schema import Annotation, GraphBuildError, Predicate
from kg.model import Node, SourceInfo
from kg.protocols import Progress
from kg.validation import Issue, IssueCode

from .crosswalk import Crosswalk, subject_id
from .open_edges import Finding, disease_content
from .source import SourceContent, file_hashes

__all__ = ["DDXPLUS_PREFIX", "DDXPLUS_TABLE", "DdxPlusSource"]

DDXPLUS_PREFIX: Final = "DDXPLUS"
DDXPLUS_TABLE: Final = "ddxplus_p_evidence.tsv"
_SOURCE: Final = "infores:ddxplus"
_CONDITIONS: Final = "release_conditions.json"
_HASH_DIGITS: Final = 12

Symptom = tuple[str, str, int | None, int | None]
"""Condition, evidence, and k of n patients or neither."""


class DdxPlusSource:
    """DDXPlus's conditions and symptoms.

    Args:
        path: the table, or a folder with it or with the release; there is no default.
    """

    name = "ddxplus"

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def info(self) -> SourceInfo:
        """Return licence and file hash; the files bear no release, so a hash stands for it."""
        hashes = file_hashes([self._file()])
        return SourceInfo(
            name=self.name,
            infores=_SOURCE,
            version=f"sha256.{next(iter(hashes.values()))[:_HASH_DIGITS]}",
            licence="CC-BY-4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            citation="Fansi Tchango A et al. DDXPlus: a new dataset for automatic medical "
            "diagnosis. NeurIPS 2022 Datasets and Benchmarks. arXiv:2205.09148",
            files=hashes,
        )

    def read(self, known: Mapping[str, Node], *, progress: Progress | None = None) -> SourceContent:
        """Read the symptoms that are mapped to a term in ``known``."""
        if progress:
            progress(self.name, 0, 1)
        issues: list[Issue] = []
        path = self._file()
        symptoms = _read_table(path) if path.suffix == ".tsv" else _read_release(path)
        content = disease_content(_findings(symptoms, known, issues), source=_SOURCE)
        if progress:
            progress(self.name, 1, 1)
        return replace(content, issues=tuple(issues))

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


def _read_table(path: Path) -> Iterator[Symptom]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["antecedent"] == "0":
                total = int(row["n"])
                yield row["condition"], row["evidence"], round(float(row["p"]) * total), total


def _read_release(path: Path) -> Iterator[Symptom]:
    for condition in json.loads(path.read_text(encoding="utf-8")).values():
        for evidence in condition["symptoms"]:
            yield condition["cond-name-eng"], evidence, None, None


def _findings(
    symptoms: Iterator[Symptom], known: Mapping[str, Node], issues: list[Issue]
) -> Iterator[Finding]:
    """Yield one row for each condition and term.

    Of several evidences that mean one term (pain in the right and the left ear) the commonest
    counts: how many patients have any of them is not told, and is at least that.
    """
    crosswalk = Crosswalk("ddxplus", known)
    found: dict[tuple[str, str], tuple[str, int | None, int | None]] = {}
    for condition, evidence, count, total in symptoms:
        disease = crosswalk.disease(subject_id(DDXPLUS_PREFIX, "condition", condition))
        term = crosswalk.term(f"{DDXPLUS_PREFIX}:{evidence}")
        if disease is None or term is None:
            code = IssueCode.UNKNOWN_DISEASE if disease is None else IssueCode.UNKNOWN_TERM
            issues.append(Issue(code, f"{condition}: {evidence}"))
            continue
        _, best, _ = found.get((disease, term), ("", None, None))
        if best is None or (count is not None and count > best):
            found[disease, term] = (condition, count, total)
    for (disease, term), (condition, count, total) in found.items():
        yield (
            condition,
            Annotation(
                subject=disease,
                predicate=Predicate.HAS_PHENOTYPE.value,
                object=term,
                has_count=count,
                has_total=total,
                primary_knowledge_source=_SOURCE,
                knowledge_level="statistical_association",
                agent_type="computational_model",
            ),
        )
