"""What the documentation shows works: its blocks run, in the order a reader meets them.

``python`` and ``bash`` blocks run, those of one page sharing their names and their folder, where
the sample records lie in ``records/``. ``cypher`` blocks must return a row from the default graph.
``console``, ``json`` and ``text`` blocks are only shown.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg import GraphStore

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHOWN = {"cfg", "console", "json", "text", "toml", "yaml"}
RUN = {"bash", "python"}
_FENCE = re.compile(
    r"^(?P<mark>```+)(?P<language>\w*)[^\n]*\n(?P<code>.*?)^(?P=mark)\s*$", re.M | re.S
)
_LINK = re.compile(r"\]\((?!https?://|mailto:)(?P<target>[^)#\s]+)(?:#[^)]*)?\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block of a page."""

    language: str
    code: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            language=match["language"],
            code=match["code"],
            line=text.count("\n", 0, match.start()) + 2,
        )
        for match in _FENCE.finditer(text)
    ]


def pages_with(languages: set[str]) -> list[Path]:
    return [page for page in PAGES if any(block.language in languages for block in blocks(page))]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def run_python(block: Block, page: Path, names: dict[str, object]) -> None:
    source = "\n" * (block.line - 1) + block.code
    exec(compile(source, str(page), "exec"), names)


def run_bash(block: Block) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_has_a_known_language(page: Path) -> None:
    languages = {block.language for block in blocks(page)}

    assert languages <= SHOWN | RUN | {"cypher"}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_relative_links_lead_somewhere(page: Path) -> None:
    targets = [match["target"] for match in _LINK.finditer(page.read_text(encoding="utf-8"))]

    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", pages_with(RUN), ids=name)
def test_blocks_run(
    page: Path, tmp_path: Path, graph_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAGRAPH_HOME", str(graph_home))
    monkeypatch.delenv("DIAGRAPH_STORE", raising=False)
    shutil.copytree(ROOT / "docs" / "examples", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__docs__"}

    for block in blocks(page):
        if block.language == "python":
            run_python(block, page, names)
        elif block.language == "bash":
            run_bash(block)


@pytest.fixture(scope="module")
def store(graph_home: Path) -> Iterator[GraphStore]:
    from kg import open_store

    with open_store(graph_home / "graph.lbug") as opened:
        yield opened


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(block.code, id=f"{name(page)}:{block.line}")
        for page in PAGES
        for block in blocks(page)
        if block.language == "cypher"
    ],
)
def test_a_query_returns_rows(query: str, store: GraphStore) -> None:
    assert len(store.query(query)) > 0
