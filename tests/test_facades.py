"""What a package offers is what its ``__all__`` says, and ``diagraph`` offers the same objects.

That ``__all__`` is sorted is ruff's rule RUF022, run by ``make check``.
"""

from __future__ import annotations

import ast
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"][
    "packages"
]


@pytest.mark.parametrize("package", PACKAGES)
def test_all_names_exist_once(package: str) -> None:
    module = import_module(package)

    assert len(set(module.__all__)) == len(module.__all__)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_reexport_is_in_all(package: str) -> None:
    source = (ROOT / package.replace(".", "/") / "__init__.py").read_text()

    reexported = {
        alias.asname or alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module is not None
        for alias in node.names
        if not (alias.asname or alias.name).startswith("_")
    }

    assert reexported <= set(import_module(package).__all__)


def test_every_package_of_the_tree_is_listed() -> None:
    roots = {name.partition(".")[0] for name in PACKAGES}

    in_tree = {
        ".".join(init.parent.relative_to(ROOT).parts)
        for root in roots
        for init in (ROOT / root).rglob("__init__.py")
    }

    assert in_tree == set(PACKAGES)
    assert sorted(PACKAGES) == PACKAGES


def test_diagraph_offers_the_objects_of_the_packages() -> None:
    import diagraph

    for name, home in diagraph._HOME.items():
        assert getattr(diagraph, name) is getattr(import_module(home), name)
    assert set(diagraph.__all__) == {*diagraph._HOME, "__version__"}


def test_diagraph_names_are_the_same_for_type_checkers() -> None:
    tree = ast.parse((ROOT / "diagraph" / "__init__.py").read_text())
    typed = {
        alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert typed == import_module("diagraph")._HOME


def test_unknown_names_are_attribute_errors() -> None:
    import diagraph

    with pytest.raises(AttributeError, match="Diagnosys"):
        getattr(diagraph, "Diagnosys")  # noqa: B009 - the point is the lookup, not the name


def test_version_is_the_distributions() -> None:
    import diagraph

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert diagraph.__version__ == project["version"]
