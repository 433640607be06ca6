"""The default graph's model, made once."""

from __future__ import annotations

import pytest

from fusion import EvidenceModel, Explainer
from kg import KnowledgeGraph, arrays_from_graph


@pytest.fixture(scope="session")
def model(default_graph: KnowledgeGraph) -> EvidenceModel:
    """The evidence model over the default graph, OMIM's diseases its candidates."""
    return EvidenceModel(arrays_from_graph(default_graph))


@pytest.fixture(scope="session")
def explainer(model: EvidenceModel) -> Explainer:
    """Explains what ``model`` scored."""
    return Explainer(model)
