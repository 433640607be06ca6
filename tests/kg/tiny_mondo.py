"""MONDO in five classes, written down: two diseases, their series, a class above, one obsolete."""

from __future__ import annotations

from pathlib import Path

_HEADER = """# license: https://creativecommons.org/publicdomain/zero/1.0/
# mapping_set_version: http://purl.obolibrary.org/obo/mondo/releases/2026-08-04/mappings/x.sssom.tsv
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification
"""


def _mappings(*rows: tuple[str, str, str, str]) -> str:
    return _HEADER + "".join("\t".join((*row, "", "semapv:X")) + "\n" for row in rows)


def write_mondo(folder: Path) -> Path:
    """Write mappings, hierarchy and labels as MONDO does."""
    mappings = folder / "mappings"
    mappings.mkdir(parents=True)
    exact = "skos:exactMatch"
    (mappings / "mondo_exactmatch_omim.sssom.tsv").write_text(
        _mappings(
            ("MONDO:0000001", "spasm disease", exact, "OMIM:1"),
            ("MONDO:0000002", "other spasm disease", exact, "OMIM:2"),
            ("MONDO:0000002", "other spasm disease", "skos:closeMatch", "OMIM:3"),
            ("MONDO:0000009", "obsolete spasm disease", exact, "OMIM:9"),
        )
    )
    (mappings / "mondo_exactmatch_orphanet.sssom.tsv").write_text(
        _mappings(("MONDO:0000001", "spasm disease", exact, "Orphanet:11"))
    )
    (mappings / "mondo_exactmatch_omimps.sssom.tsv").write_text(
        _mappings(("MONDO:0000003", "spasm disease series", exact, "OMIMPS:100"))
    )
    (folder / "mondo-rare_edges.tsv").write_text(
        "id\tsubject\tpredicate\tobject\trelation\tknowledge_source\n"
        "a\tMONDO:0000001\tbiolink:subclass_of\tMONDO:0000003\tx\tx\n"
        "b\tMONDO:0000002\tbiolink:subclass_of\tMONDO:0000003\tx\tx\n"
        "c\tMONDO:0000003\tbiolink:subclass_of\tMONDO:0000004\tx\tx\n"
        "d\tMONDO:0000003\tbiolink:related_to\thttp://example.org/x\tx\tx\n"
        "e\tMONDO:0000001\tbiolink:subclass_of\tMONDO:0000009\tx\tx\n"
    )
    (folder / "class-stats.tsv").write_text(
        "?cls\t?cls_label\t?textdef_count\n"
        '<http://purl.obolibrary.org/obo/MONDO_0000004>\t"disease"\t1\n'
        '<http://purl.obolibrary.org/obo/UBERON_0000004>\t"nose"\t1\n'
    )
    return folder
