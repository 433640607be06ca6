"""Every way a graph can be wrong has a name."""

from __future__ import annotations

import pytest

from data_schema import Annotation, Category, Predicate
from kg import Edge, IssueCode, Node, Severity
from kg.validation import Issue, validate

NODES = {
    node.id: node
    for node in (
        Node(id="OMIM:1", category=Category.DISEASE, name="d"),
        Node(id="HP:1", category=Category.PHENOTYPIC_FEATURE, name="p"),
        Node(id="HP:2", category=Category.PHENOTYPIC_FEATURE, name="q"),
        Node(id="HP:3", category=Category.PHENOTYPIC_FEATURE, name="r"),
    )
}


def edge(subject: str, predicate: Predicate, object_: str, *, negated: bool | None = None) -> Edge:
    row = Annotation(
        subject=subject, predicate=predicate.value, object=object_, negated=bool(negated)
    )
    return Edge(
        subject=subject,
        predicate=predicate,
        object=object_,
        sources=("infores:a",),
        annotations=() if negated is None else (row,),
    )


HAS, LACKS, IS_A = Predicate.HAS_PHENOTYPE, Predicate.LACKS_PHENOTYPE, Predicate.SUBCLASS_OF


def test_a_sound_graph_has_no_issues() -> None:
    edges = [
        edge("OMIM:1", HAS, "HP:1", negated=False),
        edge("OMIM:1", LACKS, "HP:2", negated=True),
        edge("HP:1", IS_A, "HP:2"),
        edge("HP:1", IS_A, "HP:3"),
        edge("HP:2", IS_A, "HP:3"),
    ]

    assert validate(NODES, edges) == []


@pytest.mark.parametrize(
    ("edges", "issue"),
    [
        (
            [edge("OMIM:1", HAS, "HP:9")],
            Issue(IssueCode.DANGLING_EDGE, "OMIM:1 has_phenotype HP:9: no node HP:9"),
        ),
        (
            [edge("HP:9", IS_A, "HP:1")],
            Issue(IssueCode.DANGLING_EDGE, "HP:9 subclass_of HP:1: no node HP:9"),
        ),
        (
            [edge("HP:1", HAS, "HP:2")],
            Issue(
                IssueCode.BAD_ENDS,
                "HP:1 has_phenotype HP:2: joins PhenotypicFeature to PhenotypicFeature",
            ),
        ),
        (
            [edge("OMIM:1", HAS, "HP:1", negated=True)],
            Issue(IssueCode.BAD_POLARITY, "OMIM:1 has_phenotype HP:1"),
        ),
        (
            [edge("OMIM:1", LACKS, "HP:1", negated=False)],
            Issue(IssueCode.BAD_POLARITY, "OMIM:1 lacks_phenotype HP:1"),
        ),
    ],
)
def test_wrong_edges(edges: list[Edge], issue: Issue) -> None:
    assert validate(NODES, edges) == [issue]
    assert issue.severity is Severity.ERROR


def test_a_cycle_is_shown() -> None:
    edges = [edge("HP:1", IS_A, "HP:2"), edge("HP:2", IS_A, "HP:3"), edge("HP:3", IS_A, "HP:1")]

    (issue,) = validate(NODES, edges)

    assert issue.code is IssueCode.CYCLE
    assert {"HP:1", "HP:2", "HP:3"} == set(issue.message.split(" subclass_of "))


def test_alternative_ids_mean_one_node() -> None:
    category = Category.PHENOTYPIC_FEATURE
    nodes = NODES | {
        "HP:4": Node(id="HP:4", category=category, name="s", alt_ids=("HP:1", "HP:8")),
        "HP:5": Node(id="HP:5", category=category, name="t", alt_ids=("HP:8",)),
    }

    issues = validate(nodes, [])

    assert [issue.code for issue in issues] == [IssueCode.ALT_ID_CLASH] * 2
    assert {issue.severity for issue in issues} == {Severity.WARNING}
