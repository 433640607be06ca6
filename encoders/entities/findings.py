"""From mentions to findings: one state for each concept, every mention kept.

Present beats uncertain and excluded; what "resolved" or is "no longer" there is neither present
nor excluded. What is said of the family, what might come or may be is set aside with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from data_schema import Category, Finding, Mention, OntologyClass, StatedDiagnosis, Subject

from .diagnoses import resolve_diagnoses
from .tables import read_toml

__all__ = ["Reason", "SetAside", "TextFindings", "resolve_findings"]

Reason = Literal["family", "hypothetical", "uncertain", "historical", "treatment"]
_REASONS: Final[tuple[Reason, ...]] = ("family", "hypothetical", "uncertain", "historical")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A linked mention that makes no finding of the patient, and why."""

    mention: Mention
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFindings:
    """What was read from text.

    Attributes:
        findings: one for each concept, by first mention; ``evidence`` holds all its mentions.
        set_aside: linked mentions that make no finding, in order of the text.
        unlinked: what looks like a finding and could not be linked.
        diagnoses: the diseases that the text names; they make no finding.
        subject: age and sex as they were known, completed by what the documents state.
        course: how long the illness has lasted, as the documents say; empty where they do not.
    """

    findings: tuple[Finding, ...]
    set_aside: tuple[SetAside, ...]
    unlinked: tuple[Mention, ...]
    diagnoses: tuple[StatedDiagnosis, ...] = ()
    subject: Subject = field(default_factory=Subject)
    course: str = ""


def resolve_findings(
    mentions: Iterable[Mention], *, phenotypes: Collection[str] | None = None
) -> TextFindings:
    """Resolve the mentions of one patient's documents, given in order of time.

    Args:
        mentions: as :meth:`EntityRecognizer.annotate` returns them.
        phenotypes: concepts that can be findings; ``None`` takes all.
    """
    mentions = list(mentions)
    groups: dict[str, list[Mention]] = {}
    labels: dict[str, str] = {}
    unlinked: list[Mention] = []
    for mention in mentions:
        concept = mention.linked.concept if mention.linked else None
        if concept is None:
            unlinked.append(mention)
        elif concept.category is Category.DISEASE:
            continue
        elif phenotypes is None or concept.id in phenotypes:
            groups.setdefault(concept.id, []).append(mention)
            labels[concept.id] = concept.label
    findings: list[Finding] = []
    set_aside: list[SetAside] = []
    for concept_id, group in groups.items():
        excluded = _state(group)
        own = [mention for mention in group if not mention.assertion.family]
        if excluded is None:
            set_aside.extend(SetAside(mention=each, reason=_reason(each)) for each in group)
            continue
        set_aside.extend(
            SetAside(mention=each, reason="family") for each in group if each.assertion.family
        )
        findings.append(
            Finding(
                type=OntologyClass(id=concept_id, label=labels[concept_id]),
                excluded=excluded,
                evidence=tuple(own),
            )
        )
    set_aside.sort(key=lambda each: (each.mention.document_id, each.mention.start))
    return TextFindings(
        findings=tuple(findings),
        set_aside=tuple(set_aside),
        unlinked=tuple(unlinked),
        diagnoses=resolve_diagnoses(mentions),
    )


def _state(mentions: Sequence[Mention]) -> bool | None:
    """Return whether the concept is excluded; ``None`` where the patient has no such finding."""
    present = excluded = False
    for mention in mentions:
        assertion = mention.assertion
        if assertion.family or assertion.hypothetical:
            continue
        if assertion.negated and _is_resolution(mention):
            present = False
        elif assertion.negated:
            excluded = True
        elif not assertion.uncertain:
            present = True
    if present:
        return False
    resolved = any(_is_resolution(mention) for mention in mentions)
    return True if excluded and not resolved else None


def _is_resolution(mention: Mention) -> bool:
    words = read_toml("assertion_rules.toml")["resolution_words"]
    return any(word in mention.cue.lower() for word in words)


def _reason(mention: Mention) -> Reason:
    """Return why a mention makes no finding; one that is gone is of the past."""
    for reason in _REASONS:
        if getattr(mention.assertion, reason):
            return reason
    return "historical"
