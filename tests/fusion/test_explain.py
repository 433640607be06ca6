"""A diagnosis adds up to its score, and each contribution names the annotations it came from."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import log

import pytest

from data_schema import (
    Annotation,
    Category,
    ContradictionKind,
    Diagnosis,
    MatchKind,
    OntologyClass,
    Predicate,
    Sex,
)
from fusion import EvidenceConfig, EvidenceModel, Explainer, prepare_case
from kg import Edge, Node, Overlay, arrays_from_graph, without
from tests.fusion.patients import draw_patient
from tests.fusion.test_case import prepared
from tests.kg.small_graphs import SOURCE, annotation, small_graph

TERMS = {
    "HP:0000100": ["HP:0000118"],
    "HP:0000110": ["HP:0000100"],
    "HP:0000111": ["HP:0000110"],
    "HP:0000112": ["HP:0000110", "HP:0000200"],
    "HP:0000113": ["HP:0000110"],
    "HP:0000200": ["HP:0000118"],
    "HP:0000210": ["HP:0000200"],
}
CONFIG = replace(EvidenceConfig.load(), kappa=0.5, gamma=0.1, lambda_=1.0, nu=0.5)
OTHERS = [annotation(f"OMIM:{i}", "HP:0000210", has_percentage=99.0) for i in range(80, 90)]
OTHERS += [
    annotation("OMIM:90", "HP:0000110", has_percentage=2.0),
    annotation("OMIM:91", "HP:0000100", has_percentage=2.0),
]


def diagnosed(
    rows: list[Annotation],
    *findings: str,
    disease: str = "OMIM:1",
    same: tuple[tuple[str, str], ...] = (),
    drop: tuple[tuple[str, str], ...] = (),
    sex: Sex = Sex.UNKNOWN,
    config: EvidenceConfig = CONFIG,
) -> Diagnosis:
    """Explain one disease of a graph with ``rows``, and others that make its terms rare."""
    model = EvidenceModel(
        arrays_from_graph(small_graph(TERMS, [*rows, *OTHERS], same=same)), config=config
    )
    case = prepared(model.arrays, *findings, sex=sex)
    scored = model.score(case, overlay=Overlay(dropped=without(model.arrays, drop)))
    column = model.column(model.arrays.disease_index[disease])
    assert column is not None
    found = Explainer(model).diagnosis(scored, column, rank=1)
    assert found.total() == pytest.approx(found.score, abs=1e-9)
    return found


@pytest.mark.parametrize(
    ("annotated", "finding", "matched", "kind"),
    [
        ("HP:0000111", "HP:0000111", "HP:0000111", MatchKind.EXACT),
        ("HP:0000111", "HP:0000110", "HP:0000110", MatchKind.NARROWER),
        ("HP:0000110", "HP:0000111", "HP:0000110", MatchKind.BROADER),
        ("HP:0000111", "HP:0000113", "HP:0000110", MatchKind.COMMON_ANCESTOR),
    ],
)
def test_how_finding_and_annotation_met(
    annotated: str, finding: str, matched: str, kind: MatchKind
) -> None:
    rows = [annotation("OMIM:1", annotated), annotation("OMIM:1", "HP:0000210")]

    (evidence,) = diagnosed(rows, finding).evidence

    assert (evidence.matched, evidence.match) == (matched, kind)
    (path,) = evidence.paths
    assert path.share == 1.0
    assert (path.nodes[0], path.nodes[-1]) == (finding, "OMIM:1")
    assert path.annotation.term == annotated


def test_a_finding_that_met_the_disease_at_the_root_has_no_path() -> None:
    (evidence,) = diagnosed([annotation("OMIM:1", "HP:0000210")], "HP:0000111").evidence

    assert (evidence.matched, evidence.match) == ("HP:0000118", MatchKind.COMMON_ANCESTOR)
    assert evidence.paths == ()


def test_leaves_share_a_contribution_by_their_logarithms() -> None:
    rows = [
        annotation("OMIM:1", "HP:0000111", has_percentage=40.0),
        annotation("OMIM:1", "HP:0000112", has_percentage=70.0),
        annotation("OMIM:1", "HP:0000110", has_percentage=20.0),
    ]

    (evidence,) = diagnosed(rows, "HP:0000113").evidence

    total = log(0.6) + log(0.3)
    assert {p.annotation.term: p.share for p in evidence.paths} == pytest.approx(
        {"HP:0000111": log(0.6) / total, "HP:0000112": log(0.3) / total}
    )


def test_an_inner_annotation_that_won_is_the_one_path() -> None:
    rows = [
        annotation("OMIM:1", "HP:0000111", has_percentage=40.0),
        annotation("OMIM:1", "HP:0000110", has_percentage=60.0),
    ]

    (evidence,) = diagnosed(rows, "HP:0000113").evidence

    assert [(p.annotation.term, p.share) for p in evidence.paths] == [("HP:0000110", 1.0)]
    assert evidence.match is MatchKind.BROADER


def test_paths_through_equivalents_end_at_the_disease() -> None:
    rows = [
        annotation("OMIM:1", "HP:0000210"),
        annotation("ORPHA:1", "HP:0000111", has_percentage=60.0),
        annotation("ORPHA:2", "HP:0000112", has_percentage=30.0),
    ]
    same = (("OMIM:1", "ORPHA:1"), ("OMIM:1", "ORPHA:2"))

    evidence = next(
        e for e in diagnosed(rows, "HP:0000113", same=same).evidence if e.finding == "HP:0000113"
    )

    assert {p.nodes[-2]: p.share for p in evidence.paths} == pytest.approx(
        {"ORPHA:1": 0.6 / 0.9, "ORPHA:2": 0.3 / 0.9}
    )
    for path in evidence.paths:
        assert path.nodes[-1] == "OMIM:1"
        assert [edge.predicate for edge in path.edges[-2:]] == ["has_phenotype", "exact_match"]


def test_the_diseases_own_annotations_are_named_where_they_decided() -> None:
    rows = [annotation("OMIM:1", "HP:0000111"), annotation("ORPHA:1", "HP:0000111")]

    (evidence,) = diagnosed(rows, "HP:0000111", same=(("OMIM:1", "ORPHA:1"),)).evidence

    assert [path.nodes for path in evidence.paths] == [("HP:0000111", "OMIM:1")]


def test_the_annotation_names_its_counts_references_and_source() -> None:
    rows = [
        annotation("OMIM:1", "HP:0000111", has_count=1, has_total=4, publications=("PMID:2",)),
        annotation(
            "OMIM:1",
            "HP:0000111",
            has_count=3,
            has_total=5,
            publications=("PMID:1", "PMID:2"),
            evidence_code="IEA",
        ),
    ]

    (evidence,) = diagnosed(rows, "HP:0000111").evidence

    found = evidence.paths[0].annotation
    assert found.frequency == pytest.approx(4.6 / 11)
    assert (found.count, found.total) == (4, 9)
    assert found.publications == ("PMID:1", "PMID:2")
    assert (found.evidence_code, found.source) == ("IEA;PCS", SOURCE)


def test_the_annotation_names_only_the_rows_that_counted() -> None:
    rows = [
        annotation("OMIM:1", "HP:0000111", publications=("PMID:1",), sex_qualifier="FEMALE"),
        annotation("OMIM:1", "HP:0000111", publications=("PMID:2",), sex_qualifier="MALE"),
        annotation("OMIM:1", "HP:0000111", publications=("PMID:3",)),
    ]
    model = EvidenceModel(arrays_from_graph(small_graph(TERMS, [*rows, *OTHERS])), config=CONFIG)
    case = prepared(model.arrays, "HP:0000111", sex=Sex.MALE)
    scored = model.score(
        case, overlay=Overlay(dropped=without(model.arrays, publications=["PMID:3"]))
    )

    (evidence,) = Explainer(model).diagnosis(scored, 0, rank=1).evidence

    assert evidence.paths[0].annotation.publications == ("PMID:2",)


def test_findings_come_by_contribution_with_what_they_subsume() -> None:
    rows = [annotation("OMIM:1", "HP:0000111"), annotation("OMIM:1", "HP:0000200")]

    found = diagnosed(rows, "HP:0000200", "HP:0000111", "HP:0000110").evidence

    assert [(e.finding, e.subsumed) for e in found] == [
        ("HP:0000111", ("HP:0000110",)),
        ("HP:0000200", ()),
    ]
    assert found[0].contribution > found[1].contribution


def test_contradictions_are_told_apart() -> None:
    rows = [
        annotation("OMIM:1", "HP:0000110", has_count=0, has_total=8, publications=("PMID:7",)),
        annotation("OMIM:1", "HP:0000210", has_percentage=80.0),
    ]

    found = diagnosed(rows, "HP:0000111", "-HP:0000200", "-HP:0000112")

    assert [(c.finding, c.kind) for c in found.contradictions] == [
        ("HP:0000111", ContradictionKind.NOT_ANNOTATED),
        ("HP:0000200", ContradictionKind.EXCLUDED),
    ]
    lacked, excluded = found.contradictions
    assert lacked.contribution == pytest.approx(log(0.5))
    assert lacked.annotation is not None
    assert lacked.annotation.term == "HP:0000110"
    assert lacked.annotation.publications == ("PMID:7",)
    assert (lacked.annotation.count, lacked.annotation.total) == (0, 8)
    assert lacked.annotation.frequency == 0.0
    assert excluded.contribution == pytest.approx(0.03 * log(0.6))
    assert excluded.annotation is not None
    assert (excluded.annotation.term, excluded.annotation.frequency) == ("HP:0000210", 0.8)
    assert found.evidence == ()


def test_an_exclusion_of_what_the_disease_lacks_argues_for_it() -> None:
    rows = [annotation("OMIM:1", "HP:0000110", negated=True), annotation("OMIM:1", "HP:0000210")]

    found = diagnosed(rows, "HP:0000210", "-HP:0000110")

    (contradiction,) = found.contradictions
    assert contradiction.kind is ContradictionKind.EXCLUDED
    assert contradiction.contribution == 1.0
    assert contradiction.annotation is not None
    assert contradiction.annotation.term == "HP:0000110"


def test_the_most_telling_missing_terms_are_shown_and_the_others_summed() -> None:
    rows = [
        annotation("OMIM:1", "HP:0000111", has_percentage=90.0),
        annotation("OMIM:1", "HP:0000112", has_percentage=50.0),
        annotation("OMIM:1", "HP:0000113", has_percentage=70.0),
        annotation("OMIM:1", "HP:0000210", has_percentage=90.0),
    ]

    found = diagnosed(rows, "HP:0000210", config=replace(CONFIG, max_hallmarks=2))

    assert [(h.id, h.frequency) for h in found.missing_hallmarks] == [
        ("HP:0000111", 0.9),
        ("HP:0000113", 0.7),
    ]
    assert found.unobserved_rest.count == 1
    assert found.unobserved_rest.contribution < 0


def test_a_rare_term_nobody_reported_is_counted_and_not_shown() -> None:
    rows = [
        annotation("OMIM:1", "HP:0000111"),
        annotation("OMIM:1", "HP:0000210", has_percentage=1),
    ]

    found = diagnosed(rows, "HP:0000111")

    assert found.missing_hallmarks == ()
    assert (found.unobserved_rest.count, found.unobserved_rest.contribution) == (1, 0.0)


def test_findings_that_give_little_are_unexplained() -> None:
    rows = [annotation("OMIM:1", "HP:0000111"), annotation("OMIM:2", "HP:0000110")]

    found = diagnosed(rows, "HP:0000111", "HP:0000200")

    assert found.unexplained == ("HP:0000200",)


def test_what_else_is_known_of_the_disease() -> None:
    nodes = [
        Node(id="MONDO:2", category=Category.ONTOLOGY_CLASS, name="one"),
        Node(id="MONDO:1", category=Category.ONTOLOGY_CLASS, name="series", xrefs=("OMIMPS:1",)),
        Node(id="HGNC:2", category=Category.GENE, name="GEN2"),
        Node(id="HGNC:1", category=Category.GENE, name="GEN1"),
    ]

    def edge(subject: str, predicate: Predicate, object_: str) -> Edge:
        return Edge(subject=subject, predicate=predicate, object=object_, sources=(SOURCE,))

    edges = [
        edge("OMIM:1", Predicate.EXACT_MATCH, "MONDO:2"),
        edge("MONDO:2", Predicate.SUBCLASS_OF, "MONDO:1"),
        edge("HGNC:2", Predicate.GENE_ASSOCIATED_WITH_CONDITION, "OMIM:1"),
        edge("HGNC:1", Predicate.GENE_ASSOCIATED_WITH_CONDITION, "OMIM:1"),
        edge("OMIM:1", Predicate.HAS_MODE_OF_INHERITANCE, "HP:0000006"),
    ]
    terms = {**TERMS, "HP:0000006": ["HP:0000001"]}
    rows = [annotation("OMIM:1", "HP:0000111"), annotation("ORPHA:1", "HP:0000111")]
    graph = small_graph(terms, rows, same=[("OMIM:1", "ORPHA:1")], nodes=nodes, edges=edges)
    model = EvidenceModel(arrays_from_graph(graph))
    scored = model.score(prepared(model.arrays, "HP:0000111"))

    found = Explainer(model).diagnosis(scored, 0, rank=4)

    assert found.rank == 4
    assert found.disease == OntologyClass(id="OMIM:1", label="disease OMIM:1")
    assert found.also_known_as == ("MONDO:2", "ORPHA:1")
    assert [gene.label for gene in found.genes] == ["GEN1", "GEN2"]
    assert [mode.id for mode in found.inheritance] == ["HP:0000006"]
    assert found.series is not None
    assert found.series.id == "MONDO:1"
    assert found.probability is None
    assert found.baseline == 0.0


def test_on_the_default_graph_every_diagnosis_adds_up(
    model: EvidenceModel, explainer: Explainer
) -> None:
    edges = known_edges(model)
    for seed in range(20):
        disease = int(model.candidates[seed * 397])
        findings, sex = draw_patient(model.arrays, disease, seed)
        scored = model.score(prepare_case(model.arrays, findings, sex=sex))
        for rank, column in enumerate(scored.order[:10].tolist(), start=1):
            found = explainer.diagnosis(scored, column, rank=rank)

            assert found.total() == pytest.approx(found.score, abs=1e-6)
            for evidence in found.evidence:
                assert_paths_hold(found, evidence.finding, evidence.matched, edges)
                if evidence.matched != "HP:0000118":
                    assert sum(path.share for path in evidence.paths) == pytest.approx(1.0)


def known_edges(model: EvidenceModel) -> set[tuple[str, str, str]]:
    arrays = model.arrays
    terms, diseases = list(arrays.term_ids), list(arrays.disease_ids)
    edges = {
        (terms[low], "subclass_of", terms[high])
        for low in range(len(terms))
        for high in arrays.parents[low].tolist()
    }
    pairs = zip(arrays.rows.disease.tolist(), arrays.rows.term.tolist(), strict=True)
    edges |= {(diseases[d], "has_phenotype", terms[t]) for d, t in pairs}
    edges |= {
        (diseases[d], "exact_match", diseases[e])
        for d in range(len(diseases))
        for e in arrays.equivalents[d].tolist()
    }
    return edges


def assert_paths_hold(
    diagnosis: Diagnosis, finding: str, matched: str, edges: set[tuple[str, str, str]]
) -> None:
    (evidence,) = (e for e in diagnosis.evidence if e.finding == finding)
    for path in evidence.paths:
        assert (path.nodes[0], path.nodes[-1]) == (finding, diagnosis.disease.id)
        assert matched in path.nodes
        assert path.annotation.term in path.nodes
        assert 0.0 < path.share <= 1.0
        for edge, (here, there) in zip(path.edges, pairwise(path.nodes), strict=True):
            assert {edge.subject, edge.object} == {here, there}
            assert (edge.subject, edge.predicate, edge.object) in edges
            assert edge.source
