"""Tables of everyday diagnoses become diseases, findings and risk factors of the graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_schema import Category, GraphBuildError, Predicate
from kg import Edge, Epidemiology, IssueCode, Node, SourceContent, open_source
from tests.kg.sources.test_everyday_tables import COLUMNS

KNOWN = {
    curie: Node(id=curie, category=Category.PHENOTYPIC_FEATURE, name=name)
    for curie, name in {
        "HP:0001945": "Fever",
        "HP:0012735": "Cough",
        "HP:0032443": "Past medical history",
        "HP:0011009": "Acute",
        "HP:0011010": "Chronic",
    }.items()
}
ROWS = {
    "diagnoses": [
        "MONDO:1|pneumonia|DOID:1|chest cold;lung infection|J18.9||0;1;70;95|0.5|acute|4|5|5|0",
        "MONDO:2|lobar pneumonia|||J18.1|MONDO:1|0;20;70;95|0.45|acute|2|3|3|1",
    ],
    "findings": [
        "MONDO:1|pneumonia|HP:0001945|Fever|HP:0040281|1|0",
        "MONDO:1|pneumonia|DIAGRAPH:1|Rusty sputum|HP:0040283|0|1",
        "MONDO:2|lobar pneumonia|HP:0001945|Fever|HP:0040285|0|0",
        "MONDO:2|lobar pneumonia|HP:9999999|Nothing|HP:0040281|0|0",
    ],
    "names": ["HP:0012735|Cough|barking", "HP:9999999|Nothing|nothing"],
    "risks": [
        "MONDO:1|pneumonia|DIAGRAPH:9|tobacco smoking|1.5",
        "MONDO:1|pneumonia|HP:9999998|nobody knows|3",
    ],
    "terms": ["DIAGRAPH:1|Rusty sputum|HP:0012735;HP:9999999|rust coloured sputum"],
}
OURS = {"source": "infores:diagraph", "licence": "Apache-2.0"}


def write_tables(folder: Path, *, ratios: str = "") -> Path:
    """Write the tables; in :data:`ROWS` ``|`` is a tab and ``;`` stands for ``|``."""
    for kind, rows in ROWS.items():
        columns = COLUMNS[kind].split()
        lines = ["\t".join(columns)]
        for row in rows:
            cells = [cell.replace(";", "|") for cell in row.split("|")]
            cells += [OURS.get(column, "") for column in columns[len(cells) :]]
            lines.append("\t".join(cells))
        (folder / kind).mkdir(parents=True)
        (folder / kind / "system.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "risk_factors.tsv").write_text(
        "term_id\tlabel\tsynonyms\tsource\n"
        "DIAGRAPH:9\ttobacco smoking\tsmoker|smokes\tinfores:diagraph\n"
    )
    if ratios:
        (folder / "likelihood_ratios.tsv").write_text(ratios)
    return folder


@pytest.fixture
def content(tmp_path: Path) -> SourceContent:
    return open_source("everyday", write_tables(tmp_path)).read(KNOWN)


def node(content: SourceContent, curie: str) -> Node:
    (found,) = (node for node in content.nodes if node.id == curie)
    return found


def edges(content: SourceContent, predicate: Predicate) -> dict[tuple[str, str], Edge]:
    return {(e.subject, e.object): e for e in content.edges if e.predicate is predicate}


def test_a_diagnosis_is_a_disease_with_its_patients(content: SourceContent) -> None:
    pneumonia = node(content, "MONDO:1")

    assert (pneumonia.category, pneumonia.name) == (Category.DISEASE, "pneumonia")
    assert [s.text for s in pneumonia.synonyms] == ["chest cold", "lung infection"]
    assert {s.kind for s in pneumonia.synonyms} == {"everyday"}
    assert pneumonia.xrefs == ("DOID:1", "ICD10CM:J18.9")
    assert Epidemiology.from_json(pneumonia.epidemiology) == Epidemiology(
        age=(0.0, 1.0, 70.0, 95.0),
        female_share=0.5,
        course="acute",
        prevalence={"primary-care": 4, "emergency": 5, "inpatient": 5},
    )
    assert Epidemiology.from_json(node(content, "MONDO:2").epidemiology).must_not_miss


def test_findings_keep_what_their_row_says(content: SourceContent) -> None:
    shown = edges(content, Predicate.HAS_PHENOTYPE)
    (fever,) = shown["MONDO:1", "HP:0001945"].annotations
    (sputum,) = shown["MONDO:1", "DIAGRAPH:1"].annotations

    assert (fever.frequency_qualifier, fever.required, fever.pathognomonic) == (
        "HP:0040281",
        True,
        False,
    )
    assert (sputum.required, sputum.pathognomonic) == (False, True)
    assert fever.primary_knowledge_source == "infores:diagraph"
    assert fever.publications == ()


def test_an_excluded_finding_is_lacking(content: SourceContent) -> None:
    assert set(edges(content, Predicate.LACKS_PHENOTYPE)) == {("MONDO:2", "HP:0001945")}


def test_terms_risk_factors_and_kinds_of_a_diagnosis_have_their_place(
    content: SourceContent,
) -> None:
    assert set(edges(content, Predicate.SUBCLASS_OF)) == {
        ("DIAGRAPH:1", "HP:0012735"),
        ("DIAGRAPH:9", "HP:0032443"),
        ("MONDO:2", "MONDO:1"),
    }
    assert set(edges(content, Predicate.HAS_CLINICAL_COURSE)) == {
        ("MONDO:1", "HP:0011009"),
        ("MONDO:2", "HP:0011009"),
    }
    assert [s.text for s in node(content, "DIAGRAPH:9").synonyms] == ["smoker", "smokes"]


def test_a_name_of_a_known_finding_is_a_synonym_and_no_label(content: SourceContent) -> None:
    cough = node(content, "HP:0012735")

    assert (cough.name, [s.text for s in cough.synonyms]) == ("", ["barking"])


def test_a_risk_has_its_relative_risk(content: SourceContent) -> None:
    (edge,) = edges(content, Predicate.PREDISPOSES_TO_CONDITION).values()

    assert (edge.subject, edge.object) == ("DIAGRAPH:9", "MONDO:1")
    assert [row.relative_risk for row in edge.annotations] == [1.5]


def test_what_the_graph_does_not_have_is_left_out_and_counted(content: SourceContent) -> None:
    assert {issue.code for issue in content.issues} == {IssueCode.UNKNOWN_TERM}
    assert sorted(issue.message for issue in content.issues) == [
        "DIAGRAPH:1 subclass_of HP:9999999",
        "findings: MONDO:2 HP:9999999",
        "names: HP:9999999",
        "risks: HP:9999998 of MONDO:1",
    ]


def test_measured_findings_have_likelihood_ratios(tmp_path: Path) -> None:
    columns = "disease_id finding_id sensitivity lr_pos lr_neg source reference licence"
    ratios = (
        columns.replace(" ", "\t")
        + "\nMONDO:1\tHP:0012735\t0.8\t1.6\t0.4\tinfores:m\tPMID:1\tCC0-1.0\n"
        + "MONDO:1\tHP:0001945\t0.4\t\t0.8\tinfores:m\tPMID:2\tCC0-1.0\n"
        + "MONDO:1\tHP:9999999\t0.4\t2\t0.8\tinfores:m\tPMID:2\tCC0-1.0\n"
    )
    content = open_source("everyday", write_tables(tmp_path, ratios=ratios)).read(KNOWN)

    cough = next(e for e in content.edges if e.object == "HP:0012735" and e.annotations)
    fever = next(e for e in content.edges if e.sources == ("infores:m",) and e is not cough)
    (row,) = cough.annotations
    assert (row.likelihood_ratio_positive, row.likelihood_ratio_negative) == (1.6, 0.4)
    assert (row.has_percentage, row.publications) == (80.0, ("PMID:1",))
    assert fever.annotations[0].likelihood_ratio_positive is None
    assert "ratios: MONDO:1 HP:9999999" in {issue.message for issue in content.issues}


def test_info_names_every_table(tmp_path: Path) -> None:
    info = open_source("everyday", write_tables(tmp_path)).info()

    assert (info.name, info.infores, info.licence) == (
        "everyday",
        "infores:diagraph",
        "Apache-2.0",
    )
    assert "not reviewed by a clinician" in info.citation
    assert len(info.files) == 6
    assert all(len(digest) == 64 for digest in info.files.values())


def test_a_folder_without_the_tables(tmp_path: Path) -> None:
    with pytest.raises(GraphBuildError, match="expected tables in diagnoses, findings, names"):
        open_source("everyday", tmp_path).read({})


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("diagnoses", "female_share", "women", "found no female_share"),
        ("diagnoses", "\t0.45\t", "\t45 %\t", "a number from 0 to 1 .* got '45 %'"),
        ("diagnoses", "\tacute\t4", "\tsudden\t4", "one of acute, subacute"),
        ("diagnoses", "0|1|70|95", "0|90|70|95", "four ascending ages"),
        ("diagnoses", "\tacute\t4\t", "\tacute\t9\t", "one of 0, 1, 2, 3, 4, 5"),
        ("diagnoses", "MONDO:2\t", "lobar\t", "an id such as"),
        ("findings", "MONDO:2\t", "MONDO:3\t", "a disease of diagnoses/ .* got 'MONDO:3'"),
        ("findings", "DIAGRAPH:1\t", "DIAGRAPH:7\t", "a term of terms/"),
        ("findings", "HP:0040281\t1", "often\t1", "one of HP:0040280"),
        ("risks", "\t1.5\t", "\tstrong\t", "a number from 1 to .* got 'strong'"),
        ("names", "\tbarking", "", "3 cells, as the header has, got 2"),
    ],
)
def test_a_table_of_a_users_own_is_refused_by_file_and_line(
    tmp_path: Path, table: str, old: str, new: str, said: str
) -> None:
    path = write_tables(tmp_path) / table / "system.tsv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(GraphBuildError, match=rf"(?s){said}.*{table}/system\.tsv, line \d"):
        open_source("everyday", tmp_path).read(KNOWN)


def test_a_table_that_is_no_text(tmp_path: Path) -> None:
    (write_tables(tmp_path) / "names" / "system.tsv").write_bytes(b"term_id\tname\n\xff\xfe")

    with pytest.raises(GraphBuildError, match="no UTF-8; put the file there, or save it"):
        open_source("everyday", tmp_path).read(KNOWN)


def test_a_folder_without_risk_factors(tmp_path: Path) -> None:
    (write_tables(tmp_path) / "risk_factors.tsv").unlink()

    with pytest.raises(GraphBuildError, match=r"expected risk_factors\.tsv in .*put them there"):
        open_source("everyday", tmp_path).read(KNOWN)
