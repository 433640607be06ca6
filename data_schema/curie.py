"""CURIEs: ``PREFIX:local`` identifiers, normalised at the edge.

Inputs arrive as CURIEs, OBO ids (``HP_0000118``), PURLs and other people's prefixes
(``Orphanet:558``, ``MIM:154700``); inside Diagraph there is one spelling of each.
"""

from __future__ import annotations

import re
from typing import Final

from .errors import CurieError

__all__ = ["PREFIXES", "curie_prefix", "is_curie", "normalize_curie", "try_normalize_curie"]

PREFIXES: Final[dict[str, str]] = {
    "hp": "HP",
    "hpo": "HP",
    "mondo": "MONDO",
    "omim": "OMIM",
    "mim": "OMIM",
    "omimps": "OMIMPS",
    "orpha": "ORPHA",
    "orphanet": "ORPHA",
    "ordo": "ORPHA",
    "decipher": "DECIPHER",
    "doid": "DOID",
    "do": "DOID",
    "ncbigene": "NCBIGene",
    "entrez": "NCBIGene",
    "hgnc": "HGNC",
    "ensembl": "ENSEMBL",
    "pmid": "PMID",
    "pubmed": "PMID",
    "doi": "DOI",
    "isbn": "ISBN",
    "umls": "UMLS",
    "umls_cui": "UMLS",
    "mesh": "MESH",
    "msh": "MESH",
    "icd10cm": "ICD10CM",
    "icd10": "ICD10",
    "icd9cm": "ICD9CM",
    "icd9": "ICD9",
    "icd11": "ICD11",
    "snomedct": "SNOMEDCT",
    "snomedct_us": "SNOMEDCT",
    "snomed_ct": "SNOMEDCT",
    "sctid": "SNOMEDCT",
    "loinc": "LOINC",
    "ncit": "NCIT",
    "nci": "NCIT",
    "gard": "GARD",
    "medgen": "MEDGEN",
    "uberon": "UBERON",
    "ucum": "UCUM",
    "chebi": "CHEBI",
    "drugbank": "DRUGBANK",
    "symp": "SYMP",
    "diagraph": "DIAGRAPH",
    "biolink": "biolink",
    "infores": "infores",
    "http": "http",
    "https": "https",
}
"""Lower-case spellings of a prefix to the one used inside Diagraph."""

_CURIE = re.compile(r"^([A-Za-z][A-Za-z0-9_.]*)\s*[:]\s*(\S+)$")
_OBO_ID = re.compile(r"^([A-Za-z]+)_(\d{5,})$")
_PURL = re.compile(
    r"^https?://(?:www\.)?(?:purl\.obolibrary\.org/obo/|orpha\.net/ORDO/)(\w+)_(\w+)$"
)


def try_normalize_curie(value: str) -> str | None:
    """Return the canonical CURIE of ``value``, or ``None`` where it is none of a known prefix.

    What is not printable is refused: CURIEs of an input stand in messages on a terminal.
    """
    text = value.strip()
    match = _PURL.match(text) or _OBO_ID.match(text) or _CURIE.match(text)
    if match is None or not match[2].isprintable():
        return None
    prefix = PREFIXES.get(match[1].lower())
    if prefix is None or prefix in {"http", "https"}:
        return None
    return f"{prefix}:{match[2]}"


def normalize_curie(value: str) -> str:
    """Return the canonical CURIE of ``value``.

    Raises:
        CurieError: ``value`` is not ``PREFIX:local`` with a known prefix.
    """
    curie = try_normalize_curie(value)
    if curie is None:
        shown = value if len(value) <= 40 and value.isprintable() and " " not in value else "…"
        raise CurieError(
            f"expected a CURIE such as HP:0001250 or OMIM:154700, got {shown!r}; "
            "write prefix, colon, local id"
        )
    return curie


def is_curie(value: str) -> bool:
    """Say whether ``value`` already is a canonical CURIE."""
    return try_normalize_curie(value) == value


def curie_prefix(curie: str) -> str:
    """Return the part before the colon: ``OMIM`` of ``OMIM:154700``."""
    return curie.partition(":")[0]
