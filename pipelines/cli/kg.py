"""``diagraph kg``: build, inspect, copy and query the knowledge graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from data_schema import CurieError, UsageError, to_dict

from .connect import connect
from .options import JsonOption, RowLimit, StoreOption, TimeoutOption
from .output import counts_of, emit_json, progress, say, show

if TYPE_CHECKING:
    from kg import Manifest, NamedQuery, Row

__all__ = ["app"]

app = typer.Typer(help="Build, inspect and query the knowledge graph.")

_EXAMPLE = (
    "diagraph kg cypher 'MATCH (d:Disease)-[e:HAS_PHENOTYPE]->(p {id: $id}) "
    "RETURN d.id, d.name, e.frequency' -p id=HP:0002108"
)
ParametersOption = Annotated[
    list[str] | None,
    typer.Option(
        "-p",
        "--parameter",
        metavar="NAME=VALUE",
        help="A parameter of the statement; repeatable. Numbers, true, false, null and JSON lists "
        "are read as such, all else as text.",
        show_default=False,
    ),
]


class _PairedPaths(TyperCommand):
    """A command in which ``--path`` belongs to the ``--source`` before it."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # typer's own click.Context is the base of typer.Context
        return super().parse_args(ctx, list(_paired(args)))


@app.callback(invoke_without_command=True)
def kg(context: typer.Context) -> None:
    """Build, inspect and query the knowledge graph."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(cls=_PairedPaths)
def build(
    *,
    source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Read this source beside the default ones (hpo, everyday, links): do, mondo, "
            "hetionet, rotmensch, dismech, ddxplus, kgx; repeatable.",
            show_default=False,
        ),
    ] = None,
    path: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIR",
            help="Folder or file of the --source before it, where nothing is bundled or another "
            "release is wanted.",
            show_default=False,
        ),
    ] = None,
    without_source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Leave out a default source: everyday, links; repeatable.",
            show_default=False,
        ),
    ] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Build the graph: the full Human Phenotype Ontology and everyday diseases by default.

    Everything is bundled: nothing is downloaded. An existing graph is replaced once the new one
    is complete.

    diagraph kg build --source hpo --path hpo-2026-01-01/ --source do --path do/
    """
    from kg import DEFAULT_SOURCES, store_at
    from pipelines import build_into

    paths = dict(pair.split("=", 1) for pair in path or ())
    with progress() as report:
        manifest = build_into(
            store,
            sources=[*DEFAULT_SOURCES, *(source or ())],
            paths={name: Path(folder) for name, folder in paths.items()},
            without=without_source or (),
            progress=report,
        )
    _print_manifest(manifest, store_at(store).uri, as_json=as_json, done="built")


