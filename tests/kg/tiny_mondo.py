"""MONDO in seven classes, written down: two diseases, their series, a class above, one obsolete,
one that is no disease and one of animals."""

from __future__ import annotations

from pathlib import Path

_HEADER = """# license: https://creativecommons.org/publicdomain/zero/1.0/
# mapping_set_version: http://purl.obolibrary.org/obo/mondo/releases/2026-08-04/mappings/x.sssom.tsv
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification
"""


def _mappings(*rows: tuple[str, str, str, str], object_label: str = "") -> str:
    return _HEADER + "".join("\t".join((*row, object_label, "semapv:X")) + "\n" for row in rows)


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
        _mappings(
            ("MONDO:0000001", "spasm disease", exact, "Orphanet:11"),
            object_label="Familial  spasms",
        )
    )
    (mappings / "mondo_exactmatch_doid.sssom.tsv").write_text(
        _mappings(
            ("MONDO:0000001", "spasm disease", exact, "DOID:21"), object_label="familial spasms"
        )
    )
    (mappings / "mondo_exactmatch_icd10cm.sssom.tsv").write_text(
        _mappings(
            ("MONDO:0000002", "other spasm disease", exact, "ICD10CM:R25"),
            object_label="Spasm, unspecified",
        )
    )
    (mappings / "mondo_exactmatch_umls.sssom.tsv").write_text(
        _mappings(
            ("MONDO:0000001", "spasm disease", exact, "UMLS:C1"), object_label="Licensed words"
        )
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
        '<http://purl.obolibrary.org/obo/MONDO_0000004>\t"disease (disease)"\t1\n'
        '<http://purl.obolibrary.org/obo/MONDO_0021140>\t"congenital"\t1\n'
        '<http://purl.obolibrary.org/obo/MONDO_0005583>\t"non-human animal disease"\t1\n'
        '<http://purl.obolibrary.org/obo/UBERON_0000004>\t"nose"\t1\n'
    )
    return folder


def write_do(folder: Path) -> Path:
    """Write a subset of the Disease Ontology: a term with synonyms, and an obsolete one."""
    folder.mkdir(parents=True)
    (folder / "slim.obo").write_text(
        "format-version: 1.2\n\n[Term]\nid: DOID:21\nname: familial spasms\n"
        'synonym: "Spasm Disease" EXACT []\n'
        'synonym: "twitching" BROAD []\n\n'
        "[Term]\nid: DOID:22\nname: gone\n"
        'synonym: "was here" EXACT []\nis_obsolete: true\n'
    )
    return folder
