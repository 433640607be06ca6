"""Imports stay cheap: what is not asked for is not loaded."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

HEAVY = {
    "ladybug",
    "neo4j",
    "numba",
    "pandas",
    "pyarrow",
    "ray",
    "scipy",
    "spacy",
    "torch",
    "transformers",
}


def modules_after(code: str, cwd: Path) -> set[str]:
    """Return the top-level modules a fresh interpreter has loaded after running ``code``."""
    report = f"{code}\nimport sys\nprint(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", report], cwd=cwd, capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_importing_diagraph_loads_no_other_package(root: Path) -> None:
    loaded = modules_after("import diagraph", root)

    assert loaded.isdisjoint(HEAVY | {"data_schema", "kg"})


def test_importing_data_schema_and_kg_loads_nothing_heavy(root: Path) -> None:
    loaded = modules_after("import data_schema, kg", root)

    assert {"data_schema", "kg"} <= loaded
    assert loaded.isdisjoint(HEAVY)


def test_help_loads_nothing_heavy(root: Path) -> None:
    command = "from pipelines.cli import main\nassert main(['--help']) == 0"

    assert modules_after(command, root).isdisjoint(HEAVY | {"encoders", "fusion"})


def test_help_answers_within_half_a_second(root: Path) -> None:
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "diagraph", "--help"], cwd=root, check=True, capture_output=True
        )
        seconds.append(time.perf_counter() - start)

    assert min(seconds) < 0.5


def test_diagnosing_a_phenopacket_loads_no_model_library(
    root: Path, graph_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAGRAPH_HOME", str(graph_home))
    packet = "docs/examples/records/floppy-infant.json"
    arguments = ["diagnose", packet, "--json", "--top-k", "1"]

    loaded = modules_after(f"from pipelines.cli import main\nassert main({arguments}) == 0", root)

    assert loaded.isdisjoint({"ray", "spacy", "torch", "transformers"})


def test_the_learned_ranker_needs_no_model_library_to_rank(root: Path) -> None:
    loaded = modules_after("from fusion import open_ranker, train_parameters", root)

    assert loaded.isdisjoint({"pandas", "ray", "spacy", "torch", "transformers"})


def test_describing_the_graph_loads_no_model_library(
    root: Path, graph_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAGRAPH_HOME", str(graph_home))

    loaded = modules_after("from pipelines.cli import main\nassert main(['kg', 'info']) == 0", root)

    assert loaded.isdisjoint({"pandas", "ray", "spacy", "torch", "transformers"})
