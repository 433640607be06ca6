"""The tables of everyday diagnoses: every row means something, and nothing is said twice.

Each test lists what is wrong, so that whoever writes a table sees all of it at once.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest

from data_schema import Category
from kg import KnowledgeGraph, Node

FOLDER: Final = Path(str(files("kg") / "data" / "everyday"))
KINDS: Final = ("diagnoses", "findings", "names", "risks", "terms")
COLUMNS: Final = {
    "diagnoses": "disease_id disease_label exact_matches synonyms icd10cm parent age female_share "
    "course primary_care emergency inpatient must_not_miss source reference licence",
    "findings": "disease_id disease_label finding_id finding_label frequency required "
    "pathognomonic source reference licence",
    "names": "term_id label name",
    "risks": "disease_id disease_label factor_id factor_label relative_risk source reference "
    "licence",
    "terms": "term_id label parents synonyms source",
}
FREQUENCIES: Final = {f"HP:00402{number}" for number in range(80, 86)}
EXCLUDED: Final = "HP:0040285"
COURSES: Final = {"acute", "subacute", "chronic", "recurrent"}
RELATIVE_RISKS: Final = {"1.5", "3", "10"}
LICENCES: Final = {"Apache-2.0", "BSD-3-Clause", "CC-BY-4.0", "CC0-1.0", "MIT", "public domain"}
"""No NC, no share-alike, nothing without a licence."""
DISEASE_PREFIXES: Final = {"MONDO", "DOID", "HP", "ICD10CM"}
OURS: Final = "infores:diagraph"

Row = dict[str, str]


def read(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)):
            yield row | {"place": f"{path.parent.name}/{path.name}:{number + 2}"}


def rows_of(kind: str) -> list[Row]:
    return [row for path in sorted((FOLDER / kind).glob("*.tsv")) for row in read(path)]


TABLES: Final = {kind: rows_of(kind) for kind in KINDS}
FACTORS: Final = list(read(FOLDER / "risk_factors.tsv"))
RATIOS: Final = list(read(FOLDER / "likelihood_ratios.tsv"))


@pytest.fixture(scope="module")
def known(rare_graph: KnowledgeGraph) -> dict[str, Node]:
    """Nodes of the graph without the tables."""
    return {node.id: node for node in rare_graph.nodes if not node.deprecated}


@pytest.fixture(scope="module")
def labels(known: dict[str, Node]) -> dict[str, str]:
    """Label of every finding and risk factor, HPO's and ours."""
    found = {c: n.name for c, n in known.items() if n.category is Category.PHENOTYPIC_FEATURE}
    return found | {row["term_id"]: row["label"] for row in (*TABLES["terms"], *FACTORS)}


