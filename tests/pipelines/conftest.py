"""One pipeline over the default graph for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import build_graph, store_at
from pipelines import DiagnosticPipeline
from tests.kg.tiny_release import write_release
from tests.pipelines.command_line import Cli, command_line


@pytest.fixture(scope="session")
def pipeline(graph_home: Path) -> DiagnosticPipeline:
    """The pipeline a user gets from ``DiagnosticPipeline.load()``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIAGRAPH_HOME", str(graph_home))
        patch.delenv("DIAGRAPH_STORE", raising=False)
        return DiagnosticPipeline.load()


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ``DIAGRAPH_HOME`` whose graph has ten terms and three diseases: quick to load."""
    folder = tmp_path_factory.mktemp("small")
    graph = build_graph(["hpo"], paths={"hpo": write_release(folder / "release")})
    store_at(folder / "graph.lbug").load(graph)
    return folder


@pytest.fixture
def cli(
    graph_home: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Cli:
    """The command line over the default graph."""
    return command_line(graph_home, capsysbinary, monkeypatch)


@pytest.fixture
def small_cli(
    small_home: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Cli:
    """The command line over the small graph, for what does not depend on the graph."""
    return command_line(small_home, capsysbinary, monkeypatch)


@pytest.fixture
def records(root: Path) -> Path:
    """The sample records."""
    return root / "docs" / "examples" / "records"
