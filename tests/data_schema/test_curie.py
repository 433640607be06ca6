"""One spelling of each identifier, whichever way it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schema import (
    PREFIXES,
    CurieError,
    curie_prefix,
    is_curie,
    normalize_curie,
    try_normalize_curie,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HP:0001250", "HP:0001250"),
        ("hp:0001250", "HP:0001250"),
        (" HP : 0001250\n", "HP:0001250"),
        ("HP_0001250", "HP:0001250"),
        ("http://purl.obolibrary.org/obo/HP_0001250", "HP:0001250"),
        ("http://www.orpha.net/ORDO/Orphanet_558", "ORPHA:558"),
        ("Orphanet:558", "ORPHA:558"),
        ("MIM:154700", "OMIM:154700"),
        ("DOI:10.1093/nar/gkad1005", "DOI:10.1093/nar/gkad1005"),
    ],
)
def test_spellings(written: str, meant: str) -> None:
    assert normalize_curie(written) == meant
    assert is_curie(meant)


@pytest.mark.parametrize(
    "value",
    ["", "HP", "HP:", "0001250", "XYZ:1", "HP:000 1250", "https://example.org/x", "seizures: none"],
)
def test_what_is_no_curie(value: str) -> None:
    assert try_normalize_curie(value) is None
    with pytest.raises(CurieError):
        normalize_curie(value)


@pytest.mark.parametrize("mark", ["\x1b[31m", "\x00", "\x07", "\u202e"])
def test_what_moves_a_terminal_is_no_curie(mark: str) -> None:
    assert try_normalize_curie(f"HP:0001250{mark}") is None


def test_the_error_shows_no_text_of_a_note() -> None:
    with pytest.raises(CurieError) as caught:
        normalize_curie("HP: seizures since birth")

    assert "seizures" not in str(caught.value)


@given(st.sampled_from(sorted(set(PREFIXES.values()) - {"http", "https"})), st.integers(0))
def test_a_canonical_curie_stays_as_it_is(prefix: str, number: int) -> None:
    curie = f"{prefix}:{number}"

    assert normalize_curie(curie) == curie
    assert curie_prefix(curie) == prefix


def test_every_prefix_is_its_own_spelling() -> None:
    assert {PREFIXES[prefix.lower()] for prefix in PREFIXES.values()} == set(PREFIXES.values())
