"""The bundled extract of MONDO that joins the default graph's diseases.

One gzipped TSV in the wheel: each MONDO class that means an OMIM or Orphanet disease, and every
class above those, with label, parents and matches. Compiled by

    python -m kg.sources.links FOLDER

from a folder as :class:`~kg.sources.mondo.MondoSource` reads it; the same folder always gives the
same bytes.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from data_schema import GraphBuildError, curie_prefix
from kg.hashing import file_hash
from kg.model import Node, SourceInfo
from kg.protocols import Progress

from .mondo import (
    MONDO_CITATION,
    MONDO_LICENCE,
    MONDO_LICENCE_URL,
    MONDO_SOURCE,
    MondoTables,
    link_diseases,
    read_mondo_folder,
)
from .source import SourceContent

__all__ = ["LinksSource", "compile_links"]

_DISEASES: Final = frozenset({"OMIM", "ORPHA"})
_VOCABULARIES: Final = frozenset({*_DISEASES, "DOID", "ICD10CM", "OMIMPS"})
_COLUMNS: Final = "id\tlabel\tparents\tmatches"
_VERSION: Final = "# version: "
_ATTRIBUTION: Final = (
    "# Extract of the Mondo Disease Ontology, https://mondo.monarchinitiative.org, Monarch "
    "Initiative; classes, columns and vocabularies were selected, nothing else was changed."
)


class LinksSource:
    """The bundled MONDO extract.

    Args:
        path: another file made by :func:`compile_links`.
    """

    name = "links"

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def info(self) -> SourceInfo:
        """Return MONDO's release and licence, and the hash of the extract."""
        path = self._checked()
        return SourceInfo(
            name=self.name,
            infores=MONDO_SOURCE,
            version=_read(path).version,
            licence=MONDO_LICENCE,
            licence_url=MONDO_LICENCE_URL,
            citation=MONDO_CITATION,
            files={path.name: file_hash(path)},
        )

    def read(self, known: Mapping[str, Node], *, progress: Progress | None = None) -> SourceContent:
        """Join the diseases in ``known``; classes that are above none of them are left out."""
        if progress:
            progress("links", 0, 1)
        content = link_diseases(_read(self._checked()), known)
        if progress:
            progress("links", 1, 1)
        return content

    def _checked(self) -> Path:
        path = self._path or Path(str(files("kg") / "data" / "mondo" / "links.tsv.gz"))
        if not path.is_file():
            raise GraphBuildError(
                f"expected the MONDO extract {path}, found none; "
                "install Diagraph anew, or leave out the source 'links'"
            )
        return path


def compile_links(folder: Path, target: Path) -> int:
    """Write the extract of a MONDO folder to ``target``; returns the number of classes."""
    tables = read_mondo_folder(folder)
    meant = [
        class_id
        for class_id, matches in tables.matches.items()
        if any(curie_prefix(match) in _DISEASES for match in matches)
    ]
    classes = sorted(tables.with_ancestors(meant))
    header = [
        _ATTRIBUTION,
        f"{_VERSION}{tables.version}",
        f"# licence: {MONDO_LICENCE} {MONDO_LICENCE_URL}",
        _COLUMNS,
    ]
    lines = [_line(tables, class_id) for class_id in classes]
    text = "\n".join((*header, *lines, ""))
    partial = target.with_name(f"{target.name}.partial")
    partial.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    partial.replace(target)
    return len(classes)


def _line(tables: MondoTables, class_id: str) -> str:
    matches = [
        match for match in tables.matches.get(class_id, ()) if curie_prefix(match) in _VOCABULARIES
    ]
    parents = tables.parents.get(class_id, ())
    return "\t".join((class_id, tables.labels[class_id], "|".join(parents), "|".join(matches)))


def _read(path: Path) -> MondoTables:
    labels: dict[str, str] = {}
    parents: dict[str, tuple[str, ...]] = {}
    matches: dict[str, tuple[str, ...]] = {}
    version = ""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                if line.startswith(_VERSION):
                    version = line.removeprefix(_VERSION).strip()
                if line.startswith(("#", _COLUMNS)):
                    continue
                class_id, label, above, same = line.rstrip("\n").split("\t")
                labels[class_id] = label
                parents[class_id] = tuple(above.split("|")) if above else ()
                matches[class_id] = tuple(same.split("|")) if same else ()
    except (OSError, EOFError, UnicodeDecodeError, ValueError) as error:
        raise GraphBuildError(
            f"expected a MONDO extract made by `python -m kg.sources.links`, got {path.name}: "
            f"{error}; make it anew"
        ) from error
    return MondoTables(version=version, labels=labels, parents=parents, matches=matches)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m kg.sources.links FOLDER")
    compile_links(Path(sys.argv[1]), Path(__file__).parents[1] / "data" / "mondo" / "links.tsv.gz")
