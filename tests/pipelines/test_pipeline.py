"""From a record to an explained differential, as a user of the Python API sees it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from data_schema import (
    Diagnosis,
    DiagnosisReport,
    Document,
    Finding,
    Mention,
    OntologyClass,
    PatientRecord,
    UsageError,
)
from fusion import EvidenceModel, Setting
from pipelines import DiagnosticPipeline, to_frame

MARFAN = "OMIM:154700"
NOTE = """HPI: 24 yo man, seen for lens dislocation. Denies seizures.
FAMILY HISTORY: Father died of aortic dissection.
EXAM: arachnodactyly, pectus excavatum, high arched palate.
ECHO: aortic root dilatation, mitral valve prolapse.
"""


def coded(*present: str, absent: tuple[str, ...] = ()) -> PatientRecord:
    features = [Finding(type=OntologyClass(id=curie)) for curie in present]
    features += [Finding(type=OntologyClass(id=curie), excluded=True) for curie in absent]
    return PatientRecord(id="case", phenotypic_features=tuple(features))


def noted(text: str) -> PatientRecord:
    return PatientRecord(id="note", documents=(Document(id="d", text=text),))


def best(report: DiagnosisReport, curie: str) -> Diagnosis:
    return next(found for found in report.diagnoses if found.disease.id == curie)


@pytest.fixture(scope="module")
def rare(pipeline: DiagnosticPipeline) -> DiagnosticPipeline:
    """The pipeline of ``load(setting="rare")``."""
    return DiagnosticPipeline(pipeline.arrays, pipeline.model, setting=Setting.RARE)


@pytest.fixture(scope="module")
def report(rare: DiagnosticPipeline) -> DiagnosisReport:
    return rare.diagnose(noted(NOTE))


def test_a_note_gets_the_disease_it_describes(report: DiagnosisReport) -> None:
    assert report.diagnoses[0].disease.id == MARFAN
    assert "ORPHA:558" in report.diagnoses[0].also_known_as
    assert "FBN1" in {gene.label for gene in report.diagnoses[0].genes}


def test_a_note_is_ranked_among_everyday_diseases_and_a_coded_record_is_not(
    pipeline: DiagnosticPipeline,
) -> None:
    note, packet = pipeline.diagnose(noted(NOTE)), pipeline.diagnose(coded("HP:0001083"))
    first = note.diagnoses[0]

    assert (note.provenance.setting, packet.provenance.setting) == ("general", "rare")
    assert note.provenance.ranker_hash != packet.provenance.ranker_hash
    assert MARFAN in {first.disease.id, *first.also_known_as}
    assert first.baseline != 0.0
    assert first.total() == pytest.approx(first.score, abs=1e-6)
    assert all(each.baseline == 0.0 and each.context == () for each in packet.diagnoses)
    assert packet.do_not_miss == ()


def test_a_rare_disease_can_be_asked_for_by_its_own_id_among_everyday_ones(
    pipeline: DiagnosticPipeline,
) -> None:
    (asked,) = pipeline.explain(noted(NOTE), [MARFAN]).diagnoses

    assert asked == pipeline.diagnose(noted(NOTE), top_k=1).diagnoses[0]


@pytest.mark.parametrize("setting", [Setting.RARE, Setting.GENERAL])
def test_no_id_stands_for_two_diagnoses_or_twice_for_one_namespace(
    pipeline: DiagnosticPipeline, setting: Setting
) -> None:
    every = DiagnosticPipeline(
        pipeline.arrays,
        EvidenceModel(pipeline.arrays, namespace=None, setting=setting),
        setting=setting,
    )
    diagnoses = every.diagnose(noted(NOTE), top_k=60).diagnoses
    named = [curie for each in diagnoses for curie in (each.disease.id, *each.also_known_as)]

    assert len(named) > len(diagnoses) == 60
    assert len(named) == len(set(named))
    for diagnosis in diagnoses:
        prefixes = [curie.partition(":")[0] for curie in diagnosis.also_known_as]
        assert len(prefixes) == len(set(prefixes))


def test_every_score_is_the_sum_of_what_is_listed(report: DiagnosisReport) -> None:
    for diagnosis in report.diagnoses:
        assert diagnosis.total() == pytest.approx(diagnosis.score, abs=1e-6)
        for attribution in diagnosis.evidence:
            if attribution.paths:
                assert sum(path.share for path in attribution.paths) == pytest.approx(1.0)


def test_findings_point_at_their_words(report: DiagnosisReport) -> None:
    for finding in report.findings:
        assert finding.mentions
        for mention in finding.mentions:
            mention.check(NOTE)


def test_a_finding_does_not_point_at_the_words_that_deny_it(pipeline: DiagnosticPipeline) -> None:
    said = (Mention(document_id="d", start=0, end=8, text="seizures"),)
    denied = (Mention(document_id="d", start=20, end=28, text="seizures"),)
    seizure = OntologyClass(id="HP:0001250")
    record = PatientRecord(
        id="both",
        phenotypic_features=(
            Finding(type=seizure, evidence=said),
            Finding(type=seizure, excluded=True, evidence=denied),
        ),
    )

    report = pipeline.diagnose(record, top_k=1)

    assert [(found.excluded, found.mentions) for found in report.findings] == [(False, said)]
    assert [(unused.reason, unused.mentions) for unused in report.unused] == [("conflict", denied)]


def test_relatives_are_set_aside_and_denials_exclude(report: DiagnosisReport) -> None:
    assert ("HP:0002647", "family") in {(u.id, u.reason) for u in report.unused}
    assert {f.id for f in report.findings if f.excluded} == {"HP:0001250"}


@pytest.mark.parametrize(
    ("words", "changed"),
    [("mitral valve prolapse", ""), ("mitral valve prolapse", "no mitral valve prolapse")],
)
def test_a_finding_dropped_or_negated_takes_its_contribution_along(
    rare: DiagnosticPipeline, report: DiagnosisReport, words: str, changed: str
) -> None:
    before = best(report, MARFAN)
    edited = rare.explain(noted(NOTE.replace(words, changed)), [MARFAN])
    after = edited.diagnoses[0]
    prolapse = "HP:0001634"
    assert prolapse in {part.finding for part in before.evidence}
    assert prolapse not in {part.finding for part in after.evidence}
    assert after.score < before.score


def test_explain_gives_the_rank_among_all(pipeline: DiagnosticPipeline) -> None:
    record = noted(NOTE)
    ranked = pipeline.diagnose(record, top_k=40).diagnoses
    asked = pipeline.explain(record, [ranked[33].disease.id]).diagnoses
    assert asked == (ranked[33],)


def test_an_unknown_disease_is_a_usage_error(pipeline: DiagnosticPipeline) -> None:
    with pytest.raises(UsageError, match="OMIM:1 is not in the graph"):
        pipeline.explain(noted(NOTE), ["OMIM:1"])


def test_corrections_overrule_the_note(pipeline: DiagnosticPipeline) -> None:
    report = pipeline.diagnose(noted(NOTE), present=["HP:0001250"], absent=["HP:0001083"])
    states = {finding.id: finding.excluded for finding in report.findings}
    assert states["HP:0001250"] is False
    assert states["HP:0001083"] is True


def test_what_is_said_to_be_absent_takes_its_narrower_findings_along(
    pipeline: DiagnosticPipeline,
) -> None:
    seizure, focal = "HP:0001250", "HP:0007359"
    record = coded(focal, "HP:0001263", absent=("HP:0002069",))

    report = pipeline.diagnose(record, absent=[seizure])

    states = {finding.id: finding.excluded for finding in report.findings}
    assert states == {seizure: True, "HP:0001263": False}
    assert not report.warnings


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"top_k": 0}, "top_k of 1 or more, got 0"),
        ({"present": ["HP:0001250"], "absent": ["HP:0001250"]}, "got both for HP:0001250"),
    ],
)
def test_what_cannot_be_asked_is_a_usage_error(
    pipeline: DiagnosticPipeline, asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        pipeline.diagnose(coded("HP:0001250"), **asked)


def test_a_panel_keeps_only_diseases_with_its_genes(pipeline: DiagnosticPipeline) -> None:
    report = pipeline.diagnose(noted(NOTE), genes=frozenset({"TGFBR2"}))
    assert report.diagnoses
    for diagnosis in report.diagnoses:
        assert "TGFBR2" in {gene.label for gene in diagnosis.genes}


@pytest.mark.parametrize(
    "record",
    [coded(), coded("HP:9999999"), coded("HP:0000006"), noted("Seen for a flu shot.")],
    ids=["nothing", "unknown", "inheritance only", "nothing in the note"],
)
def test_without_a_usable_finding_it_abstains(
    pipeline: DiagnosticPipeline, record: PatientRecord
) -> None:
    report = pipeline.diagnose(record)
    assert report.abstained
    assert report.reason
    assert not report.diagnoses


def test_replaced_ids_are_followed_with_a_warning(pipeline: DiagnosticPipeline) -> None:
    arrays = pipeline.arrays
    old = arrays.alt_ids[0]
    report = pipeline.diagnose(coded(old, "HP:0001250"))
    assert "replaced_id" in {notice.code for notice in report.warnings}


def test_single_and_many_answer_alike(pipeline: DiagnosticPipeline) -> None:
    records = [
        coded("HP:0001250", "HP:0001263"),
        noted(NOTE),
        coded("HP:0001083", absent=("HP:0001250",)),
    ]
    assert list(pipeline.diagnose_many(records)) == [pipeline.diagnose(r) for r in records]


def test_the_order_of_findings_does_not_matter(pipeline: DiagnosticPipeline) -> None:
    record = coded("HP:0001250", "HP:0001263", "HP:0000252", absent=("HP:0001083",))
    turned = replace(record, phenotypic_features=record.phenotypic_features[::-1])
    assert pipeline.diagnose(record) == pipeline.diagnose(turned)


def test_reports_become_a_table(pipeline: DiagnosticPipeline, report: DiagnosisReport) -> None:
    frame = to_frame([report, pipeline.diagnose(coded())])
    assert len(frame) == len(report.diagnoses) + 1
    assert frame.iloc[0]["disease_id"] == MARFAN
    assert frame.iloc[-1]["n_evidence"] == 0


def test_a_diagnosis_that_the_note_states_changes_no_number(rare: DiagnosticPipeline) -> None:
    """It is listed, and the differential is the same to the last digit."""
    stated = "IMPRESSION: cystic fibrosis; his mother has Huntington disease."
    plain, with_answer = (
        rare.diagnose(PatientRecord(id="r", documents=(Document(id="d", text=text),)), top_k=5)
        for text in (NOTE, f"{NOTE}\n\n{stated}")
    )

    assert {(each.id, each.assertion.family) for each in with_answer.stated_diagnoses} >= {
        ("MONDO:0009061", False),
        ("MONDO:0007739", True),
    }
    assert with_answer.diagnoses == plain.diagnoses
    for each in with_answer.stated_diagnoses:
        for mention in each.mentions:
            mention.check(f"{NOTE}\n\n{stated}")
