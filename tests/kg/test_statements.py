"""Only single reading statements pass, however they are written."""

from __future__ import annotations

import pytest

from data_schema import QueryError
from kg.statements import check_read_only


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (n) RETURN n",
        "  // CREATE\n match (n) return n;",
        "/* DELETE */ MATCH (n) WHERE n.name = 'SET; DROP' RETURN n",
        'MATCH (n) WHERE n.set = "it\\"s; CREATE" RETURN n.load AS x',
        "MATCH (n:Load)-[:SET|DELETE]->() RETURN {create: n.id, `merge`: 1}",
        "MATCH (n {id: $set}) RETURN n.`drop`",
        "WITH 1 AS n RETURN n",
        "MATCH (n)-[*1..3]-(m) WHERE n.x > 1.5e3 AND n.y < .5 RETURN n.x + 0x1F, 1.0 AS y LIMIT 5",
        "OPTIONAL MATCH (n) RETURN n",
        "UNWIND [1] AS n CALL { MATCH (m) RETURN m } RETURN m",
        "CALL db.index.fulltext.queryNodes('diagraph_names', 'x') YIELD node RETURN node",
        "CALL show_tables() RETURN *",
    ],
)
def test_reading_passes(statement: str) -> None:
    check_read_only(statement)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("CREATE (n)", "begins with"),
        ("EXPLAIN MATCH (n) RETURN n", "begins with"),
        ("", "begins with"),
        ("MATCH (n) sEt n.x = 1", "found SET"),
        ("MATCH (n) /* x */ DETACH/**/DELETE n", "found DETACH"),
        ("MATCH (n) RETURN n;;MATCH (n) RETURN n", "found several"),
        ("WITH 1. LOAD FROM 'x' RETURN *", "found LOAD"),
        ("WITH 'a' AS a LOAD CSV FROM a AS x RETURN x", "found LOAD"),
        ("MATCH (n) WHERE n.name = 'unclosed DELETE n", "found DELETE"),
        ("MATCH (n) FOREACH (x IN [1] | SET n.y = x)", "found FOREACH"),
        ("CALL apoc.load.json('http://example.org') YIELD value RETURN value", "apoc.load.json"),
        ("MATCH (n) CALL `dbms`.`listConfig`() YIELD name RETURN name", "dbms"),
        ("USE other MATCH (n) RETURN n", "begins with"),
        ("MATCH (n) WITH n SKIP 0LOAD CSV FROM 'file:///x' AS x RETURN x", "found LOAD"),
        ("WITH 1.LOAD FROM 'x' RETURN *", "found LOAD"),
        ("WITH 1 AS n \\u004cOAD CSV FROM 'file:///x' AS x RETURN x", "without .u escapes"),
        ("WITH '\\u0027 AS n CREATE (:A) //' AS n RETURN n", "without .u escapes"),
        ("CALL { USE other MATCH (n) RETURN n } RETURN n", "found USE"),
    ],
)
def test_anything_else_is_named(statement: str, found: str) -> None:
    with pytest.raises(QueryError, match=found):
        check_read_only(statement)
