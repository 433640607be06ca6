"""The recogniser of a graph's names, its index kept between runs."""

from __future__ import annotations

import logging
from collections.abc import Collection
from pathlib import Path
from typing import Final

from data_schema import Category
from kg import Concepts, GraphArrays, Lexicon, cache_folder, keep_latest

from .index_file import index_key, read_index, write_index
from .names import NameIndex
from .normalize import load_normalizer
from .recognizer import EntityRecognizer

__all__ = ["load_recognizer"]

_KEPT: Final = 6
_log = logging.getLogger("diagraph")


def load_recognizer(
    arrays: GraphArrays,
    *,
    everyday: bool = False,
    categories: Collection[Category] = (Category.PHENOTYPIC_FEATURE,),
    cache: Path | None = None,
) -> EntityRecognizer:
    """Return the recogniser of the names of exported arrays.

    The same as :meth:`EntityRecognizer.from_lexicon` over their lexicon, but for the second time
    on the index comes from a file, in a tenth of the time. Where no file can be read or written,
    the index is made anew.

    Args:
        arrays: the graph.
        everyday: also read the words of everyday notes.
        categories: what is recognised.
        cache: folder of the files, that of ``DIAGRAPH_HOME`` by default.
    """
    key = index_key(arrays, everyday=everyday, categories=categories)
    path = (cache or cache_folder()) / f"names-{key[:24]}.npz"
    columns = read_index(path, key=key)
    if columns is not None:
        return EntityRecognizer.from_index(
            NameIndex(columns, normalizer=load_normalizer()),
            Concepts.from_arrays(arrays, everyday=everyday).restricted(categories),
        )
    lexicon = Lexicon.from_arrays(arrays, everyday=everyday)
    made = EntityRecognizer.from_lexicon(lexicon, categories=categories)
    _keep(made.matcher.index, path, key)
    return made


def _keep(index: NameIndex, path: Path, key: str) -> None:
    try:
        write_index(index.columns, path, key=key)
        keep_latest(path.parent, "names-*.npz", count=_KEPT)
    except OSError as error:
        _log.info("the index of names was not kept under %s: %s", path.parent, error.strerror)
