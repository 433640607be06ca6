"""Assertions: the hard cases by name, and sixty sentences about relatives written from medicine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schema import Document, Mention
from encoders import judge_span


def judge(text: str) -> Mention:
    """Judge the span between square brackets."""
    start = text.index("[")
    end = text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    return judge_span(Document(id="d", text=plain), start, end)


NEGATED = [
    "No [fever], chills or cough.",
    "No fever, [chills] or cough.",
    "No fever, chills or [cough].",
    "He denies [chest pain].",
    "She denied any nausea, vomiting, or [diarrhea].",
    "Ambulates without [tremor].",
    "Negative for fever, [cough] and rash but positive for seizures.",
    "There is no evidence of [hearing loss].",
    "[Seizures]: none",
    "[Seizures]: denies.",
    "Family reports that [seizures] have resolved.",
    "He no longer has [seizures].",
    "[Seizures] no longer occur.",
    "The [tremor] has stopped.",
    "[Ataxia] was not seen.",
    "Pneumonia, [effusion] and mass were ruled out.",
    "Neither [tremor] nor ataxia was noted.",
    "Neither tremor nor [ataxia] was noted.",
    "Heart: no [murmur]",
    "ROS: [fever] (-)",
    "Absence of [reflexes].",
    "No increase in head size, no [fever].",
    "Denies burning on urination, [flank pain], rash or sore joints.",
    "Denies burning on urination, flank pain, [rash] or sore joints.",
    "Denies burning on urination, flank pain, rash or [sore joints].",
    "Denies blisters or burns after sun, [diarrhea], fever",
    "Denies blisters or burns after sun, diarrhea, [fever]",
    "Examination was negative for [moon facies], buffalo hump or purple striae.",
    "Examination was negative for moon facies, buffalo hump or purple [striae].",
    "There were no reports of [seizures].",
    "Rotation of the hips does not cause [pain].",
    "[Toe walking]: normal.",
]
NOT_NEGATED = [
    "No increase in [seizures].",
    "No change in [ataxia].",
    "Negative for fever, cough and rash but positive for [seizures].",
    "No fever, but has [cough].",
    "He denies fever; he reports [cough].",
    "Not only [ataxia] but also tremor.",
    "The patient does not deny [chest pain].",
    "It is not without [pain].",
    "[Tremor] persists without difficulty walking.",
    "Lungs: no wheeze. Heart: [murmur]",
    "Gram negative [sepsis].",
    "[Weight loss]: 5 kg",
    "No cough and has [fever].",
    "Denies fever, but his [cough] is worse.",
    "Never smoker with [cough].",
    "[Epilepsy] is not well controlled.",
]


@pytest.mark.parametrize("text", NEGATED)
def test_negated(text: str) -> None:
    mention = judge(text)

    assert mention.assertion.negated
    assert mention.cue


@pytest.mark.parametrize("text", NOT_NEGATED)
def test_not_negated(text: str) -> None:
    assert not judge(text).assertion.negated


@pytest.mark.parametrize(
    "text",
    [
        "Rule out [pneumonia].",
        "Possible [seizure] yesterday.",
        "[Stroke] cannot be excluded.",
        "Concern for [sepsis].",
        "Findings suspicious for [tuberculosis].",
        "[Pneumonia] vs atelectasis.",
        "CT was requested to exclude occult [cancer].",
        "Investigations for [myopathy] included MRI.",
    ],
)
def test_uncertain(text: str) -> None:
    mention = judge(text)

    assert mention.assertion.uncertain
    assert not mention.assertion.negated


@pytest.mark.parametrize(
    "text",
    [
        "Return if he develops [fever].",
        "Call if there is any new [chest pain] or swelling.",
        "He is at risk for [seizures].",
        "Should she develop [headache], return.",
        "Acetaminophen as needed for [pain].",
        "DISCHARGE INSTRUCTIONS:\nReturn with [fever] or rash.",
    ],
)
def test_hypothetical(text: str) -> None:
    assert judge(text).assertion.hypothetical


@pytest.mark.parametrize(
    "text",
    [
        "History of [epilepsy].",
        "H/o [asthma], now well.",
        "PAST MEDICAL HISTORY:\n[Gout], migraine.",
        "She had [asthma] as a child.",
        "Status post [stroke] in 2010.",
    ],
)
def test_historical(text: str) -> None:
    mention = judge(text)

    assert mention.assertion.historical
    assert mention.experiencer == "patient"


@pytest.mark.parametrize(
    "text",
    [
        "He presents with a 3-day history of [fever].",
        "HISTORY OF PRESENT ILLNESS: He has [fever].",
        "History of asthma who presents with [fever].",
    ],
)
def test_not_historical(text: str) -> None:
    assert not judge(text).assertion.historical


RELATIVES = [
    ("His mother has [epilepsy].", "mother"),
    ("Her father had [hearing loss] from age 40.", "father"),
    ("The maternal grandmother died of [stroke].", "maternal grandmother"),
    ("A paternal uncle has [ataxia].", "paternal uncle"),
    ("Two sisters have [short stature].", "sisters"),
    ("His brother was diagnosed with [cardiomyopathy] at 12.", "brother"),
    ("[Deafness] in the father.", "father"),
    ("There is [migraine] in his mother.", "mother"),
    ("[Seizures] in a maternal cousin.", "maternal cousin"),
    ("Family history of [diabetes].", "family"),
    ("FH: [hypertension]", "family"),
    ("FAMILY HISTORY:\n[Tremor].", "family"),
    ("FAMILY HISTORY:\nMother with [tremor].", "mother"),
    ("FAMILY HISTORY:\nNegative for [seizures].", "family"),
    ("Strong family history of [breast cancer].", "family"),
    ("Several relatives have [kidney stones].", "relatives"),
    ("Her older brother also has [ataxia].", "older brother"),
    ("His twin sister has [scoliosis].", "twin sister"),
    ("Born to a mother with [diabetes].", "mother"),
    ("Maternal [hypertension] complicated the pregnancy.", "mother"),
    ("The patient's son has [autism].", "son"),
    ("Her daughter has [epilepsy].", "daughter"),
    ("Both parents have [myopia].", "parents"),
    ("A first cousin has [cleft lip].", "first cousin"),
    ("No family history of [seizures].", "family"),
    ("One aunt with [lupus].", "aunt"),
    ("His half-brother has [asthma].", "half-brother"),
    ("[Hypertension] and gout in her father.", "father"),
    ("Grandfather: [Parkinson disease].", "grandfather"),
    ("He has fever and his mother has [cough].", "mother"),
]
THE_PATIENT = [
    "His mother reports that he has [seizures].",
    "Mother noticed [tremor] of the hands.",
    "Per mother, he has [fever].",
    "According to his parents, he has [hearing loss].",
    "Her mother has migraine and the patient has [seizures].",
    "His father has gout; he has [ataxia].",
    "The mother has epilepsy, but the patient has [ataxia].",
    "He lives with his mother and has [tremor].",
    "His parents are consanguineous and he has [short stature].",
    "The proband has [deafness].",
    "His brother is healthy. He has [ataxia].",
    "Parents noted [vomiting] since birth.",
    "Her wife says she has [headache].",
    "Brought in by his mother because of [cough].",
    "FAMILY HISTORY:\nMother with tremor.\nASSESSMENT:\n[Ataxia]",
    "His mother has epilepsy and he has [tremor].",
    "The father, who has gout, and the patient, who has [ataxia], were seen.",
    "Mother states the child has [abdominal pain].",
    "Parents reported [developmental delay].",
    "He was seen with his father for [fever].",
    "The girl has [short stature]; her mother is tall.",
    "[Seizures] were witnessed by his mother.",
    "Daughter reports that she has [confusion].",
    "First child of healthy parents, he has [hypotonia].",
    "No family history of seizures; he has [ataxia].",
    "She was accompanied by her son and complains of [dizziness].",
    "His wife noticed [weakness].",
    "[Fever] since yesterday, per his mother.",
    "The index patient has [scoliosis].",
    "Patient with [asthma] and a brother with eczema.",
]


@pytest.mark.parametrize(("text", "who"), RELATIVES)
def test_relatives(text: str, who: str) -> None:
    mention = judge(text)

    assert mention.assertion.family
    assert mention.experiencer == who


@pytest.mark.parametrize("text", THE_PATIENT)
def test_the_patient(text: str) -> None:
    mention = judge(text)

    assert not mention.assertion.family
    assert mention.experiencer == "patient"


def test_two_experiencers_in_one_sentence() -> None:
    mother = judge("Her mother has [migraine] and the patient has seizures.")
    patient = judge("Her mother has migraine and the patient has [seizures].")

    assert (mother.experiencer, patient.experiencer) == ("mother", "patient")


def test_a_negated_family_history_is_both() -> None:
    assertion = judge("No family history of [seizures].").assertion

    assert assertion.negated
    assert assertion.family


def test_words_of_the_mention_are_no_cues() -> None:
    assert not judge("He has [absence of speech].").assertion.negated
    assert judge("No [change in vision].").assertion.negated


def test_the_cue_is_the_words_themselves() -> None:
    assert judge("He DENIES [fever].").cue == "DENIES"


@given(
    st.text(alphabet=st.sampled_from(" .:,;\nnoabc")),
    st.sampled_from(["no ", "if ", "mother ", "denies ", "history of ", ": none"]),
    st.text(alphabet=st.sampled_from(" .:,;\nnoabc")),
)
def test_any_text_can_be_judged(before: str, cue: str, after: str) -> None:
    text = f"{before}{cue}fever{after}"
    start = len(before) + len(cue)

    mention = judge_span(Document(id="d", text=text), start, start + 5)

    assert mention.text == "fever"
    assert mention.cue in text
