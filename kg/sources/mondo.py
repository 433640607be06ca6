"""MONDO: which disease of one vocabulary is which of another, and what groups them.

Reads a folder with MONDO's SSSOM mapping sets (``mappings/mondo_exactmatch_*.sssom.tsv``), its
hierarchy as KGX edges (``*_edges.tsv``) and its labels (``class-stats.tsv``). What an exact match
is called elsewhere is a name of the class, where that vocabulary's licence lets names be passed on.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

from data_schema import Category, GraphBuildError, Predicate, Scope, try_normalize_curie
from kg.model import Edge, Node, SourceInfo, Synonym
from kg.protocols import Progress

from .source import SourceContent, file_hashes

__all__ = [
    "MONDO_SOURCE",
    "MondoSource",
    "MondoTables",
    "distinct_names",
    "link_diseases",
    "read_mondo_folder",
]

MONDO_SOURCE: Final = "infores:mondo"
MONDO_LICENCE: Final = "CC-BY-4.0"
MONDO_LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"
MONDO_CITATION: Final = (
    "Vasilevsky NA et al. Mondo: integrating disease terminology across communities. "
    "Genetics. 2026;232(4):iyaf215. doi:10.1093/genetics/iyaf215"
)
_LABELS: Final = "class-stats.tsv"
_VERSION: Final = re.compile(r"mapping_set_version:.*/releases/([\d-]+)/")
_OBSOLETE: Final = "obsolete "
_NAMING: Final = frozenset({"doid", "icd10cm", "ncit", "orphanet"})
"""Mapping sets whose object labels are names: CC0, public domain, and CC BY 4.0 twice. OMIM's names
are those of the graph's own diseases; UMLS, MedGen, SNOMED CT and ICD-11 do not let names go."""
_SUFFIX: Final = re.compile(r" \((?:disease|disorder)\)$")
_CODES: Final = re.compile(r" \([A-Z]\d[\w.]*(?:-[A-Z]\d[\w.]*)?\)$")
_RESIDUAL: Final = re.compile(r"\b(?:nos|other|unspecified|elsewhere classified)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MondoTables:
    """What MONDO says of its live classes, by MONDO CURIE.

    Attributes:
        version: MONDO release.
        labels: label of each class.
        parents: direct superclasses, sorted.
        matches: CURIEs in other vocabularies that mean exactly the class, sorted.
        names: further names, no two alike but for capitals.
    """

    version: str
    labels: Mapping[str, str]
    parents: Mapping[str, tuple[str, ...]]
    matches: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[Synonym, ...]]

    def with_ancestors(self, classes: Iterable[str]) -> set[str]:
        """Return ``classes`` and everything above them."""
        found: set[str] = set()
        waiting = list(classes)
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting.extend(self.parents.get(here, ()))
        return found


class MondoSource:
    """A folder of MONDO's mappings and hierarchy: every live class, every mapped vocabulary.

    Args:
        folder: where the files are; there is no default (``links`` is the bundled extract).
    """

    name = "mondo"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def info(self) -> SourceInfo:
        """Return the release and the hashes of the files read."""
        folder = self._checked()
        paths = [*_mapping_files(folder), *_hierarchy_files(folder)]
        return SourceInfo(
            name=self.name,
            infores=MONDO_SOURCE,
            version=_version(paths[0]),
            licence=MONDO_LICENCE,
            licence_url=MONDO_LICENCE_URL,
            citation=MONDO_CITATION,
            files=file_hashes(paths),
        )

    def read(self, known: Mapping[str, Node], *, progress: Progress | None = None) -> SourceContent:
        """Read every live class, and join the diseases in ``known`` to them."""
        if progress:
            progress("mondo", 0, 1)
        tables = read_mondo_folder(self._checked())
        content = link_diseases(tables, known, classes=tables.labels)
        if progress:
            progress("mondo", 1, 1)
        return content

    def _checked(self) -> Path:
        if self._folder is None or not _mapping_files(self._folder):
            raise GraphBuildError(
                "expected a folder with mappings/mondo_exactmatch_*.sssom.tsv for the source "
                f"'mondo', got {self._folder}; give one, or use the bundled source 'links'"
            )
        return self._folder


