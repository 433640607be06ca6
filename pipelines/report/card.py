"""The card of one diagnosis: what speaks for it, what against, and the sum."""

from __future__ import annotations

from data_schema import Diagnosis, OntologyClass

from .concept import code, concept_link, external
from .connections import connections_section
from .learned import LEARNED, learned_rows
from .markup import Child, Markup, el
from .parts import Part, adds_up, columns_that_add_up, score_parts
from .support import contradiction_item, support_section
from .view import View
from .wording import context_detail, context_label, count_of, nats

__all__ = ["diagnosis_card"]


def diagnosis_card(diagnosis: Diagnosis, view: View, *, opened: bool) -> Markup:
    """Return the card; ``opened`` says whether it is unfolded to begin with."""
    summary = el(
        "summary",
        el("span", f"{diagnosis.rank}.", class_="rank"),
        el("span", diagnosis.disease.label or diagnosis.disease.id, class_="name"),
        " ",
        code(diagnosis.disease.id),
        el("span", f"score {nats(diagnosis.score)}", class_="score"),
    )
    body = el(
        "div",
        _identity(diagnosis),
        support_section(diagnosis, view),
        _against(diagnosis, view),
        _missing(diagnosis),
        _context(diagnosis),
        _learned(diagnosis, view),
        _unexplained(diagnosis, view),
        _sum_table(diagnosis, view),
        connections_section(diagnosis, view.names),
        id=f"d{diagnosis.rank}",
        class_="card-body",
    )
    return el("details", summary, body, class_="card", open=opened)


def _identity(diagnosis: Diagnosis) -> Markup:
    rows: list[tuple[str, Child]] = [
        ("Identifier", [external(diagnosis.disease.id)]),
        ("Also known as", _separated([external(curie) for curie in diagnosis.also_known_as])),
        ("Series", _concept(diagnosis.series) if diagnosis.series else None),
        ("A kind of", _concept(diagnosis.family) if diagnosis.family else None),
        ("If overlooked", "dangerous within hours or days" if diagnosis.must_not_miss else None),
        ("Genes", _separated([_concept(gene) for gene in diagnosis.genes])),
        ("Inheritance", _separated([_concept(mode) for mode in diagnosis.inheritance])),
        (
            "Probability",
            None if diagnosis.probability is None else f"{diagnosis.probability:.1%}",
        ),
    ]
    return el("dl", [el("div", el("dt", name), el("dd", value)) for name, value in rows if value])


def _concept(concept: OntologyClass) -> Markup:
    return el("span", concept.label or concept.id, " ", code(concept.id), class_="concept")


def _separated(items: list[Markup]) -> Child:
    return [child for item in items for child in (", ", item)][1:]


def _against(diagnosis: Diagnosis, view: View) -> Markup:
    rows = [
        contradiction_item(item, view)
        for item in diagnosis.contradictions
        if item.contribution <= 0
    ]
    if not rows:
        return _part("Speaks against it", el("p", "Nothing in the record contradicts it."))
    return _part("Speaks against it", el("ul", rows, class_="rows"))


def _missing(diagnosis: Diagnosis) -> Markup:
    rows = [
        el(
            "li",
            el(
                "div",
                el("span", nats(item.contribution), class_="nats"),
                el("span", item.label or item.id, " ", code(item.id), class_="concept"),
                el("span", f"expected in {item.frequency:.0%}", class_="match"),
                class_="head",
            ),
        )
        for item in diagnosis.missing_hallmarks
    ]
    rest = diagnosis.unobserved_rest
    if rest.count:
        text = f"{count_of(rest.count, 'other annotation')} of the disease, not reported"
        rows.append(
            el(
                "li",
                el(
                    "div",
                    el("span", nats(rest.contribution), class_="nats"),
                    el("span", text),
                    class_="head",
                ),
            )
        )
    if not rows:
        return _part("Hallmarks nobody reported", el("p", "None."))
    return _part("Hallmarks nobody reported", el("ul", rows, class_="rows"))


def _context(diagnosis: Diagnosis) -> Markup | None:
    if not diagnosis.context:
        return None
    rows = [
        el(
            "li",
            el(
                "div",
                el("span", nats(term.contribution), class_="nats"),
                el("span", context_label(term), class_="concept"),
                el("span", context_detail(term), class_="match"),
                class_="head",
            ),
        )
        for term in diagnosis.context
    ]
    return _part("Age, sex, course and risk factors", el("ul", rows, class_="rows"))


def _learned(diagnosis: Diagnosis, view: View) -> Markup | None:
    rows = [
        el(
            "li",
            el(
                "div",
                el("span", nats(row.contribution), class_="nats"),
                el("span", row.what, [" ", code(row.id)] if row.id else None, class_="concept"),
                el("span", row.detail, class_="match"),
                class_="head",
            ),
        )
        for row in learned_rows(diagnosis, view.names)
    ]
    return _part(LEARNED, el("ul", rows, class_="rows")) if rows else None


def _unexplained(diagnosis: Diagnosis, view: View) -> Markup | None:
    if not diagnosis.unexplained:
        return None
    items = [el("li", concept_link(curie, view)) for curie in diagnosis.unexplained]
    return _part("Findings it does not explain", el("ul", items, class_="inline"))


def _sum_table(diagnosis: Diagnosis, view: View) -> Markup:
    parts = score_parts(diagnosis, view.names)
    values = columns_that_add_up([part.contribution for part in parts])
    rows = [
        el(
            "tr",
            el("td", str(part.kind)),
            el("td", part.label, " ", code(part.id) if part.id else _detail(part)),
            el("td", nats(value, digits=4), class_="number"),
        )
        for part, value in zip(parts, values, strict=True)
    ]
    total = el(
        "tr",
        el("th", "Score", scope="row", colspan=2),
        el("td", nats(sum(values), digits=4), class_="number"),
    )
    head = el("tr", el("th", "Part"), el("th", "What"), el("th", "Nats", class_="number"))
    warning = (
        None
        if adds_up(diagnosis)
        else el(
            "p",
            f"These parts do not add up to the stated score of {nats(diagnosis.score, digits=6)}.",
            class_="alert",
        )
    )
    return el(
        "details",
        el("summary", f"How {nats(diagnosis.score)} adds up"),
        warning,
        el("table", el("thead", head), el("tbody", rows), el("tfoot", total), class_="sum"),
        class_="adds-up",
    )


def _detail(part: Part) -> Markup | None:
    return el("span", part.detail, class_="quiet") if part.detail else None


def _part(heading: str, *content: Child) -> Markup:
    return el("section", el("h4", heading), content)
