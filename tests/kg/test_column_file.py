"""Columns come back from a file as they went in; old files go."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from kg import DAMAGED, Columns, keep_latest, read_columns, write_columns


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "columns.npz"
    columns: Columns = {"numbers": np.arange(3, dtype=np.uint64), "none": np.zeros(0, np.int32)}

    write_columns(columns, path, header={"key": "é"})

    read, header = read_columns(path)
    assert header == {"key": "é"}
    assert read.keys() == columns.keys()
    for name, column in columns.items():
        assert read[name].dtype == column.dtype
        np.testing.assert_array_equal(read[name], column)
    assert [file.name for file in path.parent.iterdir()] == ["columns.npz"]


def test_a_file_that_is_not_ours_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "columns.npz"
    np.savez(path, other=np.arange(3))

    with pytest.raises(DAMAGED):
        read_columns(path)


def test_the_latest_files_of_a_pattern_are_kept(tmp_path: Path) -> None:
    for age, name in enumerate(("a-3", "a-2", "b-9", "a-1")):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (age, age))

    keep_latest(tmp_path, "a-*", count=2)

    assert sorted(file.name for file in tmp_path.iterdir()) == ["a-1", "a-2", "b-9"]
