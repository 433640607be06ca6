"""Names of diseases beside those of findings: neither hides the other; not every word counts."""

from __future__ import annotations

import pytest

from data_schema import Category, Document, Scope
from encoders import EntityRecognizer
from encoders.entities import Mode
from kg import Lexicon, Node, Synonym

FINDING, DISEASE = Category.PHENOTYPIC_FEATURE, Category.DISEASE
NODES = [
    Node(id="HP:0001250", category=FINDING, name="Seizure"),
    Node(id="HP:0000822", category=FINDING, name="Hypertension"),
    Node(id="HP:0012443", category=FINDING, name="Abnormality of brain morphology"),
    Node(id="MONDO:1", category=DISEASE, name="benign familial seizure syndrome"),
    Node(
        id="MONDO:2",
        category=DISEASE,
        name="hypertensive disorder",
        synonyms=(Synonym(text="hypertension", scope=Scope.EXACT),),
    ),
    Node(
        id="MONDO:3",
        category=DISEASE,
        name="breast cancer",
        synonyms=(
            Synonym(text="BC", scope=Scope.EXACT),
            Synonym(text="BRCA", scope=Scope.EXACT),
            Synonym(text="Br-C1", scope=Scope.EXACT),
        ),
    ),
    Node(id="MONDO:4", category=DISEASE, name="ovarian cancer"),
    Node(id="MONDO:5", category=DISEASE, name="brain disorder"),
    Node(
        id="MONDO:6",
        category=DISEASE,
        name="adult acute lymphoblastic leukemia",
        synonyms=(Synonym(text="adult ALL", scope=Scope.EXACT),),
    ),
    Node(id="MONDO:7", category=DISEASE, name="growth failure"),
    Node(id="MONDO:8", category=DISEASE, name="genetic obesity"),
]


@pytest.fixture(scope="module")
def recognizer() -> EntityRecognizer:
    return EntityRecognizer.from_lexicon(Lexicon.from_nodes(NODES), categories=(FINDING, DISEASE))


def found(recognizer: EntityRecognizer, text: str, mode: Mode = "longest") -> set[tuple[str, str]]:
    mentions = recognizer.annotate(Document(id="d", text=text), mode=mode)
    return {
        (each.text, each.linked.concept.id)
        for each in mentions
        if each.linked and each.linked.concept
    }


def test_the_longest_is_sought_in_each_vocabulary(recognizer: EntityRecognizer) -> None:
    assert found(recognizer, "benign familial seizure syndrome") == {
        ("benign familial seizure syndrome", "MONDO:1"),
        ("seizure", "HP:0001250"),
    }


def test_words_that_mean_both_are_two_mentions_that_say_which(
    recognizer: EntityRecognizer,
) -> None:
    mentions = recognizer.annotate(Document(id="d", text="hypertension"))

    concepts = [each.linked.concept for each in mentions if each.linked]
    assert {(c.id, c.category) for c in concepts if c} == {
        ("HP:0000822", FINDING),
        ("MONDO:2", DISEASE),
    }


def test_findings_are_the_same_with_and_without_names_of_diseases(
    recognizer: EntityRecognizer,
) -> None:
    alone = EntityRecognizer.from_lexicon(Lexicon.from_nodes(NODES), categories=(FINDING,))
    text = "No hypertension, benign familial seizure syndrome; abnormal brain morphology, seizures."

    for mode in ("longest", "nested"):
        document = Document(id="d", text=text)
        both = recognizer.annotate(document, mode=mode)
        assert list(alone.annotate(document, mode=mode)) == [
            each
            for each in both
            if not (each.linked and each.linked.concept) or each.linked.concept.category is FINDING
        ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("breast and ovarian cancer", {"MONDO:3", "MONDO:4"}),
        ("breast cancers", {"MONDO:3"}),
        ("BC", set()),
        ("BRCA", {"MONDO:3"}),
        ("brca", set()),
        ("Br-C1", set()),
        ("an adult", set()),
        ("brain disorder", {"MONDO:5"}),
        ("brain malformation", set()),
        ("genetic architecture of growth and obesity", set()),
    ],
)
def test_what_names_a_disease(recognizer: EntityRecognizer, text: str, expected: set[str]) -> None:
    diseases = {id_ for _, id_ in found(recognizer, text) if id_.startswith("MONDO:")}

    assert diseases == expected


def test_a_disease_of_which_a_kind_alone_is_denied_is_not_mentioned(
    recognizer: EntityRecognizer,
) -> None:
    assert found(recognizer, "No invasive breast cancer.") == set()
