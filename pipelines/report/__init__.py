"""A diagnosis report for people: one HTML file, or the terminal."""

from __future__ import annotations

from .html import render_html
from .page import write_html

__all__ = ["render_html", "write_html"]
