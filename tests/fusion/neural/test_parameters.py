"""A learned ranker is kept whole, and nothing else is read as one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data_schema import InputError
from fusion.neural import load_ranker, save_ranker
from kg import GraphArrays
from tests.fusion.kinship_graphs import related_diseases
from tests.fusion.neural_parameters import made_up, made_up_ranker


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return related_diseases()


def test_what_is_saved_is_loaded(arrays: GraphArrays, tmp_path: Path) -> None:
    ranker = made_up_ranker(arrays)

    save_ranker(ranker, tmp_path / "ranker")
    loaded = load_ranker(tmp_path / "ranker")

    assert loaded.whole.hash == ranker.whole.hash
    assert [model.hash for model in loaded.blind] == [model.hash for model in ranker.blind]
    assert loaded.whole.terms == ranker.whole.terms
    assert loaded.whole.max_siblings == ranker.whole.max_siblings == 30
    assert loaded.manifest["made"] == "up"


def test_a_bundle_may_come_without_blind_models(arrays: GraphArrays, tmp_path: Path) -> None:
    save_ranker(made_up_ranker(arrays, blind=False), tmp_path)

    assert load_ranker(tmp_path).blind == ()


def test_every_number_and_term_is_hashed(arrays: GraphArrays) -> None:
    parameters = made_up(arrays)
    moved = parameters.vectors.copy()
    moved[-1, -1] += 1e-3

    others = [
        replace(parameters, vectors=moved),
        replace(parameters, prior=2.0),
        replace(parameters, weight=1.0),
        replace(parameters, max_siblings=31),
        replace(parameters, terms=(*parameters.terms[:-1], "HP:0009999")),
    ]

    assert len({parameters.hash, *(other.hash for other in others)}) == 6


def test_terms_are_found_by_their_ids(arrays: GraphArrays) -> None:
    parameters = made_up(arrays)
    backwards = replace(
        parameters,
        terms=("HP:0009999", *parameters.terms[:0:-1]),
        vectors=np.concatenate((parameters.vectors[:1], parameters.vectors[:0:-1])),
        information=np.concatenate((parameters.information[:1], parameters.information[:0:-1])),
    )

    vectors, information = backwards.aligned(arrays)

    assert (vectors[1:] == parameters.vectors[1:]).all()
    assert (information[1:] == parameters.information[1:]).all()
    assert not vectors[0].any()
    assert information[0] == 0.0


def test_damage_is_told(arrays: GraphArrays, tmp_path: Path) -> None:
    save_ranker(made_up_ranker(arrays, blind=False), tmp_path)
    weights = tmp_path / "ranker.safetensors"
    blob = bytearray(weights.read_bytes())
    blob[-1] ^= 1
    weights.write_bytes(blob)

    with pytest.raises(InputError, match="it differs"):
        load_ranker(tmp_path)


@pytest.mark.parametrize(
    ("other", "said"),
    [({"format": 1}, "got format 1"), ({"relations": ["gene"]}, "got format 2 with gene;")],
)
def test_another_format_says_how_to_make_a_new_one(
    arrays: GraphArrays, tmp_path: Path, other: dict[str, object], said: str
) -> None:
    save_ranker(made_up_ranker(arrays, blind=False), tmp_path)
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **other}))

    with pytest.raises(InputError, match=rf"{said}.*'make bundle' or 'diagraph train ranker'"):
        load_ranker(tmp_path)


def test_nothing_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="diagraph train ranker"):
        load_ranker(tmp_path / "none")


@pytest.mark.parametrize(
    "wrong",
    [
        {"vectors": np.zeros((2, 3), np.float32)},
        {"centre": np.full((2, 3), np.nan, np.float32)},
        {"matrices": np.zeros((1, 3, 3), np.float32)},
        {"prior": 0.0},
        {"weight": float("inf")},
        {"max_siblings": 0},
    ],
)
def test_what_cannot_be_parameters_is_refused(
    arrays: GraphArrays, wrong: dict[str, object]
) -> None:
    with pytest.raises(InputError, match=r"expected (finite|a finite|max_siblings)"):
        replace(made_up(arrays), **wrong)  # type: ignore[arg-type]  # wrong on purpose
