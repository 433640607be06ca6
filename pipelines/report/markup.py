"""HTML built from nested calls; whatever is not already markup is escaped.

``el("p", "1 < 2", el("b", name), class_="note")`` → ``<p class="note">1 &lt; 2<b>…</b></p>``.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Final

from .wording import printable

__all__ = ["Child", "Markup", "el", "raw"]

_VOID: Final = frozenset({"br", "hr", "link", "meta"})


class Markup(str):
    """Text that already is markup."""

    __slots__ = ()


Child = str | Iterable["Child"] | None
"""What may stand inside an element: text (escaped), markup, ``None`` (nothing), or several."""


def raw(text: str) -> Markup:
    """Declare that ``text``, which the caller wrote and no input reached, is markup."""
    return Markup(text)


def el(tag: str, *children: Child, **attributes: str | float | bool | None) -> Markup:
    """Return one element.

    Args:
        tag: element name, from the program and never from the input.
        *children: contents; plain text is escaped.
        **attributes: ``class_`` stands for ``class``, ``aria_label`` for ``aria-label``; ``True``
            makes a bare attribute, ``None`` and ``False`` leave it out.
    """
    shown = "".join(
        f" {_attribute_name(key)}" + ("" if value is True else f'="{_escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if tag in _VOID:
        return Markup(f"<{tag}{shown}>")
    return Markup(f"<{tag}{shown}>{_inner(children)}</{tag}>")


def _inner(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child
    if isinstance(child, str):
        return _escape(child)
    return "".join(map(_inner, child))


def _attribute_name(keyword: str) -> str:
    return keyword.rstrip("_").replace("_", "-")


def _escape(text: str) -> str:
    return html.escape(printable(text), quote=True)
