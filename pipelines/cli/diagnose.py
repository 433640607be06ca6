"""``diagraph diagnose`` and ``diagraph explain``: from records to explained differentials."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from data_schema import (
    Diagnosis,
    DiagnosisReport,
    InputError,
    PatientRecord,
    ReadItem,
    UsageError,
    report_to_dict,
)

from .connect import CypherOption, connection_queries, query_command
from .loading import load_pipeline
from .options import (
    EncodingOption,
    FilesArgument,
    FormatOption,
    JsonOption,
    NamespaceOption,
    RankerOption,
    SettingOption,
    StoreOption,
)
from .output import emit_json, progress, say, show
from .pages import ReportPages, is_page
from .records import Tally, answer_all, curies, emit_failure, failure_line, read_all

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pipelines.report import Labels

__all__ = ["diagnose", "explain"]

PresentOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="HP:…",
        help="The patient has this, whatever the record says; repeatable.",
        show_default=False,
    ),
]
AbsentOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="HP:…",
        help="The patient does not have this, whatever the record says; repeatable.",
        show_default=False,
    ),
]
GenesOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Rank only diseases of these genes: symbols or ids such as NCBIGene:2200, "
        "one a line; # begins a comment.",
        show_default=False,
    ),
]

ConnectionsOption = Annotated[
    bool,
    typer.Option(
        "--connections",
        help="Show the best paths of any kind between each finding and the disease too; they "
        "are not part of the score.",
    ),
]

_CONNECTIONS: Final = 3
"""Paths that ``--connections`` shows between a finding and the disease."""

_LARGEST_PANEL: Final = 8 << 20
"""Bytes; every human gene fits several times over."""


def diagnose(
    files: FilesArgument,
    *,
    present: PresentOption = None,
    absent: AbsentOption = None,
    genes: GenesOption = None,
    ranker: RankerOption = "evidence",
    namespace: NamespaceOption = "OMIM",
    setting: SettingOption = None,
    top_k: Annotated[
        int, typer.Option("--top-k", min=1, metavar="N", help="How many diagnoses to list.")
    ] = 10,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT",
            help="Write the report as a page too: OUT.html for one record; any other name is a "
            "folder that gets a page per record and an index.",
            show_default=False,
        ),
    ] = None,
    format: FormatOption = None,
    encoding: EncodingOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rank the diseases that explain a record, each with its evidence."""
    has, lacks = _corrections(present, absent)
    panel = _panel(genes)
    items = read_all(files, format=format, encoding=encoding)
    if html is not None and is_page(html):
        items = _only_one(items)
    pipeline = load_pipeline(store, namespace=namespace, setting=setting, ranker=ranker)
    pages = None if html is None else ReportPages(html, labels=pipeline.label)

    def answer(record: PatientRecord) -> DiagnosisReport:
        return pipeline.diagnose(record, top_k=top_k, present=has, absent=lacks, genes=panel)

    def rendered(report: DiagnosisReport, record: PatientRecord) -> Iterator[RenderableType]:
        from pipelines.report import render_text

        yield render_text(report, record, labels=pipeline.label, top=top_k)

    tally = Tally(inputs=len(files))
    _print_answers(items, tally, answer, rendered, pages=pages, as_json=as_json)
    if pages is not None and pages.count:
        say(f"wrote {pages.finish()}")
    tally.finish()


