"""The seam to the entity recogniser: what the pipeline needs from whatever reads text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from data_schema import Document, Finding, Mention, StatedDiagnosis, Subject, UnusedFinding

__all__ = ["Reading", "TextReader"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read in a record's documents.

    Attributes:
        findings: present and excluded findings of the patient, with their mentions.
        set_aside: what was recognised and is no finding of the patient, with the reason.
        unlinked: mentions that stand for no concept of the graph.
        stated_diagnoses: diseases that the documents name; no evidence.
        subject: age and sex, completed by what the documents state.
        course: ``acute``, ``subacute``, ``chronic``, or empty where nothing says.
    """

    findings: tuple[Finding, ...] = ()
    set_aside: tuple[UnusedFinding, ...] = ()
    unlinked: tuple[Mention, ...] = ()
    stated_diagnoses: tuple[StatedDiagnosis, ...] = ()
    subject: Subject = field(default_factory=Subject)
    course: str = ""


class TextReader(Protocol):
    """Reads documents; :class:`EntityReader` is the one that ships."""

    def mentions(
        self, document: Document, *, mode: Literal["longest", "nested"] = "longest"
    ) -> tuple[Mention, ...]:
        """Return the mentions of one document, ``nested`` or ``longest``."""
        ...

    def read(self, documents: Sequence[Document], *, subject: Subject | None = None) -> Reading:
        """Return what the documents say about the patient; ``subject`` is what is known."""
        ...
