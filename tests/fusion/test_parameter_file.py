"""Files of parameters are read whole, and their tables name every field and no other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from data_schema import UsageError
from fusion.parameter_file import hash_of_fields, made_of, read_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    share: float
    name: str = "x"


def test_the_file_that_ships_is_read_unless_another_is_given(tmp_path: Path) -> None:
    other = tmp_path / "mine.toml"
    other.write_text("[borrow]\nweight = 0.5\n", encoding="utf-8")

    assert set(read_tables("borrow.toml")["borrow"]) == {"weight", "prior", "max_siblings"}
    assert read_tables("borrow.toml", other) == {"borrow": {"weight": 0.5}}


@pytest.mark.parametrize("content", [b"share = ", b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "settings.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UsageError, match=r"expected a TOML file like the neural\.toml"):
        read_tables("neural.toml", path)


def test_a_table_makes_a_dataclass() -> None:
    assert made_of(Settings, "mine", {"share": 0.5, "name": "y"}) == Settings(share=0.5, name="y")


@pytest.mark.parametrize(
    ("values", "got"),
    [
        ({"share": 0.5}, "got share;"),
        ({"share": 0.5, "name": "y", "size": 1}, "got name, share, size;"),
        ({}, "got nothing;"),
        (None, "got nothing;"),
        (3, "got nothing;"),
    ],
)
def test_a_field_that_is_missing_or_unknown_is_told(values: object, got: str) -> None:
    with pytest.raises(UsageError, match=rf"expected name, share in the table \[mine\], {got}"):
        made_of(Settings, "mine", values)


def test_the_hash_is_of_every_value() -> None:
    one = Settings(share=0.5)

    assert hash_of_fields(one) == hash_of_fields(Settings(name="x", share=0.5))
    assert (
        len({hash_of_fields(s) for s in (one, Settings(share=0.6), Settings(share=0.5, name=""))})
        == 3
    )
