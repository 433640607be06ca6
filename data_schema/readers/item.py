"""What a reader yields: a record with its known answers apart, or the error in its place."""

from __future__ import annotations

from dataclasses import dataclass

from data_schema.diagnosis import Notice
from data_schema.errors import RecordError
from data_schema.record import LabeledRecord, OntologyClass, PatientRecord

__all__ = ["ReadItem"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadItem:
    """One record of an input, or the error that stands in its place.

    Attributes:
        record: what may be used to predict; ``None`` where ``error`` says why.
        record_id: the record's id; of a failed record where it could still be read.
        diagnoses: the truth the input carried, stripped from ``record``.
        line: 1-based line the record starts on (lines and tables) or 1-based place in a JSON
            list; ``None`` where the input is one record.
        error: why there is no record.
        notices: what was skipped or taken on trust, one line each.
    """

    record: PatientRecord | None = None
    record_id: str | None = None
    diagnoses: tuple[OntologyClass, ...] = ()
    line: int | None = None
    error: RecordError | None = None
    notices: tuple[Notice, ...] = ()

    def __post_init__(self) -> None:
        if (self.record is None) == (self.error is None):
            raise ValueError("an item has a record or an error, and never both")
        if self.record is not None and self.record.id != self.record_id:
            raise ValueError("an item's record_id is its record's id")

    def labeled(self) -> LabeledRecord:
        """Return record and truth together.

        Raises:
            RecordError: the item stands for a record that could not be read.
        """
        if self.error is not None:
            raise self.error
        assert self.record is not None
        return LabeledRecord(record=self.record, diagnoses=self.diagnoses)
