"""What can be wrong with a source or a graph: typed issues, each an error or a warning.

A warning is counted in the manifest and the build goes on; an error ends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from typing import Final

from data_schema import PREDICATE_ENDS, Predicate

from .model import Edge, Node
from .pooling import is_negative

__all__ = ["Issue", "IssueCode", "Severity", "validate"]


class Severity(StrEnum):
    """Whether the build can go on."""

    ERROR = "error"
    WARNING = "warning"


class IssueCode(StrEnum):
    """What is wrong; the value is the key in the manifest."""

    ALT_ID_CLASH = "alt_id_clash"
    """Two nodes claim one alternative id, or a node claims another node's id."""
    BAD_COUNT = "bad_count"
    """A frequency ``k/n`` that is not 0 ≤ k ≤ n, n > 0; the row is kept without it."""
    BAD_ENDS = "bad_ends"
    """A predicate joins categories it may not join."""
    BAD_FREQUENCY = "bad_frequency"
    """A frequency that is no ``k/n``, percentage or HPO term; the row is kept without it."""
    BAD_POLARITY = "bad_polarity"
    """``has_phenotype`` with negative rows only, or ``lacks_phenotype`` with a positive one."""
    BAD_ROW = "bad_row"
    """A row or stanza that cannot be read; left out."""
    CATEGORY_CONFLICT = "category_conflict"
    """Sources give one id different categories."""
    CYCLE = "cycle"
    """``subclass_of`` edges that lead back to where they started."""
    DANGLING_EDGE = "dangling_edge"
    """An edge whose subject or object is not in the graph."""
    DUPLICATE_NODE = "duplicate_node"
    """One source gives a node twice; the two were merged."""
    NEGATIVE_ATTRIBUTE = "negative_attribute"
    """A source says that a disease lacks an inheritance or a course; left out."""
    NO_PHENOTYPE = "no_phenotype"
    """A disease without any phenotype: kept as a class, never a candidate."""
    RESTRICTED_LICENCE = "restricted_licence"
    """An edge whose stated licence is share-alike, or that has none; left out."""
    UNKNOWN_DISEASE = "unknown_disease"
    """A row about a disease that the source does not describe; left out."""
    UNKNOWN_PREDICATE = "unknown_predicate"
    """An edge whose predicate or a node whose category Diagraph does not use; left out."""
    UNKNOWN_PREFIX = "unknown_prefix"
    """A cross-reference that is not a CURIE of a known prefix; left out."""
    UNKNOWN_TERM = "unknown_term"
    """A row about a term that is neither live nor replaced; left out."""
    WEAK_ROW = "weak_row"
    """A row that its source gives too little weight to say anything; left out."""


_ERRORS: Final = frozenset(
    {
        IssueCode.BAD_ENDS,
        IssueCode.BAD_POLARITY,
        IssueCode.CATEGORY_CONFLICT,
        IssueCode.CYCLE,
        IssueCode.DANGLING_EDGE,
    }
)


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong: what kind, and about what (ids, file and line)."""

    code: IssueCode
    message: str

    @property
    def severity(self) -> Severity:
        """Errors end a build, warnings are counted."""
        return Severity.ERROR if self.code in _ERRORS else Severity.WARNING


def validate(nodes: Mapping[str, Node], edges: Iterable[Edge]) -> list[Issue]:
    """Check a merged graph.

    Args:
        nodes: every node by its id.
        edges: every edge, once.

    Returns:
        Everything found, in the order of ``edges`` and then ``nodes``.
    """
    issues: list[Issue] = []
    parents: dict[str, list[str]] = {}
    for edge in edges:
        subject, object_ = nodes.get(edge.subject), nodes.get(edge.object)
        if subject is None or object_ is None:
            missing = edge.subject if subject is None else edge.object
            issues.append(Issue(IssueCode.DANGLING_EDGE, f"{_shown(edge)}: no node {missing}"))
            continue
        if (subject.category, object_.category) not in PREDICATE_ENDS[edge.predicate]:
            joined = f"{subject.category} to {object_.category}"
            issues.append(Issue(IssueCode.BAD_ENDS, f"{_shown(edge)}: joins {joined}"))
        if edge.predicate is Predicate.SUBCLASS_OF:
            parents.setdefault(edge.subject, []).append(edge.object)
        elif edge.annotations and _has_wrong_polarity(edge):
            issues.append(Issue(IssueCode.BAD_POLARITY, _shown(edge)))
    issues.extend(_cycle(parents))
    issues.extend(_alt_id_clashes(nodes))
    return issues


def _shown(edge: Edge) -> str:
    return f"{edge.subject} {edge.predicate} {edge.object}"


def _has_wrong_polarity(edge: Edge) -> bool:
    if edge.predicate is Predicate.HAS_PHENOTYPE:
        return all(is_negative(row) for row in edge.annotations)
    if edge.predicate is Predicate.LACKS_PHENOTYPE:
        return not all(is_negative(row) for row in edge.annotations)
    return False


def _cycle(parents: Mapping[str, list[str]]) -> list[Issue]:
    try:
        TopologicalSorter(parents).prepare()
    except CycleError as error:
        return [Issue(IssueCode.CYCLE, " subclass_of ".join(error.args[1]))]
    return []


def _alt_id_clashes(nodes: Mapping[str, Node]) -> list[Issue]:
    owner: dict[str, str] = {}
    issues = []
    for node in nodes.values():
        for alt_id in node.alt_ids:
            other = alt_id if alt_id in nodes else owner.setdefault(alt_id, node.id)
            if other != node.id:
                message = f"{alt_id} means both {other} and {node.id}"
                issues.append(Issue(IssueCode.ALT_ID_CLASH, message))
    return issues
