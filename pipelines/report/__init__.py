"""A diagnosis report for people: one HTML file, or the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .connections import render_connections
from .html import render_html
from .index import IndexEntry, render_index
from .page import write_html
from .versus import render_versus_html
from .view import Labels

if TYPE_CHECKING:
    from .text import render_text, render_versus

__all__ = [
    "IndexEntry",
    "Labels",
    "render_connections",
    "render_html",
    "render_index",
    "render_text",
    "render_versus",
    "render_versus_html",
    "write_html",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the module's own functions
    if name in {"render_text", "render_versus"}:
        from . import text

        return getattr(text, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
