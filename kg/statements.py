"""The check that a Cypher statement only reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data_schema import QueryError

__all__ = ["check_read_only"]

_TOKEN: Final = re.compile(
    r"""
    (?P<skip>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<quoted>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`]|``)*`)
    |(?P<parameter>\$\w+)
    |(?P<number>\d+(?:\.\d*)?)
    |(?P<word>[^\W\d]\w*)
    |(?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_STARTS: Final = frozenset({"CALL", "MATCH", "OPTIONAL", "RETURN", "UNWIND", "WITH"})
_REFUSED: Final = re.compile(
    r"""
    ALTER|ANALYZE|ATTACH|BEGIN|CHECKPOINT|COMMENT|COMMIT|COPY|CREATE|DELETE|DENY|DETACH|DROP
    |EXPLAIN|EXPORT|FOREACH|FORCE|GRANT|IMPORT|INSERT|INSTALL|LOAD|MERGE|PROFILE|REMOVE|RENAME
    |REVOKE|ROLLBACK|SET|SHOW|START|STOP|TERMINATE|UNINSTALL|UPDATE|USE
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PROCEDURES: Final = frozenset(
    {
        "db.index.fulltext.queryNodes",
        "db.index.vector.queryNodes",
        "db.labels",
        "db.propertyKeys",
        "db.relationshipTypes",
        "db.schema.visualization",
        "show_tables",
        "table_info",
    }
)
_NAME_BEFORE: Final = frozenset({".", ":", "|", "&", "!"})


def check_read_only(cypher: str) -> None:
    """Refuse a statement that is not one single reading query.

    The stores refuse writes themselves; this also refuses what they count as reading but reaches
    outside the graph: files, extensions, other databases, procedures not on the allow-list.

    Raises:
        QueryError: what was found, in one line.
    """
    if "\\u" in cypher:
        raise QueryError(
            "expected a statement without \\u escapes, which Neo4j reads before all else, even "
            "outside of quotes; write the character itself, or pass it as a parameter"
        )
    tokens = list(_tokens(cypher))
    while tokens and tokens[-1] == ("mark", ";"):
        tokens.pop()
    if not tokens or tokens[0][0] != "word" or tokens[0][1].upper() not in _STARTS:
        raise QueryError(
            "expected a statement that begins with MATCH, OPTIONAL MATCH, WITH, UNWIND, CALL or "
            "RETURN; only reading statements are run"
        )
    for position, (kind, text) in enumerate(tokens):
        if kind == "mark" and text == ";":
            raise QueryError("expected one statement, found several; run them one at a time")
        if kind != "word" or _is_name(tokens, position):
            continue
        if _REFUSED.fullmatch(text):
            raise QueryError(
                f"expected a reading statement, found {text.upper()}; "
                "quote it in backticks if it is a name"
            )
        if text.upper() == "CALL":
            _check_procedure(tokens, position + 1)


def _tokens(cypher: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(cypher):
        kind = match.lastgroup
        if kind is not None and kind != "skip":
            yield kind, match[0]


def _is_name(tokens: list[tuple[str, str]], position: int) -> bool:
    """Say whether a word is a property, label or map key, not a keyword."""
    before = tokens[position - 1] if position else ("", "")
    after = tokens[position + 1] if position + 1 < len(tokens) else ("", "")
    return (before[0] == "mark" and before[1] in _NAME_BEFORE) or after == ("mark", ":")


def _check_procedure(tokens: list[tuple[str, str]], position: int) -> None:
    name = ""
    for kind, text in tokens[position:]:
        if kind not in {"word", "quoted"} and text != ".":
            break
        name += text
    if name and name not in _PROCEDURES:
        raise QueryError(
            f"expected one of the procedures {', '.join(sorted(_PROCEDURES))}, found {name}"
        )
