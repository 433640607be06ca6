"""Pictures of numbers and paths, drawn here as SVG: no script, no style attribute, no font.

Every picture is an image with a title for screen readers; colours come from the page's classes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .markup import Markup, el
from .parts import Part, PartKind, both_sides
from .wording import nats

__all__ = ["Direction", "Hop", "contribution_bar", "gauge", "path_strip", "score_bar"]

_BAR_WIDTH: Final = 200.0
_FOR: Final = "for"
_AGAINST: Final[dict[PartKind, str]] = {
    PartKind.HALLMARK: "absent",
    PartKind.REST: "absent",
}


def contribution_bar(value: float, *, low: float, high: float, label: str) -> Markup:
    """Draw one signed contribution on the scale ``low`` ≤ 0 ≤ ``high``, in nats."""
    css = _FOR if value >= 0 else "against"
    return _bars([(value, css)], low=low, high=high, title=f"{label}: {nats(value)} nats")


def score_bar(parts: Sequence[Part], *, low: float, high: float) -> Markup:
    """Draw a score: what speaks for it to the right of zero, what speaks against it to the left.

    ``low`` and ``high`` are the scale in nats, shared by the bars that are compared.
    """
    values = [
        (part.contribution, _FOR if part.contribution > 0 else _AGAINST.get(part.kind, "against"))
        for part in parts
        if part.contribution
    ]
    values.sort(key=lambda item: -abs(item[0]))
    values.sort(key=lambda item: item[1] == "absent")
    loss, gain = both_sides(parts)
    title = f"{nats(gain)} nats for, {nats(loss)} nats against"
    return _bars(values, low=low, high=high, title=title)


def _bars(values: Sequence[tuple[float, str]], *, low: float, high: float, title: str) -> Markup:
    span = (high - low) or 1.0
    zero = -low / span * _BAR_WIDTH
    left = right = zero
    bars = []
    for value, css in values:
        width = abs(value) / span * _BAR_WIDTH
        start = right if value >= 0 else left - width
        if value >= 0:
            right += width
        else:
            left -= width
        bars.append(el("rect", class_=css, x=_px(start), y=2, width=_px(width), height=12))
    return el(
        "svg",
        el("title", title),
        bars,
        el("line", class_="zero", x1=_px(zero), x2=_px(zero), y1=0, y2=16),
        class_="bar",
        role="img",
        viewBox=f"-1 0 {_BAR_WIDTH + 2:.0f} 16",
        preserveAspectRatio="none",
    )


def gauge(value: float, *, need: float, title: str) -> Markup:
    """Draw ``value`` on a scale with ticks at ``need`` and twice ``need``, all in nats."""
    scale = _BAR_WIDTH / (3 * need)
    ticks = [
        el("line", class_="tick", x1=_px(x), x2=_px(x), y1=0, y2=16)
        for x in (need * scale, 2 * need * scale)
    ]
    return el(
        "svg",
        el("title", title),
        el("rect", class_="track", x=0, y=4, width=_px(_BAR_WIDTH), height=8),
        el("rect", class_="for", x=0, y=4, width=_px(min(_BAR_WIDTH, value * scale)), height=8),
        ticks,
        class_="bar",
        role="img",
        viewBox=f"-1 0 {_BAR_WIDTH + 2:.0f} 16",
        preserveAspectRatio="none",
    )


class Direction(StrEnum):
    """Which way an edge points, seen from the left."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One node of a path strip and the edge that leads to it from the node before.

    Attributes:
        id, label: the node.
        role: what the node is in the path (``finding``, ``met here``, ``disease``), may be empty.
        css: class of the box.
        edge: words on the edge, empty for the first node.
        direction: which way the edge points.
        title: the hop in words.
    """

    id: str
    label: str
    role: str
    css: str
    title: str
    edge: str = ""
    direction: Direction = Direction.FORWARD


_LINE: Final = 16
_FONT: Final = 13.0
_SMALL: Final = 11.0
_ARROW: Final = 66
_PADDING: Final = 9
_LABEL_CHARS: Final = 22
_LABEL_LINES: Final = 4


def path_strip(hops: Sequence[Hop], *, label: str) -> Markup:
    """Draw a path as a row of boxes and arrows that wraps wherever the page does."""
    wrapped = [list(_wrap(hop.label)) for hop in hops]
    lines = max(map(len, wrapped))
    items = [el("li", _hop(hop, words, lines)) for hop, words in zip(hops, wrapped, strict=True)]
    return el("ol", items, class_="path", aria_label=label)


def _hop(hop: Hop, words: Sequence[str], lines: int) -> Markup:
    lead = _ARROW if hop.edge else 0
    inner = max(
        *(_width(line, _FONT) for line in words), _width(hop.id, _SMALL), _width(hop.role, _SMALL)
    )
    width = inner + 2 * _PADDING
    height = (lines + 2) * _LINE + 2 * _PADDING
    middle = height / 2
    centre = lead + width / 2
    top = middle - (len(words) + 2) * _LINE / 2 + 12
    rows = [(hop.role, "role"), *((line, "label") for line in words), (hop.id, "id")]
    texts = [
        el("text", text, class_=css, x=_px(centre), y=_px(top + i * _LINE), text_anchor="middle")
        for i, (text, css) in enumerate(rows)
    ]
    return el(
        "svg",
        el("title", hop.title),
        list(_arrow(hop, middle)) if hop.edge else None,
        el(
            "rect",
            class_=f"node {hop.css}",
            x=_px(lead + 1),
            y=1,
            width=_px(width - 2),
            height=_px(height - 2),
            rx=6,
        ),
        texts,
        role="img",
        width=_px(lead + width),
        height=_px(height),
        viewBox=f"0 0 {_px(lead + width)} {_px(height)}",
    )


def _arrow(hop: Hop, y: float) -> Iterator[Markup]:
    left, right = 4, _ARROW - 4
    yield el(
        "text",
        hop.edge,
        class_="edge-label",
        x=_px((left + right) / 2),
        y=_px(y - 7),
        text_anchor="middle",
    )
    if hop.direction is Direction.BOTH:
        yield el("path", class_="edge", d=f"M{left} {y - 2:g}H{right}M{left} {y + 2:g}H{right}")
        return
    tip, back = (right, -7) if hop.direction is Direction.FORWARD else (left, 7)
    yield el("path", class_="edge", d=f"M{left} {y:g}H{right}")
    yield el("path", class_="arrowhead", d=f"M{tip} {y:g}l{back} -4v8z")


def _wrap(label: str) -> Iterator[str]:
    line = ""
    lines = 0
    for word in label.split() or [""]:
        pieces = [word[i : i + _LABEL_CHARS] for i in range(0, len(word), _LABEL_CHARS)] or [""]
        for piece in pieces:
            if line and len(line) + 1 + len(piece) > _LABEL_CHARS:
                lines += 1
                if lines == _LABEL_LINES:
                    yield line[: _LABEL_CHARS - 1] + "…"
                    return
                yield line
                line = piece
            else:
                line = f"{line} {piece}" if line else piece
    yield line


def _width(text: str, size: float) -> float:
    """Estimate how wide ``text`` is at ``size`` pixels, on the wide side of common fonts."""
    return size * sum(map(_em, text))


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in "iljtfrI.,:;'|!()[] ":
        return 0.40
    if character in "mwMW@%":
        return 0.95
    return 0.70 if character.isupper() else 0.62


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
