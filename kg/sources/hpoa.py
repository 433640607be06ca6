"""A reader of ``phenotype.hpoa``, HPO's disease annotations.

Columns: https://obophenotype.github.io/human-phenotype-ontology/annotations/phenotype_hpoa/
(the same twelve since 2018, under two spellings of the header).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from data_schema import Annotation, Predicate, try_normalize_curie
from kg.validation import Issue, IssueCode

__all__ = ["HpoaRow", "hpoa_version", "read_hpoa"]

ANNOTATION_SOURCE: Final = "infores:hpo-annotations"

_PREDICATES: Final = {
    "P": Predicate.HAS_PHENOTYPE,
    "I": Predicate.HAS_MODE_OF_INHERITANCE,
    "C": Predicate.HAS_CLINICAL_COURSE,
    "M": Predicate.HAS_CLINICAL_COURSE,
    "H": Predicate.HAS_CLINICAL_COURSE,
}
"""Aspects: phenotype, inheritance, clinical course, modifier, past medical history."""

_AGENTS: Final = {
    "PCS": ("knowledge_assertion", "manual_agent"),
    "TAS": ("knowledge_assertion", "manual_agent"),
    "ICE": ("knowledge_assertion", "manual_agent"),
    "IEA": ("knowledge_assertion", "automated_agent"),
}
"""Evidence code → Biolink knowledge level and agent type: a published clinical study, a
traceable author statement and individual clinical experience are read by a curator; inferred
from electronic annotation is not."""
_UNKNOWN_AGENT: Final = ("not_provided", "not_provided")

_FREQUENCY_TERMS: Final = frozenset(f"HP:004028{i}" for i in range(6))
_COUNTS: Final = re.compile(r"(\d+)/(\d+)")
_PERCENTAGE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_VERSION: Final = re.compile(r"#(?:version|date):\s*(\S+)")
_N_COLUMNS: Final = 11


class HpoaRow(NamedTuple):
    """One row: what the file calls the disease, the aspect letter, and the association."""

    disease_name: str
    aspect: str
    annotation: Annotation


class _Frequency(NamedTuple):
    n_with: int | None = None
    total: int | None = None
    percentage: float | None = None
    term: str | None = None
    issue: IssueCode | None = None


def hpoa_version(lines: Iterable[str]) -> str:
    """Return the release named in the comment lines at the head of the file, or ``""``."""
    for line in lines:
        if not line.startswith("#"):
            break
        if match := _VERSION.match(line):
            return match[1]
    return ""


def read_hpoa(
    lines: Iterable[str], *, current: Mapping[str, str], issues: list[Issue]
) -> Iterator[HpoaRow]:
    """Yield the rows that can be read; what cannot is added to ``issues``.

    Args:
        lines: the file.
        current: every id a term is known by → the id of the live term.
        issues: grows by one for each thing wrong.
    """
    reader = _RowReader(current, issues)
    for number, line in enumerate(lines, 1):
        if not line or line.startswith(("#", "database_id\t")):
            continue
        row = reader.row(number, line.rstrip("\r\n").split("\t"))
        if row is not None:
            yield row


class _RowReader:
    """Reads rows; remembers parsed cells, of which few are distinct, so that rows share them."""

    def __init__(self, current: Mapping[str, str], issues: list[Issue]) -> None:
        self._current = current
        self._issues = issues
        self._diseases: dict[str, str | None] = {}
        self._frequencies: dict[str, _Frequency] = {"": _Frequency()}
        self._references: dict[str, tuple[str, ...]] = {}
        self._modifiers: dict[str, tuple[str, ...]] = {"": ()}

    def row(self, number: int, cells: list[str]) -> HpoaRow | None:
        if len(cells) < _N_COLUMNS:
            self._note(IssueCode.BAD_ROW, number, f"{len(cells)} columns")
            return None
        (disease, name, qualifier, term, references, evidence, onset, frequency, sex, modifiers,
         aspect) = cells[:_N_COLUMNS]  # fmt: skip
        subject, object_ = self._disease(disease), self._current.get(term)
        if subject is None or aspect not in _PREDICATES or qualifier not in ("", "NOT"):
            self._note(IssueCode.BAD_ROW, number, f"{disease} {qualifier} {aspect}")
            return None
        if object_ is None:
            self._note(IssueCode.UNKNOWN_TERM, number, term)
            return None
        count, total, percentage, frequency_term, issue = self._frequency(frequency)
        if issue is not None:
            self._note(issue, number, frequency)
        level, agent = _AGENTS.get(evidence, _UNKNOWN_AGENT)
        return HpoaRow(
            name,
            aspect,
            Annotation(
                subject=subject,
                predicate=_PREDICATES[aspect].value,
                object=object_,
                negated=qualifier == "NOT",
                has_count=count,
                has_total=total,
                has_percentage=percentage,
                frequency_qualifier=frequency_term,
                onset_qualifier=self._current.get(onset) if onset else None,
                sex_qualifier=_sex(sex),
                modifiers=self._modifier_terms(modifiers),
                publications=self._publications(references),
                evidence_code=evidence,
                primary_knowledge_source=ANNOTATION_SOURCE,
                knowledge_level=level,
                agent_type=agent,
            ),
        )

    def _note(self, code: IssueCode, number: int, what: str) -> None:
        self._issues.append(Issue(code, f"line {number}: {what}"))

    def _disease(self, cell: str) -> str | None:
        if cell not in self._diseases:
            self._diseases[cell] = try_normalize_curie(cell)
        return self._diseases[cell]

    def _frequency(self, cell: str) -> _Frequency:
        if cell not in self._frequencies:
            self._frequencies[cell] = self._read_frequency(cell.strip())
        return self._frequencies[cell]

    def _read_frequency(self, text: str) -> _Frequency:
        if match := _COUNTS.fullmatch(text):
            count, total = int(match[1]), int(match[2])
            if count > total or total == 0:
                return _Frequency(issue=IssueCode.BAD_COUNT)
            return _Frequency(n_with=count, total=total)
        if match := _PERCENTAGE.fullmatch(text):
            percentage = float(match[1])
            if percentage <= 100.0:
                return _Frequency(percentage=percentage)
        term = self._current.get(text)
        if term in _FREQUENCY_TERMS:
            return _Frequency(term=term)
        return _Frequency(issue=IssueCode.BAD_FREQUENCY)

    def _publications(self, cell: str) -> tuple[str, ...]:
        if cell not in self._references:
            self._references[cell] = tuple(map(_reference, _parts(cell)))
        return self._references[cell]

    def _modifier_terms(self, cell: str) -> tuple[str, ...]:
        if cell not in self._modifiers:
            known = (self._current.get(part) for part in _parts(cell))
            self._modifiers[cell] = tuple(term for term in known if term is not None)
        return self._modifiers[cell]


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _reference(text: str) -> str:
    """Return a canonical CURIE where ``text`` is one; web addresses and the like stay."""
    return try_normalize_curie(text) or text


def _sex(cell: str) -> str | None:
    sex = cell.strip().upper()
    return sex if sex in ("FEMALE", "MALE") else None
