"""Colours keep WCAG AA contrast (4.5 : 1 for text, 3 : 1 for graphics) in light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pipelines.report

STYLE = (Path(pipelines.report.__file__).parent / "data" / "report.css").read_text("utf-8")
BACKGROUNDS = [
    "--paper",
    "--panel",
    "--alert-bg",
    "--present-bg",
    "--negated-bg",
    "--family-bg",
    "--doubt-bg",
    "--aside-bg",
    "--unlinked-bg",
    "--disease-bg",
    "--target",
]
TEXT = [
    *(("--ink", background) for background in BACKGROUNDS),
    *(("--quiet", background) for background in ("--paper", "--panel")),
    *(("--link", background) for background in ("--paper", "--panel")),
    ("--against", "--paper"),
]
GRAPHICS = [("--for", "--paper"), ("--against", "--paper"), ("--focus", "--paper")]


def themes() -> dict[str, dict[str, str]]:
    light, dark, printed = (
        dict(re.findall(r"(--[a-z-]+):\s*(#[0-9a-f]+)", block))
        for block in re.findall(r":root \{(.*?)\}", STYLE, flags=re.DOTALL)
    )
    return {"light": light, "dark": {**light, **dark}, "print": {**light, **printed}}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rgb`` or ``#rrggbb`` (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_colours_can_be_told_apart(theme: str) -> None:
    colours = themes()[theme]
    needed = {**dict.fromkeys(TEXT, 4.5), **dict.fromkeys(GRAPHICS, 3.0)}
    weak = {
        pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair, least in needed.items()
        if contrast(colours[pair[0]], colours[pair[1]]) < least
    }
    assert weak == {}


def test_black_on_white_is_the_most_there_is() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


def test_the_style_fetches_nothing_and_cannot_end_its_element() -> None:
    assert not re.search(r"url\(|@import|</", STYLE)
