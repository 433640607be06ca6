"""``evaluate diagnosis``: every case counts, and leaving a paper out takes its rows away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data_schema import (
    Document,
    Finding,
    LabeledRecord,
    MetaData,
    OntologyClass,
    PatientRecord,
)
from data_schema.readers import read_records
from kg import rows_of_one_paper_diseases
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


def vignette(record_id: str, text: str, *truths: str) -> LabeledRecord:
    return LabeledRecord(
        record=PatientRecord(id=record_id, documents=(Document(id=record_id, text=text),)),
        diagnoses=tuple(OntologyClass(id=truth) for truth in truths),
    )


def test_vignettes_have_figures_of_families_and_of_dangers(pipeline: DiagnosticPipeline) -> None:
    text = (
        "A 62-year-old man with two hours of crushing chest pain radiating to the left arm, "
        "diaphoresis and nausea. ECG shows ST elevation. Troponin is elevated."
    )
    cases = [
        vignette("infarction", text, "MONDO:0005068"),
        vignette("no id", text),
        vignette("nothing", "Seen for a form.", "MONDO:0005068"),
    ]
    evaluation = evaluate_diagnosis(pipeline, cases)
    known, unnamed, empty = evaluation.cases
    summary = evaluation.summary

    assert summary["setting"] == "general"
    assert summary["n"] == 3
    assert known.rank <= 10
    assert known.family_rank <= known.rank
    assert known.is_safe
    assert known.score is not None
    assert (unnamed.rank, unnamed.in_kg, unnamed.is_safe) == (float("inf"), False, None)
    assert (empty.abstained, empty.in_kg, empty.is_safe) == (True, True, False)
    assert summary["abstained"] == 33.33
    assert summary["dangerous"] == {"n": 2, "top3_or_flagged": 50.0}
    assert {"family", "rare_first", "rare_in_top3", "flags_per_benign_case"} <= set(summary)


def test_a_truth_is_met_under_each_of_its_ids(pipeline: DiagnosticPipeline) -> None:
    text = "Fever, chills, productive cough and pleuritic chest pain. X-ray: lobar consolidation."
    cases = [vignette(i, text, i) for i in ("MONDO:0005249", "ICD10CM:J18.9")]

    by_id, by_code = evaluate_diagnosis(pipeline, cases).cases

    assert by_id.in_kg
    assert by_code.in_kg
    assert by_id.rank <= 10


def test_a_decoy_is_no_truth_and_a_truth_no_decoy(pipeline: DiagnosticPipeline) -> None:
    """Among diseases known from one paper, the truth alone keeps the rows of another paper."""
    arrays = pipeline.model.arrays
    rows = rows_of_one_paper_diseases(arrays)
    disease = int(np.argmax(np.bincount(arrays.rows.disease[rows]) > 9))
    start, end = arrays.disease_rows[disease : disease + 2].tolist()
    terms = [arrays.term_ids[int(term)] for term in arrays.rows.term[start:end]]
    case = labeled(arrays.disease_ids[disease], *terms)

    as_is, decoy = (
        evaluate_diagnosis(pipeline, [case], protocol=protocol).cases[0]
        for protocol in ("as-is", "lpo-decoy")
    )

    assert decoy.score == pytest.approx(as_is.score, abs=1e-9)
    assert not decoy.row_less
    assert decoy.rank <= as_is.rank
    assert decoy.n_candidates < as_is.n_candidates - 1000


def test_summary_figures_are_of_all_cases(pipeline: DiagnosticPipeline) -> None:
    marfan = ["HP:0001083", "HP:0001166", "HP:0002616"]
    cases = [labeled("OMIM:154700", *marfan), labeled("OMIM:154700"), labeled("OMIM:0", *marfan)]

    summary = evaluate_diagnosis(pipeline, cases).summary

    assert summary["macro"]["n"] == 2  # type: ignore[index]  # a dict by contract
    assert summary["macro"]["top1"] == 25.0  # type: ignore[index]
    assert summary["family"]["n"] == 3  # type: ignore[index]
    assert summary["row_less"] == {"n": 0, "top1": None, "top10": None}
    assert summary["not_in_graph"] == {"auroc": 1.0}
    calibration = summary["calibration"]
    assert isinstance(calibration, dict)
    # the second has no finding, so that nothing is said of it; half of the others are unranked
    assert (calibration["n"], calibration["null_auroc"], calibration["coverage"]) == (2, 1.0, 1.0)


def test_probabilities_are_kept_with_each_case_where_there_are_some(
    pipeline: DiagnosticPipeline,
) -> None:
    marfan = ["HP:0001083", "HP:0001166", "HP:0002616"]
    report = pipeline.diagnose(labeled("OMIM:154700", *marfan).record, top_k=1)

    coded, empty = evaluate_diagnosis(
        pipeline, [labeled("OMIM:154700", *marfan), labeled("OMIM:154700")]
    ).cases
    told = evaluate_diagnosis(pipeline, [vignette("v", "Fever and cough.", "MONDO:0005249")])

    assert coded.confidence is not None
    assert coded.confidence.said.first == report.diagnoses[0].probability
    assert coded.confidence.said.not_in_graph == report.not_in_graph
    assert coded.confidence.said.first_family > coded.confidence.said.first
    assert report.set is not None
    assert coded.confidence.set_size == report.set.size
    assert coded.to_dict()["confidence"] == coded.confidence.to_dict()
    assert empty.to_dict()["confidence"] is None
    assert told.cases[0].confidence is None
    assert told.summary["calibration"] is None


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
    calibration = left_out["calibration"]
    assert isinstance(calibration, dict)
    assert calibration["ece"] <= 0.03
    assert calibration["brier_skill"] > 0.25
    assert calibration["first_is_right_auroc"] >= 0.8
    assert 0.78 <= calibration["coverage"] <= 0.82
    assert calibration["set_size_median"] <= 50
    assert as_is["calibration"]["set_size_median"] <= 15  # type: ignore[index]
