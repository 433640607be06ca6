"""The answer: a ranked differential diagnosis that adds up.

``score = baseline + Σ contribution`` over ``evidence``, ``contradictions``, ``missing_hallmarks``,
``unobserved_rest``, ``context`` and ``neural``, to 1e-6; :meth:`Diagnosis.total` is that sum.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from .connection import Connections
from .evidence import Attribution, Contradiction, Hallmark, UnobservedRest
from .mention import Assertion, Mention
from .record import OntologyClass

__all__ = [
    "ContextTerm",
    "Diagnosis",
    "DiagnosisReport",
    "DiagnosisSet",
    "NeuralAttribution",
    "Notice",
    "Provenance",
    "ReportedFinding",
    "StatedDiagnosis",
    "UnusedFinding",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextTerm:
    """What age, sex, a risk factor or the course added to a score, in nats.

    Attributes:
        kind: ``age``, ``sex``, ``risk`` or ``course``.
        value: what is known of the patient ("54 years", "tobacco smoking").
        annotation: what the graph says of the disease ("10–40 years", "relative risk 3").
    """

    kind: str
    value: str
    contribution: float
    annotation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeuralAttribution:
    """What the learned ranker added for one finding, with each graph neighbour's share (nats).

    ``others`` are the neighbours that are not named, together; ``mean`` is what diseases are told
    on average, which is taken off.
    """

    finding: str
    contribution: float
    neighbours: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One candidate disease, its score and everything the score is made of.

    ``probability`` is from 0 to 1, ``None`` where nobody has measured how far the ranker is right.
    ``family`` is the most general everyday disease that it is a kind of; ``must_not_miss`` that
    overlooking it costs life or lasting harm within hours or days. ``connections`` are paths from
    the findings to the disease, where they were asked for; no score is made of them.
    """

    rank: int
    disease: OntologyClass
    also_known_as: tuple[str, ...] = ()
    series: OntologyClass | None = None
    genes: tuple[OntologyClass, ...] = ()
    inheritance: tuple[OntologyClass, ...] = ()
    score: float
    probability: float | None = None
    baseline: float = 0.0
    evidence: tuple[Attribution, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    missing_hallmarks: tuple[Hallmark, ...] = ()
    unobserved_rest: UnobservedRest = field(
        default_factory=lambda: UnobservedRest(count=0, contribution=0.0)
    )
    context: tuple[ContextTerm, ...] = ()
    neural: tuple[NeuralAttribution, ...] = ()
    unexplained: tuple[str, ...] = ()
    family: OntologyClass | None = None
    must_not_miss: bool = False
    connections: tuple[Connections, ...] = ()

    def total(self) -> float:
        """Return baseline plus every listed contribution, in nats."""
        return math.fsum(
            [
                self.baseline,
                self.unobserved_rest.contribution,
                *(part.contribution for part in self.evidence),
                *(part.contribution for part in self.contradictions),
                *(part.contribution for part in self.missing_hallmarks),
                *(part.contribution for part in self.context),
                *(part.contribution for part in self.neural),
            ]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisSet:
    """The best diseases, cut so that such sets hold the right one in a stated share of patients.

    That share is over all patients whose disease was ranked, not over those alike to this one.

    Attributes:
        level: the share, from 0 to 1.
        size: how many diseases.
        members: their ids, best first; none where the disease is undetermined.
        undetermined: they are too many to tell anything.
    """

    level: float
    size: int
    members: tuple[str, ...] = ()
    undetermined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFinding:
    """A finding that was used: ``information`` is −log background frequency, in nats."""

    id: str
    label: str
    excluded: bool
    information: float
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedFinding:
    """A finding that was read and not scored, and why.

    ``reason`` is one of ``inheritance``, ``onset``, ``clinical_course``, ``modifier``,
    ``frequency``, ``past_medical_history``, ``blood_group``, ``unknown_id``, ``obsolete``,
    ``subsumed``, ``conflict``, ``not_in_graph``, ``root``, ``not_a_phenotype``, ``family``,
    ``hypothetical``, ``uncertain``, ``historical``, ``known_condition``,
    ``diagnosis_excluded``. ``mentions`` are the words it was read from.
    """

    id: str
    label: str
    reason: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDiagnosis:
    """A disease that the record names: an answer someone gave, never used to rank.

    Attributes:
        id, label: the disease or class of diseases.
        assertion: what is said most firmly of the patient, all mentions considered.
        mentions: the words it was read from.
    """

    id: str
    label: str
    assertion: Assertion = field(default_factory=Assertion)
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A warning: stable code, one line for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What made the answer, enough to make it again.

    ``probability_hash`` is of the parameters that made the probabilities, empty without any.
    """

    diagraph_version: str
    kg_version: str
    kg_hash: str
    ranker: str
    ranker_hash: str
    namespace: str
    n_candidates: int
    setting: str = "rare"
    store: str = ""
    probability_hash: str = ""
    disclaimer: str = "Research use only. Not a medical device."


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisReport:
    """The answer for one record: a differential, or an abstention with its reason.

    ``not_in_graph`` is the probability that the disease is none of those ranked, from 0 to 1; with
    those of all candidates it makes 1. ``set`` is what a reader has to look through. Both are
    ``None`` where the ranker has no probabilities.
    """

    record_id: str
    abstained: bool = False
    reason: str | None = None
    findings: tuple[ReportedFinding, ...] = ()
    unused: tuple[UnusedFinding, ...] = ()
    stated_diagnoses: tuple[StatedDiagnosis, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    do_not_miss: tuple[Diagnosis, ...] = ()
    not_in_graph: float | None = None
    set: DiagnosisSet | None = None
    unlinked: tuple[Mention, ...] = ()
    warnings: tuple[Notice, ...] = ()
    missing_modalities: tuple[str, ...] = ()
    provenance: Provenance

    def __post_init__(self) -> None:
        if self.abstained and self.reason is None:
            raise ValueError("an abstention states its reason")
