from __future__ import annotations

import pytest

from data_schema import Category, Document
from encoders import EntityRecognizer
from kg import Lexicon, Node


def concepts(recognizer: EntityRecognizer, text: str, *, nested: bool = False) -> set[str]:
    mentions = recognizer.annotate(
        Document(id="d", text=text), mode="nested" if nested else "longest"
    )
    return {
        mention.linked.concept.label
        for mention in mentions
        if mention.linked and mention.linked.concept
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SEIZURES", {"Seizure"}),
        ("pain in the abdomen", {"Abdominal pain"}),
        ("an ataxic gait", {"Ataxia"}),
        ("renal anomalies", {"Abnormality of the kidney"}),
        ("abnormal kidneys", {"Abnormality of the kidney"}),
        ("mild intellectual disability", {"Intellectual disability, mild"}),
        ("stature was short", {"Short stature"}),
        ("markedly short stature", {"Short stature"}),
        ("short and broad fingers", {"Short finger", "Broad finger"}),
        ("fingers short, stature tall", {"Tall stature", "Short finger"}),
        ("bilateral undescended testes", {"Bilateral cryptorchidism"}),
        ("he was short. Stature was recorded", set()),
        ("anomalies of the renal", set()),
        ("all as usual", set()),
    ],
)
def test_what_names_a_concept(recognizer: EntityRecognizer, text: str, expected: set[str]) -> None:
    assert concepts(recognizer, text) == expected


def test_nested_mode_keeps_what_lies_inside(recognizer: EntityRecognizer) -> None:
    text = "bilateral cryptorchidism"

    assert concepts(recognizer, text) == {"Bilateral cryptorchidism"}
    assert concepts(recognizer, text, nested=True) == {"Bilateral cryptorchidism", "Cryptorchidism"}


def test_the_exact_name_scores_one_and_looser_ones_less(recognizer: EntityRecognizer) -> None:
    scores = []
    for text in ("Abnormality of the kidney", "abnormality of the kidneys", "renal anomaly"):
        (mention,) = recognizer.annotate(Document(id="d", text=text))
        assert mention.linked is not None
        assert mention.linked.concept is not None
        scores.append(mention.linked.concept.score)

    assert scores[0] == 1.0
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_an_abbreviation_needs_its_capitals(recognizer: EntityRecognizer) -> None:
    assert concepts(recognizer, "HTN, on exertion SOB") == {"Hypertension", "Dyspnea"}
    assert concepts(recognizer, "sob htn") == set()


def test_the_document_explains_its_abbreviations(recognizer: EntityRecognizer) -> None:
    text = "He has intellectual disability (ID). ID was noted early."

    mentions = recognizer.annotate(Document(id="d", text=text))

    assert [mention.text for mention in mentions] == ["intellectual disability", "ID", "ID"]
    assert concepts(recognizer, text) == {"Intellectual disability"}


def test_a_short_form_explained_otherwise_is_not_a_finding(recognizer: EntityRecognizer) -> None:
    text = "The Short Observation Bundle (SOB) was filled in; SOB items were complete."

    assert concepts(recognizer, text) == set()


@pytest.mark.parametrize(
    ("text", "expected", "wrong"),
    [
        (
            "global developmental delay, severe photosensitivity",
            {"Global developmental delay", "Severe photosensitivity"},
            "Severe global developmental delay",
        ),
        (
            "triphalangeal thumbs and renal anomalies",
            {"Triphalangeal thumb"},
            "Abnormal thumb morphology",
        ),
        (
            "anal, thumb, and hand anomalies",
            {"Abnormality of the anus", "Abnormal thumb morphology", "Abnormality of the hand"},
            "Thumb",
        ),
        ("palmar/plantar pits", {"Palmar pits", "Plantar pits"}, "Pits"),
        ("renal hypoplasia/dysplasia", {"Renal hypoplasia", "Renal dysplasia"}, "Dysplasia"),
        ("basal cell carcinomata", {"Basal cell carcinoma"}, "Carcinoma"),
    ],
)
def test_each_part_of_a_list_has_what_is_its_own(
    full_recognizer: EntityRecognizer, text: str, expected: set[str], wrong: str
) -> None:
    found = concepts(full_recognizer, text)

    assert expected <= found
    assert wrong not in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abnormal calcium on admission", {"Abnormal circulating calcium concentration"}),
        ("abnormal calcium metabolism", set()),
    ],
)
def test_a_clipped_name_needs_its_noun_to_be_free(text: str, expected: set[str]) -> None:
    names = ["Abnormal circulating calcium concentration", "Abnormality of metabolism"]
    reader = EntityRecognizer.from_lexicon(
        Lexicon.from_nodes(
            Node(id=f"HP:{n:07}", category=Category.PHENOTYPIC_FEATURE, name=name)
            for n, name in enumerate(names)
        )
    )

    assert concepts(reader, text) == expected


def test_of_two_names_the_one_that_differs_in_fewer_words_is_meant() -> None:
    names = ["Abnormality of the ear", "Malformed ears"]
    reader = EntityRecognizer.from_lexicon(
        Lexicon.from_nodes(
            Node(id=f"HP:{n:07}", category=Category.PHENOTYPIC_FEATURE, name=name)
            for n, name in enumerate(names)
        )
    )

    assert concepts(reader, "ear malformations") == {"Malformed ears"}
    assert concepts(reader, "ear anomalies") == {"Abnormality of the ear"}
