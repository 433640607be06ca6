"""Derivations as paths: from a finding's concept to the disease whose annotation it met.

A path is ``t –SUBCLASS_OF*→ a* ←SUBCLASS_OF*– u ←HAS_PHENOTYPE– d``, or through an exact
equivalent ``… ←HAS_PHENOTYPE– e –EXACT_MATCH– d``. Each is_a chain is the shortest, ties by CURIE.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from data_schema import AnnotationSummary, Category, EvidencePath, PathEdge, Predicate

from .arrays import GraphArrays

__all__ = ["PathRenderer", "path_statement"]

_TERM: Final = Category.PHENOTYPIC_FEATURE.value
_KEPT_CLIMBS: Final = 50_000
_CLAUSE_EDGES: Final = 4


class PathRenderer:
    """Renders derivations over one graph; remembers the is_a chains it walked, a bounded number."""

    def __init__(self, arrays: GraphArrays) -> None:
        self._arrays = arrays
        self._steps: dict[int, dict[int, tuple[int, int]]] = {}
        self._climbs: dict[tuple[int, int], tuple[tuple[str, ...], tuple[PathEdge, ...]]] = {}

    def chain(self, low: int, high: int) -> tuple[int, ...]:
        """Return the shortest is_a chain from ``low`` up to ``high``, both included.

        Of several the one that is first in CURIE order, node by node from ``low``.

        Raises:
            ValueError: ``high`` is not an ancestor-or-self of ``low``.
        """
        steps = self._steps.setdefault(high, {high: (0, high)})
        if self._distance(low, high, steps) is None:
            raise ValueError(f"term {high} is not an ancestor of term {low}")
        walk = [low]
        while walk[-1] != high:
            walk.append(steps[walk[-1]][1])
        return tuple(walk)

    def render(
        self,
        *,
        finding: int,
        matched: int,
        annotated: int,
        disease: int,
        via: int | None,
        share: float,
        annotation: AnnotationSummary,
    ) -> EvidencePath:
        """Return one derivation as a path with its Cypher.

        Args:
            finding: t, term number.
            matched: a*, an ancestor-or-self of both ``finding`` and ``annotated``.
            annotated: u, the term ``disease`` (or ``via``) is annotated with.
            disease: d, the disease that was scored.
            via: e, the equivalent whose annotation it is, or ``None``.
            share: fraction of the finding's contribution.
            annotation: pooled rows behind the annotation.
        """
        arrays = self._arrays
        above, climb = self._climb(finding, matched)
        below, descent = self._climb(annotated, matched)
        nodes = [*above, *below[-2::-1]]
        edges = [*climb, *descent[::-1]]
        holder = arrays.disease_ids[disease if via is None else via]
        edges.append(
            PathEdge(
                subject=holder,
                predicate=Predicate.HAS_PHENOTYPE.value,
                object=nodes[-1],
                source=annotation.source,
            )
        )
        nodes.append(holder)
        if via is not None:
            edges.append(self._exact_match(disease, via))
            nodes.append(arrays.disease_ids[disease])
        return EvidencePath(
            share=share,
            nodes=tuple(nodes),
            edges=tuple(edges),
            annotation=annotation,
            cypher=path_statement(len(climb), len(descent), _direction(edges, via)),
            parameters={f"n{i}": node for i, node in enumerate(nodes)},
        )

    def _distance(self, term: int, high: int, steps: dict[int, tuple[int, int]]) -> int | None:
        """Fill ``steps`` (term → distance to ``high`` and next term) from ``term`` upwards."""
        known = steps.get(term)
        if known is not None:
            return known[0]
        best: tuple[int, int] | None = None
        for parent in self._arrays.parents[term].tolist():
            if high not in self._arrays.ancestors[parent]:
                continue
            distance = self._distance(parent, high, steps)
            if distance is not None and (best is None or distance + 1 < best[0]):
                best = (distance + 1, parent)
        if best is None:
            return None
        steps[term] = best
        return best[0]

    def _climb(self, low: int, high: int) -> tuple[tuple[str, ...], tuple[PathEdge, ...]]:
        """Ids and edges of :meth:`chain`."""
        found = self._climbs.get((low, high))
        if found is None:
            if len(self._climbs) >= _KEPT_CLIMBS:
                self._climbs.clear()
                self._steps.clear()
            walk = self.chain(low, high)
            found = self._climbs[low, high] = (
                tuple(self._arrays.term_ids[term] for term in walk),
                tuple(self._is_a(a, b) for a, b in pairwise(walk)),
            )
        return found

    def _is_a(self, low: int, high: int) -> PathEdge:
        arrays = self._arrays
        span = arrays.parents.span(low)
        at = span.start + arrays.parents.indices[span].tolist().index(high)
        return PathEdge(
            subject=arrays.term_ids[low],
            predicate=Predicate.SUBCLASS_OF.value,
            object=arrays.term_ids[high],
            source=arrays.names[int(arrays.parent_source[at])],
        )

    def _exact_match(self, disease: int, other: int) -> PathEdge:
        arrays = self._arrays
        matches = arrays.exact_matches
        ends = (disease, other) if other in matches[disease] else (other, disease)
        span = matches.span(ends[0])
        at = span.start + matches.indices[span].tolist().index(ends[1])
        return PathEdge(
            subject=arrays.disease_ids[ends[0]],
            predicate=Predicate.EXACT_MATCH.value,
            object=arrays.disease_ids[ends[1]],
            source=arrays.names[int(arrays.exact_match_source[at])],
        )


@lru_cache(maxsize=1024)
def path_statement(up: int, down: int, equivalent: str = "") -> str:
    """Return the Cypher of one path shape, in the subset both stores share.

    The climb and the descent are different ``MATCH`` clauses, since a derivation may walk one is_a
    edge up and down again, which Neo4j forbids within a clause. A long path is cut into clauses
    with ``WITH`` between them: LadybugDB plans a chain of ten edges for a second and more, and
    reads a whole table for each ``WITH``, so that a short path does without.

    Args:
        up: is_a edges from the finding to the matched term.
        down: is_a edges from the matched term to the annotated one.
        equivalent: ``""``, or ``"->"``/``"<-"``: how the stored EXACT_MATCH edge points, walking
            from the annotated equivalent to the disease.

    Returns:
        A statement with the parameters ``$n0 … $nk`` that returns the path's ids in order, the
        annotation's frequency and its publications.
    """
    is_a, disease = Predicate.SUBCLASS_OF.rel_type, Category.DISEASE.value
    climb = [_Hop(f"-[:{is_a}]->", _TERM)] * up
    descent = [_Hop(f"<-[:{is_a}]-", _TERM)] * down
    descent.append(_Hop(f"<-[a:{Predicate.HAS_PHENOTYPE.rel_type}]-", disease))
    if equivalent:
        left, right = ("-", "->") if equivalent == "->" else ("<-", "-")
        descent.append(_Hop(f"{left}[:{Predicate.EXACT_MATCH.rel_type}]{right}", disease))
    lines = [] if climb else [f"MATCH {_node(0, _TERM)}"]
    at = 0
    bound: list[str] = []
    for clause in (*_batches(climb), *_batches(descent)):
        if lines and up + down > _CLAUSE_EDGES:
            lines.append(f"WITH {', '.join([f'n{i}' for i in range(at + 1)] + bound)}")
        chain = f"(n{at})" if lines else _node(0, _TERM)
        for hop in clause:
            at += 1
            chain += hop.edge + _node(at, hop.category)
            bound = ["a"] if "[a:" in hop.edge else bound
        lines.append(f"MATCH {chain}")
    ids = ", ".join(f"n{i}.id AS n{i}" for i in range(at + 1))
    lines.append(f"RETURN {ids}, a.frequency AS frequency, a.publications AS publications")
    return "\n".join(lines)


class _Hop(NamedTuple):
    edge: str
    category: str


def _batches(hops: list[_Hop]) -> Iterator[list[_Hop]]:
    return (hops[i : i + _CLAUSE_EDGES] for i in range(0, len(hops), _CLAUSE_EDGES))


def _node(number: int, category: str) -> str:
    return f"(n{number}:{category} {{id: $n{number}}})"


def _direction(edges: list[PathEdge], via: int | None) -> str:
    if via is None:
        return ""
    return "->" if edges[-1].subject == edges[-2].subject else "<-"
