"""Sources that are one file without a release, read through a mapping set: what they share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Final

from kg.model import Node, SourceInfo
from kg.protocols import Progress
from kg.validation import Issue

from .source import SourceContent, file_hashes

__all__ = ["Imprint", "MappedSource"]

_HASH_DIGITS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Who made a source, and under which licence."""

    infores: str
    licence: str
    licence_url: str
    citation: str


class MappedSource(ABC):
    """One file; says where it is and what is in it, and has ``info`` and ``read`` from here.

    Args:
        path: the file or its folder; there is no default.
    """

    name: ClassVar[str]
    imprint: ClassVar[Imprint]

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def info(self) -> SourceInfo:
        """Return licence and file hash; the file bears no release, so a hash stands for it."""
        hashes = file_hashes([self._file()])
        return SourceInfo(
            name=self.name,
            infores=self.imprint.infores,
            version=f"sha256.{next(iter(hashes.values()))[:_HASH_DIGITS]}",
            licence=self.imprint.licence,
            licence_url=self.imprint.licence_url,
            citation=self.imprint.citation,
            files=hashes,
        )

    def read(self, known: Mapping[str, Node], *, progress: Progress | None = None) -> SourceContent:
        """Read the rows whose words are, or are mapped to, ids in ``known``."""
        if progress:
            progress(self.name, 0, 1)
        issues: list[Issue] = []
        content = self._content(self._file(), known, issues)
        if progress:
            progress(self.name, 1, 1)
        return replace(content, issues=tuple(issues))

    @abstractmethod
    def _file(self) -> Path:
        """Return the file to read.

        Raises:
            GraphBuildError: it is not there.
        """

    @abstractmethod
    def _content(self, path: Path, known: Mapping[str, Node], issues: list[Issue]) -> SourceContent:
        """Read the file; what cannot be used is added to ``issues``."""
