"""Loading the pipeline for a command, with what a user sees while it loads."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from data_schema import UsageError

from .output import progress

if TYPE_CHECKING:
    from fusion import Setting
    from kg import GraphArrays
    from pipelines import DiagnosticPipeline

__all__ = ["load_graph", "load_pipeline"]


def load_graph(store: str | None) -> GraphArrays:
    """Load the arrays of a store, for a command that ranks nothing.

    Args:
        store: as given to ``--store``.
    """
    from kg import load_arrays, open_store

    with progress() as report, open_store(store) as opened:
        return load_arrays(opened, progress=report)


def load_pipeline(
    store: str | None,
    *,
    namespace: str = "OMIM",
    setting: str | None = None,
    ranker: str = "evidence",
) -> DiagnosticPipeline:
    """Load the pipeline over a store.

    Args:
        store: as given to ``--store``.
        namespace: as given to ``--namespace``: a CURIE prefix, in any case, or ``all``.
        setting: as given to ``--setting``.
        ranker: as given to ``--ranker``.

    Raises:
        UsageError: an unknown setting or ranker; the message lists those there are. Or a setting of
            everyday diseases, over a graph without any.
    """
    from data_schema import PREFIXES
    from pipelines import DiagnosticPipeline

    known = None if setting is None else _setting(setting)
    prefix = PREFIXES.get(namespace.lower(), namespace)
    with progress() as report:
        pipeline = DiagnosticPipeline.load(
            store,
            namespace=None if namespace.lower() == "all" else prefix,
            setting=known,
            ranker=ranker,
            progress=report,
        )
    is_everyday = known is not None and known.value != "rare"
    if is_everyday and not any(pipeline.arrays.disease_epidemiology):
        raise UsageError(
            f"expected a graph with everyday diseases for --setting {known}, got one without; "
            "build one with `diagraph kg build`, or leave the option out"
        )
    return pipeline


def _setting(name: str) -> Setting:
    """Return the setting of that name, before a graph is opened for it."""
    from fusion import Setting

    try:
        return Setting(name.lower().replace("_", "-"))
    except ValueError:
        nearest = get_close_matches(name.lower(), list(Setting), n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else "choose one, or leave the option out"
        raise UsageError(
            f"expected --setting to be one of {', '.join(Setting)}; got {name!r}; {hint}"
        ) from None
