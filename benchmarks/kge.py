"""Link prediction without a graph encoder, beside published figures: does the machinery work?

    python -m benchmarks.kge --data ../shared/data/kg/kge

Filtered ranks of heads and tails of the test triples, ties expected. The parameters kept are those
of the best validation MRR.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch

from encoders.graph.decoders import make_decoder
from encoders.graph.embedders import ENTITY, EntityTable
from encoders.graph.link_prediction import LinkModel, TrainingConfig, evaluate_links, train
from encoders.graph.links import KnownTails, LinkSet
from encoders.graph.ranks import figures_of, filtered_ranks, popularity_scores

PARTS: Final = ("train", "valid", "test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What others report on a set of triples, and where."""

    model: str
    mrr: float
    hits1: float
    hits10: float
    where: str


CONVE: Final = "github.com/TimDettmers/ConvE (arXiv:1707.01476)"
PUBLISHED: Final[dict[str, Published]] = {
    "codex-s": Published(
        model="ComplEx", mrr=0.465, hits1=0.372, hits10=0.646,
        where="github.com/tsafavi/codex (arXiv:2009.07810)",
    ),
    "umls": Published(model="ConvE", mrr=0.94, hits1=0.92, hits10=0.99, where=CONVE),
    "kinships": Published(model="ConvE", mrr=0.83, hits1=0.73, hits10=0.98, where=CONVE),
    "nations": Published(model="ConvE", mrr=0.82, hits1=0.72, hits10=1.00, where=CONVE),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Width of the vectors and how they are trained."""

    width: int
    training: TrainingConfig


def _setting(
    width: int, *, n3: float, dropout: float, epochs: int, batch: int, every: int
) -> Setting:
    return Setting(
        width=width,
        training=TrainingConfig(
            epochs=epochs, batch=batch, negatives=0, rate=0.1, optimizer="adagrad",
            dropout=dropout, n3=n3, patience=4, every=every,
        ),
    )  # fmt: skip


SETTINGS: Final[dict[str, Setting]] = {
    "codex-s": _setting(512, n3=0.05, dropout=0.1, epochs=120, batch=1024, every=5),
    "umls": _setting(256, n3=0.01, dropout=0.1, epochs=200, batch=256, every=10),
    "kinships": _setting(256, n3=0.01, dropout=0.1, epochs=200, batch=256, every=10),
    "nations": _setting(128, n3=0.1, dropout=0.1, epochs=200, batch=128, every=10),
}


def read_triples(folder: Path) -> tuple[list[LinkSet], int, int]:
    """Read train, valid and test, each also the other way round: (parts, entities, relations)."""
    lines = [
        [line.split("\t") for line in (folder / f"{part}.txt").read_text().splitlines() if line]
        for part in PARTS
    ]
    entities = {
        name: number
        for number, name in enumerate(sorted({e for p in lines for h, _, t in p for e in (h, t)}))
    }
    relations = {
        name: number for number, name in enumerate(sorted({r for p in lines for _, r, _ in p}))
    }
    parts = []
    for part in lines:
        numbers = np.array([(entities[h], relations[r], entities[t]) for h, r, t in part], np.int64)
        heads, kinds, tails = numbers.T
        ahead = LinkSet(source=ENTITY, target=ENTITY, heads=heads, relations=kinds, tails=tails)
        parts.append(_both(ahead, ahead.reversed(len(relations))))
    return parts, len(entities), len(relations)


def _both(first: LinkSet, second: LinkSet) -> LinkSet:
    return LinkSet(
        source=ENTITY,
        target=ENTITY,
        heads=np.concatenate((first.heads, second.heads)),
        relations=np.concatenate((first.relations, second.relations)),
        tails=np.concatenate((first.tails, second.tails)),
    )


def measure(folder: Path, decoder: str, setting: Setting, *, seed: int) -> str:
    """Train on one set and return its row of the table."""
    parts, n_entities, n_relations = read_triples(folder)
    known = KnownTails.of(parts, n_relations=2 * n_relations)
    model = LinkModel(
        EntityTable(n_entities, setting.width, seed=seed),
        make_decoder(decoder, n_relations=2 * n_relations, width=setting.width, seed=seed),
    )
    begin = time.process_time()
    result = train(model, [parts[0]], [parts[1]], [known], setting.training)
    seconds = time.process_time() - begin
    (ours,) = evaluate_links(model, [parts[2]], [known])
    popular = popularity_scores(parts[0], n_relations=2 * n_relations, n_tails=n_entities)
    base = figures_of(filtered_ranks(popular, parts[2], known))
    theirs = PUBLISHED[folder.name]
    return (
        f"{folder.name:9} {decoder:8} {ours.mrr:.3f} {ours.hits1:.3f} {ours.hits10:.3f}   "
        f"{base.mrr:.3f}   {theirs.model:8} {theirs.mrr:.3f} {theirs.hits1:.3f} "
        f"{theirs.hits10:.3f}   epoch {result.best_epoch} of {result.epochs}, "
        f"{seconds:.0f} CPU-s   {theirs.where}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets of triples")
    parser.add_argument("--sets", nargs="*", default=list(PUBLISHED), choices=list(PUBLISHED))
    parser.add_argument("--decoder", default="complex", help="complex or distmult")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    print("set       decoder    MRR   H@1  H@10  popular  published     MRR   H@1  H@10")
    for name in options.sets:
        folder = options.data / name
        print(measure(folder, options.decoder, SETTINGS[name], seed=options.seed), flush=True)


if __name__ == "__main__":
    main()
