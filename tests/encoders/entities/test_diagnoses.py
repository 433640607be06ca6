"""Diagnoses that a record states are listed, and are no findings."""

from __future__ import annotations

from data_schema import Assertion, Candidate, Category, LinkedFinding, Mention
from encoders import resolve_findings
from encoders.entities import resolve_diagnoses

PRESENT = Assertion()
NEGATED = Assertion(negated=True)
FAMILY = Assertion(family=True)


def mention(
    words: str,
    curie: str,
    start: int = 0,
    assertion: Assertion = PRESENT,
    document: str = "note",
) -> Mention:
    finding = curie.startswith("HP:")
    category = Category.PHENOTYPIC_FEATURE if finding else Category.DISEASE
    concept = Candidate(id=curie, label=words, score=1.0, category=category)
    return Mention(
        document_id=document,
        start=start,
        end=start + len(words),
        text=words,
        assertion=assertion,
        linked=LinkedFinding(subject_label=words, candidates=(concept,), concept=concept),
    )


def test_a_disease_is_stated_once_with_all_its_mentions() -> None:
    first, second = mention("asthma", "MONDO:1"), mention("asthma", "MONDO:1", 40)

    (stated,) = resolve_diagnoses([first, second])

    assert (stated.id, stated.label, stated.mentions) == ("MONDO:1", "asthma", (first, second))


def test_what_is_said_most_firmly_of_the_patient_stands() -> None:
    mentions = [
        mention("asthma", "MONDO:1", 0, FAMILY),
        mention("asthma", "MONDO:1", 20, NEGATED),
        mention("asthma", "MONDO:1", 40, Assertion(uncertain=True)),
    ]

    assert [each.assertion for each in resolve_diagnoses(mentions)] == [Assertion(uncertain=True)]
    assert [each.assertion for each in resolve_diagnoses(mentions[:2])] == [NEGATED]


def test_words_of_a_finding_are_not_listed_again() -> None:
    longer = mention("thoracic scoliosis", "HP:1", 10)
    inside = mention("scoliosis", "MONDO:1", 19)
    elsewhere = mention("scoliosis", "MONDO:1", 19, document="other note")

    assert resolve_diagnoses([longer, inside]) == ()
    assert [each.mentions for each in resolve_diagnoses([longer, inside, elsewhere])] == [
        (elsewhere,)
    ]


def test_a_disease_longer_than_the_finding_in_it_is_listed() -> None:
    syndrome = mention("seizure syndrome", "MONDO:1", 0)

    assert [each.id for each in resolve_diagnoses([syndrome, mention("seizure", "HP:1", 0)])] == [
        "MONDO:1"
    ]


def test_disease_alone_is_no_diagnosis() -> None:
    assert resolve_diagnoses([mention("disease", "MONDO:0000001")]) == ()


def test_diseases_make_no_findings_and_nothing_set_aside() -> None:
    found = resolve_findings(
        [mention("asthma", "MONDO:1"), mention("asthma", "MONDO:2", 30, FAMILY)]
    )

    assert (found.findings, found.set_aside, found.unlinked) == ((), (), ())
    assert [each.id for each in found.diagnoses] == ["MONDO:1", "MONDO:2"]
