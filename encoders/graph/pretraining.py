"""Pre-training of a graph encoder: phenotypes of diseases, and diseases of phenotypes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch_geometric.data import HeteroData

from .adjacency import MessageGraph
from .data import EdgeType, reverse_of
from .decoders import make_decoder
from .embedders import GraphEmbedder
from .encoder import MessageEncoder
from .link_prediction import LinkModel, TrainingConfig, TrainingResult, evaluate_links, train
from .links import KnownTails, LinkSet, split_links
from .ranks import RankFigures, figures_of, filtered_ranks, popularity_scores
from .sampling import NeighbourSampler

__all__ = ["HELD_OUT", "PretrainingResult", "pretrain"]

HELD_OUT: Final = (0.02, 0.02)
"""Shares of the edges that validation and test take."""

_SHOWN: Final[EdgeType] = ("disease", "has_phenotype", "term")


@dataclass(frozen=True, slots=True, kw_only=True)
class PretrainingResult:
    """What pre-training came to.

    Attributes:
        training: epochs, and the validation figures.
        phenotypes: test figures of (disease, has_phenotype, ?), ranked among all terms.
        diseases: test figures of (?, has_phenotype, term), ranked among all diseases.
        popular_phenotypes, popular_diseases: the same for the number of training edges of a node.
    """

    training: TrainingResult
    phenotypes: RankFigures
    diseases: RankFigures
    popular_phenotypes: RankFigures
    popular_diseases: RankFigures


def pretrain(
    encoder: MessageEncoder,
    data: HeteroData,
    config: TrainingConfig,
    *,
    decoder: str = "distmult",
    sampler: NeighbourSampler | None = None,
    checkpoint: Path | None = None,
    resume: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> PretrainingResult:
    """Train an encoder on the graph's own edges; edges that are held out are in no direction there.

    Args:
        encoder: changed in place.
        data: the graph.
        config: how.
        decoder: ``distmult`` or ``complex``.
        sampler: of neighbours; the whole graph is encoded without.
        checkpoint: file that the state is kept in, after each epoch.
        resume: go on from the checkpoint where there is one.
        progress: told (what, done, total) after each epoch.
    """
    index = data[_SHOWN].edge_index.numpy()
    ahead = LinkSet(
        source="disease", target="term", heads=index[0], relations=0 * index[0], tails=index[1]
    )
    places = split_links(ahead, HELD_OUT, seed=config.seed)
    graph = _training_graph(data, places[0])
    links = [[part, part.reversed(1)] for part in (ahead.take(at) for at in places)]
    known = [KnownTails.of([each], n_relations=2) for each in (ahead, ahead.reversed(1))]
    embedder = GraphEmbedder(
        encoder,
        graph,
        hidden={_SHOWN: reverse_of(_SHOWN), reverse_of(_SHOWN): _SHOWN},
        sampler=sampler,
    )
    model = LinkModel(
        embedder, make_decoder(decoder, n_relations=2, width=encoder.width, seed=config.seed)
    )
    result = train(
        model, links[0], links[1], known, config,
        checkpoint=checkpoint, resume=resume, progress=progress,
    )  # fmt: skip
    shown = evaluate_links(model, links[2], known)
    popular = [
        _popularity(*each, n_tails=graph.counts[each[1].target])
        for each in zip(links[0], links[2], known, strict=True)
    ]
    return PretrainingResult(
        training=result,
        phenotypes=shown[0],
        diseases=shown[1],
        popular_phenotypes=popular[0],
        popular_diseases=popular[1],
    )


def _popularity(
    training: LinkSet, test: LinkSet, truth: KnownTails, *, n_tails: int
) -> RankFigures:
    """Return the figures of ranking tails by how many training edges they have."""
    scores = popularity_scores(training, n_relations=2, n_tails=n_tails)
    return figures_of(filtered_ranks(scores, test, truth))


def _training_graph(data: HeteroData, places: object) -> MessageGraph:
    """Return the graph with the training edges alone of the predicted type, both ways."""
    rest = data.clone()
    store = data[_SHOWN]
    at = torch.as_tensor(places)
    rest[_SHOWN].edge_index = store.edge_index[:, at]
    rest[_SHOWN].edge_weight = store.edge_weight[at]
    back = rest[reverse_of(_SHOWN)]
    back.edge_index = store.edge_index[:, at].flip(0)
    back.edge_weight = store.edge_weight[at]
    return MessageGraph.of(rest)
