"""What speaks for a diagnosis: each finding with its words, its paths and their Cypher."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from data_schema import (
    AnnotationSummary,
    Attribution,
    Contradiction,
    ContradictionKind,
    Diagnosis,
    EvidencePath,
    Predicate,
)

from .concept import concept_link, external
from .cypher import cypher_details
from .markup import Child, Markup, el
from .paths import hops, how_met, path_words, strongest_first
from .svg import contribution_bar, path_strip
from .view import Mark, View
from .wording import contradiction_phrase, count_of, nats, scored_phrase, source_phrase

__all__ = ["contradiction_item", "support_section"]

_OPEN_PATHS: Final = 8
_PATHS_SHOWN: Final = 3
_QUOTES_SHOWN: Final = 3


def support_section(diagnosis: Diagnosis, view: View) -> Markup:
    """Return every attribution of ``diagnosis``, largest first, then exclusions that support it."""
    ranked = sorted(diagnosis.evidence, key=lambda item: (-item.contribution, item.finding))
    lacked = [item for item in diagnosis.contradictions if item.contribution > 0]
    if not ranked and not lacked:
        return el("section", el("h4", "Speaks for it"), el("p", "No finding met this disease."))
    low = min([0.0, *(item.contribution for item in ranked)])
    high = max([0.0, *(item.contribution for item in ranked)])
    items = [
        _support(item, view, low=low, high=high, opened=place < _OPEN_PATHS)
        for place, item in enumerate(ranked)
    ]
    items += [contradiction_item(item, view) for item in lacked]
    total = math.fsum(item.contribution for item in ranked) + math.fsum(
        item.contribution for item in lacked
    )
    heading = f"Speaks for it: {count_of(len(items), 'finding')}, {nats(total)} nats"
    return el("section", el("h4", heading), el("ol", items, class_="evidence"))


def _support(item: Attribution, view: View, *, low: float, high: float, opened: bool) -> Markup:
    name = view.names(item.finding)
    ranked = strongest_first(item.paths)
    folded = [_path(path, item, view) for path in ranked[_PATHS_SHOWN:]]
    shown = [_path(path, item, view) for path in ranked[:_PATHS_SHOWN]]
    if folded:
        shown.append(el("details", el("summary", f"{count_of(len(folded), 'more path')}"), folded))
    head = el(
        "div",
        el("span", nats(item.contribution), class_="nats"),
        contribution_bar(item.contribution, low=low, high=high, label=name),
        concept_link(item.finding, view),
        el("span", how_met(item, view.names), class_="match"),
        class_="head",
    )
    derivation: Child = shown
    if ranked and not opened:
        summary = f"Derivation, {count_of(len(item.paths), 'path')}"
        derivation = el("details", el("summary", summary), shown)
    return el("li", head, _quotes(item, view), derivation)


def _quotes(item: Attribution, view: View) -> Markup | None:
    words = view.words(item.finding)
    children: list[Child] = list(_quoted(words, view))
    if item.subsumed:
        also = ", ".join(view.names(curie) for curie in item.subsumed)
        children.append(el("span", f"counts with it: {also}", class_="quiet"))
    return el("p", children, class_="quotes") if children else None


def _quoted(words: tuple[Mark, ...], view: View) -> Iterator[Child]:
    for mark in words[:_QUOTES_SHOWN]:
        link = el("a", el("q", mark.mention.text), href=f"#m{mark.number}")
        where = f" in {view.document_name(mark.mention.document_id)}"
        yield el("span", link, el("span", where, class_="quiet"))
    if len(words) > _QUOTES_SHOWN:
        yield el("span", f"and {len(words) - _QUOTES_SHOWN} more", class_="quiet")


def _path(path: EvidencePath, item: Attribution, view: View) -> Markup:
    share = path.share * item.contribution
    carried = f"{path.share:.0%} of it, {nats(share)}: " if len(item.paths) > 1 else ""
    by = view.names(path.nodes[-1])
    if path.edges[-1].predicate == Predicate.EXACT_MATCH:
        by = f"{view.names(path.nodes[-2])} ({path.nodes[-2]})"
    scored = scored_phrase(path.annotation, at=item.matched)
    text = f"{carried}{by} shows {view.names(path.annotation.term)}: {scored}"
    return el(
        "div",
        path_strip(hops(path, item, view.names), label=f"Path: {path_words(path, view.names)}"),
        el("p", text, _sources(path.annotation), class_="annotation"),
        cypher_details(path.cypher, path.parameters),
        class_="derivation",
    )


def _sources(annotation: AnnotationSummary) -> Iterator[Child]:
    for publication in annotation.publications:
        yield " · "
        yield external(publication)
    for text in (annotation.evidence_code, source_phrase(annotation.source)):
        if text:
            yield f" · {text}"


def contradiction_item(item: Contradiction, view: View) -> Markup:
    """Return one contradiction with its words and the annotation behind it."""
    annotation: Child = None
    if item.annotation is not None:
        excluded = item.kind is ContradictionKind.EXCLUDED
        scored = scored_phrase(item.annotation, at=item.finding, excluded=excluded)
        annotation = el(
            "p",
            f"annotated with {view.names(item.annotation.term)}: {scored}",
            _sources(item.annotation),
            class_="annotation",
        )
    words = list(_quoted(view.words(item.finding), view))
    return el(
        "li",
        el(
            "div",
            el("span", nats(item.contribution), class_="nats"),
            concept_link(item.finding, view),
            el("span", contradiction_phrase(item.kind, item.contribution), class_="match"),
            class_="head",
        ),
        el("p", words, class_="quotes") if words else None,
        annotation,
    )
