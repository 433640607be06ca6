"""Machine code is kept under ``DIAGRAPH_HOME``, never beside the source."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
from kg import connection_kernels as kernels
import numpy as np
print(kernels.insert(np.array([1, 5, 9]), 3))
"""


@pytest.mark.parametrize("writable", [True, False])
def test_code_is_kept_in_the_home_or_not_at_all(
    root: Path, tmp_path: Path, *, writable: bool
) -> None:
    home = tmp_path / "home"
    if not writable:
        home.write_text("a file, so that no folder can be made of it")
    environment = {**os.environ, "DIAGRAPH_HOME": str(home)}
    environment.pop("NUMBA_CACHE_DIR", None)
    before = set(root.glob("*/**/*.nb[ic]"))

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["5"]
    assert set(root.glob("*/**/*.nb[ic]")) == before
    assert bool(list(tmp_path.glob("home/cache/numba/**/*.nbc"))) == writable
