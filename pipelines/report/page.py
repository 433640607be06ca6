"""The page around a report: one file, no script, nothing fetched, one style allowed by its hash."""

from __future__ import annotations

import base64
import hashlib
import os
from functools import cache
from importlib.resources import files
from pathlib import Path

from .markup import Child, Markup, el, raw
from .wording import DISCLAIMER

__all__ = ["page", "write_html"]


def page(*body: Child, title: str) -> str:
    """Return a complete document.

    Its policy forbids scripts, requests, frames, forms and every style but the one inside.
    """
    style = _stylesheet()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("link", rel="icon", href="data:,"),
        el("title", title),
        el("style", style),
    )
    content = el(
        "body",
        el("a", "Skip to the content", class_="skip", href="#content"),
        el("p", DISCLAIMER, class_="banner", role="note"),
        el("main", *body, id="content"),
        el("footer", el("p", DISCLAIMER)),
    )
    return f"<!doctype html>\n{el('html', head, content, lang='en')}\n"


def write_html(path: Path, html: str) -> None:
    """Write ``html`` to ``path`` by way of a temporary file beside it.

    Raises:
        OSError: the file cannot be written; what was at ``path`` is then still there.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.write(html)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@cache
def _stylesheet() -> Markup:
    text = (files(__package__) / "data" / "report.css").read_text(encoding="utf-8")
    return raw(text.replace("\r\n", "\n"))
