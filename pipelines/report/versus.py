"""The finding × disease table of why A stands above B, as HTML."""

from __future__ import annotations

import math

from data_schema import Diagnosis

from .comparison import Comparison, Side, compare, disease_name, fold_hallmarks
from .concept import code, external
from .markup import Markup, el
from .page import page
from .parts import PartKind
from .svg import contribution_bar
from .view import Labels
from .wording import nats

__all__ = ["render_versus_html"]


def render_versus_html(a: Diagnosis, b: Diagnosis, *, labels: Labels) -> str:
    """Return a complete HTML document: each finding, what it added to A and to B, and A − B."""
    rows = compare(a, b, labels=labels)
    names = disease_name(a), disease_name(b)
    heading = f"Why {names[0]} rather than {names[1]}"
    low = min(0.0, *(row.difference for row in rows))
    high = max(0.0, *(row.difference for row in rows))
    table = el(
        "table",
        el("caption", f"Nats added to each score; to the right: speaks for {names[0]}."),
        _head(names),
        el("tbody", [_row(row, names, low=low, high=high) for row in fold_hallmarks(rows)]),
        el("tfoot", _total(rows, names)),
    )
    hallmarks = [
        _row(row, names, low=low, high=high) for row in rows if row.kind is PartKind.HALLMARK
    ]
    singly = el(
        "details",
        el("summary", "Hallmarks nobody reported, one by one"),
        el("table", _head(names), el("tbody", hallmarks)),
    )
    identifiers = el(
        "p", external(a.disease.id), f" rank {a.rank} · ", external(b.disease.id), f" rank {b.rank}"
    )
    folded = singly if len(hallmarks) > 1 else None
    return page(el("h1", heading), identifiers, table, folded, title=heading)


def _head(names: tuple[str, str]) -> Markup:
    columns = ("Part", "What", *names, "Difference")
    return el("thead", el("tr", *(el("th", name, scope="col") for name in columns)))


def _row(row: Comparison, names: tuple[str, str], *, low: float, high: float) -> Markup:
    bar = contribution_bar(row.difference, low=low, high=high, label=f"{row.label}, difference")
    return el(
        "tr",
        el("td", str(row.kind), data_label="Part"),
        el("th", row.label, " ", code(row.id) if row.id else None, scope="row", data_label="What"),
        _side(row.a, names[0]),
        _side(row.b, names[1]),
        el(
            "td",
            el("div", el("span", nats(row.difference), class_="nats"), bar, class_="head"),
            class_="bars",
            data_label="Difference",
        ),
    )


def _side(side: Side, name: str) -> Markup:
    how = el("span", f" {side.how}", class_="quiet") if side.how else None
    return el("td", nats(side.contribution), how, data_label=name)


def _total(rows: tuple[Comparison, ...], names: tuple[str, str]) -> Markup:
    a = math.fsum(row.a.contribution for row in rows)
    b = math.fsum(row.b.contribution for row in rows)
    return el(
        "tr",
        el("td"),
        el("th", "Score", scope="row"),
        el("td", nats(a), data_label=names[0]),
        el("td", nats(b), data_label=names[1]),
        el("td", el("div", el("span", nats(a - b), class_="nats"), class_="head"), class_="bars"),
    )
