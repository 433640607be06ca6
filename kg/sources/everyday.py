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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from data_schema import Annotation, Category, GraphBuildError, Predicate, Scope, curie_prefix
from kg.epidemiology import MOST_COMMON, SETTINGS_WITH_PREVALENCE, Epidemiology
from kg.frequency import FREQUENCY_MIDPOINTS
from kg.model import Edge, Node, SourceInfo, Synonym
from kg.pooling import pool_phenotype_rows
from kg.protocols import Progress
from kg.validation import Issue, IssueCode

from .source import SourceContent, file_hashes
from .tables import TableRow, read_table_rows

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
_DIAGNOSES: Final = (
    "disease_id disease_label exact_matches synonyms icd10cm parent age female_share course "
    "primary_care emergency inpatient must_not_miss"
)
_FINDINGS: Final = "disease_id finding_id frequency required pathognomonic source reference"
_COLUMNS: Final = {
    "diagnoses": _DIAGNOSES.split(),
    "findings": _FINDINGS.split(),
    "names": ["term_id", "name"],
    "risks": ["disease_id", "factor_id", "relative_risk", "source"],
    "terms": ["term_id", "label", "parents", "synonyms"],
}
"""Kind of table → the columns that are read."""
_FACTOR_COLUMNS: Final = ("term_id", "label", "synonyms")
_RATIO_COLUMNS: Final = ("disease_id", "finding_id", "sensitivity", "lr_pos", "lr_neg", "source")
_KINDS: Final = tuple(_COLUMNS)
_RISK_FACTORS: Final = "risk_factors.tsv"
_RATIOS: Final = "likelihood_ratios.tsv"
_RISK_ROOT: Final = "HP:0032443"
"""*Past medical history*: what a risk factor is a kind of."""
_FREQUENCIES: Final = {term: term for term in FREQUENCY_MIDPOINTS}
_CLASSES: Final = {str(number): number for number in range(MOST_COMMON + 1)}
_SETTINGS: Final = {name: name.replace("-", "_") for name in SETTINGS_WITH_PREVALENCE}
"""Setting → its column."""
_OURS: Final = "DIAGRAPH"
_OLDEST, _LOWEST_RATIO, _HIGHEST_RATIO = 130.0, 1e-3, 1e6


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
        if missing or not (folder / _RISK_FACTORS).is_file():
            lacking = [f"tables in {', '.join(missing)}"] if missing else []
            lacking += [] if (folder / _RISK_FACTORS).is_file() else [_RISK_FACTORS]
            advice = "put them there" if self._folder else "install Diagraph anew"
            raise GraphBuildError(
                f"expected {' and '.join(lacking)} in {folder}, found none; {advice}, or leave out "
                "the source 'everyday'"
            )
        return folder


