"""Training states in one file: tensors and JSON, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from data_schema import InputError

__all__ = ["digest", "read_tensors", "restore_training", "training_tensors", "write_tensors"]

_SAID: Final = "diagraph"


def write_tensors(tensors: Mapping[str, Tensor], path: Path, *, said: Mapping[str, Any]) -> None:
    """Write tensors and what is said of them to ``path``.

    The file is written beside it, flushed to the disk and renamed: whoever ends the process at
    any moment finds the old file or the new one.

    Raises:
        OSError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    blob = save(
        {name: tensor.detach().contiguous().clone() for name, tensor in tensors.items()},
        metadata={_SAID: json.dumps(said, sort_keys=True)},
    )
    try:
        with unfinished.open("wb") as file:
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        with suppress(OSError):  # not every file system opens folders
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    finally:
        unfinished.unlink(missing_ok=True)


def read_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Read what :func:`write_tensors` wrote.

    Raises:
        InputError: there is no such file, or it is damaged or of another kind.
    """
    try:
        with safe_open(str(path), framework="pt") as file:
            said: dict[str, Any] = json.loads(file.metadata()[_SAID])
            return {name: file.get_tensor(name) for name in file.keys()}, said  # noqa: SIM118 - a file, no mapping
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"expected tensors of Diagraph in {path.name}, could not read them; train again"
        ) from error


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(
            f"expected a file {path.name}, could not read it; copy the folder again"
        ) from error


def training_tensors(
    model: nn.Module, best: Mapping[str, Tensor], optimizer: torch.optim.Optimizer
) -> dict[str, Tensor]:
    """Return the state of a training as named tensors, for :func:`write_tensors`.

    Args:
        model: as it is.
        best: state of the model at the best look so far; empty before the first.
        optimizer: of the model.
    """
    state = optimizer.state_dict()["state"]
    groups: dict[str, Mapping[str, Any]] = {
        "model": model.state_dict(),
        "best": best,
        "optimizer": {
            f"{number}.{name}": torch.as_tensor(value)
            for number, values in state.items()
            for name, value in values.items()
        },
    }
    return {f"{group}.{name}": t for group, named in groups.items() for name, t in named.items()}


def restore_training(
    model: nn.Module, optimizer: torch.optim.Optimizer, tensors: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """Give a model and its optimiser the state of :func:`training_tensors`.

    Returns:
        The state of the model at the best look.
    """
    groups: dict[str, dict[str, Tensor]] = {"model": {}, "best": {}, "optimizer": {}}
    for key, value in tensors.items():
        group, _, name = key.partition(".")
        groups[group][name] = value
    model.load_state_dict(groups["model"])
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in groups["optimizer"].items():
        number, _, name = key.partition(".")
        state.setdefault(int(number), {})[name] = value
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
    return groups["best"]
