"""Fixtures every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real reference data: ``DIAGRAPH_SHARED_DATA``, else beside the checkout.

    Skips the test where there is none, and fails it in CI, where there must be.
    """
    folder = Path(os.environ.get("DIAGRAPH_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if folder.is_dir():
        return folder
    message = f"no reference data at {folder}; set DIAGRAPH_SHARED_DATA to its folder"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
