"""``diagnose --json`` and ``extract`` print what DESIGN §5 says, and it can be read back."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from data_schema import (
    AnnotationSummary,
    Assertion,
    Attribution,
    Candidate,
    Category,
    ContextTerm,
    Contradiction,
    ContradictionKind,
    Diagnosis,
    DiagnosisReport,
    DiagnosisSet,
    EvidencePath,
    Hallmark,
    InputError,
    LinkedFinding,
    MatchKind,
    Mention,
    NeuralAttribution,
    Notice,
    OntologyClass,
    PathEdge,
    Provenance,
    RecordError,
    ReportedFinding,
    UnobservedRest,
    UnusedFinding,
    error_line,
    extract_line,
    json_line,
    mention_from_dict,
    mention_to_dict,
    report_from_dict,
    report_to_dict,
)
from data_schema.json_schema import load_schema

LENS = "HP:0001083"
MARFAN = "OMIM:154700"


def linked_mention() -> Mention:
    return Mention(
        document_id="note-1",
        start=10,
        end=26,
        text="lens subluxation",
        section="physical_examination",
        assertion=Assertion(uncertain=True),
        cue="possible",
        linked=LinkedFinding(
            subject_label="lens subluxation",
            concept=Candidate(id=LENS, label="Ectopia lentis", score=0.97),
        ),
    )


def nil_mention() -> Mention:
    return Mention(
        document_id="note-1",
        start=0,
        end=5,
        text="weird",
        linked=LinkedFinding(subject_label="weird"),
    )


def report() -> DiagnosisReport:
    summary = AnnotationSummary(
        term=LENS, frequency=0.6, count=6, total=10, publications=("PMID:1",), evidence_code="PCS"
    )
    path = EvidencePath(
        share=1.0,
        nodes=(LENS, MARFAN),
        edges=(PathEdge(subject=MARFAN, predicate="has_phenotype", object=LENS, source="hpo"),),
        annotation=summary,
        cypher="MATCH (d:Disease {id: $d}) RETURN d.id",
        parameters={"d": MARFAN},
    )
    diagnosis = Diagnosis(
        rank=1,
        disease=OntologyClass(id=MARFAN, label="Marfan syndrome"),
        also_known_as=("ORPHA:558",),
        genes=(OntologyClass(id="NCBIGene:2200", label="FBN1"),),
        inheritance=(OntologyClass(id="HP:0000006", label="Autosomal dominant"),),
        score=3.25,
        evidence=(
            Attribution(
                finding=LENS,
                contribution=4.0,
                matched=LENS,
                match=MatchKind.EXACT,
                paths=(path,),
            ),
        ),
        contradictions=(
            Contradiction(
                finding="HP:0001250", kind=ContradictionKind.EXCLUDED, contribution=-0.25
            ),
        ),
        missing_hallmarks=(
            Hallmark(id="HP:0002705", label="High palate", frequency=0.7, contribution=-0.5),
        ),
        unobserved_rest=UnobservedRest(count=3, contribution=-0.25),
        context=(ContextTerm(kind="age", value="12 years", contribution=0.25),),
        neural=(NeuralAttribution(finding=LENS, contribution=0.0, neighbours=(("A:1", 0.5),)),),
        unexplained=("HP:0001250",),
        family=OntologyClass(id="MONDO:0000001", label="disease"),
        must_not_miss=True,
    )
    return DiagnosisReport(
        record_id="note-1",
        findings=(
            ReportedFinding(
                id=LENS,
                label="Ectopia lentis",
                excluded=False,
                information=5.5,
                mentions=(linked_mention(),),
            ),
        ),
        unused=(UnusedFinding(id="HP:0000006", label="Dominant", reason="inheritance"),),
        diagnoses=(diagnosis,),
        do_not_miss=(diagnosis,),
        not_in_graph=0.25,
        set=DiagnosisSet(level=0.8, size=2, members=(MARFAN, "OMIM:610168")),
        unlinked=(nil_mention(),),
        warnings=(Notice(code="sparse_profile", message="few annotations"),),
        missing_modalities=("image",),
        provenance=Provenance(
            diagraph_version="0.1.0",
            kg_version="hpo-2025-01-16",
            kg_hash="00",
            ranker="evidence",
            ranker_hash="00",
            namespace="OMIM",
            n_candidates=1,
            setting="emergency",
        ),
    )


def keys(data: Any) -> str:  # noqa: ANN401
    return " ".join(data)


def test_the_report_has_the_fields_of_the_design_in_its_order() -> None:
    data = report_to_dict(report())
    diagnosis = data["diagnoses"][0]
    evidence = diagnosis["evidence"][0]
    path = evidence["paths"][0]

    assert keys(data) == (
        "record_id abstained reason findings unused stated_diagnoses diagnoses do_not_miss "
        "not_in_graph set unlinked warnings missing_modalities provenance"
    )
    assert keys(data["findings"][0]) == "id label excluded information mentions"
    assert keys(data["unused"][0]).startswith("id label reason")
    assert keys(diagnosis) == (
        "rank disease also_known_as series genes inheritance score probability baseline evidence "
        "contradictions missing_hallmarks unobserved_rest context neural unexplained family "
        "must_not_miss connections"
    )
    assert keys(evidence) == "finding subsumed contribution matched match paths"
    assert keys(path) == "share nodes edges annotation cypher parameters"
    assert keys(path["edges"][0]) == "subject predicate object source"
    assert keys(path["annotation"]) == (
        "term frequency count total publications evidence_code source required pathognomonic "
        "likelihood_ratio_positive likelihood_ratio_negative"
    )
    assert keys(diagnosis["contradictions"][0]) == "finding kind contribution annotation"
    assert keys(diagnosis["missing_hallmarks"][0]) == "id label frequency contribution"
    assert keys(diagnosis["unobserved_rest"]) == "count contribution"
    assert keys(diagnosis["context"][0]) == "kind value contribution annotation"
    assert keys(data["do_not_miss"][0]) == keys(diagnosis)
    assert keys(data["set"]) == "level size members undetermined"
    assert diagnosis["disease"] == {"id": MARFAN, "label": "Marfan syndrome"}
    assert diagnosis["also_known_as"] == ["ORPHA:558"]
    assert evidence["match"] == "exact"


def test_printed_contributions_add_up_to_the_printed_score() -> None:
    diagnosis = report_to_dict(report())["diagnoses"][0]
    parts = ("evidence", "contradictions", "missing_hallmarks", "context", "neural")

    total = diagnosis["baseline"] + diagnosis["unobserved_rest"]["contribution"]
    total += sum(each["contribution"] for part in parts for each in diagnosis[part])

    assert total == pytest.approx(diagnosis["score"], abs=1e-6)


def test_the_report_comes_back() -> None:
    assert report_from_dict(report_to_dict(report())) == report()


def test_an_abstention_comes_back() -> None:
    abstention = DiagnosisReport(
        record_id="a", abstained=True, reason="no findings", provenance=report().provenance
    )

    assert report_from_dict(report_to_dict(abstention)) == abstention


def test_the_report_is_valid_under_its_schema() -> None:
    Draft202012Validator(load_schema("diagnosis_report")).validate(report_to_dict(report()))


def test_mentions_of_extract_are_those_of_the_design() -> None:
    data = mention_to_dict(linked_mention())

    assert keys(data) == "start end text section assertion cue experiencer concept score"
    assert keys(data["assertion"]) == "negated uncertain hypothetical historical family"
    assert data["concept"] == {
        "id": LENS,
        "label": "Ectopia lentis",
        "category": "PhenotypicFeature",
    }
    assert data["score"] == 0.97


def test_the_category_of_a_concept_is_kept_and_was_not_always_printed() -> None:
    data = mention_to_dict(linked_mention())
    assert data["concept"] is not None
    data["concept"]["category"] = "Disease"
    disease = mention_from_dict(data, document_id="note-1")
    del data["concept"]["category"]
    finding = mention_from_dict(data, document_id="note-1")

    assert disease.linked is not None
    assert disease.linked.concept is not None
    assert disease.linked.concept.category is Category.DISEASE
    assert finding == mention_from_dict(mention_to_dict(linked_mention()), document_id="note-1")


def test_a_category_that_does_not_exist_is_an_error() -> None:
    data = mention_to_dict(linked_mention())
    assert data["concept"] is not None
    data["concept"]["category"] = "Vegetable"

    with pytest.raises(RecordError, match="PhenotypicFeature"):
        mention_from_dict(data, document_id="note-1")


def test_a_mention_no_concept_fits_is_kept_with_null() -> None:
    data = mention_to_dict(nil_mention())

    assert data["concept"] is None
    assert data["score"] is None
    assert mention_from_dict(data, document_id="note-1") == nil_mention()


def test_mentions_come_back() -> None:
    read = mention_from_dict(mention_to_dict(linked_mention()), document_id="note-1")

    assert read == linked_mention()


@pytest.mark.parametrize(
    "wrong", [{"score": None}, {"end": 12}, {"start": "10"}, {"assertion": {"negated": True}}]
)
def test_a_wrong_mention_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        mention_from_dict({**mention_to_dict(linked_mention()), **wrong}, document_id="note-1")


def test_extract_and_error_lines_are_valid_under_their_schemas() -> None:
    import orjson

    extracted = orjson.loads(json_line(extract_line("note-1", [linked_mention(), nil_mention()])))
    failed = error_line(InputError("no", code="empty_input"), record_id=None, line=3)

    Draft202012Validator(load_schema("extract_line")).validate(extracted)
    Draft202012Validator(load_schema("error_line")).validate(failed)
    assert failed == {
        "record_id": None,
        "line": 3,
        "error": {"code": "empty_input", "message": "no"},
    }
