"""Everyday diseases: the bundled tables of common diagnoses, their findings and risk factors.

``kg/data/everyday`` has one folder for each kind of table and one file for each organ system:

- ``diagnoses``: who has it, how common it is by setting, whether it must not be missed;
- ``findings``: what it shows, with HPO's frequency classes;
- ``risks``: what predisposes to it, with a class of relative risk (1.5, 3, 10);
- ``terms``: findings that HPO lacks, each a kind of an HPO term;
- ``names``: further words for findings, as notes and patients say them;

and ``risk_factors.tsv``, the risk factors themselves, and ``likelihood_ratios.tsv``, measured ones
(of a range the end nearer to 1; each with its own source). All else is compiled from general
medical knowledge and not reviewed by a clinician; ``infores:diagraph``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from data_schema import Annotation, Category, GraphBuildError, Predicate, Scope
from kg.epidemiology import Epidemiology
from kg.model import Edge, Node, SourceInfo, Synonym
from kg.pooling import pool_phenotype_rows
from kg.protocols import Progress
from kg.validation import Issue, IssueCode

from .source import SourceContent, file_hashes

__all__ = ["EVERYDAY_SOURCE", "EverydaySource"]

EVERYDAY_SOURCE: Final = "infores:diagraph"
_VERSION: Final = "2026-11-28"
_COURSES: Final = {
    "acute": "HP:0011009",
    "subacute": "HP:0011011",
    "chronic": "HP:0011010",
    "recurrent": "HP:0031796",
}
"""Course → HPO's term for it."""
_KINDS: Final = ("diagnoses", "findings", "names", "risks", "terms")
_RISK_FACTORS: Final = "risk_factors.tsv"
_RATIOS: Final = "likelihood_ratios.tsv"
_RISK_ROOT: Final = "HP:0032443"
"""*Past medical history*: what a risk factor is a kind of."""

Row = dict[str, str]


class EverydaySource:
    """The bundled tables of everyday diagnoses.

    Args:
        folder: another folder of the same tables.
    """

    name = "everyday"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def info(self) -> SourceInfo:
        """Return the licence and the hash of every table."""
        folder = self._checked()
        return SourceInfo(
            name=self.name,
            infores=EVERYDAY_SOURCE,
            version=_VERSION,
            licence="Apache-2.0",
            licence_url="https://www.apache.org/licenses/LICENSE-2.0",
            citation="Compiled from general medical knowledge by the Diagraph maintainers, not "
            "reviewed by a clinician.",
            files={
                f"{path.parent.name}/{name}": digest
                for path in sorted(folder.rglob("*.tsv"))
                for name, digest in file_hashes([path]).items()
            },
        )

    def read(self, known: Mapping[str, Node], *, progress: Progress | None = None) -> SourceContent:
        """Read every table; findings that ``known`` does not have are left out and counted."""
        if progress:
            progress("everyday", 0, 1)
        reader = _Reader(self._checked(), known)
        content = SourceContent(
            nodes=tuple(reader.nodes()),
            edges=tuple(reader.edges()),
            issues=tuple(reader.issues),
        )
        if progress:
            progress("everyday", 1, 1)
        return content

    def _checked(self) -> Path:
        folder = self._folder or Path(str(files("kg") / "data" / "everyday"))
        missing = [kind for kind in _KINDS if not any((folder / kind).glob("*.tsv"))]
        if missing:
            raise GraphBuildError(
                f"expected tables in {', '.join(missing)} of {folder}, found none; "
                "install Diagraph anew, or leave out the source 'everyday'"
            )
        return folder


