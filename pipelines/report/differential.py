"""The ranked differential as a table with a bar for what each score is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from data_schema import Diagnosis, OntologyClass

from .concept import code
from .families import FamilyGroup, by_family
from .markup import Child, Markup, el
from .parts import Part, both_sides, score_parts
from .svg import score_bar
from .trust import percent, trust_sentences
from .view import View
from .wording import DANGEROUS, nats

__all__ = ["differential_section", "linked_ranks"]


_GENETIC: Final = ("Genes", "Inheritance")
"""Columns of a differential in which some disease is inherited."""
_PROBABILITY: Final = "Probability"
_NUMBERS: Final = frozenset({"Rank", "Score", _PROBABILITY})


def differential_section(view: View, *, explained: int) -> Markup:
    """Return the differential; the first ``explained`` diagnoses link to their cards."""
    diagnoses = view.report.diagnoses
    if not diagnoses:
        return el("section", el("h2", "Differential"), el("p", "No diagnosis."), id="differential")
    parts = [score_parts(diagnosis, view.names) for diagnosis in diagnoses]
    sides = [both_sides(listed) for listed in parts]
    low, high = min(loss for loss, _ in sides), max(gain for _, gain in sides)
    linked = linked_ranks(view, explained=explained)
    genetic = any(diagnosis.genes or diagnosis.inheritance for diagnosis in diagnoses)
    likely = any(diagnosis.probability is not None for diagnosis in diagnoses)
    columns = (
        *("Rank", "Disease", "Score"),
        *((_PROBABILITY,) if likely else ()),
        "For and against",
        *(_GENETIC if genetic else ()),
    )
    drawn = {
        diagnosis.rank: el(
            "tr",
            _cells(diagnosis, linked=diagnosis.rank in linked),
            _probability_cell(diagnosis) if likely else None,
            _bar_cell(listed, low=low, high=high),
            _genetic_cells(diagnosis) if genetic else None,
        )
        for diagnosis, listed in zip(diagnoses, parts, strict=True)
    }
    head = el(
        "tr",
        *(
            el("th", name, scope="col", class_="number" if name in _NUMBERS else None)
            for name in columns
        ),
    )
    table = el(
        "table",
        el("caption", "Scores are evidence in nats (natural-log units), not probabilities."),
        el("thead", head),
        [_group(group, drawn) for group in by_family(diagnoses)],
        class_="differential",
    )
    trust = [el("p", sentence) for sentence in trust_sentences(view.report)]
    return el("section", el("h2", "Differential"), trust, table, _key(), id="differential")


def linked_ranks(view: View, *, explained: int) -> frozenset[int]:
    """Return the ranks that have a card: the first ``explained``, and what must not be missed."""
    report = view.report
    carded = (*report.diagnoses[:explained], *report.do_not_miss)
    return frozenset(diagnosis.rank for diagnosis in carded)


def _group(group: FamilyGroup, drawn: Mapping[int, Markup]) -> Markup:
    """Draw a family's rows; a line of its own names it unless its own row stands first."""
    rows = [drawn[diagnosis.rank] for diagnosis in group.diagnoses]
    if group.family is None:
        return el("tbody", rows)
    if group.is_led_by_the_family:
        return el("tbody", rows, class_="family led")
    name = el("span", group.family.label or group.family.id, class_="name")
    head = el(
        "tr",
        el("td"),
        el("th", name, " ", code(group.family.id), ", one of:", colspan=5, scope="rowgroup"),
        class_="family-head",
    )
    return el("tbody", head, rows, class_="family")


def _cells(diagnosis: Diagnosis, *, linked: bool) -> list[Markup]:
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
    if diagnosis.must_not_miss:
        lines.append(el("div", DANGEROUS, class_="quiet"))
    return [
        el("td", str(diagnosis.rank), class_="number", data_label="Rank"),
        el("th", lines, scope="row", data_label="Disease"),
        el("td", nats(diagnosis.score), class_="number score", data_label="Score"),
    ]


def _probability_cell(diagnosis: Diagnosis) -> Markup:
    return el("td", percent(diagnosis.probability), class_="number", data_label=_PROBABILITY)


def _bar_cell(parts: Sequence[Part], *, low: float, high: float) -> Markup:
    loss, gain = both_sides(parts)
    bar = score_bar(parts, low=low, high=high)
    sides = el("div", f"for {nats(gain)} · against {nats(loss)}", class_="quiet")
    return el("td", bar, sides, class_="bars", data_label="For and against")


def _genetic_cells(diagnosis: Diagnosis) -> list[Markup]:
    return [
        el("td", _labels(diagnosis.genes), data_label=_GENETIC[0]),
        el("td", _labels(diagnosis.inheritance), data_label=_GENETIC[1]),
    ]


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
