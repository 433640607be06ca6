"""Connections by CURIE, compared with random pairs of nodes like the two ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data_schema import (
    Category,
    Connections,
    CurieError,
    UnknownNameError,
    UsageError,
    from_dict,
    to_dict,
)
from kg import Connector, GraphArrays, Node, arrays_from_graph, draw_null
from tests.kg.small_graphs import annotation, small_graph

N_DISEASES = 60


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    """Diseases of one finding each, all of which are is_a one other; the first pair share two."""
    terms = {f"HP:00010{i:02}": ["HP:0000118"] for i in range(N_DISEASES)}
    rows = [annotation(f"OMIM:{i + 1}", f"HP:00010{i:02}") for i in range(N_DISEASES)]
    rows += [annotation("OMIM:1", "HP:0001001")]
    named = Node(
        id="HP:0001001",
        category=Category.PHENOTYPIC_FEATURE,
        name="shared",
        alt_ids=("HP:0001999",),
    )
    return arrays_from_graph(small_graph(terms, rows, nodes=[named]))


@pytest.fixture(scope="module")
def connector(arrays: GraphArrays) -> Connector:
    return Connector(arrays)


def test_a_connection_that_few_pairs_have_stands_out(connector: Connector) -> None:
    found = connector.connect("OMIM:1", "OMIM:2", k=3)

    assert found.paths[0].nodes == ("OMIM:1", "HP:0001001", "OMIM:2")
    assert found.paths[0].as_good < 0.05 * 200
    assert [path.as_good for path in found.paths] == sorted(path.as_good for path in found.paths)
    assert found.paths[-1].as_good > 0.9 * 200
    pairs = found.random_pairs
    assert pairs is not None
    assert (pairs.n, pairs.start_degrees, pairs.end_degrees) == (200, (1, 2), (1, 1))
    assert found.note == "not part of the score"


def test_the_same_seed_draws_the_same_pairs(connector: Connector) -> None:
    index = connector.search.graph.index
    ends = (index["OMIM:1"], index["OMIM:2"])

    one, same, other = (
        draw_null(connector.search, *ends, n=50, seed=seed, max_hops=4) for seed in (1, 1, 2)
    )

    assert one == same
    assert one.n == other.n == 50
    assert one.costs == tuple(sorted(one.costs))
    assert one.as_good(one.costs[0] - 1) == 0
    assert one.as_good(one.costs[-1]) == len(one.costs)


def test_where_no_other_pair_is_like_this_one_fewer_are_drawn(connector: Connector) -> None:
    found = connector.connect("OMIM:1", "OMIM:2", random_pairs=0)
    assert found.random_pairs is None

    lone = small_graph({"HP:0000200": ["HP:0000118"]}, [annotation("OMIM:1", "HP:0000200")])
    only = Connector(arrays_from_graph(lone)).connect("OMIM:1", "HP:0000200")

    assert only.random_pairs is not None
    assert 0 < only.random_pairs.n <= 200


def test_a_node_is_known_by_its_alternative_id(connector: Connector) -> None:
    assert connector.connect("HP:0001999", "OMIM:1", k=1).start.id == "HP:0001001"


def test_an_unknown_node_is_refused_with_the_nearest_and_the_vocabularies(
    connector: Connector,
) -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean OMIM:.*there are ids of HP, OMIM"):
        connector.connect("OMIM:222", "OMIM:1")
    with pytest.raises(CurieError):
        connector.connect("no curie", "OMIM:1")
    with pytest.raises(UsageError, match="random pairs"):
        connector.connect("OMIM:1", "OMIM:2", random_pairs=-1)


def test_connections_come_back_from_json(connector: Connector) -> None:
    found = connector.connect("OMIM:1", "OMIM:2", metapaths=["has_phenotype/^has_phenotype"])

    assert from_dict(Connections, to_dict(found)) == found
    with pytest.raises(ValueError, match="broken"):
        replace(found.paths[0], nodes=("OMIM:1", "OMIM:9", "OMIM:2"))
