"""Rewired edges are as many as before, and lead elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.rewired import rewired_neighbours, rewired_ontology
from fusion import Neighbours
from fusion.neural.vectors import Ontology
from kg import CSR, GraphArrays, arrays_from_graph
from tests.fusion.family_graphs import family_graph
from tests.kg.small_graphs import small_graph


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return family_graph()


def edges(near: CSR) -> set[tuple[int, int]]:
    owners = np.repeat(np.arange(len(near)), near.degrees)
    return set(zip(owners.tolist(), near.indices.tolist(), strict=True))


def test_a_phenotype_keeps_its_depth_and_gets_other_parents(arrays: GraphArrays) -> None:
    own, other = Ontology.of(arrays), rewired_ontology(arrays, seed=0)

    assert (other.parents.degrees == own.parents.degrees).all()
    assert (other.ancestors.degrees == own.ancestors.degrees).all()
    children = [each.parents.transpose(len(arrays.term_ids)).degrees for each in (own, other)]
    assert (children[0] == children[1]).all()
    kept = edges(own.parents) & edges(other.parents)
    at_the_root = {(low, high) for low, high in kept if high == arrays.root}
    assert len(at_the_root) == 5
    assert len(kept) < len(edges(own.parents)) / 2


def test_seeds_rewire_differently(arrays: GraphArrays) -> None:
    first, same, other = (edges(rewired_ontology(arrays, seed).parents) for seed in (0, 0, 1))

    assert first == same != other


def test_ancestors_are_those_of_the_new_parents() -> None:
    terms = {f"HP:00001{n:02}": ["HP:0000118"] for n in range(3)}
    terms |= {
        f"HP:00002{n:02}": [f"HP:00001{m:02}" for m in (n % 3, (n + 1) % 3)] for n in range(6)
    }
    terms |= {"HP:0000300": ["HP:0000118", "HP:0000201"], "HP:0000301": ["HP:0000300"]}
    arrays = arrays_from_graph(small_graph(terms, []))

    for seed in range(20):
        found = rewired_ontology(arrays, seed)
        for term in range(len(arrays.term_ids)):
            above = set(found.ancestors[term].tolist())
            wanted = {term} if arrays.is_phenotype[term] else set()
            for parent in found.parents[term].tolist():
                wanted |= set(found.ancestors[parent].tolist())
                assert term not in found.ancestors[parent]
            assert above == wanted
        assert not found.parents[arrays.root].tolist()
        low, high = arrays.term_index["HP:0000301"], arrays.term_index["HP:0000300"]
        assert found.parents[low].tolist() == [high]


def test_neighbours_by_chance_are_nearly_as_many(arrays: GraphArrays) -> None:
    own = Neighbours(arrays, max_siblings=30)
    other = rewired_neighbours(Neighbours(arrays, max_siblings=30), seed=0)

    for before, after in ((own.by_gene, other.by_gene), (own.by_class, other.by_class)):
        assert edges(after) != edges(before)
        assert len(edges(before)) / 2 < len(edges(after)) <= len(edges(before))
        assert (after.degrees <= before.degrees).all()
        assert all(one != two for one, two in edges(after))
