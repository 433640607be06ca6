"""One pipeline over the default graph for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import DiagnosticPipeline


@pytest.fixture(scope="session")
def pipeline(graph_home: Path) -> DiagnosticPipeline:
    """The pipeline a user gets from ``DiagnosticPipeline.load()``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIAGRAPH_HOME", str(graph_home))
        patch.delenv("DIAGRAPH_STORE", raising=False)
        return DiagnosticPipeline.load()
