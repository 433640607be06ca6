"""What is made on first use is made once, whoever asks, and is no part of a case's time."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

import pipelines.pipeline
import pipelines.text
from data_schema import Document, Finding, LabeledRecord, OntologyClass, PatientRecord, Sex
from fusion import EvidenceModel, Setting
from pipelines import DiagnosticPipeline, evaluate_diagnosis
from tests.fusion.everyday_graphs import (
    COUGH,
    FEVER,
    INFILTRATE,
    PNEUMONIA,
    PRODUCTIVE_COUGH,
    case_of,
    everyday_arrays,
    everyday_model,
)

N_THREADS = 6
SLOW = 0.3


def small_pipeline(setting: Setting | None = None) -> DiagnosticPipeline:
    arrays = everyday_arrays()
    return DiagnosticPipeline(arrays, EvidenceModel(arrays), setting=setting)


def slowly(make: Callable[..., Any], made: list[str]) -> Callable[..., Any]:
    """Make the same, after a while in which other threads run, and count."""

    def made_slowly(*args: object, **kwargs: object) -> object:
        time.sleep(SLOW)
        made.append(str(kwargs.get("setting", "")))
        return make(*args, **kwargs)

    return made_slowly


def at_once(ask: Callable[[], object]) -> list[object]:
    """Ask from several threads at the same moment."""
    start = Barrier(N_THREADS)

    def wait_and_ask(_: int) -> object:
        start.wait()
        return ask()

    with ThreadPoolExecutor(N_THREADS) as pool:
        return list(pool.map(wait_and_ask, range(N_THREADS)))


def test_threads_share_one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline, made = small_pipeline(), list[str]()
    monkeypatch.setattr(EvidenceModel, "in_setting", slowly(EvidenceModel.in_setting, made))

    found = at_once(lambda: pipeline.model_of(Setting.GENERAL))

    assert made == ["general"]
    assert len(set(map(id, found))) == 1


def test_threads_share_one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline, made = small_pipeline(), list[str]()
    reader = pipelines.text.EntityReader
    monkeypatch.setattr(pipelines.text, "EntityReader", slowly(reader, made))

    found = at_once(lambda: pipeline.reader)

    assert len(made) == 1
    assert len(set(map(id, found))) == 1


def test_threads_share_the_table_of_a_sex(monkeypatch: pytest.MonkeyPatch) -> None:
    model, made = everyday_model(), list[str]()
    case = case_of(model.arrays, FEVER, COUGH, sex=Sex.FEMALE)
    monkeypatch.setattr(model, "_rebuild", slowly(model._rebuild, made))

    at_once(lambda: model.score(case))

    assert len(made) == 1


@pytest.mark.parametrize("text", ["", "Fever and cough, infiltrate."])
def test_the_time_of_a_case_is_without_what_is_made_once(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    pipeline, made = small_pipeline(Setting.GENERAL), list[str]()
    monkeypatch.setattr(EvidenceModel, "in_setting", slowly(EvidenceModel.in_setting, made))
    reader = pipelines.text.EntityReader
    monkeypatch.setattr(pipelines.text, "EntityReader", slowly(reader, made))
    features = tuple(
        Finding(type=OntologyClass(id=f)) for f in (FEVER, PRODUCTIVE_COUGH, INFILTRATE)
    )
    documents = (Document(id="note", text=text),) if text else ()
    record = PatientRecord(id="case", phenotypic_features=features, documents=documents)

    case = LabeledRecord(record=record, diagnoses=(OntologyClass(id=PNEUMONIA),))
    found = evaluate_diagnosis(pipeline, [case, case])

    assert len(made) == (2 if text else 1)
    assert [each.rank for each in found.cases] == [1.0, 1.0]
    assert found.seconds < SLOW
