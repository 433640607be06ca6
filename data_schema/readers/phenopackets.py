"""GA4GH Phenopackets v2 (ISO 4454:2022) as JSON, with camelCase or snake_case keys.

The answer is stripped: ``interpretations`` and ``diseases`` become
:attr:`ReadItem.diagnoses`, and nothing else of them, of the subject's vital status (cause of
death), of medical actions (treatment target), of biosamples or of reference titles is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from data_schema.curie import try_normalize_curie
from data_schema.diagnosis import Notice
from data_schema.errors import RecordError
from data_schema.record import (
    Finding,
    ImageReference,
    Measurement,
    MetaData,
    OntologyClass,
    PatientRecord,
    Sex,
    Subject,
)

from .fields import flag_at, number_at, object_at, objects_at, text_at
from .item import ReadItem

__all__ = ["is_phenopacket", "read_phenopacket"]

SOURCE = "phenopacket-v2"
_KEYS = frozenset(
    {"phenotypicFeatures", "phenotypic_features", "metaData", "meta_data", "interpretations"}
    | {"subject", "diseases", "measurements", "biosamples", "medicalActions", "medical_actions"}
)
_DURATION = re.compile(
    r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+(\.\d+)?D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"
)
_IMAGE_SUFFIXES = frozenset(
    {".bmp", ".dcm", ".dicom", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
)
_IMAGE_FORMATS = frozenset(suffix[1:] for suffix in _IMAGE_SUFFIXES)


def is_phenopacket(data: Mapping[str, Any]) -> bool:
    """Say whether a JSON object looks like a phenopacket: it has one of its top-level fields."""
    return not _KEYS.isdisjoint(data)


def read_phenopacket(data: Mapping[str, Any], *, line: int | None = None) -> ReadItem:
    """Turn one parsed phenopacket into a record, with its truth apart.

    Features, references and diseases whose id is no CURIE of a known prefix are skipped with a
    notice; what is of the wrong type fails the record.

    Args:
        data: the parsed JSON object.
        line: where it stood in its input.

    Raises:
        RecordError: no id, Phenopackets v1, or a field of the wrong type.
    """
    notices: list[Notice] = []
    _refuse_version_1(data)
    record = PatientRecord(
        id=_record_id(data),
        subject=_subject(object_at(data, "subject", "$"), notices),
        phenotypic_features=_findings(data, notices),
        measurements=_measurements(data, notices),
        images=_images(data),
        meta_data=_meta_data(object_at(data, "metaData", "$")),
    )
    return ReadItem(
        record=record,
        record_id=record.id,
        diagnoses=_diagnoses(data, notices),
        line=line,
        notices=tuple(notices),
    )


def _record_id(data: Mapping[str, Any]) -> str:
    record_id = text_at(data, "id", "$").strip()
    if not record_id:
        raise RecordError("expected a phenopacket with an id at $.id, got none; add one")
    return record_id


def _refuse_version_1(data: Mapping[str, Any]) -> None:
    meta_data = object_at(data, "metaData", "$")
    version = text_at(meta_data, "phenopacketSchemaVersion", "$.metaData")
    features = objects_at(data, "phenotypicFeatures", "$")
    if version.startswith("1") or any("negated" in feature for _, feature in features):
        raise RecordError(
            "expected a Phenopackets v2 message, got v1; convert it with phenopacket-tools"
        )


@lru_cache(maxsize=1 << 16)
def _class_of(identifier: str, label: str) -> OntologyClass | None:
    curie = try_normalize_curie(identifier)
    return None if curie is None else OntologyClass(id=curie, label=label)


def _ontology_class(
    data: Mapping[str, Any], path: str, notices: list[Notice]
) -> OntologyClass | None:
    """Return the concept, or ``None`` with a notice where its id is missing or no CURIE."""
    identifier = text_at(data, "id", path)
    concept = _class_of(identifier, text_at(data, "label", path))
    if concept is None:
        code, came = ("invalid_curie", "something else") if identifier else ("missing_id", "none")
        notices.append(
            Notice(
                code=code,
                message=f"expected a CURIE of a known prefix at {path}.id, got {came}; skipped it",
            )
        )
    return concept


def _findings(data: Mapping[str, Any], notices: list[Notice]) -> tuple[Finding, ...]:
    found = []
    for path, feature in objects_at(data, "phenotypicFeatures", "$"):
        concept = _ontology_class(object_at(feature, "type", path), f"{path}.type", notices)
        excluded = flag_at(feature, "excluded", path)
        if concept is None:
            continue
        if feature.keys() <= {"type", "excluded"}:
            found.append(Finding(type=concept, excluded=excluded))
            continue
        severity = object_at(feature, "severity", path)
        found.append(
            Finding(
                type=concept,
                excluded=excluded,
                severity=_ontology_class(severity, f"{path}.severity", notices)
                if severity
                else None,
                modifiers=_modifiers(feature, path, notices),
                onset=_time(object_at(feature, "onset", path), f"{path}.onset"),
            )
        )
    return tuple(found)


def _modifiers(
    feature: Mapping[str, Any], path: str, notices: list[Notice]
) -> tuple[OntologyClass, ...]:
    read = (
        _ontology_class(each, at, notices) for at, each in objects_at(feature, "modifiers", path)
    )
    return tuple(modifier for modifier in read if modifier is not None)


def _duration(text: str) -> str | None:
    return text if _DURATION.fullmatch(text) else None


def _age(element: Mapping[str, Any], path: str) -> str | None:
    """Return the ISO 8601 duration of a ``TimeElement``; the start, where it is a range."""
    age = object_at(element, "age", path)
    if not age:
        age = object_at(object_at(element, "ageRange", path), "start", f"{path}.ageRange")
    return _duration(text_at(age, "iso8601duration", f"{path}.age"))


def _time(element: Mapping[str, Any], path: str) -> str | None:
    """Return a ``TimeElement`` as an ISO 8601 duration or an HPO onset CURIE."""
    if not element:
        return None
    term = text_at(object_at(element, "ontologyClass", path), "id", f"{path}.ontologyClass")
    return try_normalize_curie(term) if term else _age(element, path)


def _subject(data: Mapping[str, Any], notices: list[Notice]) -> Subject:
    path = "$.subject"
    sex = Sex.UNKNOWN
    if recorded := text_at(data, "sex", path):
        try:
            sex = Sex(recorded)
        except ValueError:
            notices.append(
                Notice(
                    code="unknown_sex",
                    message=f"expected one of {', '.join(Sex)} at {path}.sex; took {Sex.UNKNOWN}",
                )
            )
    time = object_at(data, "timeAtLastEncounter", path)
    return Subject(
        id=text_at(data, "id", path),
        sex=sex,
        age=_age(time, f"{path}.timeAtLastEncounter") if time else None,
    )


def _measurements(data: Mapping[str, Any], notices: list[Notice]) -> tuple[Measurement, ...]:
    found = []
    for path, measurement in objects_at(data, "measurements", "$"):
        quantity = object_at(object_at(measurement, "value", path), "quantity", f"{path}.value")
        value = number_at(quantity, "value", f"{path}.value.quantity")
        if value is None:
            notices.append(
                Notice(
                    code="measurement_without_number",
                    message=f"expected a number at {path}.value.quantity.value; skipped it",
                )
            )
            continue
        found.append(_measurement(measurement, quantity, value, path))
    return tuple(found)


def _measurement(
    measurement: Mapping[str, Any], quantity: Mapping[str, Any], value: float, path: str
) -> Measurement:
    assay = object_at(measurement, "assay", path)
    label = text_at(assay, "label", f"{path}.assay")
    limits = object_at(quantity, "referenceRange", path)
    observed = object_at(measurement, "timeObserved", path)
    return Measurement(
        assay=_class_of(text_at(assay, "id", f"{path}.assay"), label)
        or OntologyClass(id="", label=label),
        value=value,
        unit=_unit(object_at(quantity, "unit", path), path),
        reference_low=number_at(limits, "low", f"{path}.value.quantity.referenceRange"),
        reference_high=number_at(limits, "high", f"{path}.value.quantity.referenceRange"),
        time=(
            text_at(observed, "timestamp", f"{path}.timeObserved")
            or _age(observed, f"{path}.timeObserved")
        )
        if observed
        else None,
    )


def _unit(unit: Mapping[str, Any], path: str) -> str:
    """Return the UCUM code of ``UCUM:mg/dL``, else the unit as written."""
    code = text_at(unit, "id", f"{path}.value.quantity.unit")
    label = text_at(unit, "label", f"{path}.value.quantity.unit")
    return code.removeprefix("UCUM:") if code.startswith("UCUM:") else label


def _images(data: Mapping[str, Any]) -> tuple[ImageReference, ...]:
    found = []
    for path, file in objects_at(data, "files", "$"):
        uri = text_at(file, "uri", path)
        attributes = object_at(file, "fileAttributes", path)
        named = (text_at(attributes, name, path) for name in ("fileFormat", "mediaType"))
        is_image = any(
            name.lower() in _IMAGE_FORMATS or name.lower().startswith("image/") for name in named
        )
        location = unquote(urlsplit(uri).path) if uri.startswith("file:") else uri
        if not is_image and PurePosixPath(location).suffix.lower() not in _IMAGE_SUFFIXES:
            continue
        found.append(
            ImageReference(
                id=PurePosixPath(location).name,
                path=location,
                modality=text_at(attributes, "modality", path),
                body_site=text_at(attributes, "bodySite", path),
            )
        )
    return tuple(found)


def _meta_data(data: Mapping[str, Any]) -> MetaData:
    path = "$.metaData"
    references: dict[str, None] = {}
    for where, reference in objects_at(data, "externalReferences", path):
        curie = try_normalize_curie(text_at(reference, "id", where))
        if curie is not None:
            references[curie] = None
    resources = (
        f"{text_at(resource, 'id', where)} {text_at(resource, 'version', where)}".strip()
        for where, resource in objects_at(data, "resources", path)
    )
    return MetaData(source=SOURCE, references=tuple(references), resources=tuple(resources))


def _diagnoses(data: Mapping[str, Any], notices: list[Notice]) -> tuple[OntologyClass, ...]:
    """Return the diseases of all interpretations; else the diseases that are not excluded."""
    found: dict[str, OntologyClass] = {}
    for path, interpretation in objects_at(data, "interpretations", "$"):
        diagnosis = object_at(interpretation, "diagnosis", path)
        disease = object_at(diagnosis, "disease", f"{path}.diagnosis")
        if disease:
            _add(found, disease, f"{path}.diagnosis.disease", notices)
    if not found:
        for path, disease in objects_at(data, "diseases", "$"):
            if not flag_at(disease, "excluded", path):
                _add(found, object_at(disease, "term", path), f"{path}.term", notices)
    return tuple(found.values())


def _add(
    found: dict[str, OntologyClass], disease: Mapping[str, Any], path: str, notices: list[Notice]
) -> None:
    concept = _ontology_class(disease, path, notices)
    if concept is not None:
        found.setdefault(concept.id, concept)
