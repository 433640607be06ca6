"""From other people's words and codes to the ids of a graph, through reviewable SSSOM files.

``kg/data/mappings/NAME.sssom.tsv`` says for each word or code of the source ``NAME`` which term or
disease means it; ``sssom:NoTermFound`` says that it was looked at and nothing does. Compiled by
``python -m benchmarks.compile_mappings``. SSSOM: Matentzoglu N et al. Database 2022;baac035.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from data_schema import Category
from kg.model import Node

__all__ = ["NO_TERM", "Crosswalk", "mapping_folder", "read_mappings", "subject_id"]

NO_TERM: Final = "sssom:NoTermFound"
_EXACT: Final = "skos:exactMatch"
_READ: Final = frozenset({_EXACT, "skos:closeMatch", "skos:broadMatch"})
"""The object means the same, almost the same, or includes the subject: whoever has the subject
has the object."""
_NOT_A_LETTER: Final = re.compile(r"[^a-z0-9]+")


def mapping_folder() -> Path:
    """Return where the packaged mapping sets are."""
    return Path(str(files("kg") / "data" / "mappings"))


def subject_id(prefix: str, kind: str, words: str) -> str:
    """Return the id that words of a source without ids go by: ``ROTMENSCH:finding/sore_throat``."""
    return f"{prefix}:{kind}/{_NOT_A_LETTER.sub('_', words.lower()).strip('_')}"


def read_mappings(path: Path, predicates: Collection[str] = _READ) -> dict[str, str]:
    """Return subject → object of a mapping set; a set that is not there maps nothing."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return {
            row["subject_id"]: row["object_id"]
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row["predicate_id"] in predicates and row["object_id"] != NO_TERM
        }


class Crosswalk:
    """Finds the graph's id of a finding or a disease.

    Args:
        source: name of the mapping set.
        known: the graph's nodes so far.
    """

    def __init__(self, source: str, known: Mapping[str, Node]) -> None:
        path = mapping_folder() / f"{source}.sssom.tsv"
        self._mapped = read_mappings(path)
        self._exact = read_mappings(path, (_EXACT,)).keys()
        self._terms: dict[str, str] = {}
        self._diseases: set[str] = set()
        self._same: dict[str, set[str]] = {}
        for node in known.values():
            if node.category is Category.PHENOTYPIC_FEATURE and not node.deprecated:
                for name in (node.id, *node.alt_ids):
                    self._terms[name] = node.id
            elif node.category is Category.DISEASE:
                self._diseases.add(node.id)
                for xref in node.xrefs:
                    self._same.setdefault(xref, set()).add(node.id)

    def is_exact(self, subject: str) -> bool:
        """Say whether a word or code is mapped to what means the very same."""
        return subject in self._exact

    def term(self, finding: str) -> str | None:
        """Return the live term that ``finding`` is or is mapped to, if the graph has it."""
        return self._terms.get(self._mapped.get(finding, finding))

    def first_known(self, ids: Iterable[str]) -> str | None:
        """Return the first id that a disease of the graph bears as its own."""
        return next((name for name in ids if name in self._diseases), None)

    def disease(self, words: str, ids: Iterable[str] = ()) -> str | None:
        """Return the disease that ``words`` is mapped to, else what the first of ``ids`` means.

        A disease of the graph that bears the id, or alone refers to it, comes before a new one.
        """
        stated = [name for name in (self._mapped.get(words), *ids) if name]
        if own := self.first_known(stated):
            return own
        for name in stated:
            same = self._same.get(name, set())
            if len(same) == 1:
                return next(iter(same))
        return stated[0] if stated else None
