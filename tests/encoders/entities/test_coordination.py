from __future__ import annotations

import pytest

from data_schema import Category, Document
from encoders import EntityRecognizer
from kg import Lexicon, Node

NAMES = {
    "HP:0000001": "Abnormality of the anus",
    "HP:0000002": "Abnormality of the kidney",
    "HP:0000003": "Abnormality of the ear",
    "HP:0000004": "Abnormality of the outer ear",
    "HP:0000005": "Abnormality of the middle ear",
    "HP:0000006": "Abnormality of the inner ear",
    "HP:0000007": "Hearing loss, conductive",
    "HP:0000008": "Hearing loss, mixed",
    "HP:0000009": "Absent eyebrow",
    "HP:0000010": "Absent eyelashes",
    "HP:0000011": "Severe short stature",
    "HP:0000012": "Short stature",
    "HP:0000013": "Abnormality of the thumb",
    "HP:0000014": "Triphalangeal thumb",
    "HP:0000015": "Broad finger",
    "HP:0000016": "Short finger",
    "HP:0000017": "Mild myopia",
    "HP:0000018": "Severe myopia",
}


@pytest.fixture(scope="module")
def reader() -> EntityRecognizer:
    return EntityRecognizer.from_lexicon(
        Lexicon.from_nodes(
            Node(id=curie, category=Category.PHENOTYPIC_FEATURE, name=name)
            for curie, name in NAMES.items()
        )
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short and broad fingers", {"Short finger", "Broad finger"}),
        (
            "a broad group of anal, renal and ear anomalies",
            {
                "Abnormality of the anus",
                "Abnormality of the kidney",
                "Abnormality of the ear",
            },
        ),
        (
            "defects of the outer, middle and inner ear",
            {
                "Abnormality of the outer ear",
                "Abnormality of the middle ear",
                "Abnormality of the inner ear",
            },
        ),
        (
            "hearing loss of conductive, absent or mixed type",
            {"Hearing loss, conductive", "Hearing loss, mixed"},
        ),
        ("absence of the eyebrows, ears and eyelashes", {"Absent eyebrow", "Absent eyelashes"}),
        ("mild to severe myopia", {"Mild myopia", "Severe myopia"}),
        (
            "triphalangeal thumb, or renal anomalies",
            {"Triphalangeal thumb", "Abnormality of the kidney"},
        ),
    ],
)
def test_words_said_once_for_several_names(
    reader: EntityRecognizer, text: str, expected: set[str]
) -> None:
    assert read(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("severe in the kidney, ear and short stature", "Severe short stature"),
        ("triphalangeal thumbs and renal anomalies", "Abnormality of the thumb"),
        ("short kidney, ear and finger", "Short finger"),
    ],
)
def test_whole_items_are_not_joined(reader: EntityRecognizer, text: str, never: str) -> None:
    assert never not in read(reader, text)


def read(reader: EntityRecognizer, text: str) -> set[str]:
    mentions = reader.annotate(Document(id="d", text=text), mode="nested")
    return {each.linked.concept.label for each in mentions if each.linked and each.linked.concept}
