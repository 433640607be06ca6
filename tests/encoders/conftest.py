"""A recogniser over a few concepts, and one over the default graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data_schema import Category, Scope
from encoders import EntityRecognizer
from kg import Lexicon, Node, Synonym, arrays_from_graph

if TYPE_CHECKING:
    from kg import KnowledgeGraph

NAMES: dict[str, tuple[str, ...]] = {
    "HP:0000028": ("Cryptorchidism", "Undescended testes"),
    "HP:0000077": ("Abnormality of the kidney",),
    "HP:0000098": ("Tall stature",),
    "HP:0000365": ("Hearing impairment", "Hearing loss", "Deafness"),
    "HP:0000822": ("Hypertension",),
    "HP:0001249": ("Intellectual disability",),
    "HP:0001250": ("Seizure", "Epilepsy"),
    "HP:0001251": ("Ataxia",),
    "HP:0001256": ("Intellectual disability, mild",),
    "HP:0001337": ("Tremor",),
    "HP:0001945": ("Fever",),
    "HP:0002013": ("Vomiting",),
    "HP:0002027": ("Abdominal pain",),
    "HP:0002076": ("Migraine",),
    "HP:0002094": ("Dyspnea", "Shortness of breath"),
    "HP:0002315": ("Headache",),
    "HP:0004322": ("Short stature",),
    "HP:0008689": ("Bilateral cryptorchidism",),
    "HP:0009381": ("Short finger",),
    "HP:0001500": ("Broad finger",),
    "HP:0012735": ("Cough",),
    "HP:0025143": ("Chills",),
    "HP:0100749": ("Chest pain",),
}


@pytest.fixture(scope="session")
def small_lexicon() -> Lexicon:
    return Lexicon.from_nodes(
        Node(
            id=curie,
            category=Category.PHENOTYPIC_FEATURE,
            name=names[0],
            synonyms=tuple(Synonym(text=text, scope=Scope.EXACT) for text in names[1:]),
        )
        for curie, names in NAMES.items()
    )


@pytest.fixture(scope="session")
def recognizer(small_lexicon: Lexicon) -> EntityRecognizer:
    return EntityRecognizer.from_lexicon(small_lexicon)


@pytest.fixture(scope="session")
def full_recognizer(rare_graph: KnowledgeGraph) -> EntityRecognizer:
    return EntityRecognizer.from_lexicon(Lexicon.from_nodes(rare_graph.nodes))


@pytest.fixture(scope="session")
def everyday_recognizer(default_graph: KnowledgeGraph) -> EntityRecognizer:
    """The recogniser of everyday notes: findings and diseases."""
    lexicon = Lexicon.from_arrays(arrays_from_graph(default_graph), everyday=True)
    return EntityRecognizer.from_lexicon(
        lexicon, categories=(Category.PHENOTYPIC_FEATURE, Category.DISEASE)
    )
