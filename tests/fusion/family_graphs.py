"""A small graph of families: diseases of a family share a class, every other one a gene too."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data_schema import Annotation, Category, Predicate
from fusion.neural import NeuralConfig
from kg import Edge, GraphArrays, Node, arrays_from_graph
from tests.kg.small_graphs import SOURCE, annotation, small_graph

N_FAMILIES = 5
N_MEMBERS = 4
N_PAPERS = 12
_BRANCHES = [f"HP:000{branch}000" for branch in range(1, 6)]
_LEAVES = [f"HP:000{branch}00{leaf}" for branch in range(1, 6) for leaf in range(1, 5)]


def family_rows(seed: int = 0) -> list[Annotation]:
    """Return three papers' rows for each disease: of its family's findings, and any others."""
    rng = np.random.default_rng(seed)
    rows = []
    for family in range(N_FAMILIES):
        shared = rng.choice(_LEAVES, 6, replace=False)
        for member in range(N_MEMBERS):
            own = rng.choice(shared, 4, replace=False).tolist()
            own += [each for each in rng.choice(_LEAVES, 2).tolist() if each not in own]
            for number, term in enumerate(own):
                paper = f"PMID:{(3 * (family * N_MEMBERS + member) + number % 3) % N_PAPERS}"
                rows.append(
                    annotation(
                        disease_id(family, member), term,
                        has_percentage=float(rng.integers(30, 100)), publications=(paper,),
                    )
                )  # fmt: skip
    return rows


def disease_id(family: int, member: int) -> str:
    """Return the CURIE of a disease."""
    return f"OMIM:{100 + family * N_MEMBERS + member}"


def family_graph(rows: list[Annotation] | None = None) -> GraphArrays:
    """Return the arrays of 20 diseases in five families, and 25 terms."""
    terms = {branch: ["HP:0000118"] for branch in _BRANCHES}
    terms |= {leaf: [f"{leaf[:7]}000"] for leaf in _LEAVES}
    families = range(N_FAMILIES)
    nodes = [
        Node(id=f"MONDO:{20 + family}", category=Category.ONTOLOGY_CLASS, name="family")
        for family in families
    ]
    nodes += [Node(id=f"HGNC:{family}", category=Category.GENE, name="G") for family in families]
    edges = []
    for family in families:
        for member in range(N_MEMBERS):
            disease, own = disease_id(family, member), f"MONDO:{100 + family * N_MEMBERS + member}"
            nodes.append(Node(id=own, category=Category.ONTOLOGY_CLASS, name="class of one"))
            edges.append(_edge(disease, Predicate.EXACT_MATCH, own))
            edges.append(_edge(own, Predicate.SUBCLASS_OF, f"MONDO:{20 + family}"))
            if member % 2:
                gene = Predicate.GENE_ASSOCIATED_WITH_CONDITION
                edges.append(_edge(f"HGNC:{family}", gene, disease))
    known = family_rows() if rows is None else rows
    return arrays_from_graph(small_graph(terms, known, nodes=nodes, edges=edges))


def small_config() -> NeuralConfig:
    """Return settings that train in a second."""
    shipped = NeuralConfig.load()
    return replace(
        shipped,
        vectors=replace(shipped.vectors, width=5),
        simulation=replace(
            shipped.simulation,
            versions=2,
            patients=20,
            least_lost=1,
            least_rows=2,
            best=8,
            others=4,
        ),
        training=replace(shipped.training, steps=6, batch=8, every=2, held_out=0.2),
    )


def _edge(subject: str, predicate: Predicate, object_: str) -> Edge:
    return Edge(subject=subject, predicate=predicate, object=object_, sources=(SOURCE,))
