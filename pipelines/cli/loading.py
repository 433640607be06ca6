"""Loading the pipeline for a command, with what a user sees while it loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .output import progress

if TYPE_CHECKING:
    from pipelines import DiagnosticPipeline

__all__ = ["load_pipeline"]


def load_pipeline(
    store: str | None, *, namespace: str = "OMIM", setting: str | None = None
) -> DiagnosticPipeline:
    """Load the pipeline over a store.

    Args:
        store: as given to ``--store``.
        namespace: as given to ``--namespace``: a CURIE prefix, in any case, or ``all``.
        setting: as given to ``--setting``.
    """
    from data_schema import PREFIXES
    from pipelines import DiagnosticPipeline

    prefix = PREFIXES.get(namespace.lower(), namespace)
    with progress() as report:
        return DiagnosticPipeline.load(
            store,
            namespace=None if namespace.lower() == "all" else prefix,
            setting=setting,
            progress=report,
        )
