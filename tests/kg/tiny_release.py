"""An HPO release of ten terms and three diseases, written down."""

from __future__ import annotations

from pathlib import Path

OBO = r"""format-version: 1.2
data-version: hp/releases/2025-01-16

[Term]
id: HP:0000001
name: All

[Term]
id: HP:0000118
name: Phenotypic abnormality
is_a: HP:0000001 ! All

[Term]
id: HP:0001250
name: Seizure
alt_id: HP:0001303
def: "An intermittent \"abnormality\"." [PMID:1]
synonym: "Fits" EXACT layperson []
synonym: "Epilepsy" RELATED []
xref: UMLS:C0036572
xref: SNOMEDCT_US:91175000
xref: Fyler:4862
is_a: HP:0000118 {source="x"} ! Phenotypic abnormality

[Term]
id: HP:0011097
name: Epileptic spasm
is_a: HP:0001250 ! Seizure

[Term]
id: HP:0000006
name: Autosomal dominant inheritance
is_a: HP:0000001 ! All

[Term]
id: HP:0003577
name: Congenital onset
is_a: HP:0000001 ! All

[Term]
id: HP:0040281
name: Very frequent
is_a: HP:0000001 ! All

[Term]
id: HP:0040285
name: Excluded
is_a: HP:0000001 ! All

[Term]
id: HP:0000002
name: obsolete Convulsion
is_obsolete: true
replaced_by: HP:0001303

[Term]
id: HP:0000003
name: obsolete Something vague
is_obsolete: true
consider: HP:0001250

[Typedef]
id: part_of
name: part of
"""

HPOA_HEADER = (
    "#version: 2025-01-16\n"
    "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex"
    "\tmodifier\taspect\tbiocuration\n"
)

GENES = (
    "ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id\n"
    "10\tNAT2\tHP:0001250\tSeizure\t-\tOMIM:100001\n"
    "10\tNAT2\tHP:0011097\tEpileptic spasm\t-\tOMIM:100001\n"
    "10\tNAT2\tHP:0001250\tSeizure\t-\tOMIM:100009\n"
)


def hpoa_row(**cells: str) -> str:
    """A line of ``phenotype.hpoa``: a plain phenotype row, with ``cells`` put in its place."""
    row = {
        "disease": "OMIM:100001",
        "name": "Spasm disease",
        "qualifier": "",
        "term": "HP:0001250",
        "reference": "PMID:1",
        "evidence": "PCS",
        "onset": "",
        "frequency": "",
        "sex": "",
        "modifier": "",
        "aspect": "P",
        "biocuration": "HPO:x[2020-01-01]",
    }
    return "\t".join((row | cells).values()) + "\n"


HPOA = HPOA_HEADER + "".join(
    (
        hpoa_row(frequency="3/4"),
        hpoa_row(term="HP:0001303", frequency="0/5", reference="PMID:2;OMIM:100001"),
        hpoa_row(term="HP:0011097", qualifier="NOT", name="Spasm disease, former name"),
        hpoa_row(term="HP:0000006", aspect="I", evidence="IEA"),
        hpoa_row(term="HP:0003577", aspect="C", frequency="1/2"),
        hpoa_row(disease="ORPHA:1", term="HP:0000002", frequency="HP:0040281", evidence="TAS"),
        hpoa_row(disease="OMIM:100002", term="HP:0000006", aspect="I", name="Silent disease"),
    )
)


def write_release(folder: Path, *, obo: str = OBO, hpoa: str = HPOA, genes: str = GENES) -> Path:
    """Write a release folder; each file can be another."""
    folder.mkdir()
    (folder / "hp.obo").write_text(obo, encoding="utf-8")
    (folder / "phenotype.hpoa").write_text(hpoa, encoding="utf-8")
    (folder / "genes_to_phenotype.txt").write_text(genes, encoding="utf-8")
    return folder
