"""The knowledge graph: sources, stores, arrays and paths."""

from __future__ import annotations

from .array_file import read_arrays, write_arrays
from .arrays import FREQUENCY_MIDPOINTS, PHENOTYPE_ROOT, GraphArrays, RowColumns
from .codec import (
    decode_annotations,
    encode_annotations,
    manifest_from_json,
    manifest_to_json,
)
from .csr import CSR, expand_spans
from .export import arrays_from_graph
from .model import Edge, KnowledgeGraph, Manifest, Node, SourceInfo, Synonym
from .protocols import GraphStore, Progress, Row
from .strings import Strings

__all__ = [
    "CSR",
    "FREQUENCY_MIDPOINTS",
    "PHENOTYPE_ROOT",
    "Edge",
    "GraphArrays",
    "GraphStore",
    "KnowledgeGraph",
    "Manifest",
    "Node",
    "Progress",
    "Row",
    "RowColumns",
    "SourceInfo",
    "Strings",
    "Synonym",
    "arrays_from_graph",
    "decode_annotations",
    "encode_annotations",
    "expand_spans",
    "manifest_from_json",
    "manifest_to_json",
    "read_arrays",
    "write_arrays",
]
