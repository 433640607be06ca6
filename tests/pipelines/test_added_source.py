"""A source that a user adds is used: vignettes put together from its numbers are solved by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_schema import read_records
from fusion import EvidenceModel, Setting
from kg import arrays_from_graph, build_graph
from pipelines import DiagnosticPipeline, evaluate_diagnosis

TOP_1 = 75.0
"""Percent of all cases, also of the ten whose diagnosis is no disease of the graph; 45 before the
source's own questions and its risk factors were read, 30 without the source."""


@pytest.mark.data
@pytest.mark.slow
def test_ddxplus_solves_its_own_vignettes(shared_data: Path) -> None:
    everyday = shared_data / "everyday"
    graph = build_graph(("hpo", "everyday", "links", "ddxplus"), paths={"ddxplus": everyday / "kb"})
    arrays = arrays_from_graph(graph)
    model = EvidenceModel(arrays, namespace="OMIM", setting=Setting.GENERAL)
    pipeline = DiagnosticPipeline(arrays, model, setting=Setting.GENERAL)
    cases = [item.labeled() for item in read_records(everyday / "dev" / "ddxplus.dev.jsonl")]

    summary = evaluate_diagnosis(pipeline, cases).summary

    assert summary["n"] == 241
    assert isinstance(summary["top1"], float)
    assert summary["top1"] >= TOP_1