def repeated(keys: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return sorted(key for key, n in Counter(keys).items() if n > 1)


def words(cell: str) -> list[str]:
    return [word for word in cell.split("|") if word]


@pytest.mark.parametrize("kind", KINDS)
def test_files_have_the_columns_of_their_kind_and_full_rows(kind: str) -> None:
    for path in sorted((FOLDER / kind).glob("*.tsv")):
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        columns = header.split("\t")
        assert columns == COLUMNS[kind].split(), path
        assert [n for n, line in enumerate(lines, 2) if line.count("\t") != len(columns) - 1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_cells_have_no_blanks_around_them(kind: str) -> None:
    wrong = [
        (row["place"], cell)
        for row in TABLES[kind]
        for cell in row.values()
        if cell != cell.strip() or '"' in cell[:1]
    ]

    assert wrong == []


def test_there_are_500_diagnoses_each_once() -> None:
    assert len(TABLES["diagnoses"]) >= 500
    assert repeated((row["disease_id"],) for row in TABLES["diagnoses"]) == []
    assert repeated((row["disease_label"].lower(),) for row in TABLES["diagnoses"]) == []


def test_a_diagnosis_has_an_id_of_a_known_vocabulary(known: dict[str, Node]) -> None:
    wrong = []
    for row in TABLES["diagnoses"]:
        prefix = row["disease_id"].partition(":")[0]
        if (
            prefix not in DISEASE_PREFIXES
            or not row["disease_label"]
            or (prefix == "MONDO" and row["disease_id"] not in known)
        ):
            wrong.append((row["place"], row["disease_id"], row["disease_label"]))

    assert wrong == []


def test_a_diagnosis_goes_by_a_name_of_its_id(known: dict[str, Node]) -> None:
    wrong = []
    for row in TABLES["diagnoses"]:
        node = known.get(row["disease_id"])
        if node is None or node.category is not Category.ONTOLOGY_CLASS:
            continue
        names = {node.name, *(synonym.text for synonym in node.synonyms)}
        stated = {row["disease_label"], *words(row["synonyms"])}
        if not {bare(name) for name in names} & {bare(name) for name in stated}:
            wrong.append((row["place"], row["disease_id"], row["disease_label"], node.name))

    assert wrong == []


def bare(name: str) -> str:
    return name.lower().removesuffix(" (disease)").replace("-", " ").strip()


def test_ages_prevalence_and_course_are_in_range() -> None:
    wrong = []
    for row in TABLES["diagnoses"]:
        ages = [float(age) for age in row["age"].split("|")]
        classes = [row[name] for name in ("primary_care", "emergency", "inpatient")]
        fine = (
            len(ages) == 4
            and ages == sorted(ages)
            and ages[0] >= 0
            and ages[-1] <= 120
            and 0.0 <= float(row["female_share"]) <= 1.0
            and row["course"] in COURSES
            and all(each in set("012345") for each in classes)
            and row["must_not_miss"] in {"0", "1"}
        )
        if not fine:
            wrong.append((row["place"], row["disease_id"]))

    assert wrong == []


def test_parents_are_there_and_above_nothing_of_their_own(known: dict[str, Node]) -> None:
    parents = {row["disease_id"]: row["parent"] for row in TABLES["diagnoses"] if row["parent"]}
    diagnoses = {row["disease_id"] for row in TABLES["diagnoses"]}
    circles = []
    for disease in parents:
        seen, above = {disease}, parents.get(disease)
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above:
            circles.append(disease)

    assert circles == []
    assert {c: p for c, p in parents.items() if p not in diagnoses and p not in known} == {}


def test_findings_are_of_a_diagnosis_and_live(labels: dict[str, str]) -> None:
    diagnoses = {row["disease_id"]: row["disease_label"] for row in TABLES["diagnoses"]}
    wrong = [
        (row["place"], row["disease_id"], row["finding_id"], row["finding_label"])
        for row in TABLES["findings"]
        if diagnoses.get(row["disease_id"]) != row["disease_label"]
        or labels.get(row["finding_id"]) != row["finding_label"]
    ]

    assert wrong == []


def test_findings_are_phenotypes(default_graph: KnowledgeGraph) -> None:
    from kg import arrays_from_graph

    arrays = arrays_from_graph(default_graph)
    terms = {row["finding_id"]: row["place"] for row in TABLES["findings"]}
    resolved = {term: arrays.resolve_term(term) for term in terms}

    assert [
        (terms[term], term)
        for term, number in resolved.items()
        if number is None or not arrays.is_phenotype[number]
    ] == []


def test_a_finding_is_said_once_of_a_diagnosis() -> None:
    pairs = Counter((row["disease_id"], row["finding_id"]) for row in TABLES["findings"])
    places = defaultdict(list)
    for row in TABLES["findings"]:
        places[row["disease_id"], row["finding_id"]].append(row["place"])

    assert [(*pair, places[pair]) for pair, n in pairs.items() if n > 1] == []


def test_no_finding_is_both_present_and_excluded() -> None:
    said: dict[tuple[str, str], set[bool]] = {}
    for row in TABLES["findings"]:
        pair = (row["disease_id"], row["finding_id"])
        said.setdefault(pair, set()).add(row["frequency"] == EXCLUDED)

    assert sorted(pair for pair, polarities in said.items() if len(polarities) > 1) == []


def test_frequencies_are_hpo_classes_and_flags_are_flags() -> None:
    wrong = [
        (row["place"], row["frequency"], row["required"], row["pathognomonic"])
        for row in TABLES["findings"]
        if row["frequency"] not in FREQUENCIES
        or row["required"] not in {"0", "1"}
        or row["pathognomonic"] not in {"0", "1"}
        or (row["frequency"] == EXCLUDED and "1" in (row["required"], row["pathognomonic"]))
    ]

    assert wrong == []


def test_what_is_required_is_frequent() -> None:
    wrong = [
        (row["place"], row["disease_label"], row["finding_label"], row["frequency"])
        for row in TABLES["findings"]
        if row["required"] == "1" and row["frequency"] not in {"HP:0040280", "HP:0040281"}
    ]

    assert wrong == []


def test_every_diagnosis_has_findings_enough() -> None:
    present = Counter(
        row["disease_id"] for row in TABLES["findings"] if row["frequency"] != EXCLUDED
    )
    few = [
        (row["disease_label"], present[row["disease_id"]])
        for row in TABLES["diagnoses"]
        if present[row["disease_id"]] < 10
    ]

    assert few == []


def test_our_terms_are_new_and_hang_below_live_ones(
    known: dict[str, Node], labels: dict[str, str]
) -> None:
    wrong = [
        (row["place"], row["term_id"], row["parents"])
        for row in TABLES["terms"]
        if not row["term_id"].startswith("DIAGRAPH:")
        or row["term_id"] in known
        or not words(row["parents"])
        or any(parent not in labels for parent in words(row["parents"]))
    ]

    assert wrong == []
    assert repeated((row["term_id"],) for row in (*TABLES["terms"], *FACTORS)) == []
    assert repeated((row["label"].lower(),) for row in TABLES["terms"]) == []


def test_our_terms_are_not_terms_of_hpo_under_another_id(known: dict[str, Node]) -> None:
    theirs = {
        node.name.lower(): curie
        for curie, node in known.items()
        if node.category is Category.PHENOTYPIC_FEATURE
    }

    assert [
        (row["place"], row["label"], theirs[row["label"].lower()])
        for row in TABLES["terms"]
        if row["label"].lower() in theirs
    ] == []


def test_names_are_of_known_findings_and_say_something(labels: dict[str, str]) -> None:
    wrong = [
        (row["place"], row["term_id"], row["label"], row["name"])
        for row in TABLES["names"]
        if labels.get(row["term_id"]) != row["label"]
        or not any(letter.isalpha() for letter in row["name"])
        or "|" in row["name"]
    ]

    assert wrong == []


def test_a_name_is_not_said_twice_of_a_finding_in_a_file() -> None:
    keys = [
        (row["place"].partition(":")[0], row["term_id"], row["name"].lower())
        for row in TABLES["names"]
    ]

    assert repeated(keys) == []


@pytest.mark.parametrize("kind", ["diagnoses", "terms", "risk_factors"])
def test_synonyms_have_letters_and_are_not_said_twice(kind: str) -> None:
    label = "disease_label" if kind == "diagnoses" else "label"
    wrong = []
    for row in FACTORS if kind == "risk_factors" else TABLES[kind]:
        said = row["synonyms"].split("|") if row["synonyms"] else []
        lower = [word.lower() for word in (row[label], *said)]
        if len(set(lower)) < len(lower) or not all(any(map(str.isalpha, word)) for word in lower):
            wrong.append((row["place"], repeated((word,) for word in lower)))

    assert wrong == []


def test_risks_are_of_a_diagnosis_and_a_risk_factor() -> None:
    diagnoses = {row["disease_id"]: row["disease_label"] for row in TABLES["diagnoses"]}
    factors = {row["term_id"]: row["label"] for row in FACTORS}
    wrong = [
        (row["place"], row["disease_label"], row["factor_id"], row["factor_label"])
        for row in TABLES["risks"]
        if diagnoses.get(row["disease_id"]) != row["disease_label"]
        or factors.get(row["factor_id"]) != row["factor_label"]
        or row["relative_risk"] not in RELATIVE_RISKS
    ]

    assert wrong == []
    assert repeated((row["disease_id"], row["factor_id"]) for row in TABLES["risks"]) == []


@pytest.mark.parametrize("kind", ["diagnoses", "findings", "risks"])
def test_rows_say_whose_they_are_and_under_which_licence(kind: str) -> None:
    """What was written here has no invented reference, and what was not has a licence."""
    wrong = [
        (row["place"], row["source"], row["licence"], row["reference"])
        for row in TABLES[kind]
        if row["licence"] not in LICENCES
        or not row["source"].startswith("infores:")
        or (row["source"] == OURS and (row["licence"] != "Apache-2.0" or row["reference"]))
    ]

    assert wrong == []


def test_measured_findings_come_from_a_source_that_says_how(labels: dict[str, str]) -> None:
    diagnoses = {row["disease_id"] for row in TABLES["diagnoses"]}
    wrong = [
        (row["place"], row["disease_id"], row["finding_id"])
        for row in RATIOS
        if row["disease_id"] not in diagnoses
        or row["finding_id"] not in labels
        or row["source"] == OURS
        or not row["reference"]
        or row["licence"] not in LICENCES
        or not (row["lr_pos"] or row["lr_neg"])
        or (row["lr_pos"] and float(row["lr_pos"]) < 1.0)
        or (row["lr_neg"] and not 0.0 < float(row["lr_neg"]) <= 1.0)
        or (row["sensitivity"] and not 0.0 < float(row["sensitivity"]) <= 1.0)
    ]

    assert wrong == []
    assert repeated((row["disease_id"], row["finding_id"]) for row in RATIOS) == []


def test_exact_matches_and_codes_look_like_ones() -> None:
    wrong = [
        (row["place"], row["exact_matches"], row["icd10cm"])
        for row in TABLES["diagnoses"]
        if not all(":" in each for each in words(row["exact_matches"]))
        or not all(code[:1].isupper() and code[1:2].isdigit() for code in words(row["icd10cm"]))
    ]

    assert wrong == []


@pytest.mark.data
def test_all_of_the_everyday_list_are_there(shared_data: Path) -> None:
    path = shared_data / "everyday" / "everyday_diagnoses.tsv"
    wanted = list(read(path))
    ids, names = set(), set()
    for row in TABLES["diagnoses"]:
        ids |= {row["disease_id"], *words(row["exact_matches"])}
        names |= {bare(name) for name in (row["disease_label"], *words(row["synonyms"]))}

    assert len(wanted) == 347
    assert [row for row in wanted if not listed(row, ids, names)] == []


def listed(row: Row, ids: set[str], names: set[str]) -> bool:
    mine = {*words(row["mondo"]), *words(row["doid"])}
    return not ids.isdisjoint(mine) or not names.isdisjoint(map(bare, words(row["names"])))
