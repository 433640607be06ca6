"""The lexicon: names of phenotypes and of diseases, a disease under its class."""

from __future__ import annotations

from typing import ClassVar

import pytest

from data_schema import Category, Predicate, Scope
from kg import (
    Concepts,
    Edge,
    GraphArrays,
    KnowledgeGraph,
    LexicalEntry,
    Lexicon,
    Node,
    Synonym,
    arrays_from_graph,
    hash_of_names,
)
from kg.arrays import FIELD_TYPES
from tests.kg.small_graphs import SOURCE, annotation, small_graph

TERMS = {"HP:0000100": ["HP:0000118"]}


@pytest.fixture
def lexicon() -> Lexicon:
    fit = Synonym(text="fit", scope=Scope.EXACT, kind="layperson")
    falling = Synonym(text="falling sickness", scope=Scope.RELATED)
    nodes = [
        Node(
            id="HP:0000100", category=Category.PHENOTYPIC_FEATURE, name="Seizure", synonyms=(fit,)
        ),
        Node(id="OMIM:1", category=Category.DISEASE, name="Epilepsy, familial"),
        Node(id="OMIM:2", category=Category.DISEASE, name="Nameless disease 2"),
        Node(
            id="MONDO:1",
            category=Category.ONTOLOGY_CLASS,
            name="familial epilepsy",
            synonyms=(falling,),
        ),
    ]
    same = Edge(
        subject="OMIM:1", predicate=Predicate.EXACT_MATCH, object="MONDO:1", sources=(SOURCE,)
    )
    rows = [annotation("OMIM:1", "HP:0000100"), annotation("OMIM:2", "HP:0000100")]
    return Lexicon.from_arrays(
        arrays_from_graph(small_graph(TERMS, rows, nodes=nodes, edges=[same]))
    )


def names(lexicon: Lexicon, concept_id: str) -> set[tuple[str, Scope]]:
    return {(each.text, each.scope) for each in lexicon.entries if each.concept_id == concept_id}


def test_a_phenotype_has_its_label_and_synonyms(lexicon: Lexicon) -> None:
    assert LexicalEntry("fit", "HP:0000100", Scope.EXACT, "layperson") in lexicon.entries
    assert names(lexicon, "HP:0000100") == {("Seizure", Scope.LABEL), ("fit", Scope.EXACT)}
    assert lexicon.categories["HP:0000100"] is Category.PHENOTYPIC_FEATURE


def test_a_class_has_the_names_of_the_diseases_that_it_matches(lexicon: Lexicon) -> None:
    assert names(lexicon, "MONDO:1") == {
        ("familial epilepsy", Scope.LABEL),
        ("falling sickness", Scope.RELATED),
        ("Epilepsy, familial", Scope.EXACT),
    }
    assert lexicon.categories["MONDO:1"] is Category.DISEASE
    assert "OMIM:1" not in lexicon.labels


def test_a_disease_without_a_class_goes_by_its_own_id(lexicon: Lexicon) -> None:
    assert names(lexicon, "OMIM:2") == {("Nameless disease 2", Scope.LABEL)}
    assert lexicon.labels["OMIM:2"] == "Nameless disease 2"


def test_concepts_are_those_of_the_lexicon(lexicon: Lexicon) -> None:
    rows = [annotation("OMIM:1", "HP:0000100"), annotation("OMIM:2", "HP:0000100")]
    arrays = arrays_from_graph(small_graph(TERMS, rows))
    everything = Lexicon.from_arrays(arrays)

    assert Concepts.from_arrays(arrays) == everything.concepts
    assert (
        Concepts.from_arrays(arrays).restricted({Category.DISEASE})
        == everything.restricted({Category.DISEASE}).concepts
    )
    assert lexicon.concepts.labels == lexicon.labels


class _Watched(GraphArrays):
    """Arrays that remember which of their fields were read."""

    read: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> object:
        if name in FIELD_TYPES:
            type(self).read.add(name)
        return super().__getattribute__(name)


def test_the_hash_of_names_is_of_all_that_entries_come_from(
    default_graph: KnowledgeGraph,
) -> None:
    arrays = arrays_from_graph(default_graph)
    watched = _Watched(**{name: getattr(arrays, name) for name in FIELD_TYPES})
    for everyday in (False, True):
        Lexicon.from_arrays(watched, everyday=everyday)
    read = _Watched.read.copy()
    _Watched.read.clear()
    hash_of_names(watched)

    # alternative ids lead to labels, which are not kept; ancestors follow from parents
    assert read - _Watched.read <= {"alt_ids", "alt_terms", "ancestors"}


def test_more_names_stand_in_order_and_once(lexicon: Lexicon) -> None:
    fit = LexicalEntry("fit", "HP:0000100", Scope.EXACT, "layperson")
    new = LexicalEntry("convulsion", "HP:0000100", Scope.EXACT)
    unknown = LexicalEntry("none", "HP:9999999", Scope.EXACT)

    extended = lexicon.extended([new, fit, new, unknown])

    assert sorted({*lexicon.entries, new}) == sorted(extended.entries)
    assert [each.concept_id for each in extended.entries] == sorted(
        each.concept_id for each in extended.entries
    )


def test_a_lexicon_restricted_to_a_category(lexicon: Lexicon) -> None:
    diseases = lexicon.restricted({Category.DISEASE})

    assert {each.concept_id for each in diseases.entries} == {"MONDO:1", "OMIM:2"}
    assert set(diseases.labels) == set(diseases.categories) == {"MONDO:1", "OMIM:2"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("neoplasm (disease)", "neoplasm"),
        ("Marfan syndrome; MFS", "Marfan syndrome"),
        ("Systemic lupus erythematosus (SLE)", "Systemic lupus erythematosus"),
        ("BC - Bronchogenic carcinoma", "Bronchogenic carcinoma"),
        ("Meckel's diverticulum (displaced)", "Meckel's diverticulum (displaced)"),
        ("translocation t(15;17)", "translocation t(15;17)"),
    ],
)
def test_what_a_name_says_of_itself_is_no_part_of_it(name: str, said: str) -> None:
    nodes = [Node(id="MONDO:1", category=Category.ONTOLOGY_CLASS, name=name)]
    rows = [annotation("OMIM:1", "HP:0000100")]
    lexicon = Lexicon.from_arrays(arrays_from_graph(small_graph(TERMS, rows, nodes=nodes)))

    assert names(lexicon, "MONDO:1") == {(said, Scope.LABEL)}
    assert lexicon.labels["MONDO:1"] == name


def test_a_rare_lexicon_is_that_of_a_graph_without_everyday_diseases(
    default_graph: KnowledgeGraph, rare_graph: KnowledgeGraph
) -> None:
    rare = Lexicon.from_arrays(arrays_from_graph(rare_graph))
    ours = Lexicon.from_arrays(arrays_from_graph(default_graph))

    assert {each.concept_id for each in ours.entries} == {each.concept_id for each in rare.entries}


def test_a_disease_keeps_the_name_that_a_risk_factor_has(default_graph: KnowledgeGraph) -> None:
    lexicon = Lexicon.from_arrays(arrays_from_graph(default_graph), everyday=True)
    meant: dict[str, set[str]] = {}
    for entry in lexicon.entries:
        meant.setdefault(entry.text.casefold(), set()).add(entry.concept_id)

    assert "MONDO:0009061" in meant["cystic fibrosis"]
    assert "DIAGRAPH:9000044" not in meant["cystic fibrosis"]
    assert meant["known cystic fibrosis"] == {"DIAGRAPH:9000044"}
