"""``diagraph evaluate``: measured against files whose answers are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

from data_schema import (
    LabeledRecord,
    RecordError,
    UsageError,
    read_records,
    save_json_lines,
)

from .extract import MatchMode, ModeOption
from .loading import load_graph, load_pipeline
from .options import JsonOption, NamespaceOption, RankerOption, SettingOption, StoreOption
from .output import emit_json, progress, show

if TYPE_CHECKING:
    from kg import Progress

__all__ = ["app"]

T = TypeVar("T")

app = typer.Typer(help="Measure rankings and readings against known answers.")

DataOption = Annotated[
    Path,
    typer.Option("--data", metavar="FILE", help="File with the answers.", show_default=False),
]


_WHOLE: Final = 1000.0


class Protocol(StrEnum):
    """What of the graph may be used on a case."""

    AS_IS = "as-is"
    LPO = "lpo"
    LPO_DECOY = "lpo-decoy"
    LPO_STRICT = "lpo-strict"


class Vocabulary(StrEnum):
    """Whose concepts are scored."""

    HP = "HP"
    MONDO = "MONDO"


@app.callback(invoke_without_command=True)
def evaluate(context: typer.Context) -> None:
    """Measure rankings and readings against known answers."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def diagnosis(
    *,
    data: DataOption,
    protocol: Annotated[
        Protocol,
        typer.Option(
            help="as-is: the whole graph. lpo: without what only the case's own publications say. "
            "lpo-decoy: and without the own rows of every other disease known from one paper. "
            "lpo-strict: lpo, and without what the truth's OMIM entry, equivalents and genes say."
        ),
    ] = Protocol.AS_IS,
    ranker: RankerOption = "evidence",
    degrade: Annotated[
        bool,
        typer.Option(
            "--degrade",
            help="Make the coded findings worse first: half are left out, a fifth of the rest "
            "become more general, a fifth as many random ones come in.",
        ),
    ] = False,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of --degrade.")] = 0,
    namespace: NamespaceOption = "OMIM",
    setting: SettingOption = None,
    cases_out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl", help="Write each case's rank, a line each.", show_default=False
        ),
    ] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rank the known diagnoses of phenopackets or vignettes; one that cannot be ranked is a miss.

    Vignettes: {"id", "text", "age", "sex", "diagnosis": {"label", "ids": [CURIE, …]}}
    """
    from pipelines import evaluate_diagnosis

    _check_writable(cases_out)
    pipeline = load_pipeline(store, namespace=namespace, setting=setting, ranker=ranker)
    with progress() as report:
        cases = _counted(_cases(data), "cases", report)
        result = evaluate_diagnosis(
            pipeline, cases, protocol=protocol.value, degrade=seed if degrade else None
        )
    if cases_out is not None:
        save_json_lines(cases_out, (case.to_dict() for case in result.cases))
    _print(result.summary, as_json=as_json)


@app.command()
def concepts(
    *,
    data: DataOption,
    mode: ModeOption = MatchMode.LONGEST,
    present_only: Annotated[
        bool,
        typer.Option(
            "--present-only", help="Leave out what is negated, hypothetical or of a relative."
        ),
    ] = False,
    vocabulary: Annotated[
        Vocabulary | None,
        typer.Option(
            help="Score findings (HP) or diseases (MONDO); by default what the file annotates.",
            show_default=False,
        ),
    ] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare the concepts found in notes with annotated ones.

    Each line: {"doc_id", "text", "annotations": [{"start", "end", "concept_id"}]}
    """
    from encoders import read_annotated
    from pipelines import evaluate_text_concepts

    arrays = load_graph(store)
    with progress() as report:
        documents = _counted(read_annotated(data), "documents", report)
        result = evaluate_text_concepts(
            arrays,
            documents,
            mode=mode.value,
            present_only=present_only,
            vocabulary=None if vocabulary is None else vocabulary.value,
        )
    _print(result, as_json=as_json)


@app.command()
def assertions(*, data: DataOption, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Compare what is said of given words (negated, historical, family) with what was annotated.

    Each line: {"id", "text", "start", "end", "negated", "temporality", "experiencer"}
    """
    from encoders import read_annotated
    from pipelines import evaluate_text_assertions

    arrays = load_graph(store)
    with progress() as report:
        spans = _counted(read_annotated(data), "spans", report)
        result = evaluate_text_assertions(arrays, spans)
    _print(result, as_json=as_json)


@app.command()
def paths(
    *,
    data: DataOption,
    ranker: RankerOption = "evidence",
    every: Annotated[
        int, typer.Option(min=1, metavar="N", help="Only every N-th record of the file.")
    ] = 1,
    seed: Annotated[int, typer.Option(metavar="N", help="Of what is drawn.")] = 0,
    namespace: NamespaceOption = "OMIM",
    setting: SettingOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take out of the graph what explains each first diagnosis, and as much that does not.

    Prints by how many nats its score falls without what is cited (fidelity_plus), without as much
    else (control), and without all that is not cited (fidelity_minus).
    """
    from pipelines import fidelity_summary, measure_fidelity

    pipeline = load_pipeline(store, namespace=namespace, setting=setting, ranker=ranker)
    with progress() as report:
        cases = islice(_counted(_cases(data), "cases", report), 0, None, every)
        found = measure_fidelity(pipeline, cases, seed=seed)
    _print(
        {
            **fidelity_summary(found),
            "ranker": pipeline.model.name,
            "kg_version": pipeline.arrays.version,
        },
        as_json=as_json,
    )


def _cases(data: Path) -> Iterator[LabeledRecord]:
    """Yield every case; one that cannot be read would shift the figures, so it ends the run."""
    for item in read_records(data):
        if item.error is not None:
            line = "" if item.line is None else f"line {item.line}: "
            raise RecordError(f"{line}{item.error.message}", code=item.error.code)
        yield item.labeled()


def _counted(items: Iterable[T], what: str, report: Progress) -> Iterator[T]:
    for number, item in enumerate(items, start=1):
        report(what, number, 0)
        yield item


def _check_writable(path: Path | None) -> None:
    """Refuse an output that cannot be written before an evaluation of minutes, not after it."""
    if path is not None and not path.absolute().parent.is_dir():
        raise UsageError(f"expected a file in an existing folder, got {path}; make the folder")


def _print(figures: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        emit_json(dict(figures))
        return
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    for name, value in figures.items():
        table.add_row(name, _cell(value))
    show(table)


def _cell(value: object) -> str:
    match value:
        case None:
            return "–"
        case float():
            return f"{value:,.0f}" if value >= _WHOLE else f"{value:.4g}"
        case Mapping():
            return "  ".join(f"{name} {_cell(each)}" for name, each in value.items())
        case _:
            return str(value)
