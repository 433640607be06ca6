"""Cases whose disease is known, ready to score: what the benchmarks of the evidence model share."""

from __future__ import annotations

import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data_schema import read_records
from fusion import Case, EvidenceModel, prepare_case
from kg import GraphArrays, arrays_from_graph, build_graph

__all__ = ["LabelledCase", "default_arrays", "read_cases", "setting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledCase:
    """One published patient.

    Attributes:
        record_id: of the phenopacket.
        case: the findings, conflicts resolved.
        truth: CURIE of the confirmed disease.
        publications: references of the record.
    """

    record_id: str
    case: Case
    truth: str
    publications: tuple[str, ...]

    def column(self, model: EvidenceModel) -> int | None:
        """Return the candidate column of the truth, ``None`` where the graph has no such one."""
        return model.column_of(self.truth)


def default_arrays() -> GraphArrays:
    """Build the default graph (5 s) and number it."""
    return arrays_from_graph(build_graph())


def read_cases(path: Path, arrays: GraphArrays) -> list[LabelledCase]:
    """Read phenopackets with one confirmed disease each."""
    found = []
    for item in read_records(path):
        labelled = item.labeled()
        record = labelled.record
        found.append(
            LabelledCase(
                record_id=record.id,
                case=prepare_case(arrays, record.phenotypic_features, sex=record.subject.sex),
                truth=labelled.diagnoses[0].id,
                publications=record.meta_data.references,
            )
        )
    return found


def setting(arrays: GraphArrays) -> str:
    """Say what a table was made with: graph, commit, Python and numpy."""
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True
    )
    commit = done.stdout.strip() or "unknown"
    return (
        f"graph {arrays.version} ({arrays.hash[:12]}), commit {commit}, "
        f"Python {platform.python_version()}, numpy {np.__version__}"
    )
