"""The query behind a path, folded away."""

from __future__ import annotations

import json
from collections.abc import Mapping

from .markup import Markup, el

__all__ = ["cypher_details"]


def cypher_details(cypher: str, parameters: Mapping[str, str]) -> Markup | None:
    """Return the statement and its parameters, or nothing where there is no statement."""
    if not cypher:
        return None
    values = json.dumps(dict(parameters), indent=2, ensure_ascii=False)
    return el(
        "details",
        el("summary", "Cypher"),
        el("pre", el("code", cypher), tabindex=0),
        el("p", "Parameters", class_="quiet"),
        el("pre", el("code", values), tabindex=0),
        class_="cypher",
    )
