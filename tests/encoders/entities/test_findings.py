from __future__ import annotations

import pytest

from data_schema import Document
from encoders import EntityRecognizer, TextFindings


def read(recognizer: EntityRecognizer, *texts: str) -> TextFindings:
    return recognizer.findings(
        Document(id=str(number), text=text) for number, text in enumerate(texts)
    )


def states(found: TextFindings) -> dict[str, bool]:
    return {finding.type.label: finding.excluded for finding in found.findings}


def reasons(found: TextFindings) -> list[tuple[str, str]]:
    return [(aside.mention.text, aside.reason) for aside in found.set_aside]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He has seizures. No fever.", {"Seizure": False, "Fever": True}),
        ("No seizures at first. Later he had seizures.", {"Seizure": False}),
        ("Possible seizures. Then a seizure was seen.", {"Seizure": False}),
        ("PMH:\nEpilepsy.", {"Seizure": False}),
        ("He had seizures. He no longer has seizures.", {}),
        ("He no longer has seizures.", {}),
        ("He had seizures. Seizures no longer occur.", {}),
        ("He had seizures. The seizures have stopped.", {}),
        ("He no longer has seizures. Seizures came back.", {"Seizure": False}),
        ("His mother has migraine.", {}),
        ("Return if he develops fever.", {}),
        ("Rule out epilepsy.", {}),
        ("No fever. His mother has fever.", {"Fever": True}),
    ],
)
def test_one_state_for_each_concept(
    recognizer: EntityRecognizer, text: str, expected: dict[str, bool]
) -> None:
    assert states(read(recognizer, text)) == expected


def test_what_is_set_aside_says_why(recognizer: EntityRecognizer) -> None:
    found = read(
        recognizer,
        "His mother has migraine. Return if he develops fever. Rule out hypertension. "
        "He no longer has seizures.",
    )

    assert reasons(found) == [
        ("migraine", "family"),
        ("fever", "hypothetical"),
        ("hypertension", "uncertain"),
        ("seizures", "historical"),
    ]


def test_a_later_document_decides(recognizer: EntityRecognizer) -> None:
    assert states(read(recognizer, "He has ataxia.", "Ataxia has resolved.")) == {}
    assert states(read(recognizer, "No ataxia.", "He has ataxia.")) == {"Ataxia": False}


def test_every_mention_of_the_patient_is_evidence(recognizer: EntityRecognizer) -> None:
    (finding,) = read(recognizer, "No ataxia.", "His ataxia is new; ataxic gait.").findings

    assert [(each.document_id, each.text) for each in finding.evidence] == [
        ("0", "ataxia"),
        ("1", "ataxia"),
        ("1", "ataxic"),
    ]


def test_findings_can_be_restricted(recognizer: EntityRecognizer) -> None:
    documents = [Document(id="d", text="Ataxia and tremor.")]

    found = recognizer.findings(documents, phenotypes={"HP:0001251"})

    assert states(found) == {"Ataxia": False}


def test_what_was_not_understood_is_reported(recognizer: EntityRecognizer) -> None:
    found = read(recognizer, "He has ataxia, glossitis and Foobar syndrome, but no uveitis.")

    assert [mention.text for mention in found.unlinked] == [
        "glossitis",
        "Foobar syndrome",
        "uveitis",
    ]
    assert [mention.assertion.negated for mention in found.unlinked] == [False, False, True]
    assert all(each.linked is not None and each.linked.concept is None for each in found.unlinked)
