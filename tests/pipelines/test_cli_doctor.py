"""``diagraph doctor``: says what is wrong, and what to do about it."""

from __future__ import annotations

from importlib import metadata, util
from pathlib import Path

import pytest

from tests.pipelines.command_line import Cli


def test_a_sound_installation_is_well(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    told = cli("doctor", "--json").object

    wrong = [check for check in told["checks"] if not check["ok"]]
    assert wrong == []
    assert told["ok"] is True
    assert {"python", "kg", "torch", "DIAGRAPH_HOME", "graph"} <= {
        check["name"] for check in told["checks"]
    }
    assert "hpo-2025-01-16" in cli("doctor").out


def test_a_missing_graph_is_named_with_its_remedy(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAGRAPH_HOME", str(tmp_path / "new"))

    told = cli("doctor", "--json")

    (wrong,) = [check for check in told.object["checks"] if not check["ok"]]
    assert told.code == 3
    assert (wrong["name"], wrong["found"]) == ("graph", "no_graph")
    assert "diagraph kg build" in wrong["fix"]


def test_a_home_that_is_a_file_is_named(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DIAGRAPH_HOME", str(tmp_path / "file"))

    told = cli("doctor", "--json")

    wrong = [check["name"] for check in told.object["checks"] if not check["ok"]]
    assert told.code == 3
    assert "DIAGRAPH_HOME" in wrong


def test_another_distribution_with_our_package_names_is_found(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "packages_distributions", lambda: {"kg": ["diagraph", "kgtool"]})

    told = cli("doctor", "--json")

    (wrong,) = [check for check in told.object["checks"] if not check["ok"]]
    assert told.code == 3
    assert wrong["name"] == "kg"
    assert "kgtool" in wrong["fix"]


def test_a_package_of_ours_that_comes_from_elsewhere_is_found(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fusion").mkdir()
    (tmp_path / "fusion" / "__init__.py").write_text("")
    spec = util.spec_from_file_location("fusion", tmp_path / "fusion" / "__init__.py")
    found = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: spec if name == "fusion" else found(name))

    told = cli("doctor", "--json")

    (wrong,) = [check for check in told.object["checks"] if not check["ok"]]
    assert wrong["name"] == "fusion"
    assert str(tmp_path) in wrong["found"]


def test_a_package_that_is_not_installed_is_named(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = metadata.version

    def version(name: str) -> str:
        if name == "torch":
            raise metadata.PackageNotFoundError(name)
        return versions(name)

    monkeypatch.setattr(metadata, "version", version)

    told = cli("doctor")

    assert told.code == 3
    assert "pip install torch" in told.out
