"""``diagraph extract``: the mentions of notes, a line of JSON a document."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer

from data_schema import ExtractLine, PatientRecord, RecordError, extract_line

from .loading import load_graph
from .options import EncodingOption, FilesArgument, FormatOption, StoreOption
from .output import emit_json, progress
from .records import Tally, answer_all, emit_failure, read_all

if TYPE_CHECKING:
    from pipelines.text import EntityReader

__all__ = ["MatchMode", "extract"]


class MatchMode(StrEnum):
    """What is kept where mentions overlap."""

    NESTED = "nested"
    LONGEST = "longest"


ModeOption = Annotated[
    MatchMode,
    typer.Option(help="Keep the longest of overlapping mentions, or those nested in it as well."),
]


def extract(
    files: FilesArgument,
    *,
    mode: ModeOption = MatchMode.LONGEST,
    everyday: Annotated[
        bool,
        typer.Option(
            "--everyday",
            help="Also read the words of everyday notes, as `diagnose` does where a common "
            "disease may be the answer: more is found, and more of it is wrong.",
        ),
    ] = False,
    format: FormatOption = None,
    encoding: EncodingOption = None,
    store: StoreOption = None,
) -> None:
    """Print the findings named in notes: a line of JSON a document.

    Each mention has its offsets, its concept and whether it is negated, uncertain, hypothetical,
    historical or of a relative.
    """
    arrays = load_graph(store)

    @cache
    def reader() -> EntityReader:
        from pipelines.text import EntityReader

        return EntityReader(arrays, everyday=everyday)

    def answer(record: PatientRecord) -> Sequence[ExtractLine]:
        if not record.documents:
            raise RecordError("expected a note, got a record without text", code="no_text")
        return [
            extract_line(document.id, reader().mentions(document, mode=mode.value))
            for document in record.documents
        ]

    tally = Tally(inputs=len(files))
    with progress(while_printing=True) as report:
        for answered in answer_all(read_all(files, format=format, encoding=encoding), answer):
            tally.add(answered)
            report("records", tally.total, 0)
            if answered.answer is None:
                emit_failure(answered)
            for line in answered.answer or ():
                emit_json(line)
    tally.finish()
