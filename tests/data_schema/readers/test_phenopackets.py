"""Phenopackets: what may be used is read, the answer is stripped, what is wrong is said."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import Any

import pytest

from data_schema import (
    Finding,
    ImageReference,
    Measurement,
    OntologyClass,
    ReadItem,
    RecordError,
    Sex,
    Subject,
    json_line,
    read_phenopacket,
    read_records,
)


def packet(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    whole = {
        "id": "case-1",
        "subject": {
            "id": "proband",
            "sex": "FEMALE",
            "timeAtLastEncounter": {"age": {"iso8601duration": "P6Y3M"}},
        },
        "phenotypicFeatures": [
            {
                "type": {"id": "hp:0001250", "label": "Seizure"},
                "severity": {"id": "HP:0012828", "label": "Severe"},
                "modifiers": [{"id": "HP:0012832", "label": "Bilateral"}],
                "onset": {"age": {"iso8601duration": "P1Y"}},
            },
            {"type": {"id": "HP:0001263", "label": "Delay"}, "excluded": True},
        ],
        "interpretations": [
            {"id": "i", "diagnosis": {"disease": {"id": "OMIM:1", "label": "The answer"}}}
        ],
        "diseases": [{"term": {"id": "OMIM:2", "label": "Another answer"}}],
        "metaData": {
            "externalReferences": [{"id": "pmid:123", "description": "The answer: a case"}],
            "resources": [{"id": "hp", "version": "2025-01-16"}],
        },
    }
    return {**whole, **changes}


def features(item: ReadItem) -> tuple[Finding, ...]:
    assert item.record is not None
    return item.record.phenotypic_features


def test_a_whole_packet_is_read() -> None:
    item = read_phenopacket(packet(), line=4)

    assert item.record is not None
    assert item.line == 4
    assert item.record.subject == Subject(id="proband", sex=Sex.FEMALE, age="P6Y3M")
    assert features(item) == (
        Finding(
            type=OntologyClass(id="HP:0001250", label="Seizure"),
            severity=OntologyClass(id="HP:0012828", label="Severe"),
            modifiers=(OntologyClass(id="HP:0012832", label="Bilateral"),),
            onset="P1Y",
        ),
        Finding(type=OntologyClass(id="HP:0001263", label="Delay"), excluded=True),
    )
    assert item.record.meta_data.references == ("PMID:123",)
    assert item.record.meta_data.resources == ("hp 2025-01-16",)
    assert item.notices == ()


def test_snake_case_keys_are_the_same_packet() -> None:
    camel = packet()
    snake = packet(
        subject={
            "id": "proband",
            "sex": "FEMALE",
            "time_at_last_encounter": {"age": {"iso8601duration": "P6Y3M"}},
        },
        phenotypic_features=camel.pop("phenotypicFeatures"),
        meta_data={
            "external_references": camel["metaData"]["externalReferences"],
            "resources": camel["metaData"]["resources"],
        },
    )
    del snake["phenotypicFeatures"], snake["metaData"]

    assert read_phenopacket(snake) == read_phenopacket(packet())


def test_the_truth_is_every_interpretation_once() -> None:
    disease = {"id": "MIM:3", "label": "Third"}
    interpretations = [
        {"diagnosis": {"disease": {"id": "OMIM:1", "label": "First"}}},
        {"diagnosis": {"disease": disease}},
        {"diagnosis": {"disease": disease}},
    ]

    item = read_phenopacket(packet(interpretations=interpretations))

    assert [each.id for each in item.diagnoses] == ["OMIM:1", "OMIM:3"]
    assert item.labeled().diagnoses == item.diagnoses


def test_without_interpretations_the_truth_is_the_diseases_not_excluded() -> None:
    diseases = [
        {"term": {"id": "OMIM:2", "label": "Second"}},
        {"term": {"id": "OMIM:4", "label": "Fourth"}, "excluded": True},
    ]

    item = read_phenopacket(packet(interpretations=[], diseases=diseases))

    assert [each.id for each in item.diagnoses] == ["OMIM:2"]


def test_nothing_of_the_answer_is_in_the_record() -> None:
    told = packet(
        subject={
            "id": "p",
            "vitalStatus": {"causeOfDeath": {"id": "OMIM:1", "label": "The answer"}},
        },
        medicalActions=[{"treatmentTarget": {"id": "OMIM:1", "label": "The answer"}}],
        biosamples=[{"histologicalDiagnosis": {"id": "OMIM:1", "label": "The answer"}}],
    )

    record = json_line(read_phenopacket(told).record)

    assert "OMIM" not in record
    assert "answer" not in record


@pytest.mark.parametrize(
    ("onset", "read"),
    [
        ({"age": {"iso8601duration": "P3D"}}, "P3D"),
        ({"ageRange": {"start": {"iso8601duration": "P1Y"}}}, "P1Y"),
        ({"ontologyClass": {"id": "HP:0003577", "label": "Congenital onset"}}, "HP:0003577"),
        ({"gestationalAge": {"weeks": 12}}, None),
        ({"age": {"iso8601duration": "six years"}}, None),
        ({}, None),
    ],
)
def test_onsets(onset: dict[str, Any], read: str | None) -> None:
    feature = {"type": {"id": "HP:0001250"}, "onset": onset}

    assert features(read_phenopacket(packet(phenotypicFeatures=[feature])))[0].onset == read


def test_measurements_with_their_unit_and_range() -> None:
    measurement = {
        "assay": {"id": "LOINC:2064-4", "label": "Ceruloplasmin"},
        "value": {
            "quantity": {
                "unit": {"id": "UCUM:mg/dL", "label": "milligram per deciliter"},
                "value": 8,
                "referenceRange": {"low": 20.0, "high": 60},
            }
        },
        "timeObserved": {"age": {"iso8601duration": "P14Y"}},
    }

    item = read_phenopacket(packet(measurements=[measurement]))

    assert item.record is not None
    assert item.record.measurements == (
        Measurement(
            assay=OntologyClass(id="LOINC:2064-4", label="Ceruloplasmin"),
            value=8.0,
            unit="mg/dL",
            reference_low=20.0,
            reference_high=60.0,
            time="P14Y",
        ),
    )


def test_images_among_the_files() -> None:
    files = [
        {"uri": "file:///scans/chest%201.png"},
        {"uri": "https://example.org/exome.vcf.gz", "fileAttributes": {"fileFormat": "VCF"}},
        {"uri": "scan", "fileAttributes": {"fileFormat": "DCM", "modality": "DX"}},
    ]

    item = read_phenopacket(packet(files=files))

    assert item.record is not None
    assert item.record.images == (
        ImageReference(id="chest 1.png", path="/scans/chest 1.png"),
        ImageReference(id="scan", path="scan", modality="DX"),
    )


@pytest.mark.parametrize("absent", [{}, {"phenotypicFeatures": []}, {"phenotypicFeatures": None}])
def test_a_packet_without_features_is_a_record(absent: dict[str, Any]) -> None:
    item = read_phenopacket({"id": "bare", "subject": {}, **absent})

    assert features(item) == ()
    assert item.diagnoses == ()


@pytest.mark.parametrize(
    ("feature", "code"),
    [
        ({"excluded": True}, "missing_id"),
        ({"type": {"label": "Seizure"}}, "missing_id"),
        ({"type": {"id": "seizure of the SECRET kind"}}, "invalid_curie"),
        ({"type": {"id": "XYZ:1"}}, "invalid_curie"),
    ],
)
def test_a_feature_without_a_usable_id_is_skipped_with_a_notice(
    feature: dict[str, Any], code: str
) -> None:
    good = {"type": {"id": "HP:0001250", "label": "Seizure"}}

    item = read_phenopacket(packet(phenotypicFeatures=[feature, good]))

    assert [each.type.id for each in features(item)] == ["HP:0001250"]
    assert [notice.code for notice in item.notices] == [code]
    assert "phenotypicFeatures[0].type.id" in item.notices[0].message
    assert "SECRET" not in item.notices[0].message


def test_an_unknown_term_of_a_known_prefix_is_kept() -> None:
    item = read_phenopacket(packet(phenotypicFeatures=[{"type": {"id": "HP:9999999"}}]))

    assert features(item)[0].type.id == "HP:9999999"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"id": ""}, r"\$\.id"),
        ({"id": 5}, r"\$\.id"),
        ({"phenotypicFeatures": {}}, r"\$\.phenotypicFeatures"),
        ({"phenotypicFeatures": ["HP:1"]}, r"phenotypicFeatures\[0\]"),
        ({"phenotypicFeatures": [{"type": "HP:0001250"}]}, r"phenotypicFeatures\[0\]\.type"),
        (
            {"phenotypicFeatures": [{"type": {"id": "HP:0001250"}, "excluded": "false"}]},
            r"\[0\]\.excluded, got a string",
        ),
        ({"subject": []}, r"\$\.subject"),
        ({"metaData": {"phenopacketSchemaVersion": "1.0"}}, "v1"),
        ({"phenotypicFeatures": [{"type": {"id": "HP:0001250"}, "negated": True}]}, "v1"),
    ],
)
def test_wrong_types_and_version_1_fail_the_record(changes: dict[str, Any], path: str) -> None:
    with pytest.raises(RecordError, match=path):
        read_phenopacket(packet(**changes))


@pytest.mark.data
def test_no_word_of_the_truth_is_in_200_real_records(shared_data: Path) -> None:
    items = read_records(shared_data / "phenopackets" / "dev.ndjson.gz")
    for item in itertools.islice(items, 0, 4570, 22):
        assert item.diagnoses
        written = json_line(item.record).casefold()
        for disease in item.diagnoses:
            assert disease.id.casefold() not in written
            assert disease.label.casefold() not in written


@pytest.mark.data
def test_all_real_packets_are_read_within_seconds(shared_data: Path) -> None:
    started = time.perf_counter()
    items = list(read_records(shared_data / "phenopackets" / "dev.ndjson.gz"))
    seconds = time.perf_counter() - started

    assert len(items) == 4570
    assert all(item.error is None and not item.notices for item in items)
    assert sum(len(features(item)) for item in items) == 92_058
    assert sum(finding.excluded for item in items for finding in features(item)) == 53_237
    assert all(len(item.diagnoses) == 1 for item in items)
    assert seconds < 10, "reads in 0.4 s on a quiet machine"
