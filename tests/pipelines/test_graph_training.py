from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipelines.command_line import command_line


def test_a_folder_that_holds_something_is_not_written_over(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    run = command_line(tmp_path, capfdbinary, monkeypatch)

    outcome = run("train", "graph", "--out", tmp_path)

    assert outcome.code == 2
    assert "--resume" in outcome.err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