class _Reader:
    """Reads the tables into nodes and edges."""

    def __init__(self, folder: Path, known: Mapping[str, Node]) -> None:
        self.issues: list[Issue] = []
        self._tables = {kind: list(_rows(sorted((folder / kind).glob("*.tsv")))) for kind in _KINDS}
        self._factors = list(_rows([folder / _RISK_FACTORS]))
        self._ratios = list(_rows(path for path in [folder / _RATIOS] if path.is_file()))
        own = {row["term_id"] for row in (*self._tables["terms"], *self._factors)}
        self._known = {node.id for node in known.values() if not node.deprecated} | own
        self._diseases = {row["disease_id"] for row in self._tables["diagnoses"]}

    def nodes(self) -> Iterator[Node]:
        """Yield terms, risk factors, names of known findings, and diagnoses."""
        names: dict[str, list[str]] = {}
        for row in self._tables["names"]:
            names.setdefault(row["term_id"], []).append(row["name"])
        for row in (*self._tables["terms"], *self._factors):
            words = [*row["synonyms"].split("|"), *names.pop(row["term_id"], ())]
            yield _node(row["term_id"], Category.PHENOTYPIC_FEATURE, row["label"], words)
        for term, words in names.items():
            if term in self._known:
                yield _node(term, Category.PHENOTYPIC_FEATURE, "", words)
            else:
                self.issues.append(Issue(IssueCode.UNKNOWN_TERM, f"names: {term}"))
        for row in self._tables["diagnoses"]:
            yield self._diagnosis(row)

    def _diagnosis(self, row: Row) -> Node:
        xrefs = [each for each in row["exact_matches"].split("|") if each]
        xrefs += [f"ICD10CM:{code}" for code in row["icd10cm"].split("|") if code]
        disease_id = row["disease_id"]
        return _node(
            disease_id,
            Category.DISEASE,
            row["disease_label"],
            row["synonyms"].split("|"),
            xrefs=tuple(sorted({each for each in xrefs if each != disease_id})),
            epidemiology=_epidemiology(row).to_json(),
        )

    def edges(self) -> Iterator[Edge]:
        """Yield hierarchies, findings, risk factors and courses."""
        for row in self._tables["terms"]:
            for parent in row["parents"].split("|"):
                yield from self._edge(row["term_id"], Predicate.SUBCLASS_OF, parent)
        for row in self._factors:
            yield from self._edge(row["term_id"], Predicate.SUBCLASS_OF, _RISK_ROOT)
        for row in self._tables["diagnoses"]:
            course = _COURSES[row["course"]]
            yield from self._edge(row["disease_id"], Predicate.HAS_CLINICAL_COURSE, course)
            if row["parent"] in self._diseases:
                yield from self._edge(row["disease_id"], Predicate.SUBCLASS_OF, row["parent"])
        yield from self._risks()
        rows = [row for row in map(self._finding, self._tables["findings"]) if row is not None]
        yield from pool_phenotype_rows(rows, sources=(EVERYDAY_SOURCE,))
        yield from self._measured()

    def _edge(self, subject: str, predicate: Predicate, object_: str) -> Iterator[Edge]:
        if object_ in self._known or object_ in self._diseases:
            yield Edge(
                subject=subject, predicate=predicate, object=object_, sources=(EVERYDAY_SOURCE,)
            )
        else:
            self.issues.append(Issue(IssueCode.UNKNOWN_TERM, f"{subject} {predicate} {object_}"))

    def _risks(self) -> Iterator[Edge]:
        for row in self._tables["risks"]:
            factor, disease = row["factor_id"], row["disease_id"]
            if factor not in self._known or disease not in self._diseases:
                self.issues.append(Issue(IssueCode.UNKNOWN_TERM, f"risks: {factor} of {disease}"))
                continue
            annotation = Annotation(
                subject=factor,
                predicate=Predicate.PREDISPOSES_TO_CONDITION.value,
                object=disease,
                relative_risk=float(row["relative_risk"]),
                primary_knowledge_source=row["source"],
            )
            yield Edge(
                subject=factor,
                predicate=Predicate.PREDISPOSES_TO_CONDITION,
                object=disease,
                sources=(row["source"],),
                annotations=(annotation,),
            )

    def _finding(self, row: Row) -> Annotation | None:
        if row["finding_id"] not in self._known or row["disease_id"] not in self._diseases:
            shown = f"findings: {row['disease_id']} {row['finding_id']}"
            self.issues.append(Issue(IssueCode.UNKNOWN_TERM, shown))
            return None
        return Annotation(
            subject=row["disease_id"],
            predicate=Predicate.HAS_PHENOTYPE.value,
            object=row["finding_id"],
            frequency_qualifier=row["frequency"],
            required=row["required"] == "1",
            pathognomonic=row["pathognomonic"] == "1",
            publications=tuple(filter(None, row["reference"].split("|"))),
            primary_knowledge_source=row["source"],
        )

    def _measured(self) -> Iterator[Edge]:
        """Yield the findings with measured sensitivity and likelihood ratios.

        A row without a sensitivity states no frequency: that of the pair's own row stands.
        """
        for row in self._ratios:
            disease, term = row["disease_id"], row["finding_id"]
            if term not in self._known or disease not in self._diseases:
                self.issues.append(Issue(IssueCode.UNKNOWN_TERM, f"ratios: {disease} {term}"))
                continue
            annotation = Annotation(
                subject=disease,
                predicate=Predicate.HAS_PHENOTYPE.value,
                object=term,
                has_percentage=100.0 * float(row["sensitivity"]) if row["sensitivity"] else None,
                likelihood_ratio_positive=_number(row["lr_pos"]),
                likelihood_ratio_negative=_number(row["lr_neg"]),
                publications=tuple(filter(None, row["reference"].split("|"))),
                primary_knowledge_source=row["source"],
            )
            yield Edge(
                subject=disease,
                predicate=Predicate.HAS_PHENOTYPE,
                object=term,
                sources=(row["source"],),
                annotations=(annotation,),
            )


def _node(
    node_id: str,
    category: Category,
    name: str,
    words: Iterable[str],
    *,
    xrefs: tuple[str, ...] = (),
    epidemiology: str = "",
) -> Node:
    said = dict.fromkeys(word.strip() for word in words if word.strip() and word != name)
    return Node(
        id=node_id,
        category=category,
        name=name,
        synonyms=tuple(Synonym(text=word, scope=Scope.EXACT, kind="everyday") for word in said),
        xrefs=xrefs,
        provided_by=(EVERYDAY_SOURCE,),
        epidemiology=epidemiology,
    )


def _epidemiology(row: Row) -> Epidemiology:
    a, b, c, d = map(float, row["age"].split("|"))
    return Epidemiology(
        age=(a, b, c, d),
        female_share=float(row["female_share"]),
        course=row["course"],
        prevalence={
            "primary-care": int(row["primary_care"]),
            "emergency": int(row["emergency"]),
            "inpatient": int(row["inpatient"]),
        },
        must_not_miss=row["must_not_miss"] == "1",
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _rows(paths: Iterable[Path]) -> Iterator[Row]:
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