def read_mondo_folder(folder: Path) -> MondoTables:
    """Read mappings, hierarchy and labels; obsolete classes are left out."""
    labels = dict(_read_labels(folder / _LABELS)) if (folder / _LABELS).is_file() else {}
    matches: dict[str, set[str]] = {}
    named: dict[str, list[Synonym]] = {}
    mapping_files = _mapping_files(folder)
    for path in mapping_files:
        naming = path.name.split("_")[-1].split(".")[0] in _NAMING
        for row in _rows(path):
            matched = try_normalize_curie(row["object_id"])
            if row["predicate_id"] == "skos:exactMatch" and matched is not None:
                labels.setdefault(row["subject_id"], row["subject_label"])
                matches.setdefault(row["subject_id"], set()).add(matched)
                if naming:
                    name = Synonym(text=row["object_label"], scope=Scope.EXACT)
                    named.setdefault(row["subject_id"], []).append(name)
    live = {name: label for name, label in labels.items() if not label.startswith(_OBSOLETE)}
    parents: dict[str, set[str]] = {}
    for path in _hierarchy_files(folder):
        for row in _rows(path):
            child, parent = row["subject"], row["object"]
            if row["predicate"] == "biolink:subclass_of" and child in live and parent in live:
                parents.setdefault(child, set()).add(parent)
    return MondoTables(
        version=_version(mapping_files[0]),
        labels=live,
        parents={child: tuple(sorted(above)) for child, above in sorted(parents.items())},
        matches={name: tuple(sorted(matches[name])) for name in sorted(matches) if name in live},
        names=distinct_names(live, named),
    )


def distinct_names(
    labels: Mapping[str, str], named: Mapping[str, Iterable[Synonym]]
) -> dict[str, tuple[Synonym, ...]]:
    """Return the names of each class that its label does not say; the earlier of two alike.

    "neoplasm (disease)" is also "neoplasm"; what ends on "NOS" or "unspecified" names a remainder
    of a classification, not a disease.
    """
    distinct: dict[str, tuple[Synonym, ...]] = {}
    for class_id, label in labels.items():
        bare = Synonym(text=_SUFFIX.sub("", label), scope=Scope.EXACT)
        found: dict[str, Synonym] = {}
        for name in (bare, *named.get(class_id, ())):
            text = _CODES.sub("", " ".join(name.text.split()))
            if text and not _RESIDUAL.search(text):
                found.setdefault(text.lower(), Synonym(text=text, scope=name.scope))
        found.pop(label.lower(), None)
        if found:
            distinct[class_id] = tuple(found.values())
    return distinct


def link_diseases(
    tables: MondoTables, known: Mapping[str, Node], *, classes: Iterable[str] = ()
) -> SourceContent:
    """Join the diseases of a graph to MONDO's classes, and to each other.

    Args:
        tables: MONDO.
        known: the graph's nodes so far; those of category ``DISEASE`` are joined.
        classes: classes to keep beside those that match a disease of the graph.

    Returns:
        The classes kept, with all above them, as ``ONTOLOGY_CLASS`` nodes; ``exact_match`` from
        each disease to its class, and between any two diseases of one class (once, subject
        before object, to be read both ways); ``subclass_of`` between classes.
    """
    diseases = {node.id for node in known.values() if node.category is Category.DISEASE}
    groups: dict[str, list[str]] = {}
    for class_id in tables.labels:
        meant = (class_id, *tables.matches.get(class_id, ()))
        if group := sorted(disease for disease in meant if disease in diseases):
            groups[class_id] = group
    kept = tables.with_ancestors((*groups, *classes))
    return SourceContent(
        nodes=tuple(_node(tables, class_id) for class_id in sorted(kept)),
        edges=(
            *_matches(groups, diseases),
            *(
                _edge(child, Predicate.SUBCLASS_OF, parent)
                for child in sorted(kept)
                for parent in tables.parents.get(child, ())
            ),
        ),
    )


def _matches(groups: Mapping[str, list[str]], diseases: set[str]) -> Iterator[Edge]:
    for class_id, group in groups.items():
        for one, other in combinations(group, 2):
            yield _edge(one, Predicate.EXACT_MATCH, other)
        if class_id not in diseases:
            for disease in group:
                yield _edge(disease, Predicate.EXACT_MATCH, class_id)


def _node(tables: MondoTables, class_id: str) -> Node:
    return Node(
        id=class_id,
        category=Category.ONTOLOGY_CLASS,
        name=tables.labels[class_id],
        synonyms=tables.names.get(class_id, ()),
        xrefs=tables.matches.get(class_id, ()),
        provided_by=(MONDO_SOURCE,),
    )


def _edge(subject: str, predicate: Predicate, object_: str) -> Edge:
    return Edge(subject=subject, predicate=predicate, object=object_, sources=(MONDO_SOURCE,))


def _mapping_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("mappings/mondo_exactmatch_*.sssom.tsv"))


def _hierarchy_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*_edges.tsv"))


def _version(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                break
            if match := _VERSION.search(line):
                return match[1]
    return "unknown"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _read_labels(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (CURIE, label) of a SPARQL result whose cells are ``<IRI>`` and ``"label"``."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t"):
            curie = try_normalize_curie(row[0].strip("<>"))
            if curie is not None and curie.startswith("MONDO:"):
                yield curie, row[1]
