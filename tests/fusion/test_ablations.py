"""Every variant of the learned ranker is trained alike, and judged on the same cases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.ablations import EVIDENCE, Variant, ranks_of, table, variants
from benchmarks.labelled_cases import LabelledCase
from kg import GraphArrays
from tests.fusion.family_graphs import family_graph, family_rows, small_config
from tests.fusion.test_case import prepared


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return family_graph()


@pytest.fixture(scope="module")
def found(arrays: GraphArrays) -> dict[str, Variant]:
    small = small_config()
    config = replace(
        small,
        simulation=replace(small.simulation, versions=1, patients=10),
        training=replace(small.training, steps=1),
    )
    return {each.name: each for each in variants(arrays, [0], every=True, config=config)}


def family_cases(arrays: GraphArrays) -> list[LabelledCase]:
    """Return a patient of each sixth paper, with all that the paper tells of a disease."""
    rows = family_rows()
    return [
        LabelledCase(
            record_id=truth,
            case=prepared(arrays, *{row.object for row in rows if row.subject == truth}),
            truth=truth,
            publications=(paper,),
        )
        for truth, paper in sorted({(row.subject, row.publications[0]) for row in rows})[::6]
    ]


def test_only_what_a_variant_lacks_is_changed(found: dict[str, Variant]) -> None:
    models = {name: variant.model.learned.blind[0] for name, variant in found.items()}
    whole = models["learned, seed 0"]

    chance = models["(b) neighbours by chance"]
    assert (chance.vectors == whole.vectors).all()
    assert not (chance.centre == whole.centre).all()
    rewired = models["(c) ontology by chance"]
    assert not (rewired.vectors == whole.vectors).all()
    assert (rewired.information == whole.information).all()
    start, untrained = small_config().start, models["(f) not trained"].matrices
    one = np.eye(untrained.shape[1], dtype=np.float32)
    assert (untrained == np.array([start.gene, start.class_])[:, None, None] * one).all()
    assert not (whole.matrices == untrained).all()


def test_every_variant_ranks_every_case(arrays: GraphArrays, found: dict[str, Variant]) -> None:
    some = family_cases(arrays)

    ranks = ranks_of(list(found.values()), some, "lpo")

    assert {*found, EVIDENCE} < set(ranks)
    assert all(np.isfinite(of).all() for of in ranks.values())
    lines = list(table(ranks, some, "lpo"))
    assert len(lines) == len(found) + 2
    assert all(line.startswith("| lpo | ") for line in lines)
