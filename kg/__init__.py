"""The knowledge graph: sources, stores, arrays and paths."""

from __future__ import annotations

from .codec import (
    decode_annotations,
    encode_annotations,
    manifest_from_json,
    manifest_to_json,
)
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
    "decode_annotations",
    "encode_annotations",
    "manifest_from_json",
    "manifest_to_json",
]
