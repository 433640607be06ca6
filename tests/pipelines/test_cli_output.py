"""Answers go to standard output, whatever it is; bars and messages to standard error."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kg.tiny_release import write_release
from tests.pipelines.command_line import Cli

BAR = "━"


def on_a_terminal(root: Path, home: Path, *arguments: str) -> tuple[str, str]:
    """Run a command whose standard error is a terminal; return both streams."""
    reader, terminal = pty.openpty()
    environment = {**os.environ, "DIAGRAPH_HOME": str(home), "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(
        [sys.executable, "-m", "diagraph", *arguments],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=terminal,
    ) as running:
        os.close(terminal)
        shown = b""
        try:
            while block := os.read(reader, 65536):
                shown += block
        except OSError:  # Linux: the terminal's last writer has gone
            pass
        finally:
            os.close(reader)
        assert running.stdout is not None
        return running.stdout.read().decode(), shown.decode()


def test_a_build_shows_bars_on_a_terminal_and_json_on_standard_output(
    root: Path, tmp_path: Path
) -> None:
    release = write_release(tmp_path / "release")
    build = ["kg", "build", "--source", "hpo", "--path", str(release), "--json"]

    alone = ["--without-source", "everyday", "--without-source", "links"]
    out, shown = on_a_terminal(root, tmp_path / "home", *build, *alone)

    assert json.loads(out)["version"] == "hpo-2025-01-16"
    assert BAR in shown


def test_nothing_is_shown_where_nobody_looks(small_cli: Cli) -> None:
    answered = small_cli("extract", "-", stdin=b"Seizures.")

    assert answered.err == ""
    assert BAR not in answered.out


def test_json_is_utf8_whatever_the_locale(root: Path, small_home: Path) -> None:
    environment = {
        **os.environ,
        "DIAGRAPH_HOME": str(small_home),
        "PYTHONIOENCODING": "ascii",
        "PYTHONUTF8": "0",
        "LC_ALL": "C",
    }
    note = json.dumps({"id": "naïve ☃", "text": "Fits."}, ensure_ascii=False).encode()

    done = subprocess.run(
        [sys.executable, "-m", "diagraph", "extract", "-"],
        cwd=root,
        env=environment,
        input=note,
        capture_output=True,
        check=True,
    )

    assert json.loads(done.stdout.decode("utf-8"))["document_id"] == "naïve ☃"


@pytest.mark.parametrize("arguments", [["kg"], ["evaluate"], []])
def test_a_group_alone_shows_its_help(cli: Cli, arguments: list[str]) -> None:
    told = cli(*arguments)

    assert told.code == 0
    assert told.out.startswith("Usage: diagraph")


@pytest.mark.parametrize("arguments", [["kgg"], ["kg", "bild"], ["diagnose", "--jsn", "x"]])
def test_a_name_that_does_not_exist_is_one_line_and_where_to_look(
    cli: Cli, arguments: list[str]
) -> None:
    told = cli(*arguments)

    assert (told.code, told.out) == (2, "")
    assert told.err.splitlines()[-1].startswith("see `diagraph")


def test_the_version_is_the_distributions(cli: Cli) -> None:
    import diagraph

    assert cli("--version").out == f"diagraph {diagraph.__version__}\n"
