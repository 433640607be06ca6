"""Graphs become arrays: numbered in CURIE order, closed under is_a, or refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schema import Annotation, Category, GraphBuildError, Predicate, Scope
from kg import (
    CSR,
    PHENOTYPE_ROOT,
    Edge,
    GraphArrays,
    KnowledgeGraph,
    Node,
    Strings,
    Synonym,
    arrays_from_graph,
    is_negative,
)
from tests.kg.small_graphs import SOURCE, annotation, small_graph

TERMS = {
    "HP:0000300": ["HP:0000118"],
    "HP:0000200": ["HP:0000300", "HP:0000118"],
    "HP:0000100": ["HP:0000200", "HP:0000300"],
}


def edge(subject: str, predicate: Predicate, object_: str, source: str = SOURCE) -> Edge:
    return Edge(subject=subject, predicate=predicate, object=object_, sources=(source,))


def named(arrays: GraphArrays, rows: CSR, names: Strings, of: int) -> list[str]:
    return [names[i] for i in rows[of].tolist()]


def test_everything_is_numbered_in_curie_order() -> None:
    rows = [annotation(d, "HP:0000100") for d in ("OMIM:2", "OMIM:10", "OMIM:1")]

    arrays = arrays_from_graph(small_graph(TERMS, rows))

    assert list(arrays.term_ids) == sorted(["HP:0000001", PHENOTYPE_ROOT, *TERMS])
    assert list(arrays.disease_ids) == ["OMIM:1", "OMIM:10", "OMIM:2"]
    assert arrays.disease_labels[1] == "disease OMIM:10"


def test_ancestors_are_closed_inclusive_and_ascending() -> None:
    arrays = arrays_from_graph(small_graph(TERMS, []))

    def above(term: str) -> list[str]:
        return named(arrays, arrays.ancestors, arrays.term_ids, arrays.term_index[term])

    assert above("HP:0000001") == ["HP:0000001"]
    assert above("HP:0000200") == ["HP:0000001", "HP:0000118", "HP:0000200", "HP:0000300"]
    assert above("HP:0000100") == sorted(["HP:0000001", PHENOTYPE_ROOT, *TERMS])


@given(st.data())
def test_ancestors_of_any_hierarchy(data: st.DataObject) -> None:
    names = data.draw(st.permutations([f"HP:00002{i:02d}" for i in range(8)]))
    terms = {
        name: sorted(data.draw(st.sets(st.sampled_from([PHENOTYPE_ROOT, *names[:i]]), min_size=1)))
        for i, name in enumerate(names)
    }
    arrays = arrays_from_graph(small_graph(terms, []))

    expected: dict[str, set[str]] = {PHENOTYPE_ROOT: {PHENOTYPE_ROOT, "HP:0000001"}}
    for name in names:
        expected[name] = {name}.union(*(expected[parent] for parent in terms[name]))
    for name in names:
        at = arrays.term_index[name]
        assert set(named(arrays, arrays.ancestors, arrays.term_ids, at)) == expected[name]


def test_a_hierarchy_with_a_cycle_is_refused() -> None:
    terms = {**TERMS, "HP:0000300": ["HP:0000118", "HP:0000100"]}

    with pytest.raises(GraphBuildError, match=r"found a cycle at HP:0000\d00; repair"):
        arrays_from_graph(small_graph(terms, []))


def test_many_parents_are_no_cycle() -> None:
    names = [f"HP:000020{i}" for i in range(6)]
    terms = {name: names[1:i] or ["HP:0000118"] for i, name in enumerate(names)}
    terms[names[0]] = names[1:]

    arrays = arrays_from_graph(small_graph(terms, []))

    assert len(arrays.ancestors[arrays.term_index[names[0]]]) == 8


def test_a_graph_without_the_phenotype_root_is_refused() -> None:
    graph = small_graph({}, [])
    empty = replace(graph, nodes=graph.nodes[:1], edges=())

    with pytest.raises(GraphBuildError, match="expected a graph with the term HP:0000118"):
        arrays_from_graph(empty)


def test_rows_stand_by_disease_term_and_source_order() -> None:
    rows = [
        annotation("OMIM:2", "HP:0000200", has_percentage=20.0),
        annotation("OMIM:1", "HP:0000300", negated=True),
        annotation("OMIM:2", "HP:0000100", frequency_qualifier="HP:0040281"),
        annotation("OMIM:2", "HP:0000200", has_count=3, has_total=9, sex_qualifier="MALE"),
    ]

    arrays = arrays_from_graph(small_graph(TERMS, rows))

    found = arrays.rows
    assert [arrays.disease_ids[d] for d in found.disease] == ["OMIM:1", *["OMIM:2"] * 3]
    assert [arrays.term_ids[t][-3:] for t in found.term] == ["300", "100", "200", "200"]
    assert found.count.tolist() == [-1, -1, -1, 3]
    assert found.total.tolist() == [-1, -1, -1, 9]
    assert found.midpoint.tolist() == pytest.approx([np.nan, 0.895, 0.2, np.nan], nan_ok=True)
    assert found.negated.tolist() == [True, False, False, False]
    assert found.sex.tolist() == [0, 0, 0, 2]
    assert arrays.disease_rows.tolist() == [0, 1, 4]


def test_rows_keep_their_references_and_origin() -> None:
    rows = [
        annotation("OMIM:1", "HP:0000100", publications=("PMID:9", "PMID:10"), evidence_code="TAS"),
        annotation("OMIM:1", "HP:0000200", onset_qualifier="HP:0003577"),
    ]

    arrays = arrays_from_graph(small_graph(TERMS, rows))

    found, names = arrays.rows, arrays.names
    assert list(arrays.publications) == ["PMID:10", "PMID:9"]
    assert [found.publications[i].tolist() for i in range(2)] == [[0, 1], []]
    assert [names[i] for i in found.evidence] == ["TAS", "PCS"]
    assert [names[i] for i in found.source] == [SOURCE, SOURCE]
    assert [names[i] for i in found.onset] == ["", "HP:0003577"]


ROWS = st.builds(
    lambda negated, counts, percentage, name: annotation(
        "OMIM:1",
        "HP:0000100",
        negated=negated,
        has_count=counts and min(counts),
        has_total=counts and max(counts),
        has_percentage=percentage,
        frequency_qualifier=name,
    ),
    st.booleans(),
    st.one_of(st.none(), st.tuples(st.integers(0, 2), st.integers(0, 2))),
    st.sampled_from([None, 0.0, 10.0]),
    st.sampled_from([None, "HP:0040285", "HP:0040282"]),
)


@given(st.lists(ROWS, min_size=1, max_size=6))
def test_arrays_and_stores_agree_on_what_is_negative(rows: list[Annotation]) -> None:
    arrays = arrays_from_graph(small_graph(TERMS, rows))

    found = arrays.rows.negative(np.arange(len(rows)))

    assert found.tolist() == [is_negative(row) for row in rows]


def test_equivalents_go_both_ways_and_know_their_source() -> None:
    rows = [annotation(d, "HP:0000100") for d in ("OMIM:1", "ORPHA:1", "ORPHA:2")]

    arrays = arrays_from_graph(
        small_graph(TERMS, rows, same=[("OMIM:1", "ORPHA:2"), ("OMIM:1", "ORPHA:1")])
    )

    assert [arrays.equivalents[i].tolist() for i in range(3)] == [[1, 2], [0], [0]]
    assert [arrays.names[i] for i in arrays.exact_match_source] == [SOURCE] * 2


def test_genes_inheritance_course_and_classes() -> None:
    nodes = [
        Node(id="HGNC:1", category=Category.GENE, name="GEN1"),
        Node(id="MONDO:1", category=Category.ONTOLOGY_CLASS, name="a", xrefs=("OMIMPS:7",)),
        Node(id="MONDO:2", category=Category.ONTOLOGY_CLASS, name="b", xrefs=("OMIM:7",)),
    ]
    edges = [
        edge("HGNC:1", Predicate.GENE_ASSOCIATED_WITH_CONDITION, "OMIM:1"),
        edge("OMIM:1", Predicate.HAS_MODE_OF_INHERITANCE, "HP:0000200"),
        edge("OMIM:1", Predicate.HAS_CLINICAL_COURSE, "HP:0000300"),
        edge("OMIM:1", Predicate.EXACT_MATCH, "MONDO:2"),
        edge("MONDO:2", Predicate.SUBCLASS_OF, "MONDO:1"),
        edge("OMIM:1", Predicate.EXACT_MATCH, "MONDO:404"),
    ]

    arrays = arrays_from_graph(
        small_graph(TERMS, [annotation("OMIM:1", "HP:0000100")], nodes=nodes, edges=edges)
    )

    assert named(arrays, arrays.disease_genes, arrays.gene_symbols, 0) == ["GEN1"]
    assert named(arrays, arrays.disease_inheritance, arrays.term_ids, 0) == ["HP:0000200"]
    assert named(arrays, arrays.disease_course, arrays.term_ids, 0) == ["HP:0000300"]
    assert named(arrays, arrays.disease_classes, arrays.class_ids, 0) == ["MONDO:2"]
    assert named(arrays, arrays.class_parents, arrays.class_ids, 1) == ["MONDO:1"]
    assert arrays.class_series.tolist() == [True, False]


def test_names_alternatives_and_the_obsolete() -> None:
    spoken = Synonym(text="fit", scope=Scope.EXACT, kind="layperson")
    wide = Synonym(text="attack", scope=Scope.BROAD)
    term = Category.PHENOTYPIC_FEATURE
    nodes = [
        Node(
            id="HP:0000100",
            category=term,
            name="seizure",
            synonyms=(spoken, wide),
            alt_ids=("HP:0000900", "HP:0000800"),
        ),
        Node(id="HP:0000999", category=term, name="obsolete", deprecated=True),
    ]

    arrays = arrays_from_graph(small_graph(TERMS, [], nodes=nodes))

    names = arrays.names
    assert list(arrays.alt_ids) == ["HP:0000800", "HP:0000900"]
    assert list(arrays.deprecated_ids) == ["HP:0000999"]
    assert "HP:0000999" not in arrays.term_index
    spoken_of = arrays.term_synonyms
    assert len(spoken_of) == 2
    assert {
        text: (names[scope], names[kind])
        for text, scope, kind in zip(spoken_of.text, spoken_of.scope, spoken_of.kind, strict=True)
    } == {"fit": ("EXACT", "layperson"), "attack": ("BROAD", "")}
    assert {arrays.term_ids[t] for t in spoken_of.owner} == {"HP:0000100"}


def test_synonyms_of_diseases_and_classes() -> None:
    nodes = [
        Node(
            id="OMIM:1",
            category=Category.DISEASE,
            name="spasm disease 1",
            synonyms=(Synonym(text="SPD1", scope=Scope.EXACT),),
        ),
        Node(
            id="MONDO:2",
            category=Category.ONTOLOGY_CLASS,
            name="spasm disease",
            synonyms=(Synonym(text="cramp disease", scope=Scope.RELATED),),
        ),
    ]

    arrays = arrays_from_graph(
        small_graph(TERMS, [annotation("OMIM:1", "HP:0000100")], nodes=nodes)
    )

    assert list(arrays.disease_synonyms.text) == ["SPD1"]
    assert [arrays.disease_ids[n] for n in arrays.disease_synonyms.owner] == ["OMIM:1"]
    assert list(arrays.class_synonyms.text) == ["cramp disease"]
    assert [arrays.class_ids[n] for n in arrays.class_synonyms.owner] == ["MONDO:2"]


def test_the_order_of_nodes_and_edges_changes_nothing() -> None:
    rows = [annotation("OMIM:1", t) for t in TERMS]
    graph = small_graph(TERMS, rows, same=[("OMIM:1", "ORPHA:1")])
    turned = KnowledgeGraph(
        nodes=graph.nodes[::-1], edges=graph.edges[::-1], manifest=graph.manifest
    )

    one, other = arrays_from_graph(graph), arrays_from_graph(turned)

    assert one.term_ids == other.term_ids
    assert one.rows.term.tolist() == other.rows.term.tolist()
    assert one.ancestors.indices.tolist() == other.ancestors.indices.tolist()
    assert one.equivalents.indices.tolist() == other.equivalents.indices.tolist()


def test_a_disease_of_mondo_stays_the_class_of_its_equivalents() -> None:
    """Findings of its own make it a candidate; series and names of the others stay as they are."""
    rows = [annotation(disease, "HP:0000100") for disease in ("MONDO:2", "OMIM:1")]
    nodes = [
        Node(id="MONDO:1", category=Category.ONTOLOGY_CLASS, name="series", xrefs=("OMIMPS:1",)),
    ]
    edges = [
        edge("MONDO:2", Predicate.SUBCLASS_OF, "MONDO:1"),
        edge("MONDO:2", Predicate.EXACT_MATCH, "OMIM:1"),
    ]

    arrays = arrays_from_graph(small_graph(TERMS, rows, nodes=nodes, edges=edges))

    assert list(arrays.disease_ids) == ["MONDO:2", "OMIM:1"]
    assert list(arrays.class_ids) == ["MONDO:1", "MONDO:2"]
    assert named(arrays, arrays.disease_classes, arrays.class_ids, 0) == []
    assert named(arrays, arrays.disease_classes, arrays.class_ids, 1) == ["MONDO:2"]
    assert named(arrays, arrays.class_parents, arrays.class_ids, 1) == ["MONDO:1"]
    assert named(arrays, arrays.equivalents, arrays.disease_ids, 1) == ["MONDO:2"]


def test_epidemiology_and_risks_are_the_diseases_own() -> None:
    risk = Annotation(
        subject="HP:0000300",
        predicate=Predicate.PREDISPOSES_TO_CONDITION.value,
        object="OMIM:2",
        relative_risk=3.0,
    )
    nodes = [
        Node(
            id="OMIM:2", category=Category.DISEASE, name="two", xrefs=("A:1", "B:1"),
            epidemiology="{}",
        )
    ]  # fmt: skip
    edges = [
        replace(
            edge("HP:0000300", Predicate.PREDISPOSES_TO_CONDITION, "OMIM:2"), annotations=(risk,)
        ),
        edge("OMIM:1", Predicate.SUBCLASS_OF, "OMIM:2"),
    ]
    rows = [
        annotation("OMIM:1", "HP:0000100", required=True),
        annotation("OMIM:2", "HP:0000100", pathognomonic=True, likelihood_ratio_positive=4.0),
    ]

    arrays = arrays_from_graph(small_graph(TERMS, rows, nodes=nodes, edges=edges))

    assert list(arrays.disease_epidemiology) == ["", "{}"]
    assert named(arrays, arrays.disease_risks, arrays.term_ids, 1) == ["HP:0000300"]
    assert arrays.disease_risk_ratio.tolist() == [3.0]
    assert arrays.relative_risk(1, "HP:0000300") == 3.0
    assert arrays.relative_risk(0, "HP:0000300") == 1.0
    assert arrays.disease_xref_index == {"A:1": (1,), "B:1": (1,)}
    assert arrays.disease_children[1].tolist() == [0]
    assert arrays.rows.required.tolist() == [True, False]
    assert arrays.rows.pathognomonic.tolist() == [False, True]
    assert arrays.rows.ratio_positive.tolist()[1] == 4.0
    assert np.isnan(arrays.rows.ratio_negative).all()
