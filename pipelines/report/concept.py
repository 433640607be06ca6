"""Concepts as links: to their row in the report, and to the registry that defines them."""

from __future__ import annotations

import re
from typing import Final

from data_schema import curie_prefix

from .markup import Markup, el
from .view import View

__all__ = ["code", "concept_link", "external"]

_REGISTRIES: Final[dict[str, str]] = {
    "HP": "https://hpo.jax.org/browse/term/HP:{}",
    "MONDO": "https://monarchinitiative.org/MONDO:{}",
    "OMIM": "https://omim.org/entry/{}",
    "ORPHA": "https://www.orpha.net/en/disease/detail/{}",
    "PMID": "https://pubmed.ncbi.nlm.nih.gov/{}/",
}
_DIGITS: Final = re.compile("[0-9]+")


def code(curie: str) -> Markup:
    """Return a CURIE as it stands."""
    return el("code", curie)


def external(curie: str) -> Markup:
    """Return a CURIE as a link to its registry; followed only when a reader asks for it."""
    prefix, local = curie_prefix(curie), curie.partition(":")[2]
    if prefix not in _REGISTRIES or _DIGITS.fullmatch(local) is None:
        return code(curie)
    href = _REGISTRIES[prefix].format(local)
    return el("a", code(curie), href=href, rel="noreferrer noopener external")


def concept_link(curie: str, view: View) -> Markup:
    """Return a finding's label and CURIE, linked to its row among the findings."""
    number = view.number(curie)
    label = el("span", view.names(curie), class_="name")
    if number is None:
        return el("span", label, " ", code(curie), class_="concept")
    link = el("a", label, href=f"#f{number}")
    return el("span", link, " ", code(curie), class_="concept")
