"""From a finished draft to the report that is given."""

from __future__ import annotations

from dataclasses import replace

from data_schema import DiagnosisReport, Mention, PatientRecord, Provenance, ReportedFinding
from fusion import Ranker
from kg import Connector

from .draft import Draft

__all__ = ["report_of", "with_connections"]


def report_of(draft: Draft, model: Ranker, provenance: Provenance) -> DiagnosisReport:
    """Return what the stages made of a record.

    Args:
        draft: all stages have seen it.
        model: what ranked.
        provenance: of the answer.
    """
    return DiagnosisReport(
        record_id=draft.record.id,
        abstained=draft.abstention is not None,
        reason=draft.abstention,
        findings=_reported(draft, model),
        unused=tuple(draft.set_aside),
        stated_diagnoses=tuple(draft.stated_diagnoses),
        diagnoses=draft.diagnoses,
        do_not_miss=draft.do_not_miss,
        not_in_graph=draft.not_in_graph,
        set=draft.likely,
        unlinked=tuple(draft.unlinked),
        warnings=tuple(draft.warnings),
        missing_modalities=_missing_modalities(draft.record),
        provenance=provenance,
    )


def with_connections(report: DiagnosisReport, connector: Connector, *, k: int) -> DiagnosisReport:
    """Add the ``k`` best paths between each present finding and each disease of a report.

    Raises:
        UsageError: too many paths are asked for.
    """
    present = [finding.id for finding in report.findings if not finding.excluded]
    connected = [
        replace(
            diagnosis,
            connections=tuple(
                connector.connect(finding, diagnosis.disease.id, k=k) for finding in present
            ),
        )
        for diagnosis in report.diagnoses
    ]
    return replace(report, diagnoses=tuple(connected))


def _reported(draft: Draft, model: Ranker) -> tuple[ReportedFinding, ...]:
    if draft.case is None:
        return ()
    arrays, information = model.arrays, model.information
    mentions: dict[tuple[int | None, bool], list[Mention]] = {}
    for finding in draft.findings:
        term = arrays.resolve_term(finding.type.id)
        mentions.setdefault((term, finding.excluded), []).extend(finding.evidence)
    terms = [(t, False) for t in draft.case.observed] + [(t, True) for t in draft.case.excluded]
    return tuple(
        ReportedFinding(
            id=arrays.term_ids[term],
            label=arrays.term_labels[term],
            excluded=excluded,
            information=float(information[term]),
            mentions=tuple(mentions.get((term, excluded), ())),
        )
        for term, excluded in terms
    )


def _missing_modalities(record: PatientRecord) -> tuple[str, ...]:
    """What this pipeline could have read and the record does not have."""
    available = {"phenotypic_features": record.phenotypic_features, "text": record.documents}
    return tuple(name for name, parts in available.items() if not parts)
