"""An evidence path in words and as hops: what each node is, and which way each edge points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from data_schema import Attribution, EvidencePath, PathEdge, Predicate

from .svg import Direction, Hop
from .view import Names
from .wording import match_phrase

__all__ = ["hops", "how_met", "path_words", "strongest_first", "walk_words"]

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
    edges: list[PathEdge | None] = [None, *path.edges]
    return [_hop(place, edge, path, item, names) for place, edge in enumerate(edges)]


def path_words(path: EvidencePath, names: Names) -> str:
    """Return ``Tall stature (HP:0000098) ←shows– Marfan syndrome (OMIM:154700)``, left to right."""
    return walk_words(path.nodes, path.edges, names)


def walk_words(nodes: Sequence[str], edges: Sequence[PathEdge], names: Names) -> str:
    """Return nodes and the edges between them as :func:`path_words` does."""
    words = [_named(nodes[0], names)]
    for edge, node in zip(edges, nodes[1:], strict=True):
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
    place: int, edge: PathEdge | None, path: EvidencePath, item: Attribution, names: Names
) -> Hop:
    node = path.nodes[place]
    label = names(node)
    role, css = _role(place, path, item)
    if edge is None:
        return Hop(id=node, label=label, role=role, css=css, title=f"{role}: {label} ({node})")
    words = _edge_words(edge.predicate)
    return Hop(
        id=node,
        label=label,
        role=role,
        css=css,
        edge=words,
        direction=_direction(edge, node),
        title=(
            f"{names(edge.subject)} {words} {names(edge.object)} "
            f"({edge.subject} {edge.predicate} {edge.object}, {edge.source})"
        ),
    )


def _role(place: int, path: EvidencePath, item: Attribution) -> tuple[str, str]:
    """Name a node by its place: the way down may pass the nodes of the way up again."""
    last = len(path.nodes) - 1
    annotated = last - 1
    if path.edges[-1].predicate == Predicate.EXACT_MATCH:
        annotated -= 1
    if place > annotated:
        return ("disease" if place == last else "same disease"), "disease"
    met = item.matched in path.nodes and place == path.nodes.index(item.matched)
    holding = (("finding", place == 0), ("met here", met), ("annotated", place == annotated))
    css = "met" if met else "finding" if place == 0 else "term"
    return " · ".join(role for role, holds in holding if holds), css


def _direction(edge: PathEdge, towards: str) -> Direction:
    if edge.predicate == Predicate.EXACT_MATCH:
        return Direction.BOTH
    return Direction.FORWARD if edge.object == towards else Direction.BACKWARD


def _edge_words(predicate: str) -> str:
    return _EDGE_WORDS.get(predicate, predicate.replace("_", " "))