@app.command()
def info(*, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Say which graph there is: version, sources, licences, counts."""
    from dataclasses import replace

    from kg import open_store

    with open_store(store) as opened:
        nodes, edges = opened.counts()
        manifest = replace(opened.manifest(), nodes=nodes, edges=edges)
        place = opened.uri
    _print_manifest(manifest, place, as_json=as_json)


@app.command()
def load(*, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Copy the default graph into another store, a Neo4j server as a rule.

    Loading the same graph again changes nothing; nodes of others in the same database stay.
    """
    import os

    from kg import graph_path
    from pipelines import copy_graph

    target = store or os.environ.get("DIAGRAPH_STORE")
    if not target:
        raise UsageError("expected --store, the store to copy the default graph to; got none")
    with progress() as report:
        manifest = copy_graph(graph_path(), target, progress=report)
    _print_manifest(manifest, target, as_json=as_json, done="loaded")


@app.command()
def query(
    name: Annotated[
        str | None,
        typer.Argument(help="Name of the query; without it all are listed.", show_default=False),
    ] = None,
    *,
    parameter: ParametersOption = None,
    limit: RowLimit = 100,
    timeout: TimeoutOption = 30.0,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run one of the queries that come with Diagraph, or list them.

    diagraph kg query phenotype_diseases -p phenotype=HP:0002108
    """
    from kg import load_query, open_store, query_names

    if name is None:
        _print_queries([load_query(each) for each in query_names()], as_json=as_json)
        return
    named = load_query(name.replace("-", "_"))
    try:
        bound = named.bind(dict(_pairs(parameter)))
    except CurieError as error:
        raise UsageError(f"-p: {error.message}") from None
    with open_store(store) as opened:
        rows = opened.query(named.cypher, bound, timeout=timeout, limit=limit + 1)
    _print_rows(rows, limit=limit, as_json=as_json)


@app.command(epilog=_EXAMPLE)
def cypher(
    statement: Annotated[str, typer.Argument(help="A reading statement.", show_default=False)],
    *,
    parameter: ParametersOption = None,
    limit: RowLimit = 100,
    timeout: TimeoutOption = 30.0,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run one read-only Cypher statement; what would write is refused."""
    from kg import open_store

    with open_store(store) as opened:
        rows = opened.query(statement, dict(_values(parameter)), timeout=timeout, limit=limit + 1)
    _print_rows(rows, limit=limit, as_json=as_json)


app.command()(connect)


def _paired(arguments: Iterable[str]) -> Iterable[str]:
    """Yield ``--path DIR`` as ``--path SOURCE=DIR``, after the ``--source`` it follows."""
    source, taken = "", ""
    for argument in arguments:
        option, mark, value = argument.partition("=")
        if taken == "--path" or (option == "--path" and mark):
            if not source:
                raise UsageError("expected --source NAME before --path, got none before it")
            folder = value if mark and not taken else argument
            yield f"{source}={folder}" if taken else f"--path={source}={folder}"
            source, taken = "", ""
            continue
        if taken == "--source" or (option == "--source" and mark):
            source = argument if taken else value
            taken = ""
        else:
            taken = argument
        yield argument


def _pairs(given: Sequence[str] | None) -> Iterator[tuple[str, str]]:
    for each in given or ():
        name, mark, value = each.partition("=")
        if not mark or not name:
            raise UsageError(f"expected a parameter as NAME=VALUE, got {each!r}")
        yield name, value


def _values(given: Sequence[str] | None) -> Iterator[tuple[str, Any]]:
    """Yield parameters with what is JSON read as such: ``n=3``, ``ids=["HP:0001250"]``."""
    import orjson

    for name, value in _pairs(given):
        try:
            yield name, orjson.loads(value)
        except orjson.JSONDecodeError:
            yield name, value


def _print_queries(queries: Sequence[NamedQuery], *, as_json: bool) -> None:
    if as_json:
        for each in queries:
            emit_json(to_dict(each))
        return
    from rich import box
    from rich.table import Table

    table = Table("query", "parameters", "answers", box=box.SIMPLE_HEAD)
    for each in queries:
        table.add_row(each.name, " ".join(each.parameters), each.summary)
    show(table)


def _print_manifest(manifest: Manifest, store: str, *, as_json: bool, done: str = "graph") -> None:
    """Print what ``kg info`` prints: the manifest as JSON, or as a few lines for people."""
    if as_json:
        emit_json(
            {
                "version": manifest.version,
                "hash": manifest.hash,
                "sources": [to_dict(source) for source in manifest.sources],
                "nodes": dict(manifest.nodes),
                "edges": dict(manifest.edges),
            }
        )
        return
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_row(done, manifest.version)
    table.add_row("hash", manifest.hash[:16])
    table.add_row("store", store)
    for what, counts in (("nodes", manifest.nodes), ("edges", manifest.edges)):
        table.add_row(what, f"{sum(counts.values()):,}: {counts_of(counts)}")
    for place, info in enumerate(manifest.sources):
        terms = f"{info.licence} {info.licence_url}".strip()
        table.add_row("" if place else "sources", f"{info.name} {info.version}, {terms}")
    if manifest.issues:
        table.add_row("issues", counts_of(manifest.issues))
    show(table)


def _print_rows(rows: Sequence[Row], *, limit: int, as_json: bool) -> None:
    shown = rows[:limit]
    if as_json:
        for row in shown:
            emit_json(dict(row))
    elif shown:
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD)
        for name in shown[0]:
            table.add_column(name, overflow="fold")
        for row in shown:
            table.add_row(*map(_cell, row.values()))
        show(table)
    else:
        say("no row")
    if len(rows) > limit:
        say(f"only the first {limit} rows are shown; raise --limit for more")


def _cell(value: object) -> str:
    """Return a value of a row as one cell: names where there are some."""
    match value:
        case None:
            return ""
        case str():
            return value
        case float():
            return f"{value:.4g}"
        case dict() if "id" in value:
            return f"{value['id']} {value.get('name', '')}".strip()
        case dict():
            return ", ".join(f"{name}: {_cell(each)}" for name, each in value.items())
        case list():
            return ", ".join(map(_cell, value))
        case _:
            return str(value)
