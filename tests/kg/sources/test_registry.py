"""The table of sources: every entry is a source, every other name an error that helps."""

from __future__ import annotations

import pytest

from data_schema import UnknownNameError
from kg import Source, open_source, source_names


@pytest.mark.parametrize("name", source_names())
def test_every_entry_is_a_source(name: str) -> None:
    source = open_source(name)

    assert isinstance(source, Source)
    assert source.name == name


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"hpo, do, everyday, .*links.*did you mean 'mondo'"):
        open_source("mond")


def test_a_name_like_no_other_names_the_choices() -> None:
    with pytest.raises(UnknownNameError, match="choose one of them"):
        open_source("zzz")


def test_sources_that_join_come_last() -> None:
    assert source_names()[-2:] == ("mondo", "links")
