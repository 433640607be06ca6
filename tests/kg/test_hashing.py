"""The content hash depends on what a graph says, not on the order it is said in."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from data_schema import Predicate, Scope
from kg import KnowledgeGraph, Synonym, build_graph, content_hash
from kg.hashing import file_hash


@pytest.fixture
def graph(hpo_folder: Path) -> KnowledgeGraph:
    return build_graph(["hpo"], paths={"hpo": hpo_folder})


@pytest.mark.parametrize("seed", range(5))
def test_order_does_not_matter(graph: KnowledgeGraph, seed: int) -> None:
    shuffle = random.Random(seed)
    nodes = [
        replace(node, synonyms=tuple(shuffle.sample(node.synonyms, len(node.synonyms))))
        for node in graph.nodes
    ]
    edges = [
        replace(edge, annotations=tuple(shuffle.sample(edge.annotations, len(edge.annotations))))
        for edge in graph.edges
    ]
    shuffle.shuffle(nodes)
    shuffle.shuffle(edges)

    assert content_hash(nodes, edges) == graph.manifest.hash


def test_every_word_matters(graph: KnowledgeGraph) -> None:
    node, *nodes = graph.nodes
    index = next(i for i, edge in enumerate(graph.edges) if edge.annotations)
    edge = graph.edges[index]
    row, *rows = edge.annotations
    others = (*graph.edges[:index], *graph.edges[index + 1 :])
    changed_nodes = [
        replace(node, name="Other"),
        replace(node, definition="Other"),
        replace(node, deprecated=True),
        replace(node, alt_ids=("HP:9",)),
        replace(node, xrefs=("HP:9",)),
        replace(node, synonyms=(Synonym(text="Other", scope=Scope.EXACT),)),
        replace(node, provided_by=("infores:other",)),
        replace(node, epidemiology="{}"),
    ]
    changed_edges = [
        replace(edge, predicate=Predicate.TREATS),
        replace(edge, sources=("infores:other",)),
        replace(edge, annotations=tuple(rows)),
        replace(edge, annotations=(replace(row, evidence_code="OTHER"), *rows)),
        replace(edge, annotations=(replace(row, required=True), *rows)),
    ]

    hashes = {graph.manifest.hash}
    hashes.update(content_hash([changed, *nodes], graph.edges) for changed in changed_nodes)
    hashes.update(content_hash(graph.nodes, [changed, *others]) for changed in changed_edges)

    assert len(hashes) == 1 + len(changed_nodes) + len(changed_edges)


def test_a_file_hash_is_sha256(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_bytes(b"abc")

    assert file_hash(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
