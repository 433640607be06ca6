"""KGX graphs: ours written out, or anybody's, as far as they speak of what Diagraph knows.

Nodes of categories and edges of predicates outside Diagraph's list are left out and counted.
Disease–phenotype associations are pooled as HPO's rows are: see :mod:`kg.pooling`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from data_schema import (
    PREDICATE_ENDS,
    Annotation,
    Category,
    GraphBuildError,
    Predicate,
    Scope,
    try_normalize_curie,
)
from kg.codec import manifest_from_json
from kg.model import Edge, Node, SourceInfo, Synonym
from kg.pooling import pool_phenotype_rows
from kg.protocols import Progress
from kg.validation import Issue, IssueCode

from .kgx_records import read_records
from .kgx_writer import MANIFEST_FILE, ROW_COLUMNS
from .source import SourceContent, file_hashes

__all__ = ["KgxSource"]

_KGX_SOURCE: Final = "infores:kgx"
_ENDINGS: Final = (".tsv", ".jsonl", ".ndjson")
_HASH_DIGITS: Final = 12
_CATEGORIES: Final = frozenset(Category)
_PREDICATES: Final = frozenset(Predicate)
_TELLING: Final = ("publications", "has_evidence", "has_count", "frequency_qualifier")
"""Columns of another's edge that say more than the edge itself."""

Triple = tuple[Predicate, str, str]


class KgxSource:
    """A folder with ``*nodes`` and ``*edges`` files, TSV or JSON lines.

    Args:
        folder: where they are; there is no default. A ``diagraph-manifest.json`` as
            :func:`~kg.write_kgx` writes it names release and licences.
    """

    name = "kgx"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def info(self) -> SourceInfo:
        """Return the release and licences of the manifest, or a hash and ``unknown``."""
        nodes, edges = self._paths()
        hashes = file_hashes([*nodes, *edges])
        manifest_path = nodes[0].with_name(MANIFEST_FILE)
        if manifest_path.is_file():
            manifest = manifest_from_json(manifest_path.read_bytes())
            version = manifest.version
            licences = dict.fromkeys(source.licence for source in manifest.sources)
            citations = dict.fromkeys(source.citation for source in manifest.sources)
        else:
            version = f"sha256.{hashes[nodes[0].name][:_HASH_DIGITS]}"
            licences, citations = {"unknown": None}, {}
        return SourceInfo(
            name=self.name,
            infores=_KGX_SOURCE,
            version=version,
            licence=" AND ".join(licences),
            citation=" ".join(citations),
            files=hashes,
        )

    def read(self, known: Mapping[str, Node], *, progress: Progress | None = None) -> SourceContent:
        """Read nodes and edges; an edge may join nodes of ``known`` too."""
        node_files, edge_files = self._paths()
        issues: list[Issue] = []
        if progress:
            progress("kgx nodes", 0, 2)
        nodes: list[Node] = []
        left_out: set[str] = set()
        for path in node_files:
            for record in read_records(path):
                node = _node(record, issues)
                if node is not None:
                    nodes.append(node)
                else:
                    left_out.add(_curie(record.get("id")) or "")
        categories = {node.id: node.category for node in known.values()}
        categories.update((node.id, node.category) for node in nodes)
        if progress:
            progress("kgx edges", 1, 2)
        reader = _EdgeReader(categories, left_out, issues)
        for path in edge_files:
            for record in read_records(path):
                reader.add(record)
        if progress:
            progress("kgx", 2, 2)
        return SourceContent(nodes=tuple(nodes), edges=tuple(reader.edges()), issues=tuple(issues))

    def _paths(self) -> tuple[list[Path], list[Path]]:
        if self._folder is not None:
            nodes, edges = _files(self._folder, "nodes"), _files(self._folder, "edges")
            if nodes and edges:
                return nodes, edges
        raise GraphBuildError(
            "expected a folder with a *nodes and an *edges file (.tsv, .jsonl) for the source "
            f"'kgx', got {self._folder}; give one"
        )


def _files(folder: Path, what: str) -> list[Path]:
    return sorted(path for path in folder.glob(f"*{what}.*") if path.suffix in _ENDINGS)


def _node(record: Mapping[str, Any], issues: list[Issue]) -> Node | None:
    node_id = _curie(record.get("id"))
    category = _category(record.get("category"))
    if node_id is None:
        issues.append(Issue(IssueCode.BAD_ROW, f"node without an id: {record.get('name')}"))
        return None
    if category is None:
        issues.append(Issue(IssueCode.UNKNOWN_PREDICATE, f"{node_id}: no known category"))
        return None
    return Node(
        id=node_id,
        category=category,
        name=_text(record.get("name")),
        synonyms=_synonyms(record),
        definition=_text(record.get("description")),
        alt_ids=_texts(record.get("alternate_id")),
        xrefs=_texts(record.get("xref")),
        deprecated=_truth(record.get("deprecated")),
        provided_by=_texts(record.get("provided_by")),
        epidemiology=_text(record.get("epidemiology")),
    )


