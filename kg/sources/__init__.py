"""What a graph is made of: one file per source, and the table that finds them by name."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from data_schema import UnknownNameError

from .source import Source, SourceContent

__all__ = ["Source", "SourceContent", "open_source", "source_names"]

_SOURCES: Final = {
    "hpo": (".hpo", "HpoSource"),
    "do": (".do", "DoSource"),
    "everyday": (".everyday", "EverydaySource"),
    "hetionet": (".hetionet", "HetionetSource"),
    "rotmensch": (".rotmensch", "RotmenschSource"),
    "dismech": (".dismech", "DisMechSource"),
    "ddxplus": (".ddxplus", "DdxPlusSource"),
    "kgx": (".kgx", "KgxSource"),
    "mondo": (".mondo", "MondoSource"),
    "links": (".links", "LinksSource"),
}
"""Name → module and class. A build reads in this order: what links diseases comes after what
brings them."""


def source_names() -> tuple[str, ...]:
    """Return the names of all sources, in the order a build reads them."""
    return tuple(_SOURCES)


def open_source(name: str, path: Path | None = None) -> Source:
    """Return the source called ``name``, reading from ``path`` where it is given.

    Raises:
        UnknownNameError: there is no such source.
    """
    if name not in _SOURCES:
        nearest = get_close_matches(name, _SOURCES, n=1)
        hint = f"did you mean {nearest[0]!r}" if nearest else "choose one of them"
        raise UnknownNameError(
            f"expected a source among {', '.join(_SOURCES)}, got {name!r}; {hint}?"
        )
    module, class_name = _SOURCES[name]
    source_class = getattr(import_module(module, __name__), class_name)
    return cast(Source, source_class(path))
