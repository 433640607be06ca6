"""Messages are those of a relational layer; overlays change what they should, and no more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fusion import EvidenceModel, Neighbours
from fusion.neural.messages import MessagePassing
from fusion.neural.vectors import weighted_profiles
from fusion.profiles import build_profiles
from kg import GraphArrays, Overlay, rows_of_diseases
from tests.fusion.kinship_graphs import related_diseases
from tests.fusion.neural_parameters import made_up


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return related_diseases()


@pytest.fixture(scope="module")
def model(arrays: GraphArrays) -> EvidenceModel:
    return EvidenceModel(arrays)


@pytest.fixture(scope="module")
def passing(arrays: GraphArrays, model: EvidenceModel) -> MessagePassing:
    neighbours = Neighbours(arrays, max_siblings=30)
    return MessagePassing(arrays, model.config, neighbours, model.candidates, made_up(arrays))


def sent(
    arrays: GraphArrays, model: EvidenceModel, overlay: Overlay
) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """p_e of every disease, by the definition."""
    parameters = made_up(arrays)
    every = np.arange(len(arrays.disease_ids))
    profiles = build_profiles(arrays, model.config, every, dropped=overlay.dropped)
    dense = weighted_profiles(profiles, parameters.information).toarray()
    return dict(zip(arrays.disease_ids, dense @ parameters.vectors.astype(float), strict=True))


def expected(
    arrays: GraphArrays,
    model: EvidenceModel,
    near: dict[str, list[str]],
    overlay: Overlay,
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    parameters, told = made_up(arrays), sent(arrays, model, overlay)
    total = np.zeros(3)
    for number, relation in enumerate(("gene", "class")):
        names = near.get(relation, [])
        mean = np.mean([told[name] for name in names], axis=0) if names else np.zeros(3)
        total += (mean - parameters.centre[number]) @ parameters.matrices[number]
    return total


NEAR = {
    "OMIM:1": {"class": ["OMIM:2"]},
    "OMIM:2": {"class": ["OMIM:1", "ORPHA:1"]},
    "OMIM:3": {"gene": ["OMIM:5"], "class": ["ORPHA:9"]},
    "OMIM:5": {"gene": ["OMIM:3"]},
    "OMIM:6": {},
}


@pytest.mark.parametrize("name", NEAR)
def test_a_vector_is_the_mean_of_its_neighbours_through_the_matrices(
    arrays: GraphArrays, model: EvidenceModel, passing: MessagePassing, name: str
) -> None:
    column = model.column_of(name)
    assert column is not None

    found = passing.base.vectors[column]

    assert found == pytest.approx(expected(arrays, model, NEAR[name], Overlay()), abs=1e-5)


def test_the_layer_is_that_of_pytorch_geometric(arrays: GraphArrays, model: EvidenceModel) -> None:
    import torch
    from torch_geometric.nn import RGCNConv

    neighbours = Neighbours(arrays, max_siblings=30)
    parameters = replace(made_up(arrays), centre=np.zeros((2, 3), np.float32))
    told = sent(arrays, model, Overlay())
    layer = RGCNConv(3, 3, 2, aggr="mean", root_weight=False, bias=False)
    edges, kinds = [], []
    for kind, near in enumerate((neighbours.by_gene, neighbours.by_class)):
        owners = np.repeat(np.arange(len(near)), near.degrees)
        edges.append(np.stack((near.indices.astype(np.int64), owners)))
        kinds.append(np.full(len(owners), kind))
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(parameters.matrices))
        wanted = layer(
            torch.tensor(np.array([told[name] for name in arrays.disease_ids]), dtype=torch.float),
            torch.from_numpy(np.concatenate(edges, axis=1)),
            torch.from_numpy(np.concatenate(kinds)),
        ).numpy()

    found = MessagePassing(arrays, model.config, neighbours, model.candidates, parameters)

    assert found.base.vectors == pytest.approx(wanted[model.candidates], abs=1e-5)


def test_a_disease_hears_less_the_more_is_known_of_it(
    model: EvidenceModel, passing: MessagePassing
) -> None:
    one, two = model.column_of("OMIM:1"), model.column_of("OMIM:2")
    assert one is not None
    assert two is not None

    assert passing.base.heard[one] == pytest.approx(3 / (3 + 1))
    assert passing.base.heard[two] == pytest.approx(3 / (3 + 2))


def test_rows_that_are_dropped_are_not_told(
    arrays: GraphArrays, model: EvidenceModel, passing: MessagePassing
) -> None:
    two = arrays.disease_index["OMIM:2"]
    overlay = Overlay(dropped=rows_of_diseases(arrays, np.array([two])))

    changed = passing.overlaid(overlay)

    assert {model.disease_id(c) for c in changed.columns.tolist()} == {"OMIM:1"}
    assert changed.vectors[0] == pytest.approx(
        expected(arrays, model, NEAR["OMIM:1"], overlay), abs=1e-5
    )
    column = model.column_of("OMIM:2")
    assert column is not None
    assert changed.heard[column] == pytest.approx(1.0)


def test_what_is_silent_is_still_told_but_not_known(
    arrays: GraphArrays, model: EvidenceModel, passing: MessagePassing
) -> None:
    two, six = arrays.disease_index["OMIM:2"], arrays.disease_index["OMIM:6"]
    silent = rows_of_diseases(arrays, np.array([two, six]))

    changed = passing.overlaid(Overlay(silent=silent, spared=np.array([six])))

    assert not len(changed.columns)
    moved = np.flatnonzero(changed.heard != passing.base.heard).tolist()
    assert [model.disease_id(column) for column in moved] == ["OMIM:2"]


def test_an_unlinked_disease_neither_hears_nor_tells_by_its_genes(
    arrays: GraphArrays, model: EvidenceModel, passing: MessagePassing
) -> None:
    overlay = Overlay(unlinked=np.array([arrays.disease_index["OMIM:3"]]))

    changed = passing.overlaid(overlay)

    found = {
        model.disease_id(c): vector
        for c, vector in zip(changed.columns.tolist(), changed.vectors, strict=True)
    }
    assert set(found) == {"OMIM:3", "OMIM:5"}
    assert found["OMIM:3"] == pytest.approx(
        expected(arrays, model, {"class": ["ORPHA:9"]}, overlay), abs=1e-5
    )
    assert found["OMIM:5"] == pytest.approx(expected(arrays, model, {}, overlay), abs=1e-5)


def test_shares_add_up_to_the_message(
    arrays: GraphArrays, model: EvidenceModel, passing: MessagePassing
) -> None:
    parameters = made_up(arrays)
    term = arrays.term_index["HP:0000110"]
    asked = parameters.vectors[term].astype(float)
    still = sum(
        float(centre @ matrix @ asked)
        for centre, matrix in zip(parameters.centre, parameters.matrices, strict=True)
    )
    for name, near in NEAR.items():
        disease, column = arrays.disease_index[name], model.column_of(name)
        shares = passing.shares(disease, term, passing.base)

        assert column is not None
        total = float(passing.base.vectors[column] @ asked)
        assert sum(share for _, _, share in shares) - still == pytest.approx(total, abs=1e-5)
        named = sorted((relation, arrays.disease_ids[e]) for e, relation, _ in shares)
        assert named == sorted((r, e) for r, names in near.items() for e in names)


def test_told_is_the_same_from_memory(passing: MessagePassing) -> None:
    once, again = passing.told([3, 4]), passing.told([3, 4])

    assert once.tobytes() == again.tobytes()
    assert once[1] == pytest.approx(passing.base.vectors @ passing.terms[4])
