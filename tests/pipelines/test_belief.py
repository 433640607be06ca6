"""A report says how far to trust it, in the setting where that was measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from data_schema import Finding, OntologyClass, PatientRecord
from fusion import MOST_MEMBERS, EvidenceModel, Setting, prepare_case
from pipelines import DiagnosticPipeline
from pipelines.belief import believe
from pipelines.draft import Draft, Request

TALL = ("HP:0001166", "HP:0001083", "HP:0002616")


def record(findings: Iterable[str] = TALL) -> PatientRecord:
    coded = tuple(Finding(type=OntologyClass(id=curie)) for curie in findings)
    return PatientRecord(id="r", phenotypic_features=coded)


def test_probabilities_descend_and_leave_room_for_none_of_them(
    pipeline: DiagnosticPipeline,
) -> None:
    found = pipeline.diagnose(record(), top_k=200)
    stated = [d.probability for d in found.diagnoses if d.probability is not None]

    assert len(stated) == 200
    assert stated == sorted(stated, reverse=True)
    assert found.not_in_graph is not None
    assert 0.9 < sum(stated) + found.not_in_graph < 1.0
    assert found.provenance.probability_hash


def test_the_set_is_the_first_diseases_until_one_is_far_less_likely(
    pipeline: DiagnosticPipeline,
) -> None:
    found = pipeline.diagnose(record(), top_k=50)

    assert found.set is not None
    assert (found.set.level, found.set.undetermined) == (0.8, False)
    assert 1 <= found.set.size < 50
    assert found.set.members == tuple(d.disease.id for d in found.diagnoses[: found.set.size])


def test_too_large_a_set_is_undetermined_and_names_nobody(pipeline: DiagnosticPipeline) -> None:
    found = pipeline.diagnose(record(["HP:0001250"]), top_k=1)

    assert found.set is not None
    assert found.set.size > MOST_MEMBERS
    assert (found.set.undetermined, found.set.members) == (True, ())


def test_what_explain_is_asked_for_has_the_probability_of_its_rank(
    pipeline: DiagnosticPipeline,
) -> None:
    listed, asked = (
        pipeline.diagnose(record(), top_k=3),
        pipeline.explain(record(), ["OMIM:609008"]),
    )

    by_id = {d.disease.id: d.probability for d in listed.diagnoses}
    assert asked.diagnoses[0].probability == by_id["OMIM:609008"]
    assert (asked.not_in_graph, asked.set) == (listed.not_in_graph, listed.set)


def test_what_a_panel_leaves_out_has_no_part(pipeline: DiagnosticPipeline) -> None:
    found = pipeline.diagnose(record(), top_k=5, genes=frozenset({"FBN2"}))

    assert found.set is not None
    assert found.not_in_graph is not None
    assert set(found.set.members) <= {d.disease.id for d in found.diagnoses}
    total = sum(d.probability or 0.0 for d in found.diagnoses)
    assert total + found.not_in_graph == pytest.approx(1.0, abs=1e-9)


def test_everyday_settings_and_abstentions_say_nothing(pipeline: DiagnosticPipeline) -> None:
    everyday = DiagnosticPipeline(
        pipeline.arrays, pipeline.model_of(Setting.GENERAL), setting=Setting.GENERAL
    ).diagnose(record(["HP:0002090", "HP:0001945"]), top_k=2)
    abstained = pipeline.diagnose(record([]))

    for report in (everyday, abstained):
        assert (report.not_in_graph, report.set) == (None, None)
    assert [d.probability for d in everyday.diagnoses] == [None, None]
    assert not everyday.provenance.probability_hash


def test_where_all_is_filtered_nothing_is_said(pipeline: DiagnosticPipeline) -> None:
    model = pipeline.model
    assert isinstance(model, EvidenceModel)
    draft = Draft(record=record(), request=Request())
    case = prepare_case(model.arrays, draft.record.phenotypic_features)

    believe(draft, model, case, np.full(len(model.candidates), -np.inf))

    assert (draft.not_in_graph, draft.likely) == (None, None)


def test_rankings_are_those_without_probabilities(
    pipeline: DiagnosticPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_them = pipeline.diagnose(record())
    monkeypatch.setattr("pipelines.belief.probability_of", lambda _: None)
    without = pipeline.diagnose(record())

    assert without.diagnoses == tuple(replace(d, probability=None) for d in with_them.diagnoses)
