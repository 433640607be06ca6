"""A hand-made heterogeneous graph, and the arrays of a few diseases."""

from __future__ import annotations

import pytest
import torch
from torch_geometric.data import HeteroData

from data_schema import Category, Predicate
from kg import Edge, GraphArrays, Node, arrays_from_graph
from tests.kg.small_graphs import annotation, small_graph

TERMS = {
    "HP:0000010": ("HP:0000118",),
    "HP:0000011": ("HP:0000010",),
    "HP:0000012": ("HP:0000010",),
    "HP:0000013": ("HP:0000118",),
}
ROWS = [
    annotation("OMIM:1", "HP:0000011", has_count=3, has_total=4, publications=("PMID:1",)),
    annotation("OMIM:1", "HP:0000012", publications=("PMID:2",)),
    annotation("OMIM:2", "HP:0000012", frequency_qualifier="HP:0040283"),
    annotation("OMIM:2", "HP:0000013"),
    annotation("OMIM:3", "HP:0000013", has_count=0, has_total=9),
    annotation("OMIM:3", "HP:0000010"),
    annotation("ORPHA:4", "HP:0000011"),
]


def small_arrays(*more: object) -> GraphArrays:
    """Four diseases, one of them with a gene; ``more`` are further annotation rows."""
    gene = Node(id="NCBIGene:7", category=Category.GENE, name="G7")
    edge = Edge(
        subject="NCBIGene:7",
        predicate=Predicate.GENE_ASSOCIATED_WITH_CONDITION,
        object="OMIM:1",
        sources=("infores:test",),
    )
    graph = small_graph(
        TERMS,
        [*ROWS, *more],  # type: ignore[list-item]  # rows of annotation()
        same=[("OMIM:1", "ORPHA:4")],
        nodes=[gene],
        edges=[edge],
    )
    return arrays_from_graph(graph)


@pytest.fixture(scope="session")
def arrays() -> GraphArrays:
    return small_arrays()


def random_data(*, weighted: bool = False, seed: int = 0) -> HeteroData:
    """Three node types of 9, 7 and 4 nodes, and four edge types with nodes left over."""
    generator = torch.Generator().manual_seed(seed)
    counts = {"a": 9, "b": 7, "c": 4}
    data = HeteroData()
    for name, count in counts.items():
        data[name].x = torch.randn(count, 3, generator=generator)
        data[name].num_nodes = count
    for kind, m in {("a", "to", "b"): 12, ("b", "to", "a"): 9, ("b", "is", "b"): 8,
                    ("a", "has", "c"): 3}.items():  # fmt: skip
        pairs = torch.randperm(counts[kind[0]] * counts[kind[2]], generator=generator)[:m]
        data[kind].edge_index = torch.stack((pairs // counts[kind[2]], pairs % counts[kind[2]]))
        weight = torch.rand(m, generator=generator) + 0.1
        data[kind].edge_weight = weight if weighted else torch.ones(m)
    return data