def _synonyms(record: Mapping[str, Any]) -> tuple[Synonym, ...]:
    texts = _texts(record.get("synonym"))
    scopes = _texts(record.get("synonym_scope"))
    kinds = _texts(record.get("synonym_kind"))
    return tuple(
        Synonym(
            text=text,
            scope=Scope(scope) if scope in Scope.__members__ else Scope.EXACT,
            kind=kind or "",
        )
        for text, scope, kind in zip_longest(texts, scopes, kinds)
        if text is not None
    )


class _EdgeReader:
    """Collects KGX edges: phenotype rows to pool, rows of other edges, and edges without rows."""

    def __init__(
        self, categories: Mapping[str, Category], left_out: Set[str], issues: list[Issue]
    ) -> None:
        self._categories = categories
        self._left_out = left_out
        self._issues = issues
        self._sources: dict[Triple, set[str]] = {}
        self._rows: dict[Triple, list[tuple[int, Annotation]]] = {}
        self._negated: set[Triple] = set()

    def add(self, record: Mapping[str, Any]) -> None:
        subject, object_ = _curie(record.get("subject")), _curie(record.get("object"))
        predicate = _predicate(record.get("predicate", ""))
        shown = f"{subject} {record.get('predicate')} {object_}"
        if subject is None or object_ is None:
            self._issues.append(Issue(IssueCode.BAD_ROW, f"edge without ends: {shown}"))
            return
        if predicate is None or not self._may_join(predicate, subject, object_):
            self._issues.append(Issue(IssueCode.UNKNOWN_PREDICATE, shown))
            return
        triple = (predicate, subject, object_)
        try:
            row = _row(triple, record)
        except (TypeError, ValueError) as error:
            self._issues.append(Issue(IssueCode.BAD_ROW, f"{shown}: {error}"))
            return
        rows = self._rows.setdefault(triple, [])
        if row is not None:
            rows.append((int(record.get("row", len(rows) + 1)), row))
        elif _truth(record.get("negated")):
            self._negated.add(triple)
        stated = _texts(record.get("knowledge_source"))
        primary = _texts(record.get("primary_knowledge_source"))
        self._sources.setdefault(triple, set()).update(stated or primary or (_KGX_SOURCE,))

    def _may_join(self, predicate: Predicate, subject: str, object_: str) -> bool:
        """Say whether an edge is one of ours; one end that nobody knows is left to validation."""
        if subject in self._left_out or object_ in self._left_out:
            return False
        ends = (self._categories.get(subject), self._categories.get(object_))
        return None in ends or ends in PREDICATE_ENDS[predicate]

    def edges(self) -> Iterator[Edge]:
        for triple, numbered in self._rows.items():
            predicate, subject, object_ = triple
            sources = tuple(sorted(self._sources[triple]))
            rows = [row for _, row in sorted(numbered, key=lambda pair: pair[0])]
            if predicate is Predicate.HAS_PHENOTYPE and rows:
                yield from pool_phenotype_rows(rows, sources=sources)
                continue
            lacks = triple in self._negated and predicate is Predicate.HAS_PHENOTYPE
            yield Edge(
                subject=subject,
                predicate=Predicate.LACKS_PHENOTYPE if lacks else predicate,
                object=object_,
                sources=sources,
                annotations=tuple(rows),
            )


def _row(triple: Triple, record: Mapping[str, Any]) -> Annotation | None:
    """Return the annotation row in an edge record, or ``None`` where it is the bare edge.

    Our own files number the rows of an edge, 0 for none. Of others, a phenotype association is a
    row always, any other where it says more than the edge itself.

    Raises:
        ValueError: a number is not one, or counts and percentage are out of range.
    """
    predicate, subject, object_ = triple
    ours = "row" in record
    if ours and int(record["row"]) == 0:
        return None
    telling = predicate is Predicate.HAS_PHENOTYPE or any(name in record for name in _TELLING)
    if not ours and not telling:
        return None
    absent = "" if ours else "not_provided"
    stated: dict[str, Any] = {"knowledge_level": absent, "agent_type": absent}
    stated.update(
        (field, _READERS.get(field, _text)(record[column]))
        for field, column in ROW_COLUMNS.items()
        if column in record
    )
    return Annotation(subject=subject, predicate=predicate.value, object=object_, **stated)


def _curie(value: object) -> str | None:
    """Return the canonical CURIE; an id of an unknown prefix stays as it is."""
    if not isinstance(value, str) or ":" not in value:
        return None
    return try_normalize_curie(value) or value


def _category(value: object) -> Category | None:
    """Return the first category that Diagraph knows."""
    names = (name.removeprefix("biolink:") for name in _texts(value))
    return next((Category(name) for name in names if name in _CATEGORIES), None)


def _predicate(value: object) -> Predicate | None:
    name = _text(value).removeprefix("biolink:")
    return Predicate(name) if name in _PREDICATES else None


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _text(value: object) -> str:
    return ";".join(_texts(value))


def _truth(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.lower() == "true")


_READERS: Final[Mapping[str, Callable[[Any], object]]] = {
    "negated": _truth,
    "has_count": int,
    "has_total": int,
    "has_percentage": float,
    "modifiers": _texts,
    "publications": _texts,
    "required": _truth,
    "pathognomonic": _truth,
    "likelihood_ratio_positive": float,
    "likelihood_ratio_negative": float,
    "relative_risk": float,
}
"""How the fields of an annotation that are not text are read."""
