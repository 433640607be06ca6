"""DisMech's rows out of the open table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kg import IssueCode, KnowledgeGraph, open_source
from tests.kg.sources.mapped_nodes import KNOWN

HEADER = "source\tlicence\tmondo\tdoid\tdisease\tfinding_id\tfinding\tfreq\tkind\tref\tmatch\n"
ROWS = (
    "DisMech\tBSD-3-Clause\t\tDOID:552\tPneumonia\tHP:0001111\tCough\t\tpresent\t\texact",
    "DisMech\tBSD-3-Clause\tMONDO:2\t\tNew Disease\t\tSore Throat\t\tpresent\t\texact",
    "DisMech\tBSD-3-Clause\tMONDO:2\t\tNew Disease\tMONDO:0005249\tPneumonia\t\tpresent\t\texact",
    "DisMech\tBSD-3-Clause\tMONDO:3\t\tBad Guess\tHP:0001945\tFever\t\tpresent\t\tsoft",
    "medsemiotics\tCC0-1.0\tMONDO:2\t\tNew Disease\tHP:0001945\tFever\t\tLR\t\texact",
)


def test_ids_and_words(tmp_path: Path) -> None:
    path = tmp_path / "any-name.tsv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in ROWS))
    content = open_source("dismech", path).read(KNOWN)

    assert {(edge.subject, edge.object) for edge in content.edges} == {
        ("MONDO:0005249", "HP:0012735"),
        ("MONDO:2", "HP:0033050"),
    }
    assert {node.id: node.name for node in content.nodes}["MONDO:2"] == "New Disease"
    assert Counter(issue.code for issue in content.issues) == {
        IssueCode.UNKNOWN_TERM: 1,
        IssueCode.UNKNOWN_DISEASE: 1,
    }


@pytest.mark.data
def test_the_real_table(shared_data: Path, default_graph: KnowledgeGraph) -> None:
    known = {node.id: node for node in default_graph.nodes}
    source = open_source("dismech", shared_data / "everyday" / "kb")
    content = source.read(known)
    lost = Counter(issue.code for issue in content.issues)

    assert source.info().licence == "BSD-3-Clause"
    assert len(content.edges) > 4_900
    assert lost[IssueCode.UNKNOWN_TERM] < 100
    assert lost[IssueCode.UNKNOWN_DISEASE] < 850
