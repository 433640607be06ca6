"""Training goes down, stops early, and ends with the same bytes whenever it was interrupted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from data_schema import InputError, UsageError
from fusion.neural import NeuralConfig
from fusion.neural.examples import Example, Examples
from fusion.neural.training import Fitted, fit
from tests.fusion.family_graphs import small_config

N_TERMS, N, WIDTH = 12, 20, 5


class KilledError(Exception):
    pass


def made_up_examples(n: int = 40) -> Examples:
    """Return patients whose truth is what its gene's neighbours point to."""
    rng = np.random.default_rng(0)
    vectors = made_up_vectors()
    messages = np.zeros((2, N, WIDTH), np.float32)
    messages[0] = rng.standard_normal((N, WIDTH))
    patients = []
    for _ in range(n):
        observed = rng.choice(N_TERMS, 3, replace=False)
        told = (vectors[observed] @ messages[0].T).sum(axis=0)
        patients.append(
            Example(
                version=0,
                observed=observed.astype(np.int64),
                columns=np.arange(N, dtype=np.int64),
                truth=int(told.argmax()),
                evidence=np.zeros(N, np.float32),
                share=np.ones((3, N), np.float32),
                stands_for=np.zeros(N, np.float32),
            )
        )
    return Examples(patients=tuple(patients), messages=(messages,), known=(np.zeros(N),))


def made_up_vectors() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.random.default_rng(1).standard_normal((N_TERMS, WIDTH)).astype(np.float32)


def config(**changes: object) -> NeuralConfig:
    small = small_config()
    return replace(small, training=replace(small.training, **changes))  # type: ignore[arg-type]


def trained(settings: NeuralConfig, **options: object) -> Fitted:
    return fit(made_up_examples, made_up_vectors(), settings, **options)  # type: ignore[arg-type]


def as_bytes(fitted: Fitted) -> bytes:
    return fitted.matrices.tobytes() + np.array([fitted.prior]).tobytes()


def test_training_learns_what_the_neighbours_tell() -> None:
    little = trained(config(steps=2, rate=0.05))
    longer = trained(config(steps=60, every=10, rate=0.05))

    assert longer.figures["loss"] < little.figures["loss"]
    assert longer.figures["top10"] > longer.figures["top10_evidence"]
    assert longer.matrices[0].trace() > 3.0 * WIDTH * 0.4


def test_without_a_step_the_start_is_kept() -> None:
    start = config(steps=0).start

    fitted = trained(config(steps=0))

    assert np.array_equal(fitted.matrices[0], start.gene * np.eye(WIDTH, dtype=np.float32))
    assert np.array_equal(fitted.matrices[1], start.class_ * np.eye(WIDTH, dtype=np.float32))
    assert fitted.prior == pytest.approx(start.prior)
    assert np.isfinite(fitted.figures["loss"])


def test_it_stops_where_held_out_patients_gain_no_more() -> None:
    fitted = trained(config(steps=40, every=1, patience=2, rate=2.0))

    assert fitted.figures["steps"] == fitted.figures["best_step"] + 2 < 40


@pytest.mark.parametrize("at", [1, 4, 5])
def test_training_that_was_interrupted_ends_with_the_same_bytes(tmp_path: Path, at: int) -> None:
    def interrupt(what: str, done: int, total: int) -> None:
        if done == at:
            raise KilledError

    path = tmp_path / "checkpoint.safetensors"
    with pytest.raises(KilledError):
        trained(config(), checkpoint=path, progress=interrupt)
    steps: list[int] = []
    resumed = trained(
        config(), checkpoint=path, resume=True, progress=lambda _, done, total: steps.append(done)
    )

    assert as_bytes(resumed) == as_bytes(trained(config()))
    assert steps == list(range(at // 2 * 2 + 1, 7))


def test_training_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    def nothing() -> Examples:
        raise AssertionError("patients were simulated again")

    path = tmp_path / "checkpoint.safetensors"
    first = trained(config(), checkpoint=path)
    again = fit(nothing, made_up_vectors(), config(), checkpoint=path, resume=True)

    assert as_bytes(again) == as_bytes(first)
    assert again.figures == first.figures


def test_another_training_is_not_resumed(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.safetensors"
    trained(config(), checkpoint=path)

    with pytest.raises(UsageError, match="--resume"):
        trained(config(rate=0.1), checkpoint=path, resume=True)
    with pytest.raises(UsageError, match="--resume"):
        trained(config(), seed=1, checkpoint=path, resume=True)


def test_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.safetensors"
    path.write_bytes(b"no tensors")

    with pytest.raises(InputError, match="train again"):
        trained(config(), checkpoint=path, resume=True)


def test_too_few_patients_to_hold_any_out_are_refused() -> None:
    with pytest.raises(UsageError, match="got 1"):
        fit(lambda: made_up_examples(1), made_up_vectors(), config())


def test_threads_are_left_as_they_were() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        trained(config())
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
