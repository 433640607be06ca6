"""A reader of the OBO flat file format: terms with their names, parents and replaced ids.

Line by line and without a general model of the format, so that ``hp.obo`` (10 MB) takes half a
second. Format: https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from data_schema import Scope
from kg.model import Synonym
from kg.validation import Issue, IssueCode

__all__ = ["OboDocument", "OboTerm", "read_obo"]

_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(.*)')
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPES: Final = {"n": "\n", "t": "\t", "W": " "}


@dataclass(frozen=True, slots=True, kw_only=True)
class OboTerm:
    """One ``[Term]`` stanza; ids are as written.

    Attributes:
        parents: objects of ``is_a``.
        replaced_by: what an obsolete term was replaced by.
        consider: what may stand for an obsolete term, to be decided by a person.
    """

    id: str
    name: str
    definition: str = ""
    synonyms: tuple[Synonym, ...] = ()
    parents: tuple[str, ...] = ()
    alt_ids: tuple[str, ...] = ()
    xrefs: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    consider: tuple[str, ...] = ()
    obsolete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OboDocument:
    """An OBO file: its ``data-version``, its terms in file order, and stanzas left out."""

    data_version: str
    terms: tuple[OboTerm, ...]
    issues: tuple[Issue, ...] = ()


def read_obo(lines: Iterable[str]) -> OboDocument:
    """Read an OBO file; a ``[Term]`` without an id is left out and counted as an issue."""
    version = ""
    terms: list[OboTerm] = []
    issues: list[Issue] = []
    for kind, tags in _stanzas(lines):
        if kind == "":
            version = _first(tags, "data-version")
        elif kind == "[Term]":
            if "id" in tags:
                terms.append(_term(tags))
            else:
                message = f"[Term] without id, name {_first(tags, 'name')!r}"
                issues.append(Issue(IssueCode.BAD_ROW, message))
    return OboDocument(data_version=version, terms=tuple(terms), issues=tuple(issues))


def _stanzas(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield (stanza header, tag → values); the document's own header comes first, as ``""``."""
    kind = ""
    tags: dict[str, list[str]] = {}
    for raw in lines:
        line = raw.rstrip()
        if line.startswith("["):
            yield kind, tags
            kind, tags = line, {}
            continue
        tag, colon, value = line.partition(": ")
        if colon:
            tags.setdefault(tag, []).append(value)
    yield kind, tags


def _term(tags: dict[str, list[str]]) -> OboTerm:
    return OboTerm(
        id=_bare(tags["id"][0]),
        name=_unescape(_first(tags, "name")),
        definition=_quoted(_first(tags, "def"))[0],
        synonyms=tuple(_synonym(value) for value in tags.get("synonym", ())),
        parents=tuple(_bare(value) for value in tags.get("is_a", ())),
        alt_ids=tuple(_bare(value) for value in tags.get("alt_id", ())),
        xrefs=tuple(_bare(value) for value in tags.get("xref", ())),
        replaced_by=tuple(_bare(value) for value in tags.get("replaced_by", ())),
        consider=tuple(_bare(value) for value in tags.get("consider", ())),
        obsolete=_first(tags, "is_obsolete") == "true",
    )


def _first(tags: dict[str, list[str]], tag: str) -> str:
    return tags[tag][0] if tag in tags else ""


def _bare(value: str) -> str:
    """Return the id at the start of a value, without qualifiers and the ``!`` comment."""
    return value.split(None, 1)[0] if value else ""


def _quoted(value: str) -> tuple[str, str]:
    """Split ``"text" rest`` into the unescaped text and the rest."""
    match = _QUOTED.match(value)
    return (_unescape(match[1]), match[2]) if match else ("", value)


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), text)


def _synonym(value: str) -> Synonym:
    text, rest = _quoted(value)
    words = rest.partition("[")[0].split()
    scope = words[0] if words and words[0] in Scope.__members__ else "RELATED"
    kind = words[1] if len(words) > 1 else ""
    return Synonym(text=text, scope=Scope(scope), kind=kind)
