"""What must not be missed: dangerous, strongly suggested, close behind the first."""

from __future__ import annotations

from data_schema import Diagnosis

from .comparison import disease_name
from .concept import code, concept_link
from .markup import Child, Markup, el
from .parts import Part, main_parts
from .view import Mark, View
from .wording import DO_NOT_MISS, nats

__all__ = ["behind_the_first", "do_not_miss_section"]


def do_not_miss_section(view: View) -> Markup | None:
    """Return the box with each flagged diagnosis, its rank and what speaks most for it."""
    flagged = view.report.do_not_miss
    if not flagged:
        return None
    return el(
        "section",
        el("h2", "Do not miss"),
        el("p", DO_NOT_MISS),
        el("ul", [_item(diagnosis, view) for diagnosis in flagged], class_="plain"),
        class_="alert danger",
        id="do-not-miss",
    )


def behind_the_first(diagnosis: Diagnosis, view: View) -> str:
    """Return ``rank 2, 1.05 nats behind the first``."""
    ranked = view.report.diagnoses
    if diagnosis.rank == 1 or not ranked:
        return f"rank {diagnosis.rank}"
    return f"rank {diagnosis.rank}, {ranked[0].score - diagnosis.score:.2f} nats behind the first"


def _item(diagnosis: Diagnosis, view: View) -> Markup:
    name = el("span", disease_name(diagnosis), class_="name")
    return el(
        "li",
        el(
            "p",
            el("a", name, href=f"#d{diagnosis.rank}"),
            " ",
            code(diagnosis.disease.id),
            el("span", f" {behind_the_first(diagnosis, view)}", class_="quiet"),
        ),
        el(
            "ul", [_reason(part, view) for part in main_parts(diagnosis, view.names)], class_="rows"
        ),
    )


def _reason(part: Part, view: View) -> Markup:
    words: tuple[Mark, ...] = view.words(part.id) if part.id else ()
    what: Child = concept_link(part.id, view) if part.id else el("span", part.label)
    quote: Child = None
    if words:
        quote = el("a", el("q", words[0].mention.text), href=f"#m{words[0].number}")
    return el(
        "li",
        el(
            "div",
            el("span", nats(part.contribution), class_="nats"),
            what,
            el("span", part.detail, class_="match") if part.detail else quote,
            class_="head",
        ),
    )
