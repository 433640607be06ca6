"""Stages are checked before the first record."""

from __future__ import annotations

from dataclasses import fields

import pytest

from data_schema import Document, PatientRecord, UsageError
from fusion import Explainer, Setting
from pipelines import DiagnosticPipeline
from pipelines.draft import Draft, Request
from pipelines.stages import CodedFindings, Correct, Explain, Rank, ReadText, check_stages


def test_the_order_of_stages_is_checked(pipeline: DiagnosticPipeline) -> None:
    rank = Rank(pipeline.model)
    check_stages([CodedFindings(), Correct(pipeline.arrays), rank])
    with pytest.raises(UsageError, match="rank requires findings"):
        check_stages([rank, CodedFindings()])


def test_a_missing_stage_is_named(pipeline: DiagnosticPipeline) -> None:
    with pytest.raises(UsageError, match="explain requires scored"):
        check_stages([CodedFindings(), Explain(pipeline.model, Explainer(pipeline.model))])


class _WatchedDraft(Draft):
    """A draft that notes which of its fields are looked at."""

    def __getattribute__(self, name: str) -> object:
        if name in _FIELDS:
            _LOOKED_AT.add(name)
        return super().__getattribute__(name)


_FIELDS = frozenset(field.name for field in fields(Draft))
_LOOKED_AT: set[str] = set()


def _contents(draft: Draft) -> dict[str, object]:
    values = {name: getattr(draft, name) for name in _FIELDS}
    return {name: list(each) if isinstance(each, list) else each for name, each in values.items()}


def test_every_stage_declares_what_it_reads_and_writes(pipeline: DiagnosticPipeline) -> None:
    text = (
        "A 60-year-old man with three days of fever and cough. Denies chest pain. He smokes. "
        "Past medical history: asthma. ASSESSMENT: pneumonia. Schnitzler syndrome?"
    )
    record = PatientRecord(id="r", documents=(Document(id="n", text=text),))
    draft = _WatchedDraft(record=record, request=Request(absent=("HP:0002315",)))
    model = pipeline.model_of(Setting.GENERAL)
    wrong: dict[str, set[str]] = {}
    for stage in (
        CodedFindings(),
        ReadText(lambda: pipeline.everyday_reader),
        Correct(pipeline.arrays),
        Rank(model),
        Explain(model, Explainer(model)),
    ):
        before = _contents(draft)
        _LOOKED_AT.clear()
        stage(draft)
        seen = set(_LOOKED_AT)
        after = _contents(draft)
        written = {name for name in _FIELDS if after[name] != before[name]}
        undeclared = (seen - stage.requires - stage.produces) | (written - stage.produces)
        if undeclared:
            wrong[stage.name] = undeclared

    assert wrong == {}
    assert draft.diagnoses
