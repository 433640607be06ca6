"""An evidence path in words and as hops: what each node is, and which way each edge points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from data_schema import Attribution, EvidencePath, PathEdge, Predicate

from .svg import Direction, Hop
from .view import Names
from .wording import match_phrase

__all__ = ["hops", "how_met", "path_words", "strongest_first"]

_EDGE_WORDS: Final[dict[str, str]] = {
    Predicate.SUBCLASS_OF: "is a",
    Predicate.EXACT_MATCH: "same as",
    Predicate.HAS_PHENOTYPE: "shows",
}


def strongest_first(paths: Sequence[EvidencePath]) -> list[EvidencePath]:
    """Return the paths by falling share; ties by their nodes."""
    return sorted(paths, key=lambda path: (-path.share, path.nodes))


def hops(path: EvidencePath, item: Attribution, names: Names) -> list[Hop]:
    """Return the nodes of ``path``, each with its role and the edge that leads to it."""
    made = [_hop(path.nodes[0], None, path, item, names)]
    for edge, node in zip(path.edges, path.nodes[1:], strict=True):
        made.append(_hop(node, edge, path, item, names))
    return made


def path_words(path: EvidencePath, names: Names) -> str:
    """Return ``Tall stature (HP:0000098) ←shows– Marfan syndrome (OMIM:154700)``, left to right."""
    words = [_named(path.nodes[0], names)]
    for edge, node in zip(path.edges, path.nodes[1:], strict=True):
        direction = _direction(edge, node)
        verb = _edge_words(edge.predicate)
        arrow = {
            Direction.FORWARD: f"–{verb}→",
            Direction.BACKWARD: f"←{verb}–",
            Direction.BOTH: f"={verb}=",
        }[direction]
        words += [arrow, _named(node, names)]
    return " ".join(words)


def how_met(item: Attribution, names: Names) -> str:
    """Say how a finding met the disease, and where if not at the finding itself."""
    if not item.paths:
        return "unrelated: they meet only at the root of the ontology"
    phrase = match_phrase(item.match)
    return phrase if item.matched == item.finding else f"{phrase}: {names(item.matched)}"


def _named(node: str, names: Names) -> str:
    return f"{names(node)} ({node})"


def _hop(
    node: str, edge: PathEdge | None, path: EvidencePath, item: Attribution, names: Names
) -> Hop:
    role, css = _role(node, path, item)
    label = names(node)
    if edge is None:
        return Hop(id=node, label=label, role=role, css=css, title=f"{role}: {label} ({node})")
    title = (
        f"{names(edge.subject)} {_edge_words(edge.predicate)} {names(edge.object)} "
        f"({edge.subject} {edge.predicate} {edge.object}, {edge.source})"
    )
    return Hop(
        id=node,
        label=label,
        role=role,
        css=css,
        edge=_edge_words(edge.predicate),
        direction=_direction(edge, node),
        title=title,
    )


def _role(node: str, path: EvidencePath, item: Attribution) -> tuple[str, str]:
    if node == path.nodes[-1]:
        return "disease", "disease"
    if path.edges[-1].predicate == Predicate.EXACT_MATCH and node == path.nodes[-2]:
        return "same disease", "disease"
    roles = [
        role
        for role, holds in (
            ("finding", node == path.nodes[0]),
            ("met here", node == item.matched),
            ("annotated", node == path.annotation.term),
        )
        if holds
    ]
    css = "met" if node == item.matched else "finding" if node == path.nodes[0] else "term"
    return " · ".join(roles), css


def _direction(edge: PathEdge, towards: str) -> Direction:
    if edge.predicate == Predicate.EXACT_MATCH:
        return Direction.BOTH
    return Direction.FORWARD if edge.object == towards else Direction.BACKWARD


def _edge_words(predicate: str) -> str:
    return _EDGE_WORDS.get(predicate, predicate.replace("_", " "))
