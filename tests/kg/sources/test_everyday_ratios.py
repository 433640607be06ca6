"""The table of measured likelihood ratios: sourced rows for known pairs, no invented frequency."""

from __future__ import annotations

import csv

import pytest

from data_schema import Predicate
from kg import Edge, KnowledgeGraph
from kg.sources.crosswalk import mapping_folder

TABLE = mapping_folder().parent / "everyday" / "likelihood_ratios.tsv"
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def edges(default_graph: KnowledgeGraph) -> dict[tuple[str, str], Edge]:
    return {(e.subject, e.object): e for e in default_graph.edges_of(Predicate.HAS_PHENOTYPE)}


def test_every_row_cites_a_paper_and_measures_a_ratio() -> None:
    assert len(ROWS) == 16
    for row in ROWS:
        assert row["reference"].startswith("PMID:")
        assert (row["source"], row["licence"]) == ("infores:medsemiotics", "CC0-1.0")
        assert row["lr_pos"] or row["lr_neg"]
        assert float(row["lr_pos"] or 2.0) > 1.0 > float(row["lr_neg"] or 0.5) > 0.0


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['disease_id']}-{row['finding_id']}")
def test_a_row_is_in_the_graph(row: dict[str, str], edges: dict[tuple[str, str], Edge]) -> None:
    edge = edges[row["disease_id"], row["finding_id"]]
    (measured,) = (
        each for each in edge.annotations if each.primary_knowledge_source == "infores:medsemiotics"
    )
    stated = [each for each in edge.annotations if each.has_percentage or each.frequency_qualifier]

    assert measured.publications == (row["reference"],)
    assert measured.likelihood_ratio_positive == (float(row["lr_pos"]) if row["lr_pos"] else None)
    assert measured.likelihood_ratio_negative == (float(row["lr_neg"]) if row["lr_neg"] else None)
    assert stated, "a ratio alone would leave the frequency to a default"
