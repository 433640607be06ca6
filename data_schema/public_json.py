"""The JSON that the command line prints: ``extract`` and error lines, diagnosis reports.

It is what :mod:`data_schema.codec` makes of the types, but for mentions, which are printed with
the linked concept beside them and without the candidates that lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypedDict, cast

from .biolink import Category
from .codec import Decoder, Encoder, from_dict, to_dict
from .diagnosis import DiagnosisReport
from .errors import DiagraphError, RecordError
from .mention import Assertion, Candidate, LinkedFinding, Mention

__all__ = [
    "AssertionDict",
    "ConceptDict",
    "ErrorBody",
    "ErrorLine",
    "ExtractLine",
    "MentionDict",
    "ReportMentionDict",
    "error_line",
    "extract_line",
    "mention_from_dict",
    "mention_to_dict",
    "report_from_dict",
    "report_to_dict",
]


class AssertionDict(TypedDict):
    """What the text says about a mention."""

    negated: bool
    uncertain: bool
    hypothetical: bool
    historical: bool
    family: bool


class _NamedDict(TypedDict):
    id: str
    label: str


class ConceptDict(_NamedDict, total=False):
    """A concept of the graph; ``category`` is ``PhenotypicFeature`` or ``Disease``."""

    category: str


class MentionDict(TypedDict):
    """A mention as ``extract`` prints it; ``concept`` and ``score`` are null where none fits."""

    start: int
    end: int
    text: str
    section: str
    assertion: AssertionDict
    cue: str
    experiencer: str
    concept: ConceptDict | None
    score: float | None


class ReportMentionDict(MentionDict):
    """A mention in a report, whose record may have several documents."""

    document_id: str


class ExtractLine(TypedDict):
    """One line of ``extract``: a document and its mentions."""

    document_id: str
    mentions: list[MentionDict]


class ErrorBody(TypedDict):
    """A stable code and one line for people."""

    code: str
    message: str


class ErrorLine(TypedDict):
    """What is printed in the place of a record that failed."""

    record_id: str | None
    line: int | None
    error: ErrorBody


def mention_to_dict(mention: Mention) -> MentionDict:
    """Return a mention as ``extract`` prints it."""
    assertion = mention.assertion
    concept = None if mention.linked is None else mention.linked.concept
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "section": mention.section,
        "assertion": {
            "negated": assertion.negated,
            "uncertain": assertion.uncertain,
            "hypothetical": assertion.hypothetical,
            "historical": assertion.historical,
            "family": assertion.family,
        },
        "cue": mention.cue,
        "experiencer": mention.experiencer,
        "concept": None if concept is None else _concept_to_dict(concept),
        "score": None if concept is None else concept.score,
    }


def _concept_to_dict(concept: Candidate) -> ConceptDict:
    return {"id": concept.id, "label": concept.label, "category": concept.category.value}


def mention_from_dict(data: object, *, document_id: str, path: str = "$") -> Mention:
    """Return the mention that :func:`mention_to_dict` printed, as far as it was printed.

    The candidates that lost are gone, and a mention without a concept comes back as NIL.

    Raises:
        RecordError: ``data`` is not such a mention.
    """
    read = from_dict(MentionDict, data, path=path)
    concept, score = read["concept"], read["score"]
    if (concept is None) != (score is None):
        raise RecordError(f"expected both concept and score at {path}, or neither; got one")
    chosen = None if concept is None or score is None else _candidate(concept, score, path)
    try:
        return Mention(
            document_id=document_id,
            start=read["start"],
            end=read["end"],
            text=read["text"],
            section=read["section"],
            assertion=Assertion(**read["assertion"]),
            cue=read["cue"],
            experiencer=read["experiencer"],
            linked=LinkedFinding(subject_label=read["text"], concept=chosen),
        )
    except ValueError as error:
        raise RecordError(f"expected a valid mention at {path}: {error}") from None


def _candidate(concept: ConceptDict, score: float, path: str) -> Candidate:
    """Return the chosen candidate; a concept printed before there were diseases is a finding."""
    try:
        category = Category(concept.get("category", Category.PHENOTYPIC_FEATURE))
    except ValueError:
        raise RecordError(
            f"expected one of {', '.join(Category)} at {path}.concept.category, got something else"
        ) from None
    return Candidate(id=concept["id"], label=concept["label"], score=score, category=category)


def extract_line(document_id: str, mentions: Iterable[Mention]) -> ExtractLine:
    """Return the line that ``extract`` prints for a document."""
    return {"document_id": document_id, "mentions": [mention_to_dict(each) for each in mentions]}


def error_line(error: DiagraphError, *, record_id: str | None, line: int | None) -> ErrorLine:
    """Return what is printed in the place of a failed record."""
    return {
        "record_id": record_id,
        "line": line,
        "error": {"code": error.code, "message": error.message},
    }


def _encode_mention(mention: Mention) -> ReportMentionDict:
    return {**mention_to_dict(mention), "document_id": mention.document_id}


def _decode_mention(data: object, path: str) -> Mention:
    read = dict(from_dict(ReportMentionDict, data, path=path))
    return mention_from_dict(read, document_id=cast("str", read.pop("document_id")), path=path)


_ENCODERS: Final[dict[type, Encoder]] = {Mention: _encode_mention}
_DECODERS: Final[dict[type, Decoder]] = {Mention: _decode_mention}


def report_to_dict(report: DiagnosisReport) -> dict[str, Any]:
    """Return a report as ``diagnose --json`` prints it."""
    return to_dict(report, encoders=_ENCODERS)


def report_from_dict(data: object) -> DiagnosisReport:
    """Return the report that :func:`report_to_dict` printed.

    Raises:
        RecordError: ``data`` is not such a report; the message has the JSON path.
    """
    return from_dict(DiagnosisReport, data, decoders=_DECODERS)
