"""Mapping sets: what is read of them, and that what they point at is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import KnowledgeGraph
from kg.sources.crosswalk import (
    NO_TERM,
    Crosswalk,
    mapping_folder,
    read_mappings,
    subject_id,
)
from tests.kg.sources.mapped_nodes import KNOWN

HEADER = (
    "# license: CC0 1.0\n"
    "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification"
    "\tconfidence\n"
)
SETS = ("ddxplus", "dismech", "hetionet", "rotmensch")


def test_words_get_an_id() -> None:
    assert subject_id("ROTMENSCH", "finding", "Crohn's (sore)  Throat ") == (
        "ROTMENSCH:finding/crohn_s_sore_throat"
    )


def test_only_what_implies_the_object_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.sssom.tsv"
    rows = ("X:1\ta\tskos:exactMatch\tHP:1", "X:2\tb\tskos:narrowMatch\tHP:2")
    none = f"X:3\tc\tskos:exactMatch\t{NO_TERM}"
    path.write_text(HEADER + "".join(f"{row}\t\t\t\n" for row in (*rows, none)))

    assert read_mappings(path) == {"X:1": "HP:1"}
    assert read_mappings(tmp_path / "other.sssom.tsv") == {}


def test_terms_and_diseases_are_those_of_the_graph() -> None:
    crosswalk = Crosswalk("no such set", KNOWN)

    assert crosswalk.term("HP:0001111") == "HP:0012735"
    assert crosswalk.term("MONDO:0005249") is None
    assert crosswalk.disease("", ("MONDO:1", "DOID:552")) == "MONDO:0005249"
    assert crosswalk.disease("", ("", "DOID:1")) == "DOID:1"
    assert crosswalk.disease("", ("", "")) is None


@pytest.mark.parametrize("name", SETS)
def test_every_mapping_points_at_something(name: str, default_graph: KnowledgeGraph) -> None:
    ids = {node.id for node in default_graph.nodes if not node.deprecated}
    path = mapping_folder() / f"{name}.sssom.tsv"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    header, *rows = (line.split("\t") for line in lines)
    subjects = [row[0] for row in rows]

    assert header == HEADER.splitlines()[1].split("\t")
    assert subjects == sorted(set(subjects))
    assert {row[2] for row in rows} <= {"skos:exactMatch", "skos:closeMatch", "skos:broadMatch"}
    assert {row[5] for row in rows} <= {"semapv:LexicalMatching", "semapv:ManualMappingCuration"}
    assert set(read_mappings(path).values()) <= ids
