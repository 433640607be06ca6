"""The knowledge graph: sources, stores, arrays and paths."""

from __future__ import annotations

from .adjacency import Adjacency, adjacency_of
from .array_file import read_arrays, write_arrays
from .arrays import PHENOTYPE_ROOT, EdgeColumns, GraphArrays, RowColumns, SynonymColumns
from .build import DEFAULT_SOURCES, build_graph
from .cache import cache_arrays, load_arrays
from .codec import (
    decode_annotations,
    encode_annotations,
    manifest_from_json,
    manifest_to_json,
)
from .collection import paused_collection
from .column_file import DAMAGED, Columns, keep_latest, read_columns, write_columns
from .connection_null import NullSample, draw_null
from .connection_paths import connection_of, connection_statement
from .connections import ConnectionSearch, FoundPath, FoundPaths
from .connector import Connector
from .csr import CSR, expand_spans, find_sorted
from .epidemiology import SETTINGS_WITH_PREVALENCE, Epidemiology
from .export import arrays_from_graph
from .frequency import FREQUENCY_MIDPOINTS, pooled_frequency
from .hashing import content_hash
from .home import cache_folder, diagraph_home, graph_path
from .information import information_content
from .lexicon import Concepts, LexicalEntry, Lexicon, hash_of_names
from .model import (
    SCHEMA_VERSION,
    Edge,
    KnowledgeGraph,
    Manifest,
    Node,
    SourceInfo,
    Synonym,
)
from .networkx_view import to_networkx
from .overlay import (
    WHOLE,
    Overlay,
    rows_of_diseases,
    rows_of_one_paper_diseases,
    rows_only_citing,
    without,
)
from .paths import PathRenderer, path_statement
from .pooled_edges import PhenotypeEdges, all_negative, phenotype_edges, pool_frequencies
from .pooling import is_negative
from .protocols import GraphStore, Progress, Row
from .queries import NamedQuery, ParameterKind, load_query, query_names
from .series import disease_series
from .sources import Source, SourceContent, open_source, source_names
from .sources.kgx_writer import write_kgx
from .stores import open_store, store_at
from .strings import Strings
from .validation import Issue, IssueCode, Severity
from .view import arrays_without, without_diseases

__all__ = [
    "CSR",
    "DAMAGED",
    "DEFAULT_SOURCES",
    "FREQUENCY_MIDPOINTS",
    "PHENOTYPE_ROOT",
    "SCHEMA_VERSION",
    "SETTINGS_WITH_PREVALENCE",
    "WHOLE",
    "Adjacency",
    "Columns",
    "Concepts",
    "ConnectionSearch",
    "Connector",
    "Edge",
    "EdgeColumns",
    "Epidemiology",
    "FoundPath",
    "FoundPaths",
    "GraphArrays",
    "GraphStore",
    "Issue",
    "IssueCode",
    "KnowledgeGraph",
    "LexicalEntry",
    "Lexicon",
    "Manifest",
    "NamedQuery",
    "Node",
    "NullSample",
    "Overlay",
    "ParameterKind",
    "PathRenderer",
    "PhenotypeEdges",
    "Progress",
    "Row",
    "RowColumns",
    "Severity",
    "Source",
    "SourceContent",
    "SourceInfo",
    "Strings",
    "Synonym",
    "SynonymColumns",
    "adjacency_of",
    "all_negative",
    "arrays_from_graph",
    "arrays_without",
    "build_graph",
    "cache_arrays",
    "cache_folder",
    "connection_of",
    "connection_statement",
    "content_hash",
    "decode_annotations",
    "diagraph_home",
    "disease_series",
    "draw_null",
    "encode_annotations",
    "expand_spans",
    "find_sorted",
    "graph_path",
    "hash_of_names",
    "information_content",
    "is_negative",
    "keep_latest",
    "load_arrays",
    "load_query",
    "manifest_from_json",
    "manifest_to_json",
    "open_source",
    "open_store",
    "path_statement",
    "paused_collection",
    "phenotype_edges",
    "pool_frequencies",
    "pooled_frequency",
    "query_names",
    "read_arrays",
    "read_columns",
    "rows_of_diseases",
    "rows_of_one_paper_diseases",
    "rows_only_citing",
    "source_names",
    "store_at",
    "to_networkx",
    "without",
    "without_diseases",
    "write_arrays",
    "write_columns",
    "write_kgx",
]
