"""A patient's record, in the shape of a GA4GH Phenopacket v2.

Labels never live in a record: :class:`LabeledRecord` keeps the truth apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .mention import Mention

__all__ = [
    "Document",
    "Finding",
    "ImageReference",
    "LabeledRecord",
    "Measurement",
    "MetaData",
    "OntologyClass",
    "PatientRecord",
    "Sex",
    "Subject",
]


class Sex(StrEnum):
    """Phenopacket ``Sex``."""

    UNKNOWN = "UNKNOWN_SEX"
    FEMALE = "FEMALE"
    MALE = "MALE"
    OTHER = "OTHER_SEX"


@dataclass(frozen=True, slots=True, kw_only=True)
class OntologyClass:
    """A concept: CURIE and label. ``id`` is canonical (see :mod:`data_schema.curie`)."""

    id: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom the record is about.

    Attributes:
        id: pseudonymous id, never logged.
        sex: as recorded.
        age: ISO 8601 duration at the last encounter (``P6Y3M``), or ``None``.
    """

    id: str = ""
    sex: Sex = Sex.UNKNOWN
    age: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One free-text document of the record; offsets of mentions index ``text``."""

    id: str
    text: str
    title: str = ""
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A phenotypic feature (Phenopacket ``PhenotypicFeature``): present or excluded.

    What is not in a record was *not assessed*: there are three states, never two.

    Attributes:
        type: the concept.
        excluded: looked for and not there.
        severity: HPO severity term, or ``None``.
        modifiers: HPO clinical modifiers, laterality and the like.
        onset: ISO 8601 duration or HPO onset CURIE, or ``None``.
        evidence: mentions in the record's documents that the finding was read from; empty for
            findings that came coded.
    """

    type: OntologyClass
    excluded: bool = False
    severity: OntologyClass | None = None
    modifiers: tuple[OntologyClass, ...] = ()
    onset: str | None = None
    evidence: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A measured quantity (Phenopacket ``Measurement``).

    Attributes:
        assay: what was measured (LOINC or free label).
        value: the number, in ``unit``.
        unit: UCUM code or the unit as written.
        reference_low, reference_high: reference range in the same unit, where given.
        time: ISO 8601, where given.
    """

    assay: OntologyClass
    value: float
    unit: str = ""
    reference_low: float | None = None
    reference_high: float | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageReference:
    """Where an image of the record lies and what it shows; pixels are read by the encoders."""

    id: str
    path: str
    modality: str = ""
    body_site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaData:
    """Where the record came from.

    Attributes:
        source: reader and format, e.g. ``phenopacket-v2``.
        references: CURIEs of what describes the case (``PMID:15266616``).
        resources: ontology versions the codes were taken from.
    """

    source: str = ""
    references: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRecord:
    """One patient: everything that may be used to predict, nothing that is to be predicted."""

    id: str
    subject: Subject = field(default_factory=Subject)
    documents: tuple[Document, ...] = ()
    phenotypic_features: tuple[Finding, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    images: tuple[ImageReference, ...] = ()
    meta_data: MetaData = field(default_factory=MetaData)

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a PatientRecord needs a non-empty id")
        ids = [document.id for document in self.documents]
        if len(set(ids)) != len(ids):
            raise ValueError("documents of one record need distinct ids")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabeledRecord:
    """A record and, apart from it, the diagnoses known to be true."""

    record: PatientRecord
    diagnoses: tuple[OntologyClass, ...]
