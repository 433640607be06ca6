"""The wheel holds what is tracked under the packages, nothing else, and works away from here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
TOP_LEVEL = sorted({name.partition(".")[0] for name in PROJECT["tool"]["setuptools"]["packages"]})
SUFFIXES = {".css", ".cypher", ".gz", ".json", ".py", ".toml", ".tsv", ".typed"}
MAX_BYTES = 5_000_000

pytestmark = pytest.mark.slow


def tracked(*folders: str) -> list[str]:
    """Return the tracked files under ``folders`` (all without any) that are there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *folders], cwd=ROOT, capture_output=True, check=True
    )
    names = listed.stdout.decode().split("\0")
    return sorted(name for name in names if name and (ROOT / name).is_file())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the tracked files, so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in tracked():
        target = folder / "source" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(
        [*build, str(folder / "source")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with our wheel and this one's dependencies, without its editable install."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*install, "--no-deps", "--no-index", str(wheel)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return folder


def test_wheel_is_the_tracked_files_of_the_packages(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = sorted(name for name in archive.namelist() if ".dist-info/" not in name)

    assert names == tracked(*TOP_LEVEL)
    assert {Path(name).suffix for name in names} <= SUFFIXES
    assert wheel.stat().st_size <= MAX_BYTES


def test_wheel_carries_its_licences(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        licences = {
            name.partition(".dist-info/licenses/")[2]
            for name in archive.namelist()
            if ".dist-info/licenses/" in name
        }

    assert licences == set(PROJECT["project"]["license-files"])


def test_installed_packages_come_from_the_wheel(elsewhere: Path) -> None:
    code = f"import {', '.join(TOP_LEVEL)}\nfor m in ({', '.join(TOP_LEVEL)},): print(m.__file__)"
    done = subprocess.run(
        [elsewhere / "bin" / "python", "-c", code],
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )

    outside = [path for path in done.stdout.split() if not Path(path).is_relative_to(elsewhere)]
    assert outside == []


def test_the_installed_command_diagnoses_a_note_from_the_root(
    elsewhere: Path, graph_home: Path
) -> None:
    note = (ROOT / "docs" / "examples" / "records" / "tall-teenager.txt").read_text()
    done = subprocess.run(
        [elsewhere / "bin" / "diagraph", "diagnose", "-", "--json", "--top-k", "1"],
        cwd="/",
        input=note,
        env={"DIAGRAPH_HOME": str(graph_home), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["diagnoses"][0]["disease"]["label"] == "Marfan syndrome"
