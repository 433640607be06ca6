"""The ranked differential as a table with a bar for what each score is made of."""

from __future__ import annotations

from collections.abc import Sequence

from data_schema import Diagnosis, OntologyClass

from .concept import code
from .markup import Child, Markup, el
from .parts import Part, both_sides, score_parts
from .svg import score_bar
from .view import View
from .wording import nats

__all__ = ["differential_section"]


def differential_section(view: View, *, explained: int) -> Markup:
    """Return the differential; the first ``explained`` diagnoses link to their cards."""
    diagnoses = view.report.diagnoses
    if not diagnoses:
        return el("section", el("h2", "Differential"), el("p", "No diagnosis."), id="differential")
    parts = [score_parts(diagnosis, view.names) for diagnosis in diagnoses]
    sides = [both_sides(listed) for listed in parts]
    low, high = min(loss for loss, _ in sides), max(gain for _, gain in sides)
    rows = [
        _row(diagnosis, listed, low=low, high=high, linked=place < explained)
        for place, (diagnosis, listed) in enumerate(zip(diagnoses, parts, strict=True))
    ]
    head = el(
        "tr",
        *(
            el("th", name, scope="col", class_="number" if name in {"Rank", "Score"} else None)
            for name in ("Rank", "Disease", "Score", "For and against", "Genes", "Inheritance")
        ),
    )
    table = el(
        "table",
        el("caption", "Scores are evidence in nats (natural-log units), not probabilities."),
        el("thead", head),
        el("tbody", rows),
        class_="differential",
    )
    return el("section", el("h2", "Differential"), table, _key(), id="differential")


def _row(
    diagnosis: Diagnosis, parts: Sequence[Part], *, low: float, high: float, linked: bool
) -> Markup:
    name = diagnosis.disease.label or diagnosis.disease.id
    title = el("span", name, class_="name")
    lines: list[Child] = [
        el("a", title, href=f"#d{diagnosis.rank}") if linked else title,
        " ",
        code(diagnosis.disease.id),
    ]
    if diagnosis.also_known_as:
        lines.append(el("div", "also ", ", ".join(diagnosis.also_known_as), class_="quiet"))
    if diagnosis.series:
        series = diagnosis.series.label or diagnosis.series.id
        lines.append(el("div", f"series: {series}", class_="quiet"))
    loss, gain = both_sides(parts)
    bar = score_bar(parts, low=low, high=high)
    sides = el("div", f"for {nats(gain)} · against {nats(loss)}", class_="quiet")
    return el(
        "tr",
        el("td", str(diagnosis.rank), class_="number", data_label="Rank"),
        el("th", lines, scope="row", data_label="Disease"),
        el("td", nats(diagnosis.score), class_="number score", data_label="Score"),
        el("td", bar, sides, class_="bars", data_label="For and against"),
        el("td", _labels(diagnosis.genes), data_label="Genes"),
        el("td", _labels(diagnosis.inheritance), data_label="Inheritance"),
    )


def _labels(concepts: tuple[OntologyClass, ...]) -> str:
    return ", ".join(concept.label or concept.id for concept in concepts) or "–"


def _key() -> Markup:
    kinds = (
        ("for", "speaks for it"),
        ("against", "contradicts it"),
        ("absent", "usual in the disease, not reported"),
    )
    items = [
        el("li", el("span", class_=f"swatch {css}", aria_hidden="true"), f" {text}")
        for css, text in kinds
    ]
    return el("ul", items, class_="inline legend", aria_label="Key to the bars")
