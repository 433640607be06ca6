"""One trained model of a graph: vectors, simulated patients, training, centre.

A model that is blind to a fold of publications is made of the graph without every row that cites
one of them: nothing that follows, backgrounds and simulated patients included, knows of them.

The same graph, settings and seed give the same bytes on the same number of BLAS threads
(``OMP_NUM_THREADS``): with another, singular vectors differ by some 1e-5, and all that follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from fusion.config import EvidenceConfig
from fusion.evidence import EvidenceModel
from fusion.neighbours import Neighbours
from fusion.profiles import build_profiles
from kg import GraphArrays, Progress, arrays_without, expand_spans

from .config import NeuralConfig
from .examples import Examples, make_examples
from .fused import fold_of
from .messages import mean_messages
from .parameters import RankerParameters
from .vectors import Ontology, spectral_vectors, weighted_profiles

if TYPE_CHECKING:
    from .training import Fitted

__all__ = ["TrainedModel", "rows_of_fold", "train_parameters"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TrainedModel:
    """Attributes: ``parameters``, and ``figures`` of the held-out simulated patients."""

    parameters: RankerParameters
    figures: Mapping[str, float]


def rows_of_fold(arrays: GraphArrays, fold: int) -> NDArray[np.int64]:
    """Return the annotation rows that cite any paper of a fold, (k,) int64, ascending.

    Args:
        arrays: the graph.
        fold: see :func:`~fusion.neural.fold_of`.
    """
    papers = [
        number
        for number, publication in enumerate(arrays.publications)
        if publication.startswith("PMID:") and fold_of(publication) == fold
    ]
    citing = arrays.publication_rows
    _, at = expand_spans(citing.indptr, np.array(papers, np.int64))
    found: NDArray[np.int64] = np.unique(citing.indices[at]).astype(np.int64)
    return found


def train_parameters(
    arrays: GraphArrays,
    *,
    config: NeuralConfig | None = None,
    evidence: EvidenceConfig | None = None,
    fold: int | None = None,
    seed: int = 0,
    neighbours: Neighbours | None = None,
    ontology: Ontology | None = None,
    checkpoint: Path | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> TrainedModel:
    """Train one model on a graph; OMIM's diseases are its candidates.

    Args:
        arrays: the graph.
        config: how; the shipped settings by default.
        evidence: parameters of the evidence; the shipped ones by default.
        fold: papers that the model is blind to; ``None`` for none.
        seed: of all that is drawn.
        neighbours: who tells whom, in the graph that is learned from; that graph's own by default.
        ontology: that the vectors of terms are smoothed over; the graph's own by default.
        checkpoint: file that the state is kept in.
        resume: go on from the checkpoint where there is one.
        progress: told what is being done.

    Raises:
        InputError: the graph is too small to learn from, or the checkpoint is damaged.
        UsageError: the checkpoint is of another training.
    """
    from .training import fit

    config = config or NeuralConfig.load()
    said = {"graph": arrays.hash, "fold": fold}
    if fold is not None:
        arrays = arrays_without(arrays, rows_of_fold(arrays, fold))
    model = EvidenceModel(arrays, config=evidence)
    learner = _Learner(model, config, neighbours, ontology)

    def examples() -> Examples:
        return make_examples(
            model, config.simulation, learner.messages, seed=seed, progress=progress
        )

    fitted = fit(
        examples, learner.vectors, config,
        seed=seed, said={**said, "evidence": model.hash},
        checkpoint=checkpoint, resume=resume, progress=progress,
    )  # fmt: skip
    parameters = learner.parameters(fitted, weight=config.training.weight)
    return TrainedModel(parameters=parameters, figures=fitted.figures)


class _Learner:
    """The vectors of a training graph's terms, and the messages they make."""

    def __init__(
        self,
        model: EvidenceModel,
        config: NeuralConfig,
        neighbours: Neighbours | None,
        ontology: Ontology | None,
    ) -> None:
        self._model = model
        self._max_siblings = config.vectors.max_siblings
        arrays = model.arrays
        self.information = np.where(arrays.is_phenotype, model.information, 0.0)
        self.vectors = spectral_vectors(
            arrays,
            self._weights(arrays, model.candidates),
            self.information,
            width=config.vectors.width,
            ontology=ontology,
        )
        self._neighbours = neighbours or Neighbours(arrays, max_siblings=self._max_siblings)

    def messages(
        self, arrays: GraphArrays, diseases: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """Return the messages in a version of the graph; see :data:`.examples.Messenger`."""
        means, known = self._means(arrays, diseases)
        return means - means.mean(axis=1, keepdims=True), known

    def parameters(self, fitted: Fitted, *, weight: float) -> RankerParameters:
        """Return what was learned with the phenotypes' vectors and the mean messages."""
        arrays = self._model.arrays
        kept = np.flatnonzero(arrays.is_phenotype)
        means, _ = self._means(arrays, self._model.candidates)
        return RankerParameters(
            terms=tuple(arrays.term_ids[term] for term in kept.tolist()),
            vectors=self.vectors[kept],
            information=self.information[kept].astype(np.float32),
            matrices=fitted.matrices,
            centre=np.asarray(means.mean(axis=1)),
            prior=fitted.prior,
            weight=weight,
            max_siblings=self._max_siblings,
        )

    def _means(
        self, arrays: GraphArrays, diseases: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        weights = self._weights(arrays, np.arange(len(arrays.disease_ids), dtype=np.int64))
        sent = np.asarray(weights @ self.vectors, np.float32)
        known = np.diff(weights.indptr)[diseases].astype(np.float64)
        return mean_messages(self._neighbours, sent, diseases), known

    def _weights(self, arrays: GraphArrays, diseases: NDArray[np.int64]) -> csr_array:
        profiles = build_profiles(arrays, self._model.config, diseases)
        return weighted_profiles(profiles, self.information)
