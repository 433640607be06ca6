"""Stages are checked before the first record."""

from __future__ import annotations

import pytest

from data_schema import UsageError
from pipelines import DiagnosticPipeline
from pipelines.stages import CodedFindings, Correct, Explain, Rank, check_stages


def test_the_order_of_stages_is_checked(pipeline: DiagnosticPipeline) -> None:
    rank = Rank(pipeline.model)
    check_stages([CodedFindings(), Correct(pipeline.arrays), rank])
    with pytest.raises(UsageError, match="rank requires findings"):
        check_stages([rank, CodedFindings()])


def test_a_missing_stage_is_named(pipeline: DiagnosticPipeline) -> None:
    from fusion import Explainer

    with pytest.raises(UsageError, match="explain requires abstention, scored"):
        check_stages([CodedFindings(), Explain(pipeline.model, Explainer(pipeline.model))])
