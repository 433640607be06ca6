"""A training goes on from its file as if it had not been interrupted."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from data_schema import InputError
from encoders import read_tensors, restore_training, training_tensors, write_tensors


def started() -> tuple[nn.Linear, torch.optim.Adam]:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = nn.Linear(2, 1)
    return model, torch.optim.Adam(model.parameters(), lr=0.1)


def take_step(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    optimizer.zero_grad()
    model(torch.ones(2)).square().sum().backward()
    optimizer.step()


def test_a_training_goes_on_from_its_file(tmp_path: Path) -> None:
    model, optimizer = started()
    take_step(model, optimizer)
    best = {name: value.clone() for name, value in model.state_dict().items()}
    take_step(model, optimizer)
    path = tmp_path / "checkpoint.safetensors"
    write_tensors(training_tensors(model, best, optimizer), path, said={"step": 2})

    again, its_optimizer = started()
    tensors, said = read_tensors(path)
    found = restore_training(again, its_optimizer, tensors)
    for state in ((model, optimizer), (again, its_optimizer)):
        take_step(*state)

    assert said == {"step": 2}
    assert found.keys() == best.keys()
    assert all(torch.equal(found[name], best[name]) for name in best)
    assert torch.equal(again.weight, model.weight)
    assert not torch.equal(again.weight, best["weight"])


def test_before_the_first_look_there_is_no_best_state() -> None:
    model, optimizer = started()

    assert restore_training(*started(), training_tensors(model, {}, optimizer)) == {}


def test_what_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="train again"):
        read_tensors(tmp_path / "none")
