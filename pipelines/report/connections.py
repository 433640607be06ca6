"""Connections for the terminal and for the page: paths of any kind, apart from the score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from data_schema import Connection, Connections, Diagnosis

from .cypher import cypher_details
from .markup import Markup, el
from .paths import walk_words
from .view import Labels, Names
from .wording import count_of

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["connection_blocks", "connections_section", "render_connections"]

_SMALLEST_SHOWN: Final = 1e-4


def render_connections(found: Connections, *, labels: Labels) -> RenderableType:
    """Return connections for a terminal.

    Args:
        found: the paths between two nodes.
        labels: CURIE → label.
    """
    from rich.console import Group

    return Group(*connection_blocks(found, Names(labels)))


def connection_blocks(found: Connections, names: Names) -> Iterator[RenderableType]:
    """Yield the blocks of connections for a terminal, after one that says what they are."""
    from .terminal import grid, line

    head = line(_ends(found, names), "bold")
    head.append(f", {found.note}", "dim")
    yield head
    if not found.paths:
        yield line(f"   {_none(found)}")
    for path in found.paths:
        words = line(walk_words(path.nodes, path.edges, names))
        yield grid([(_product(path), [words, line(_chance(path, found), "dim")])])
    yield from (line(f"   {caveat}", "yellow") for caveat in _caveats(found))


def connections_section(diagnosis: Diagnosis, names: Names) -> Markup | None:
    """Return the section of a card, or nothing where no connections were asked for."""
    if not diagnosis.connections:
        return None
    note = diagnosis.connections[0].note
    lead = (
        "The best paths of any kind between each finding and the disease. The number is the "
        "path-degree product: the fewer other edges its nodes have, the nearer to 1."
    )
    return el(
        "details",
        el("summary", f"Connections in the graph, {note}"),
        el("p", lead, class_="quiet"),
        [_pair(found, names) for found in diagnosis.connections],
        class_="connections",
    )


def _pair(found: Connections, names: Names) -> Markup:
    items = [
        el(
            "li",
            el("span", _product(path), class_="nats"),
            " ",
            walk_words(path.nodes, path.edges, names),
            el("p", _chance(path, found), class_="annotation"),
            cypher_details(path.cypher, path.parameters),
        )
        for path in found.paths
    ]
    return el(
        "section",
        el("h4", _ends(found, names)),
        el("ol", items, class_="rows") if items else el("p", _none(found)),
        [el("p", caveat, class_="quiet") for caveat in _caveats(found)],
    )


def _ends(found: Connections, names: Names) -> str:
    return f"{names(found.start.id)} – {names(found.end.id)}"


def _none(found: Connections) -> str:
    return f"No path of {count_of(found.max_hops, 'edge')} or fewer."


def _product(path: Connection) -> str:
    product = path.path_degree_product
    return f"{product:.4f}" if product >= _SMALLEST_SHOWN else f"{product:.0e}"


def _chance(path: Connection, found: Connections) -> str:
    pairs = found.random_pairs
    if pairs is None:
        return count_of(len(path.edges), "edge")
    return (
        f"{count_of(len(path.edges), 'edge')}, as good a path in {path.as_good} of "
        f"{count_of(pairs.n, 'random pair')} of nodes with "
        f"{_span(pairs.start_degrees)} and {_span(pairs.end_degrees)} edges"
    )


def _span(degrees: tuple[int, int]) -> str:
    low, high = degrees
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _caveats(found: Connections) -> Iterator[str]:
    if found.truncated:
        yield "Time ran out: better paths may be missing."
