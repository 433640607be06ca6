"""``diagraph kg connect``: the best paths between two nodes of the graph."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from data_schema import Connections, CurieError, UsageError, to_dict

from .options import JsonOption, StoreOption
from .output import emit_json, progress, show

__all__ = ["CypherOption", "connect", "connection_queries", "query_command"]


CountOption = Annotated[int, typer.Option("--k", metavar="N", help="How many paths, 50 at most.")]
HopsOption = Annotated[int, typer.Option("--hops", metavar="N", help="Edges of a path, 4 at most.")]
MetapathOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATH",
        help="Only paths of this kind, such as "
        "^has_phenotype/^gene_associated_with_condition; ^ walks against an edge; repeatable.",
        show_default=False,
    ),
]
RandomPairsOption = Annotated[
    int,
    typer.Option(
        "--random-pairs",
        metavar="N",
        help="Compare with so many random pairs of nodes with like degrees; 0 for none.",
    ),
]
DeadlineOption = Annotated[
    float,
    typer.Option("--deadline", min=0.0, metavar="SECONDS", help="Return what is found by then."),
]
CypherOption = Annotated[
    bool, typer.Option("--cypher", help="Print the query that returns each path.")
]


def connect(
    start: Annotated[str, typer.Argument(metavar="A", help="CURIE of a node.", show_default=False)],
    end: Annotated[str, typer.Argument(metavar="B", help="CURIE of another.", show_default=False)],
    *,
    k: CountOption = 10,
    hops: HopsOption = 4,
    metapath: MetapathOption = None,
    random_pairs: RandomPairsOption = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of the random pairs.")] = 0,
    deadline: DeadlineOption = 1.0,
    cypher: CypherOption = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the best paths between any two nodes: findings, diseases, genes, classes.

    A path is the better the fewer other edges its nodes have (path-degree product). It is no
    evidence: scores are made of annotations alone.

    diagraph kg connect HP:0001166 NCBIGene:2200
    """
    from kg import Connector, load_arrays, open_store

    with progress() as report, open_store(store) as opened:
        arrays = load_arrays(opened, progress=report)
    try:
        found = Connector(arrays).connect(
            start,
            end,
            k=k,
            max_hops=hops,
            metapaths=metapath or (),
            random_pairs=random_pairs,
            seed=seed,
            deadline=deadline,
        )
    except CurieError as error:
        raise UsageError(error.message) from None
    if as_json:
        emit_json(to_dict(found))
        return
    from pipelines.report import render_connections

    show(render_connections(found, labels=arrays.label))
    if cypher:
        show(*connection_queries(found))


def connection_queries(found: Connections) -> Iterator[str]:
    """Yield the query of each path as a command that runs it."""
    for place, path in enumerate(found.paths, start=1):
        ends = f"{found.start.label or found.start.id} – {found.end.label or found.end.id}"
        yield f"# {ends}, connection {place}, {found.note}"
        yield query_command(path.cypher, path.parameters)


def query_command(cypher: str, parameters: Mapping[str, str]) -> str:
    """Return the command that runs a path's query."""
    given = " ".join(f"-p {shlex.quote(f'{name}={value}')}" for name, value in parameters.items())
    return f"diagraph kg cypher {given} {shlex.quote(cypher)}\n"
