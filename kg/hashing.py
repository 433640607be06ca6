"""SHA-256 of files and of a graph's content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import orjson

from .codec import encode_annotations
from .model import Edge, Node

__all__ = ["content_hash", "file_hash"]


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_hash(nodes: Iterable[Node], edges: Iterable[Edge]) -> str:
    """Return the SHA-256 (hex) of what a graph says.

    The same for the same nodes and edges in any order, with synonyms, references to the same
    thing and annotation rows in any order too, whichever store they were read from.
    """
    digest = hashlib.sha256()
    for line in sorted(map(_node_line, nodes)):
        digest.update(line)
    for line in sorted(map(_edge_line, edges)):
        digest.update(line)
    return digest.hexdigest()


def _node_line(node: Node) -> bytes:
    synonyms = sorted((synonym.text, synonym.scope, synonym.kind) for synonym in node.synonyms)
    return orjson.dumps(
        (
            node.id,
            node.category,
            node.name,
            node.definition,
            node.deprecated,
            synonyms,
            sorted(node.alt_ids),
            sorted(node.xrefs),
            sorted(node.provided_by),
        )
    )


def _edge_line(edge: Edge) -> bytes:
    return orjson.dumps(
        (
            edge.predicate,
            edge.subject,
            edge.object,
            sorted(edge.sources),
            sorted(encode_annotations(edge.annotations)),
        )
    )
