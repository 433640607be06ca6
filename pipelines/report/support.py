"""What speaks for a diagnosis: each finding with its words, its paths and their Cypher."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Final

from data_schema import AnnotationSummary, Attribution, Diagnosis, EvidencePath, Predicate

from .concept import concept_link, external
from .markup import Child, Markup, el
from .paths import hops, path_words, strongest_first
from .svg import contribution_bar, path_strip
from .view import Mark, View
from .wording import count_of, frequency, match_phrase, nats

__all__ = ["quoted", "sources", "support_section"]

_OPEN_PATHS: Final = 8
_PATHS_SHOWN: Final = 3
_QUOTES_SHOWN: Final = 3


def support_section(diagnosis: Diagnosis, view: View) -> Markup:
    """Return every attribution of ``diagnosis``, largest first."""
    ranked = sorted(diagnosis.evidence, key=lambda item: (-item.contribution, item.finding))
    if not ranked:
        return el("section", el("h4", "Speaks for it"), el("p", "No finding met this disease."))
    low = min(0.0, *(item.contribution for item in ranked))
    high = max(0.0, *(item.contribution for item in ranked))
    items = [
        _support(item, view, low=low, high=high, opened=place < _OPEN_PATHS)
        for place, item in enumerate(ranked)
    ]
    total = math.fsum(item.contribution for item in ranked)
    heading = f"Speaks for it: {count_of(len(ranked), 'finding')}, {nats(total)} nats"
    return el("section", el("h4", heading), el("ol", items, class_="evidence"))


def _support(
    item: Attribution, view: View, *, low: float, high: float, opened: bool
) -> Markup:
    name = view.names(item.finding)
    ranked = strongest_first(item.paths)
    folded = [_path(path, item, view) for path in ranked[_PATHS_SHOWN:]]
    shown = [_path(path, item, view) for path in ranked[:_PATHS_SHOWN]]
    if folded:
        shown.append(
            el("details", el("summary", f"{count_of(len(folded), 'more path')}"), folded)
        )
    head = el(
        "div",
        el("span", nats(item.contribution), class_="nats"),
        contribution_bar(item.contribution, low=low, high=high, label=name),
        concept_link(item.finding, view),
        el("span", _match(item, view), class_="match"),
        class_="head",
    )
    met = "met the disease only at the root of the ontology: unrelated, counts as nothing"
    derivation: Child = (
        el("details", el("summary", f"Derivation, {count_of(len(item.paths), 'path')}"), shown, open=opened)
        if ranked
        else el("p", met, class_="quiet")
    )
    return el("li", head, _quotes(item, view), derivation)


def _match(item: Attribution, view: View) -> str:
    phrase = match_phrase(item.match)
    return phrase if item.matched == item.finding else f"{phrase}: {view.names(item.matched)}"


def _quotes(item: Attribution, view: View) -> Markup | None:
    words = view.words(item.finding)
    children: list[Child] = list(quoted(words, view))
    if item.subsumed:
        also = ", ".join(view.names(curie) for curie in item.subsumed)
        children.append(el("span", f"counts with it: {also}", class_="quiet"))
    return el("p", children, class_="quotes") if children else None


def quoted(words: tuple[Mark, ...], view: View) -> Iterator[Child]:
    """Yield the words a finding was read from, each linked to its place in the notes."""
    for mark in words[:_QUOTES_SHOWN]:
        yield el("a", el("q", mark.mention.text), href=f"#m{mark.number}")
        yield el("span", f" in {view.document_name(mark.mention.document_id)} ", class_="quiet")
    if len(words) > _QUOTES_SHOWN:
        yield el("span", f"and {len(words) - _QUOTES_SHOWN} more ", class_="quiet")


def _path(path: EvidencePath, item: Attribution, view: View) -> Markup:
    share = path.share * item.contribution
    carried = f"{path.share:.0%} of it, {nats(share)}: " if len(item.paths) > 1 else ""
    holder = path.edges[-1]
    by = path.nodes[-2] if holder.predicate == Predicate.EXACT_MATCH else path.nodes[-1]
    text = (
        f"{carried}{view.names(by)} shows {view.names(path.annotation.term)} "
        f"in {frequency(path.annotation)}"
    )
    return el(
        "div",
        path_strip(hops(path, item, view.names), label=f"Path: {path_words(path, view.names)}"),
        el("p", text, sources(path.annotation), class_="annotation"),
        _cypher(path),
        class_="derivation",
    )


def sources(annotation: AnnotationSummary) -> Iterator[Child]:
    """Yield publications, evidence codes and knowledge source of an annotation."""
    for publication in annotation.publications:
        yield " · "
        yield external(publication)
    for text in (annotation.evidence_code, annotation.source):
        if text:
            yield f" · {text}"


def _cypher(path: EvidencePath) -> Markup | None:
    if not path.cypher:
        return None
    parameters = json.dumps(path.parameters, indent=2, ensure_ascii=False)
    return el(
        "details",
        el("summary", "Cypher"),
        el("pre", el("code", path.cypher), tabindex=0),
        el("p", "Parameters", class_="quiet"),
        el("pre", el("code", parameters), tabindex=0),
        class_="cypher",
    )
