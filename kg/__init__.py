"""The knowledge graph: sources, stores, arrays and paths."""

from __future__ import annotations

from .model import Edge, KnowledgeGraph, Manifest, Node, SourceInfo, Synonym
from .protocols import GraphStore, Progress, Row

__all__ = [
    "Edge",
    "GraphStore",
    "KnowledgeGraph",
    "Manifest",
    "Node",
    "Progress",
    "Row",
    "SourceInfo",
    "Synonym",
]