class _Reader:
    """Reads the tables into nodes and edges."""

    def __init__(self, folder: Path, known: Mapping[str, Node]) -> None:
        self.issues: list[Issue] = []
        self._tables = {kind: list(_tables(folder / kind, _COLUMNS[kind])) for kind in _KINDS}
        self._factors = list(read_table_rows(folder / _RISK_FACTORS, _FACTOR_COLUMNS))
        ratios = folder / _RATIOS
        measured = read_table_rows(ratios, _RATIO_COLUMNS) if ratios.is_file() else ()
        self._ratios = list(measured)
        own = {row.curie("term_id") for row in (*self._tables["terms"], *self._factors)}
        self._known = {node.id for node in known.values() if not node.deprecated} | own
        self._diseases = {row.curie("disease_id") for row in self._tables["diagnoses"]}

    def nodes(self) -> Iterator[Node]:
        """Yield terms, risk factors, names of known findings, and diagnoses."""
        names: dict[str, list[TableRow]] = {}
        for row in self._tables["names"]:
            names.setdefault(row["term_id"], []).append(row)
        for row in (*self._tables["terms"], *self._factors):
            more = [each["name"] for each in names.pop(row["term_id"], ())]
            words = [*row.parts("synonyms"), *more]
            yield _node(row["term_id"], Category.PHENOTYPIC_FEATURE, row["label"], words)
        for term, rows in names.items():
            if self._has_term(rows[0], "term_id", f"names: {term}"):
                words = [row["name"] for row in rows]
                yield _node(term, Category.PHENOTYPIC_FEATURE, "", words)
        for row in self._tables["diagnoses"]:
            yield _diagnosis(row)

    def edges(self) -> Iterator[Edge]:
        """Yield hierarchies, findings, risk factors and courses."""
        for row in self._tables["terms"]:
            for parent in row.parts("parents"):
                yield from self._edge(row["term_id"], Predicate.SUBCLASS_OF, parent)
        for row in self._factors:
            yield from self._edge(row["term_id"], Predicate.SUBCLASS_OF, _RISK_ROOT)
        for row in self._tables["diagnoses"]:
            course = row.one_of("course", _COURSES)
            yield from self._edge(row["disease_id"], Predicate.HAS_CLINICAL_COURSE, course)
            if row["parent"] in self._diseases:
                yield from self._edge(row["disease_id"], Predicate.SUBCLASS_OF, row["parent"])
        yield from self._risks()
        rows = [row for row in map(self._finding, self._tables["findings"]) if row is not None]
        yield from pool_phenotype_rows(rows, sources=(EVERYDAY_SOURCE,))
        yield from self._measured()

    def _has_term(self, row: TableRow, column: str, shown: str) -> bool:
        """Say whether the graph has a term; one of ours that no table describes is a slip."""
        term = row.curie(column)
        if term in self._known:
            return True
        if curie_prefix(term) == _OURS:
            row.refuse(column, f"a term of terms/ or {_RISK_FACTORS}")
        self.issues.append(Issue(IssueCode.UNKNOWN_TERM, shown))
        return False

    def _disease(self, row: TableRow) -> str:
        if row["disease_id"] not in self._diseases:
            row.refuse("disease_id", "a disease of diagnoses/")
        return row["disease_id"]

    def _edge(self, subject: str, predicate: Predicate, object_: str) -> Iterator[Edge]:
        if object_ in self._known or object_ in self._diseases:
            yield Edge(
                subject=subject, predicate=predicate, object=object_, sources=(EVERYDAY_SOURCE,)
            )
        else:
            self.issues.append(Issue(IssueCode.UNKNOWN_TERM, f"{subject} {predicate} {object_}"))

    def _risks(self) -> Iterator[Edge]:
        for row in self._tables["risks"]:
            factor, disease = row["factor_id"], self._disease(row)
            if self._has_term(row, "factor_id", f"risks: {factor} of {disease}"):
                annotation = Annotation(
                    subject=factor,
                    predicate=Predicate.PREDISPOSES_TO_CONDITION.value,
                    object=disease,
                    relative_risk=row.number("relative_risk", 1.0, _HIGHEST_RATIO),
                    primary_knowledge_source=row["source"],
                )
                yield _sourced(annotation, Predicate.PREDISPOSES_TO_CONDITION)

    def _finding(self, row: TableRow) -> Annotation | None:
        disease, term = self._disease(row), row["finding_id"]
        if not self._has_term(row, "finding_id", f"findings: {disease} {term}"):
            return None
        return Annotation(
            subject=disease,
            predicate=Predicate.HAS_PHENOTYPE.value,
            object=term,
            frequency_qualifier=row.one_of("frequency", _FREQUENCIES),
            required=row.flag("required"),
            pathognomonic=row.flag("pathognomonic"),
            publications=tuple(row.parts("reference")),
            primary_knowledge_source=row["source"],
        )

    def _measured(self) -> Iterator[Edge]:
        """Yield the findings with measured sensitivity and likelihood ratios.

        A row without a sensitivity states no frequency: that of the pair's own row stands.
        """
        for row in self._ratios:
            disease, term = self._disease(row), row["finding_id"]
            if not self._has_term(row, "finding_id", f"ratios: {disease} {term}"):
                continue
            sensitivity = row.number_or_none("sensitivity", 0.0, 1.0)
            annotation = Annotation(
                subject=disease,
                predicate=Predicate.HAS_PHENOTYPE.value,
                object=term,
                has_percentage=None if sensitivity is None else 100.0 * sensitivity,
                likelihood_ratio_positive=row.number_or_none(
                    "lr_pos", _LOWEST_RATIO, _HIGHEST_RATIO
                ),
                likelihood_ratio_negative=row.number_or_none(
                    "lr_neg", _LOWEST_RATIO, _HIGHEST_RATIO
                ),
                publications=tuple(row.parts("reference")),
                primary_knowledge_source=row["source"],
            )
            yield _sourced(annotation, Predicate.HAS_PHENOTYPE)


def _tables(folder: Path, columns: Sequence[str]) -> Iterator[TableRow]:
    for path in sorted(folder.glob("*.tsv")):
        yield from read_table_rows(path, columns)


def _sourced(row: Annotation, predicate: Predicate) -> Edge:
    return Edge(
        subject=row.subject,
        predicate=predicate,
        object=row.object,
        sources=(row.primary_knowledge_source,),
        annotations=(row,),
    )


def _diagnosis(row: TableRow) -> Node:
    xrefs = [*row.parts("exact_matches"), *(f"ICD10CM:{code}" for code in row.parts("icd10cm"))]
    return _node(
        row["disease_id"],
        Category.DISEASE,
        row["disease_label"],
        row.parts("synonyms"),
        xrefs=tuple(sorted({each for each in xrefs if each != row["disease_id"]})),
        epidemiology=_epidemiology(row).to_json(),
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


def _epidemiology(row: TableRow) -> Epidemiology:
    try:
        a, b, c, d = map(float, row["age"].split("|"))
        if not 0.0 <= a <= b <= c <= d <= _OLDEST:
            raise ValueError
    except ValueError:
        row.refuse("age", "four ascending ages in years, parted by |")
    return Epidemiology(
        age=(a, b, c, d),
        female_share=row.number("female_share", 0.0, 1.0),
        course=row.one_of("course", {course: course for course in _COURSES}),
        prevalence={setting: row.one_of(column, _CLASSES) for setting, column in _SETTINGS.items()},
        must_not_miss=row.flag("must_not_miss"),
    )
