"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = [
    "EncodingOption",
    "FilesArgument",
    "FormatOption",
    "JsonOption",
    "NamespaceOption",
    "RankerOption",
    "RowLimit",
    "SettingOption",
    "StoreOption",
    "TimeoutOption",
]

FilesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE",
        help="Notes (.txt .csv .tsv .jsonl) or phenopackets (.json .ndjson), each also with .gz; "
        "- reads standard input.",
        show_default=False,
    ),
]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help="What the input is, where its name does not say: text, json, jsonl, csv, tsv.",
        show_default=False,
    ),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="Encoding of the input, where it is not UTF-8: cp1252, utf-16 …",
        show_default=False,
    ),
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="PATH|URI",
        help="Graph to use: a file, bolt://… or neo4j+s://… (a login comes from NEO4J_USERNAME "
        "and NEO4J_PASSWORD). By default DIAGRAPH_STORE, else the graph under DIAGRAPH_HOME.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
RankerOption = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="What ranks. evidence: what the graph says of a disease and its equivalents. "
        "borrow: and of its neighbours. fused: evidence and what `diagraph train ranker` learned.",
    ),
]
NamespaceOption = Annotated[
    str,
    typer.Option(
        "--namespace",
        metavar="PREFIX",
        help="Which diseases are ranked: OMIM, ORPHA, MONDO … or all. Everyday diseases join "
        "them in every setting but rare.",
    ),
]
SettingOption = Annotated[
    str | None,
    typer.Option(
        "--setting",
        metavar="NAME",
        help="Where the patient is seen, which says how common diseases are there: general, "
        "primary-care, emergency, inpatient, or rare, which ranks no everyday disease. By default "
        "general for notes and rare for coded findings.",
        show_default=False,
    ),
]
RowLimit = Annotated[int, typer.Option("--limit", min=1, help="Print at most so many rows.")]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", min=0.001, metavar="SECONDS", help="Give up after so long.")
]
