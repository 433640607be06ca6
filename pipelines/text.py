"""The entity recogniser as the pipeline's reader of documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from data_schema import Category, Document, Mention, Subject, UnusedFinding
from encoders import SetAside, load_recognizer, load_risk_factor_reader
from kg import GraphArrays

from .reading import Reading

__all__ = ["EntityReader"]


class EntityReader:
    """Reads documents with the names of a graph; the first of a graph takes some seconds to make.

    Args:
        arrays: the graph.
        everyday: also read the words of everyday notes.
    """

    def __init__(self, arrays: GraphArrays, *, everyday: bool = False) -> None:
        self.recognizer = load_recognizer(
            arrays,
            everyday=everyday,
            categories=(Category.PHENOTYPIC_FEATURE, Category.DISEASE),
        )

    def mentions(
        self, document: Document, *, mode: Literal["longest", "nested"] = "longest"
    ) -> tuple[Mention, ...]:
        """Return the mentions of one document, by offset."""
        return self.recognizer.annotate(document, mode=mode)

    def read(self, documents: Sequence[Document], *, subject: Subject | None = None) -> Reading:
        """Return what the documents of one patient say, in order of time."""
        dated = sorted(documents, key=lambda document: document.date or "")
        found = self.recognizer.findings(dated, subject=subject)
        found = load_risk_factor_reader().settle(found, dated)
        return Reading(
            findings=found.findings,
            set_aside=tuple(_unused(each) for each in found.set_aside),
            unlinked=found.unlinked,
            stated_diagnoses=found.diagnoses,
            subject=found.subject,
            course=found.course,
        )


def _unused(aside: SetAside) -> UnusedFinding:
    linked = aside.mention.linked
    concept = None if linked is None else linked.concept
    return UnusedFinding(
        id="" if concept is None else concept.id,
        label=aside.mention.text if concept is None else concept.label,
        reason=aside.reason,
        mentions=(aside.mention,),
    )
