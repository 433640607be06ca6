"""A diagnosis report for people: one HTML file, or the terminal.

Names are imported when they are asked for: the command line's help needs none of the pages.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .connections import render_connections
    from .html import render_html
    from .index import IndexEntry, render_index
    from .page import write_html
    from .text import render_text, render_versus
    from .versus import render_versus_html
    from .view import Labels

_HOME: Final[dict[str, str]] = {
    "IndexEntry": ".index",
    "Labels": ".view",
    "render_connections": ".connections",
    "render_html": ".html",
    "render_index": ".index",
    "render_text": ".text",
    "render_versus": ".text",
    "render_versus_html": ".versus",
    "write_html": ".page",
}
"""Public name → the module it is imported from."""

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


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'pipelines.report' has no attribute {name!r}")
    value: object = getattr(import_module(_HOME[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
