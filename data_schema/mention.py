"""Mentions: spans of a document that name a clinical entity (OMOP ``NOTE_NLP`` and ConText)."""

from __future__ import annotations

from dataclasses import dataclass, field

from .biolink import Category

__all__ = ["PATIENT", "Assertion", "Candidate", "LinkedFinding", "Mention"]

PATIENT = "patient"
"""The ``experiencer`` of a mention that speaks of the patient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What the text says about a mention.

    ConText: Harkema et al. 2009, doi:10.1016/j.jbi.2009.05.002.

    All flags false means: present, now, in the patient.
    """

    negated: bool = False
    uncertain: bool = False
    hypothetical: bool = False
    historical: bool = False
    family: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A concept a mention may stand for.

    Attributes:
        id, label: the concept.
        score: the linker's, in [0, 1].
        category: a finding is a ``PHENOTYPIC_FEATURE``, a stated diagnosis a ``DISEASE``.
    """

    id: str
    label: str
    score: float
    category: Category = Category.PHENOTYPIC_FEATURE


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFinding:
    """A mention's link into the graph, in SSSOM's terms; ``concept is None`` is NIL, and kept.

    Attributes:
        subject_label: the words that were linked.
        candidates: best first.
        concept: the chosen candidate, or ``None``.
        mapping_justification: SSSOM justification (``semapv:LexicalMatching``).
    """

    subject_label: str
    candidates: tuple[Candidate, ...] = ()
    concept: Candidate | None = None
    mapping_justification: str = "semapv:LexicalMatching"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span of a document and what is said of it.

    ``document.text[start:end] == text`` holds always; :meth:`check` verifies it.

    Attributes:
        document_id: which document.
        start, end: character offsets (Unicode code points), half open.
        text: the words themselves.
        section: normalised section name (``family_history``), ``""`` where none was recognised.
        assertion: negated, uncertain, hypothetical, historical, family.
        cue: the words that decided the assertion, ``""`` where none did.
        experiencer: ``patient``, or who else (``mother``).
        linked: the link into the graph, or ``None`` before linking.
    """

    document_id: str
    start: int
    end: int
    text: str
    section: str = ""
    assertion: Assertion = field(default_factory=Assertion)
    cue: str = ""
    experiencer: str = PATIENT
    linked: LinkedFinding | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a mention needs 0 <= start < end, got {self.start} and {self.end}")
        if len(self.text) != self.end - self.start:
            raise ValueError("a mention's text is as long as its span")

    def check(self, text: str) -> None:
        """Raise ``ValueError`` unless the mention's text stands at its offsets in ``text``."""
        if text[self.start : self.end] != self.text:
            raise ValueError(f"mention at {self.start}:{self.end} does not match its document")
