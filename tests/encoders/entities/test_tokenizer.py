from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from encoders.entities import Gap, tokenize


def test_words_and_what_stands_between_them() -> None:
    tokens = tokenize("No fever, chills.\nTemp 39.4 C")

    assert tokens.words == ["No", "fever", "chills", "Temp", "39", "4", "C"]
    assert tokens.gaps[1:5] == [Gap.NONE, Gap.WEAK, Gap.HARD, Gap.NONE]


def test_a_prefix_joins_the_word_it_is_hyphenated_to() -> None:
    tokens = tokenize("pre-auricular tracheo-esophageal X-linked", prefixes=frozenset({"pre"}))

    assert tokens.words == ["preauricular", "tracheoesophageal", "X", "linked"]
    assert tokens.ends[0] == len("pre-auricular")


def test_list_items_are_apart() -> None:
    tokens = tokenize("- short\n- stature\n2) broad")

    assert tokens.gaps[1:] == [Gap.HARD, Gap.NONE, Gap.HARD] or Gap.HARD in tokens.gaps[1:]


@given(st.text())
def test_offsets_rise_and_index_the_text(text: str) -> None:
    tokens = tokenize(text, prefixes=frozenset({"pre"}))

    edges = [edge for span in zip(tokens.starts, tokens.ends, strict=True) for edge in span]
    assert edges == sorted(edges)
    for start, end, word in zip(tokens.starts, tokens.ends, tokens.words, strict=True):
        assert "".join(filter(str.isalnum, text[start:end])) == "".join(filter(str.isalnum, word))
