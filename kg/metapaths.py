"""Metapaths: the kinds of path that may be walked, written as predicates.

``^has_phenotype/^gene_associated_with_condition`` leads from a finding against ``has_phenotype``
to a disease and on to a gene. ``^`` is as in SPARQL's property paths; a symmetric predicate needs
none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from data_schema import Category, Predicate, UnknownNameError, UsageError

from .adjacency import Adjacency, is_symmetric, step_of

__all__ = ["metapath_of", "steps_of_metapath"]

_PREDICATES: Final = tuple(Predicate)
_CATEGORIES: Final = tuple(Category)


def metapath_of(steps: Iterable[int]) -> str:
    """Return steps as they are written."""
    return "/".join(map(_written, steps))


def steps_of_metapath(
    written: str, graph: Adjacency, *, start: int, end: int, max_hops: int
) -> tuple[int, ...]:
    """Return the steps of a metapath, checked against what the graph allows.

    Args:
        written: predicates with ``/`` between them.
        graph: what is walked.
        start: node where it begins.
        end: node where it ends.
        max_hops: greatest number of steps.

    Raises:
        UnknownNameError: a predicate that there is not; the message lists those there are.
        UsageError: too long, or no edges of the graph follow each other so; the message lists
            what is possible.
    """
    parts = written.split("/")
    if len(parts) > max_hops:
        raise UsageError(
            f"expected a metapath of at most {max_hops} predicates, got {len(parts)} in "
            f"{written[:120]!r}; shorten it or allow more hops"
        )
    steps = tuple(_step(part.strip(), graph) for part in parts)
    here = {int(graph.category[start])}
    for place, step in enumerate(steps):
        there = {after for before, kind, after in graph.kinds if kind == step and before in here}
        if not there:
            _refuse(parts[place], here, graph)
        here = there
    if int(graph.category[end]) not in here:
        ends = ", ".join(sorted(_CATEGORIES[each] for each in here))
        raise UsageError(
            f"expected a metapath that ends at a {graph.category_of(end)}, {written!r} ends at "
            f"{ends}; add a step or leave the metapath out"
        )
    return steps


def _step(written: str, graph: Adjacency) -> int:
    name = written.removeprefix("^").lower()
    known = sorted({_PREDICATES[step // 2].value for _, step, _ in graph.kinds})
    if name not in known:
        raise UnknownNameError(
            f"expected a metapath of predicates of the graph, got {written[:40]!r}; "
            f"there are {', '.join(known)}, each with ^ to walk against it"
        )
    return step_of(Predicate(name), against=written.startswith("^"))


def _refuse(part: str, here: set[int], graph: Adjacency) -> None:
    possible: Sequence[str] = sorted({_written(step) for at, step, _ in graph.kinds if at in here})
    names = " or ".join(sorted(_CATEGORIES[each] for each in here))
    raise UsageError(
        f"expected a step that leads on from {names}, got {part!r}; there are {', '.join(possible)}"
    )


def _written(step: int) -> str:
    predicate = _PREDICATES[step // 2]
    against = step % 2 == 1 and not is_symmetric(predicate)
    return f"{'^' if against else ''}{predicate.value}"
