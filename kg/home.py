"""Where graphs, learned bundles and caches live."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["cache_folder", "diagraph_home", "graph_path"]


def diagraph_home() -> Path:
    """Return ``DIAGRAPH_HOME``, or the user's data directory; it need not exist yet."""
    stated = os.environ.get("DIAGRAPH_HOME")
    if stated:
        return Path(stated).expanduser()
    from platformdirs import user_data_path

    return user_data_path("diagraph", appauthor=False)


def graph_path() -> Path:
    """Return the file of the default graph."""
    return diagraph_home() / "graph.lbug"


def cache_folder() -> Path:
    """Return the folder of what can be made again; it need not exist yet."""
    return diagraph_home() / "cache"
