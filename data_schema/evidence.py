"""Why a disease scored what it scored: the recorded derivation, finding by finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "AnnotationSummary",
    "Attribution",
    "Contradiction",
    "ContradictionKind",
    "EvidencePath",
    "Hallmark",
    "MatchKind",
    "PathEdge",
    "UnobservedRest",
]


class MatchKind(StrEnum):
    """How a finding met a disease's annotations."""

    EXACT = "exact"
    """The disease is annotated with the finding itself."""
    NARROWER = "narrower"
    """The disease is annotated with something more specific than the finding."""
    BROADER = "broader"
    """The disease is annotated with something more general than the finding."""
    COMMON_ANCESTOR = "common_ancestor"
    """Finding and annotation meet at a common ancestor of both (at worst, the root)."""


class ContradictionKind(StrEnum):
    """What speaks against a disease."""

    EXCLUDED = "excluded"
    """The finding was excluded in the patient (its contribution may be positive, where the
    disease is known to lack it)."""
    NOT_ANNOTATED = "not_annotated"
    """The finding is present, and sources say that the disease does not show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEdge:
    """One edge of a path, as it stands in the graph of the stated version.

    ``subject –predicate→ object`` is the stored direction, whichever way the path walks it.
    """

    subject: str
    predicate: str
    object: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationSummary:
    """The pooled annotation rows at the end of a path, or behind a contradiction.

    Attributes:
        term: annotated phenotype.
        frequency: the p that scored, in [0.01, 0.99]; 0 where every row states absence.
        count, total: pooled k of n, where any row gives counts.
        publications: references of the rows, sorted.
        evidence_code: codes of the rows, sorted, joined by ``;``.
        source: knowledge sources of the rows, sorted, joined by ``;``.
        required: practically every patient shows it; excluded, it argues hard against the disease.
        pathognomonic: practically nothing else shows it; it scored as all but unknown elsewhere.
        likelihood_ratio_positive: measured; scored in place of the frequency where the finding met
            the disease at this term.
        likelihood_ratio_negative: measured; scored where this term was excluded.

    The last four are those that count: ``False`` or ``None`` in the setting ``rare``, and for what
    an equivalent lends.
    """

    term: str
    frequency: float
    count: int | None = None
    total: int | None = None
    publications: tuple[str, ...] = ()
    evidence_code: str = ""
    source: str = ""
    required: bool = False
    pathognomonic: bool = False
    likelihood_ratio_positive: float | None = None
    likelihood_ratio_negative: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePath:
    """Contiguous edges from a finding's concept to a disease.

    Attributes:
        share: fraction of the finding's contribution that came this way; a finding's shares
            sum to 1.
        nodes: CURIEs from the finding's concept to the disease.
        edges: ``len(nodes) - 1`` edges, in the order walked.
        annotation: what the disease (or its equivalent) is annotated with.
        cypher: a statement that returns this path from either store.
        parameters: the statement's parameters.
    """

    share: float
    nodes: tuple[str, ...]
    edges: tuple[PathEdge, ...]
    annotation: AnnotationSummary
    cypher: str = ""
    parameters: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.nodes) != len(self.edges) + 1:
            raise ValueError("a path has one node more than edges")
        for here, edge, there in zip(self.nodes, self.edges, self.nodes[1:], strict=False):
            if {here, there} != {edge.subject, edge.object}:
                raise ValueError(f"path is broken between {here} and {there}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What one finding added to one disease's score.

    Attributes:
        finding: CURIE of the finding.
        subsumed: more general findings that are counted with it.
        contribution: nats, signed.
        matched: the ancestor-or-self of the finding at which it met the disease.
        match: how.
        paths: the derivation; empty only where the finding met the disease at the root alone.
    """

    finding: str
    subsumed: tuple[str, ...] = ()
    contribution: float
    matched: str
    match: MatchKind
    paths: tuple[EvidencePath, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A finding that argues against the disease (or, excluded, for it).

    ``annotation`` is what decided: of the finding itself, or, where a more general finding was
    excluded, of the required annotation below it, without one of the most frequent.
    """

    finding: str
    kind: ContradictionKind
    contribution: float
    annotation: AnnotationSummary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hallmark:
    """A finding the disease usually shows and nobody reported; ``contribution`` ≤ 0 nats."""

    id: str
    label: str
    frequency: float
    contribution: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UnobservedRest:
    """All other unreported annotations of the disease, summed."""

    count: int
    contribution: float
