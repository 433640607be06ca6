"""``diagraph train``: what is learned from the graph."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from .options import JsonOption, StoreOption
from .output import emit_json, progress, show

__all__ = ["app"]

app = typer.Typer(help="Train encoders and the ranker.")


@app.callback(invoke_without_command=True)
def train(context: typer.Context) -> None:
    """Train encoders and the ranker."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def graph(
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write.", show_default=False)],
    encoder: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="rgcn-v1, hgt-v1, compgcn-sub-v1, compgcn-mult-v1 or compgcn-corr-v1.",
        ),
    ] = "rgcn-v1",
    decoder: Annotated[str, typer.Option(metavar="NAME", help="distmult or complex.")] = "distmult",
    epochs: Annotated[int, typer.Option(min=1, help="At most so many passes.")] = 20,
    width: Annotated[int, typer.Option(min=1, help="Numbers in a vector.")] = 64,
    layers: Annotated[int, typer.Option(min=1, help="Hidden layers before the last one.")] = 1,
    rate: Annotated[float, typer.Option(min=1e-6, help="Learning rate.")] = 0.01,
    seed: Annotated[int, typer.Option(min=0, help="Of all that is drawn.")] = 0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a training that was interrupted.")
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Pre-train a graph encoder: predict held-out phenotypes of diseases, without labels."""
    from encoders import EncoderConfig, TrainingConfig
    from pipelines import GraphTraining, train_graph_encoder

    wanted = GraphTraining(
        encoder=encoder,
        decoder=decoder,
        config=EncoderConfig(width=width, hidden_layers=layers),
        training=TrainingConfig(epochs=epochs, rate=rate, seed=seed),
    )
    with progress() as report:
        result = train_graph_encoder(store, wanted, out, resume=resume, progress=report)
    if as_json:
        emit_json(asdict(result))
        return
    from rich.table import Table

    table = Table("held-out edges", "n", "MRR", "Hits@1", "Hits@10", "MRR by popularity", box=None)
    for name, ours, popular in (
        ("phenotypes of a disease", result.phenotypes, result.popular_phenotypes),
        ("diseases of a phenotype", result.diseases, result.popular_diseases),
    ):
        figures = (ours.mrr, ours.hits1, ours.hits10, popular.mrr)
        table.add_row(name, f"{ours.n:,}", *(f"{figure:.3f}" for figure in figures))
    show(table)


@app.command()
def ranker(
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder to write; by default where --ranker fused looks, under DIAGRAPH_HOME.",
            show_default=False,
        ),
    ] = None,
    folds: Annotated[
        bool,
        typer.Option(
            help="Train five models too that are blind to a fifth of all papers each: evaluation "
            "with --protocol lpo needs them."
        ),
    ] = True,
    seed: Annotated[int, typer.Option(min=0, help="Of all that is drawn.")] = 0,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.toml",
            help="Settings, such as fusion/data/neural.toml; those that ship by default.",
            show_default=False,
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a training that was interrupted.")
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Train the learned ranker on patients that are simulated from the graph alone."""
    from pipelines import train_ranker

    with progress() as report:
        result = train_ranker(
            store, out, folds=folds, seed=seed, config=config, resume=resume, progress=report
        )
    if as_json:
        emit_json(asdict(result))
        return
    from rich.table import Table

    table = Table(
        "model", "held-out patients", "top-1", "evidence alone", "top-10", "evidence alone",
        "steps", "seconds", box=None,
    )  # fmt: skip
    for name, of in result.models.items():
        shares = (of["top1"], of["top1_evidence"], of["top10"], of["top10_evidence"])
        counts = (of["best_step"], of["seconds"])
        table.add_row(
            name, f"{of['held_out']:.0f}", *(f"{share:.1%}" for share in shares),
            *(f"{count:.0f}" for count in counts),
        )  # fmt: skip
    show(table, f"wrote {result.folder}")
