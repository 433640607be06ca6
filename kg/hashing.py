"""SHA-256 of files and of a graph's content."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import orjson

from .codec import encode_annotations
from .model import Edge, Manifest, Node

__all__ = ["content_hash", "file_hash", "manifest_of_found"]


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_hash(nodes: Iterable[Node], edges: Iterable[Edge]) -> str:
    """Return the SHA-256 (hex) of what a graph says.

    The same for the same nodes and edges in any order, with synonyms, references to the same
    thing and annotation rows in any order too, whichever store they were read from.
    """
    lines = chain(map(_node_line, nodes), map(_edge_line, edges))
    digests = sorted(hashlib.sha256(line).digest() for line in lines)
    return hashlib.sha256(b"".join(digests)).hexdigest()


def manifest_of_found(stated: Manifest, nodes: Sequence[Node], edges: Sequence[Edge]) -> Manifest:
    """Return the manifest of what was read back from a store.

    It is the stated one, unless somebody edited the graph: then it has the hash and counts of
    what is there now, and a version that ends in ``+edited``.
    """
    found = content_hash(nodes, edges)
    if found == stated.hash:
        return stated
    return replace(
        stated,
        version=f"{stated.version}+edited",
        hash=found,
        nodes=dict(sorted(Counter(node.category.value for node in nodes).items())),
        edges=dict(sorted(Counter(edge.predicate.value for edge in edges).items())),
    )


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
            node.epidemiology,
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
