"""An evidence path in words and as hops: what each node is, and which way each edge points."""

from __future__ import annotations

from collections.abc import Sequence

from data_schema import Attribution, EvidencePath, PathEdge, Predicate

from .svg import Direction, Hop
from .view import Names

__all__ = ["hops", "path_words", "strongest_first"]

_EDGE_WORDS = {
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
    """Return ``Arachnodactyly –is a→ Long fingers ←shows– Marfan syndrome``, labels only."""
    words = [names(path.nodes[0])]
    for edge, node in zip(path.edges, path.nodes[1:], strict=True):
        direction = _direction(edge, node)
        verb = _edge_words(edge.predicate)
        arrow = {
            Direction.FORWARD: f"–{verb}→",
            Direction.BACKWARD: f"←{verb}–",
            Direction.BOTH: f"={verb}=",
        }[direction]
        words += [arrow, names(node)]
    return " ".join(words)


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
    return _EDGE_WORDS.get(Predicate(predicate), predicate.replace("_", " "))
