"""``evaluate diagnosis``: every case counts, and leaving a paper out takes its rows away."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_schema import (
    Finding,
    LabeledRecord,
    MetaData,
    OntologyClass,
    PatientRecord,
    UnknownNameError,
)
from data_schema.readers import read_records
from pipelines import DiagnosticPipeline, evaluate_diagnosis


def labeled(truth: str, *findings: str, references: tuple[str, ...] = ()) -> LabeledRecord:
    return LabeledRecord(
        record=PatientRecord(
            id=f"{truth} {len(findings)}",
            phenotypic_features=tuple(Finding(type=OntologyClass(id=f)) for f in findings),
            meta_data=MetaData(references=references),
        ),
        diagnoses=(OntologyClass(id=truth),),
    )


def test_unknown_diseases_and_empty_cases_are_misses(pipeline: DiagnosticPipeline) -> None:
    cases = [
        labeled("OMIM:154700", "HP:0001083", "HP:0001166", "HP:0002616"),
        labeled("OMIM:0", "HP:0001083"),
        labeled("OMIM:154700"),
    ]
    evaluation = evaluate_diagnosis(pipeline, cases)
    assert evaluation.summary["n"] == 3
    assert [case.in_kg for case in evaluation.cases] == [True, False, True]
    assert [case.to_dict()["rank"] for case in evaluation.cases][1:] == [None, None]
    assert evaluation.summary["in_kg"]["n"] == 2  # type: ignore[index]  # a dict by contract


def test_a_disease_known_from_one_paper_alone_is_lost_without_it(
    pipeline: DiagnosticPipeline,
) -> None:
    arrays = pipeline.arrays
    for disease in pipeline.model.candidates.tolist():
        start, end = arrays.disease_rows[disease : disease + 2].tolist()
        cited = {p for row in range(start, end) for p in arrays.rows.publications[row].tolist()}
        is_paper = [arrays.publications[p].startswith("PMID:") for p in cited] == [True]
        if is_paper and end - start > 5 and not len(arrays.equivalents[disease]):
            break
    truth = arrays.disease_ids[disease]
    terms = [arrays.term_ids[int(term)] for term in arrays.rows.term[start:end]]
    case = labeled(truth, *terms, references=(arrays.publications[cited.pop()],))
    assert evaluate_diagnosis(pipeline, [case]).cases[0].rank == 1.0
    assert evaluate_diagnosis(pipeline, [case], protocol="lpo").cases[0].to_dict()["rank"] is None


def test_only_papers_of_a_case_are_left_out(pipeline: DiagnosticPipeline) -> None:
    arrays = pipeline.arrays
    number, entry = next(
        (i, curie) for i, curie in enumerate(arrays.publications) if curie.startswith("OMIM:")
    )
    row = int(arrays.publication_rows[number][0])
    disease = int(arrays.rows.disease[row])
    start, end = arrays.disease_rows[disease : disease + 2].tolist()
    terms = [arrays.term_ids[int(term)] for term in arrays.rows.term[start:end]]
    case = labeled(arrays.disease_ids[disease], *terms, references=(entry,))

    as_is, left_out = (
        evaluate_diagnosis(pipeline, [case], protocol=protocol).cases[0].to_dict()
        for protocol in ("as-is", "lpo")
    )

    assert left_out == as_is


def test_an_unknown_protocol_lists_the_choices(pipeline: DiagnosticPipeline) -> None:
    with pytest.raises(UnknownNameError, match="as-is, lpo"):
        evaluate_diagnosis(pipeline, [], protocol="kfold")


@pytest.mark.data
def test_the_published_cases_rank_as_promised(
    pipeline: DiagnosticPipeline, shared_data: Path
) -> None:
    """The bars of the project, on every case of the development file."""
    cases = [i.labeled() for i in read_records(shared_data / "phenopackets" / "dev.ndjson.gz")]
    as_is = evaluate_diagnosis(pipeline, cases).summary
    left_out = evaluate_diagnosis(pipeline, cases, protocol="lpo").summary
    assert as_is["n"] == len(cases)
    assert as_is["top1"] >= 53.5  # type: ignore[operator]  # the summary holds numbers here
    assert as_is["top10"] >= 75.0  # type: ignore[operator]  # the summary holds numbers here
    assert left_out["top1"] >= 34.0  # type: ignore[operator]
    assert left_out["top10"] >= 57.5  # type: ignore[operator]
