from __future__ import annotations

import numpy as np
import pytest

from data_schema import Predicate
from kg import (
    KnowledgeGraph,
    arrays_from_graph,
    phenotype_edges,
    pooled_frequency,
    without,
)


def test_pools_what_the_rows_of_each_edge_pool_to(default_graph: KnowledgeGraph) -> None:
    arrays = arrays_from_graph(default_graph)
    found = phenotype_edges(arrays)
    pairs = {
        (arrays.disease_ids[d], arrays.term_ids[t]): (frequency, lacking)
        for d, t, frequency, lacking in zip(
            found.disease[::97],
            found.term[::97],
            found.frequency[::97].tolist(),
            found.lacking[::97].tolist(),
            strict=True,
        )
    }
    checked = 0
    for predicate in (Predicate.HAS_PHENOTYPE, Predicate.LACKS_PHENOTYPE):
        for edge in default_graph.edges_of(predicate):
            if (edge.subject, edge.object) in pairs:
                expected = pooled_frequency(edge.annotations)
                frequency, lacking = pairs[edge.subject, edge.object]
                assert frequency == pytest.approx(expected, abs=1e-12)
                assert lacking == (predicate is Predicate.LACKS_PHENOTYPE)
                checked += 1
    assert checked == len(pairs) > 2_000


def test_a_pair_without_a_row_left_is_gone(default_graph: KnowledgeGraph) -> None:
    arrays = arrays_from_graph(default_graph)
    whole = phenotype_edges(arrays)
    first = (arrays.disease_ids[whole.disease[0]], arrays.term_ids[whole.term[0]])

    rest = phenotype_edges(arrays, dropped=without(arrays, [first]))

    assert len(rest) == len(whole) - 1
    np.testing.assert_array_equal(rest.term, whole.term[1:])
    assert len(phenotype_edges(arrays, dropped=np.arange(len(arrays.rows)))) == 0
