from __future__ import annotations

import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schema import Category, Document
from encoders import EntityRecognizer
from kg import Lexicon, Node

WORDS = st.sampled_from(
    [
        *(
            "fever",
            "no ",
            "short ",
            "and ",
            "broad ",
            "fingers",
            "(SOB)",
            "ataxia",
            "\n",
            ": ",
            ", ",
        ),
        *(
            "his mother ",
            "İ",
            "ﬁ",
            "e\u0301",
            "ß",
            "\u2028",
            "Σ",
            "\U0001d523",
            "ataxic ",
            "FH:",
            "-",
        ),
    ]
)


@given(st.lists(st.one_of(WORDS, st.text(max_size=4))).map("".join))
@settings(max_examples=300)
def test_offsets_index_the_original_text(recognizer: EntityRecognizer, text: str) -> None:
    for mode in ("longest", "nested"):
        mentions = recognizer.annotate(Document(id="d", text=text), mode=mode)

        for mention in mentions:
            mention.check(text)
        assert list(mentions) == sorted(mentions, key=lambda each: (each.start, -each.end))


def test_the_same_text_gives_the_same_mentions(small_lexicon: Lexicon) -> None:
    document = Document(id="d", text="No fever, but short and broad fingers; mother has ataxia.")

    first, second = (EntityRecognizer.from_lexicon(small_lexicon) for _ in range(2))

    assert first.annotate(document) == second.annotate(document) == first.annotate(document)


def test_a_recognizer_survives_pickling(recognizer: EntityRecognizer) -> None:
    document = Document(id="d", text="Short and broad fingers, no ataxia.")

    copy = pickle.loads(pickle.dumps(recognizer))  # noqa: S301 - our own bytes

    assert copy.annotate(document) == recognizer.annotate(document)


def test_sections_and_assertions_come_with_a_mention(recognizer: EntityRecognizer) -> None:
    text = "HPI: He denies fever.\nFAMILY HISTORY:\nFather has deafness.\n"

    fever, deafness = recognizer.annotate(Document(id="note", text=text))

    assert (fever.section, fever.assertion.negated, fever.cue) == (
        "history_of_present_illness",
        True,
        "denies",
    )
    assert (deafness.section, deafness.experiencer) == ("family_history", "father")
    assert deafness.document_id == "note"


def test_only_the_categories_asked_for_are_recognised() -> None:
    lexicon = Lexicon.from_nodes(
        [
            Node(id="HP:0001251", category=Category.PHENOTYPIC_FEATURE, name="Ataxia"),
            Node(id="OMIM:208900", category=Category.DISEASE, name="Ataxia-telangiectasia"),
        ]
    )

    first, second = EntityRecognizer.from_lexicon(lexicon).annotate(
        Document(id="d", text="ataxia-telangiectasia")
    )

    assert first.text == "ataxia"
    assert second.linked is not None
    assert second.linked.concept is None


def test_linking_a_phrase_that_someone_else_marked(recognizer: EntityRecognizer) -> None:
    exact = recognizer.link("hearing loss")
    partly = recognizer.link("ataxia of a wholly other kind")
    unknown = recognizer.link("blue sky")

    assert exact.concept is not None
    assert (exact.concept.id, exact.concept.score) == ("HP:0000365", 1.0)
    assert partly.concept is None
    assert partly.candidates[0].id == "HP:0001251"
    assert unknown.candidates == ()


def test_time_grows_with_the_text_only(recognizer: EntityRecognizer) -> None:
    """A ten times longer note takes about ten times as long, whatever it is made of."""
    patterns = [
        "No fever, short and broad fingers; his mother has ataxia (SOB). ",
        "short and " * 8,
        "fever ",
        "(((",
        "a" * 50,
        "No: ",
        "\n",
        "family history of ",
        "no fever, ",
        "took 2. Then 3.\n4. ",
        "short and broad and ",
        "intellectual disability (ID), ID ",
        "absent speech, seizures, ",
    ]
    for pattern in patterns:
        seconds = []
        for size in (20_000, 200_000):
            text = pattern * (size // len(pattern))
            start = time.process_time()
            recognizer.annotate(Document(id="d", text=text))
            seconds.append(time.process_time() - start)
        assert seconds[1] < 40 * max(seconds[0], 0.005), pattern


def test_a_section_heading_names_no_concept() -> None:
    nodes = [
        Node(id="HP:0032316", category=Category.PHENOTYPIC_FEATURE, name="Family history"),
        Node(id="HP:0032443", category=Category.PHENOTYPIC_FEATURE, name="Past medical history"),
        Node(id="HP:0001250", category=Category.PHENOTYPIC_FEATURE, name="Seizure"),
    ]
    recognizer = EntityRecognizer.from_lexicon(Lexicon.from_nodes(nodes))
    text = "PAST MEDICAL HISTORY: seizure\nFAMILY HISTORY\nNone.\nFamily history: seizure\n"

    mentions = recognizer.annotate(Document(id="d", text=text))

    assert [mention.text for mention in mentions] == ["seizure", "seizure"]


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("absent speech, seizures and ataxia", set()),
        ("seizures, absent speech", set()),
        ("The boy has a lack of speech, a tremor.", set()),
        ("no seizures, absent speech", {"seizures", "absent speech"}),
        ("non-smoker, known hypertension", set()),
        ("non-febrile seizure, headache", set()),
        ("no fever until three weeks ago when cough began", {"fever"}),
    ],
)
def test_a_cue_inside_a_name_speaks_for_no_other(text: str, negated: set[str]) -> None:
    names = ["Absent speech", "Lack of speech", "Seizure", "Ataxia", "Tremor", "Hypertension"]
    reader = EntityRecognizer.from_lexicon(
        Lexicon.from_nodes(
            Node(id=f"HP:{n:07}", category=Category.PHENOTYPIC_FEATURE, name=name)
            for n, name in enumerate([*names, "Fever", "Headache", "Cough"])
        )
    )

    mentions = reader.annotate(Document(id="d", text=text))

    assert {mention.text for mention in mentions if mention.assertion.negated} == negated
