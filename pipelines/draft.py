"""One record on its way through the pipeline: what was asked, and what is known so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from data_schema import (
    Diagnosis,
    DiagnosisSet,
    Finding,
    Mention,
    Notice,
    PatientRecord,
    StatedDiagnosis,
    Subject,
    UnusedFinding,
    UsageError,
)
from fusion import Case, Scored

__all__ = ["Draft", "Request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of one record beside the record itself.

    Attributes:
        top_k: how many diagnoses to explain.
        present, absent: CURIEs of findings to add or to overrule.
        genes: symbols or CURIEs; only diseases with one of them stay. ``None``: all.
        diseases: explain these, whatever their rank, instead of the best.

    Raises:
        UsageError: ``top_k`` is below 1, or a finding is to be both present and absent.
    """

    top_k: int = 10
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    genes: frozenset[str] | None = None
    diseases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.top_k < 1:
            raise UsageError(f"expected a top_k of 1 or more, got {self.top_k}")
        if both := sorted(set(self.present) & set(self.absent)):
            raise UsageError(
                f"expected a finding present or absent, got both for {', '.join(both)}"
            )


@dataclass(slots=True, kw_only=True)
class Draft:
    """One record on its way through the stages; the answer as far as it is known."""

    record: PatientRecord
    request: Request
    findings: list[Finding] = field(default_factory=list)
    set_aside: list[UnusedFinding] = field(default_factory=list)
    unlinked: list[Mention] = field(default_factory=list)
    stated_diagnoses: list[StatedDiagnosis] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    subject: Subject = field(default_factory=Subject)
    course: str = ""
    do_not_miss: tuple[Diagnosis, ...] = ()
    case: Case | None = None
    scored: Scored | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    not_in_graph: float | None = None
    likely: DiagnosisSet | None = None
    abstention: str | None = None
