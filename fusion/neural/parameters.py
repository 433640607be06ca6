"""What the learned ranker knows, in a folder: tensors, and a manifest that says what they are."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from data_schema import InputError
from kg import GraphArrays

__all__ = ["RELATIONS", "LearnedRanker", "RankerParameters", "load_ranker", "save_ranker"]

RELATIONS: Final = ("gene", "class")
"""Kinds of neighbours that send messages, see :class:`fusion.neighbours.Neighbours`."""

_TENSORS: Final = ("vectors", "information", "matrices", "centre", "scalars")
_SCALARS: Final = ("prior", "weight", "max_siblings")
_WEIGHTS: Final = "ranker.safetensors"
_MANIFEST: Final = "manifest.json"
_FORMAT: Final = 2


@dataclass(frozen=True, eq=False, kw_only=True)
class RankerParameters:
    """One trained model. Nothing in it belongs to a disease.

    Attributes:
        terms: T CURIEs, the rows of what follows.
        vectors: (T, k) float32, a vector x_t for each term.
        information: (T,) float32, −log of how often a candidate shows it, nats.
        matrices: (R, k, k) float32, W_r for each of :data:`RELATIONS`.
        centre: (R, k) float32, the mean message over the candidates of the training graph.
        prior: s, with so many annotations of its own a disease hears its neighbours half as loud.
        weight: how far the whole is trusted, chosen on folds of development cases.
        max_siblings: that its neighbours by class were found with, see
            :class:`fusion.neighbours.Neighbours`.
    """

    terms: tuple[str, ...]
    vectors: NDArray[np.float32]
    information: NDArray[np.float32]
    matrices: NDArray[np.float32]
    centre: NDArray[np.float32]
    prior: float
    weight: float
    max_siblings: int

    def __post_init__(self) -> None:
        n, k = len(self.terms), self.vectors.shape[-1]
        wanted = {
            "vectors": (n, k),
            "information": (n,),
            "matrices": (len(RELATIONS), k, k),
            "centre": (len(RELATIONS), k),
        }
        for name, shape in wanted.items():
            found: NDArray[np.float32] = getattr(self, name)
            if found.shape != shape or not np.isfinite(found).all():
                raise InputError(
                    f"expected finite {name} of shape {shape}, got {found.shape}; train again"
                )
        if not (np.isfinite(self.weight) and self.prior > 0.0):
            raise InputError("expected a finite weight and a prior above 0; train again")
        if self.max_siblings < 1:
            raise InputError(
                f"expected max_siblings of 1 or more, got {self.max_siblings}; train again"
            )

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of all of it."""
        return hashlib.sha256(self._blob()).hexdigest()

    def aligned(self, arrays: GraphArrays) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return vectors (T, k) and information (T,) in the order of a graph; 0 for new terms."""
        numbers = arrays.term_index
        at = np.array([numbers.get(term, -1) for term in self.terms], np.int64)
        known = at >= 0
        vectors = np.zeros((len(arrays.term_ids), self.vectors.shape[1]), np.float32)
        information = np.zeros(len(arrays.term_ids), np.float32)
        vectors[at[known]] = self.vectors[known]
        information[at[known]] = self.information[known]
        return vectors, information

    def _blob(self) -> bytes:
        tensors = {name: getattr(self, name) for name in _TENSORS[:-1]}
        tensors["scalars"] = np.array([getattr(self, name) for name in _SCALARS], np.float64)
        said = {"terms": "\n".join(self.terms)}
        return save_tensors({n: np.ascontiguousarray(t) for n, t in tensors.items()}, metadata=said)

    @classmethod
    def _of_blob(cls, blob: bytes) -> RankerParameters:
        tensors = load_tensors(blob)
        size = int.from_bytes(blob[:8], "little")
        terms = json.loads(blob[8 : 8 + size])["__metadata__"]["terms"].split("\n")
        prior, weight, most = tensors.pop("scalars").tolist()
        return cls(
            terms=tuple(terms), prior=prior, weight=weight, max_siblings=int(most), **tensors
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class LearnedRanker:
    """A trained ranker: the model of the whole graph, and models that are blind to some papers.

    Attributes:
        whole: trained on all annotation rows; it answers.
        blind: for each fold of publications (:func:`fusion.neural.fold_of`) a model that was
            trained without any row that cites one of them; they evaluate. Empty where a bundle
            ships without them.
        manifest: graph, sources and licences, settings and figures.
    """

    whole: RankerParameters
    blind: tuple[RankerParameters, ...] = ()
    manifest: Mapping[str, Any] = field(default_factory=dict)


def save_ranker(ranker: LearnedRanker, folder: Path) -> None:
    """Write a ranker to ``folder``: each file whole or not at all, the manifest last."""
    folder.mkdir(parents=True, exist_ok=True)
    blobs = {_WEIGHTS: ranker.whole._blob()}
    blobs.update({_blind(k): model._blob() for k, model in enumerate(ranker.blind)})
    for name, blob in blobs.items():
        _write(folder / name, blob)
    value = {
        **ranker.manifest,
        "format": _FORMAT,
        "relations": list(RELATIONS),
        "sha256": {name: hashlib.sha256(blob).hexdigest() for name, blob in blobs.items()},
    }
    _write(folder / _MANIFEST, json.dumps(value, indent=1, sort_keys=True).encode())


def load_ranker(folder: Path) -> LearnedRanker:
    """Read what :func:`save_ranker` wrote.

    Raises:
        InputError: nothing is there, or it is damaged or of another format.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_bytes())
        digests = dict(manifest["sha256"])
        found = manifest["format"], tuple(manifest["relations"])
        if found != (_FORMAT, RELATIONS):
            raise InputError(
                f"expected a ranker of format {_FORMAT} with {', '.join(RELATIONS)} in "
                f"{folder.name}, got format {found[0]} with {', '.join(found[1])}; train it again "
                "with this version ('make bundle' or 'diagraph train ranker')"
            )
        models = {name: _read(folder / name, digest) for name, digest in digests.items()}
        blind = tuple(models[_blind(k)] for k in range(len(models) - 1))
        return LearnedRanker(whole=models[_WEIGHTS], blind=blind, manifest=manifest)
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"expected a learned ranker in {folder.name}, could not read it; make one with "
            "'make bundle' or 'diagraph train ranker'"
        ) from error


def _blind(fold: int) -> str:
    return f"blind-{fold}.safetensors"


def _read(path: Path, digest: str) -> RankerParameters:
    blob = path.read_bytes()
    if hashlib.sha256(blob).hexdigest() != digest:
        raise InputError(f"expected the {path.name} of its manifest, it differs; copy it again")
    return RankerParameters._of_blob(blob)


def _write(path: Path, blob: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with unfinished.open("wb") as file:
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
