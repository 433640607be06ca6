from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encoders.entities import Normalizer, load_normalizer


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return load_normalizer()


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Möbius", "mobius"), ("naïve", "naive"), ("β", "beta"), ("Ærø", "aero"), ("İ", "i")],
)
def test_folding(normalizer: Normalizer, word: str, folded: str) -> None:
    assert normalizer.fold(word) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anaemia", "anemia"),
        ("oedema", "edema"),
        ("tumours", "tumor"),
        ("stenoses", "stenosis"),
        ("vertebrae", "vertebra"),
        ("teeth", "tooth"),
        ("anomalies", "anomaly"),
        ("abscesses", "abscess"),
        ("noses", "nose"),
        ("diarrhoea", "diarrhea"),
    ],
)
def test_spelling_and_number_share_a_key(normalizer: Normalizer, one: str, other: str) -> None:
    assert normalizer.lemma(one) == normalizer.lemma(other)


@pytest.mark.parametrize("word", ["diabetes", "pancreas", "ascites", "thymus", "arthritis"])
def test_what_only_looks_plural_stays(normalizer: Normalizer, word: str) -> None:
    assert normalizer.lemma(word) == word


def test_derivation_says_how_far_to_trust_it(normalizer: Normalizer) -> None:
    assert ("ataxia", True) in set(normalizer.derivations("ataxic"))
    assert ("delay", False) in set(normalizer.derivations("delayed"))
    assert list(normalizer.derivations("tic")) == []


@given(st.text())
def test_a_key_of_a_key_is_never_longer(text: str) -> None:
    normalizer = load_normalizer()

    assert len(normalizer.lemma(normalizer.fold(text))) <= 3 * len(normalizer.fold(text)) + 8
