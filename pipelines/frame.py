"""Reports as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from data_schema import DiagnosisReport

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["to_frame"]


def to_frame(reports: Iterable[DiagnosisReport]) -> pd.DataFrame:
    """Return one row per diagnosis: record, rank, disease, score, abstention.

    Columns: ``record_id, rank, disease_id, disease, score, n_evidence, top_finding``; an
    abstention is one row with no rank.
    """
    import pandas as pd

    columns = ["record_id", "rank", "disease_id", "disease", "score", "n_evidence", "top_finding"]
    rows: list[tuple[object, ...]] = []
    for report in reports:
        if report.abstained:
            rows.append((report.record_id, None, None, None, None, 0, None))
        for diagnosis in report.diagnoses:
            top = diagnosis.evidence[0].finding if diagnosis.evidence else None
            rows.append(
                (
                    report.record_id,
                    diagnosis.rank,
                    diagnosis.disease.id,
                    diagnosis.disease.label,
                    diagnosis.score,
                    len(diagnosis.evidence),
                    top,
                )
            )
    return pd.DataFrame(rows, columns=columns)