def explain(
    files: FilesArgument,
    *,
    disease: Annotated[
        list[str],
        typer.Option(
            metavar="CURIE",
            help="Disease to explain, whatever its rank, such as OMIM:154700; repeatable.",
            show_default=False,
        ),
    ],
    versus: Annotated[
        str | None,
        typer.Option(
            metavar="CURIE",
            help="Say, finding by finding, why the disease stands above or below this one.",
            show_default=False,
        ),
    ] = None,
    cypher: CypherOption = False,
    connections: ConnectionsOption = False,
    present: PresentOption = None,
    absent: AbsentOption = None,
    namespace: NamespaceOption = "OMIM",
    setting: SettingOption = None,
    format: FormatOption = None,
    encoding: EncodingOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show why a disease has the rank it has, path by path."""
    asked = _asked(disease, versus)
    has, lacks = _corrections(present, absent)
    pipeline = load_pipeline(store, namespace=namespace, setting=setting)

    def answer(record: PatientRecord) -> DiagnosisReport:
        shown = _CONNECTIONS if connections else 0
        return pipeline.explain(record, asked, present=has, absent=lacks, connections=shown)

    def rendered(report: DiagnosisReport, record: PatientRecord) -> Iterator[RenderableType]:
        from pipelines.report import render_text, render_versus

        one_by_one = 0 if versus is not None else len(asked)
        yield render_text(
            report, record, labels=pipeline.label, top=len(asked), explained=one_by_one
        )
        if versus is not None and len(report.diagnoses) == len(asked):
            pair = sorted(report.diagnoses, key=lambda each: _place(asked, each))
            yield render_versus(*pair, labels=pipeline.label)
        if cypher:
            yield from _queries(report, labels=pipeline.label)

    items = read_all(files, format=format, encoding=encoding)
    tally = Tally(inputs=len(files))
    _print_answers(items, tally, answer, rendered, as_json=as_json)
    tally.finish()


def _print_answers(
    items: Iterable[ReadItem],
    tally: Tally,
    answer: Callable[[PatientRecord], DiagnosisReport],
    rendered: Callable[[DiagnosisReport, PatientRecord], Iterable[RenderableType]],
    *,
    pages: ReportPages | None = None,
    as_json: bool,
) -> None:
    """Answer records and print each answer, or the error in its place, as soon as it is there."""
    with progress(while_printing=True) as report_progress:
        for answered in answer_all(items, answer):
            tally.add(answered)
            report_progress("records", tally.total, 0)
            record = answered.item.record
            if answered.answer is None or record is None:
                if as_json:
                    emit_failure(answered)
                elif tally.alone is None:
                    show(failure_line(answered), "")
                continue
            notices = (*answered.item.notices, *answered.answer.warnings)
            result = replace(answered.answer, warnings=notices)
            if pages is not None:
                pages.add(result, record)
            if as_json:
                emit_json(report_to_dict(result))
            else:
                show(*rendered(result, record), "")


def _only_one(items: Iterator[ReadItem]) -> Iterator[ReadItem]:
    first = list(islice(items, 2))
    if len(first) > 1:
        raise UsageError(
            "expected one record for a page of the name given to --html, got several; "
            "name a folder instead"
        )
    return chain(first, items)


def _asked(disease: list[str], versus: str | None) -> tuple[str, ...]:
    asked = curies(disease, option="--disease")
    if versus is not None:
        if len(asked) > 1:
            raise UsageError(f"expected one --disease with --versus, got {len(asked)}")
        asked += curies([versus], option="--versus")
    if len(set(asked)) < len(asked):
        raise UsageError("expected different diseases, got one of them twice")
    return asked


def _corrections(
    present: Sequence[str] | None, absent: Sequence[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    has, lacks = curies(present, option="--present"), curies(absent, option="--absent")
    if both := sorted(set(has) & set(lacks)):
        raise UsageError(f"expected a finding present or absent, got both for {', '.join(both)}")
    return has, lacks


def _panel(path: Path | None) -> frozenset[str] | None:
    if path is None:
        return None
    try:
        with path.open(encoding="utf-8") as file:
            lines = file.read(_LARGEST_PANEL).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise InputError(f"expected a list of genes in {path}, got: {reason.lower()}") from error
    genes = frozenset(line.partition("#")[0].strip() for line in lines) - {""}
    if not genes:
        raise InputError(f"expected a gene a line in {path}, got none")
    return genes


def _place(asked: Sequence[str], diagnosis: Diagnosis) -> int:
    """Return the place at which a diagnosis was asked for, by whichever of its ids."""
    ids = {diagnosis.disease.id, *diagnosis.also_known_as}
    return next((at for at, curie in enumerate(asked) if curie in ids), len(asked))


def _queries(report: DiagnosisReport, *, labels: Labels) -> Iterator[str]:
    """Yield each path's query as a command that runs it."""
    for diagnosis in report.diagnoses:
        for item in diagnosis.evidence:
            for path in item.paths:
                ends = f"{labels(item.finding)} → {labels(diagnosis.disease.id)}"
                share = f"{path.share:.0%} of {item.contribution:.2f} nats"
                yield f"# {ends}, {share}"
                yield query_command(path.cypher, path.parameters)
        for pair in diagnosis.connections:
            yield from connection_queries(pair)
