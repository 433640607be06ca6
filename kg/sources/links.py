"""The bundled extract of MONDO that joins the default graph's diseases, and names diseases.

One gzipped TSV in the wheel: every MONDO class of a human disease with label, parents, matches and
names. Compiled by

    python -m kg.sources.links MONDO_FOLDER DO_FOLDER

from a folder as :class:`~kg.sources.mondo.MondoSource` reads it and one with the Disease Ontology
as OBO files, whose synonyms become names of the class that means the same; the same folders always
give the same bytes.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Final

from data_schema import GraphBuildError, Scope, curie_prefix
from kg.hashing import file_hash
from kg.model import Node, SourceInfo, Synonym
from kg.protocols import Progress

from .mondo import (
    MONDO_CITATION,
    MONDO_LICENCE,
    MONDO_LICENCE_URL,
    MONDO_SOURCE,
    MondoTables,
    distinct_names,
    link_diseases,
    read_mondo_folder,
)
from .obo import read_obo
from .source import SourceContent

__all__ = ["LinksSource", "compile_links"]

_VOCABULARIES: Final = frozenset({"DOID", "ICD10CM", "OMIM", "OMIMPS", "ORPHA"})
_CHARACTERISTICS: Final = frozenset(
    f"MONDO:{number:07}"
    for numbers in (
        range(21125, 21129), (21135, 21136, 21137), range(21139, 21142), range(21149, 21154),
        (21007, 22201, 22202), range(24488, 24498), range(45034, 45037), (45040, 45042),
    )
    for number in numbers
)  # fmt: skip
"""Classes that say something of a disease and are none: "congenital", "rare", "tumor grade 2"."""
_MISNOMERS: Final = frozenset(
    {
        ("MONDO:0001358", "bronchospasm"),
        ("MONDO:0001609", "neutropenia"),
        ("MONDO:0001941", "vision loss"),
        ("MONDO:0001941", "visual impairment"),
        ("MONDO:0002519", "anal fissure"),
        ("MONDO:0002776", "preauricular cyst"),
        ("MONDO:0003009", "cushing syndrome"),
        ("MONDO:0004938", "dependence"),
        ("MONDO:0005148", "insulin resistance"),
        ("MONDO:0005665", "facial nerve paralysis"),
        ("MONDO:0005833", "lymphadenopathy"),
        ("MONDO:0006783", "hemothorax"),
        ("MONDO:0006823", "hypogonadotropic hypogonadism"),
        ("MONDO:0007130", "scimitar syndrome"),
        ("MONDO:0008062", "cataplexy"),
        ("MONDO:0008666", "intestinal malrotation"),
        ("MONDO:0013300", "macrostomia"),
        ("MONDO:0015691", "eosinophilia"),
        ("MONDO:0016241", "congenital adrenal gland hypoplasia"),
        ("MONDO:0017991", "cervical aortic arch"),
        ("MONDO:0019091", "respiratory insufficiency"),
        ("MONDO:0019220", "vitamin b12 deficiency"),
    }
)
"""Names that the sources give to a class and that mean something else: (class, name)."""
_NON_HUMAN: Final = "non-human"
_COLUMNS: Final = "id\tlabel\tparents\tmatches\tnames"
_VERSION: Final = "# version: "
_ATTRIBUTION: Final = (
    "# Extract of the Mondo Disease Ontology, https://mondo.monarchinitiative.org, Monarch "
    "Initiative; classes, columns and vocabularies were selected, nothing else was changed.",
    "# Names beside the labels: of exact matches in the Disease Ontology (CC0 1.0), ICD-10-CM "
    "(public domain), the NCI Thesaurus and Orphanet (both CC BY 4.0), as MONDO's mappings have "
    "them, and the synonyms of the Disease Ontology.",
)
_SCOPES: Final = {Scope.EXACT: "=", Scope.NARROW: "<", Scope.BROAD: ">", Scope.RELATED: "~"}
"""What stands before a name in the column ``names``."""
_SCOPE_OF: Final = {mark: scope for scope, mark in _SCOPES.items()}


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
        """Read every class of the extract, and join the diseases in ``known`` to them."""
        if progress:
            progress("links", 0, 1)
        tables = _read(self._checked())
        content = link_diseases(tables, known, classes=tables.labels)
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


def compile_links(folder: Path, do_folder: Path, target: Path) -> int:
    """Write the extract of a MONDO folder to ``target``; returns the number of classes.

    Args:
        folder: MONDO's mappings, hierarchy and labels.
        do_folder: OBO files of the Disease Ontology, at any depth.
        target: the file to write.
    """
    tables = read_mondo_folder(folder)
    classes = sorted(
        each for each, label in tables.labels.items() if _is_human_disease(each, label)
    )
    synonyms = dict(_do_synonyms(do_folder))
    names = {
        class_id: (
            *tables.names.get(class_id, ()),
            *(
                name
                for match in tables.matches.get(class_id, ())
                for name in synonyms.get(match, ())
            ),
        )
        for class_id in classes
    }
    distinct = distinct_names(tables.labels, names)
    tables = replace(
        tables,
        names={
            class_id: tuple(
                name for name in found if (class_id, name.text.lower()) not in _MISNOMERS
            )
            for class_id, found in distinct.items()
        },
    )
    header = [
        *_ATTRIBUTION,
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


def _is_human_disease(class_id: str, label: str) -> bool:
    return class_id not in _CHARACTERISTICS and _NON_HUMAN not in label


def _do_synonyms(folder: Path) -> Iterator[tuple[str, tuple[Synonym, ...]]]:
    """Yield (DOID, synonyms) of every live term of the OBO files."""
    for path in sorted(folder.rglob("*.obo")):
        with path.open(encoding="utf-8") as lines:
            for term in read_obo(lines).terms:
                if not term.obsolete:
                    yield term.id, term.synonyms


def _line(tables: MondoTables, class_id: str) -> str:
    matches = [
        match for match in tables.matches.get(class_id, ()) if curie_prefix(match) in _VOCABULARIES
    ]
    parents = [each for each in tables.parents.get(class_id, ()) if each not in _CHARACTERISTICS]
    names = [_SCOPES[name.scope] + name.text for name in tables.names.get(class_id, ())]
    cells = (class_id, tables.labels[class_id], "|".join(parents), "|".join(matches))
    return "\t".join((*cells, "|".join(names)))


def _read(path: Path) -> MondoTables:
    labels: dict[str, str] = {}
    parents: dict[str, tuple[str, ...]] = {}
    matches: dict[str, tuple[str, ...]] = {}
    names: dict[str, tuple[Synonym, ...]] = {}
    version = ""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                if line.startswith(_VERSION):
                    version = line.removeprefix(_VERSION).strip()
                if line.startswith(("#", _COLUMNS)):
                    continue
                class_id, label, above, same, named = line.rstrip("\n").split("\t")
                labels[class_id] = label
                parents[class_id] = tuple(above.split("|")) if above else ()
                matches[class_id] = tuple(same.split("|")) if same else ()
                names[class_id] = tuple(
                    Synonym(text=name[1:], scope=_SCOPE_OF[name[0]])
                    for name in named.split("|")
                    if name
                )
    except (OSError, EOFError, UnicodeDecodeError, ValueError, KeyError) as error:
        raise GraphBuildError(
            f"expected a MONDO extract made by `python -m kg.sources.links`, got {path.name}: "
            f"{error}; make it anew"
        ) from error
    return MondoTables(
        version=version, labels=labels, parents=parents, matches=matches, names=names
    )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m kg.sources.links MONDO_FOLDER DO_FOLDER")
    bundled = Path(__file__).parents[1] / "data" / "mondo" / "links.tsv.gz"
    compile_links(Path(sys.argv[1]), Path(sys.argv[2]), bundled)
