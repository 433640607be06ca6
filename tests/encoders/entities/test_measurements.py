"""Values out of their limits name findings, values inside exclude them, others say nothing."""

from __future__ import annotations

import itertools
import math
import re
import time
from collections.abc import Iterator, Mapping

import pytest

from data_schema import Document, Sex, Subject
from encoders import EntityRecognizer
from encoders.entities.measurements import NORMAL_CUE, load_measurement_reader
from encoders.entities.quantities import Cuts, load_quantities
from encoders.entities.tables import read_toml
from encoders.entities.units import conversion
from kg import KnowledgeGraph


@pytest.fixture(scope="module")
def labels(default_graph: KnowledgeGraph) -> Mapping[str, str]:
    return {node.id: node.name for node in default_graph.nodes if not node.deprecated}


def read(
    labels: Mapping[str, str], text: str, subject: Subject | None = None, *, charted: bool = False
) -> dict[str, str]:
    """Return concept → words; a concept that a normal value excludes has "no " before it."""
    return {
        ("no " if found.excluded else "") + labels[found.concept_id]: text[found.start : found.end]
        for found in load_measurement_reader().find(text, subject=subject, charted=charted)
    }


@pytest.mark.parametrize(
    ("text", "label", "words"),
    [
        ("Hb 6.1 g/dL on admission.", "Anemia", "Hb 6.1 g/dL"),
        ("Hb 61 g/L", "Anemia", "Hb 61 g/L"),
        ("hemoglobin 3.8 mmol/L", "Anemia", "hemoglobin 3.8 mmol/L"),
        ("hemoglobin (Hb) 7.2 g/dL", "Anemia", "hemoglobin (Hb) 7.2 g/dL"),
        ("His temperature was 39.4 °C.", "Fever", "temperature was 39.4 °C"),
        ("T 101.3F", "Fever", "T 101.3F"),
        ("Platelet count of 45,000/mm3.", "Thrombocytopenia", "Platelet count of 45,000/mm3"),
        ("Na 121 mmol/L", "Hyponatremia", "Na 121 mmol/L"),
        ("Na 121 mEq/L", "Hyponatremia", "Na 121 mEq/L"),
        ("calcium 2.9 mmol/L", "Hypercalcemia", "calcium 2.9 mmol/L"),
        ("calcium 5.8 mEq/L", "Hypercalcemia", "calcium 5.8 mEq/L"),
        ("glucose 15,5 mmol/L", "Hyperglycemia", "glucose 15,5 mmol/L"),
        ("ESR: 83 mm/hr", "Elevated erythrocyte sedimentation rate", "ESR: 83 mm/hr"),
        ("WBC 15,000", "Leukocytosis", "WBC 15,000"),
        ("leukocytes 15.2 x10^9/L", "Leukocytosis", "leukocytes 15.2 x10^9/L"),
        ("BP 85/50", "Hypotension", "BP 85/50"),
        ("BP: 180/110 mmHg", "Increased blood pressure", "BP: 180/110 mmHg"),
        ("HR 110-120", "Tachycardia", "HR 110-120"),
        ("sats 88% on room air", "Hypoxemia", "sats 88%"),
        ("EF 30%", "Reduced left ventricular ejection fraction", "EF 30%"),
        ("K 3.1 L", "Hypokalemia", "K 3.1"),
        ("INR 4.5", "Prolonged prothrombin time", "INR 4.5"),
        (
            "CRP > 40 mg/L",
            "Elevated circulating C-reactive protein concentration",
            "CRP > 40 mg/L",
        ),
        (
            "creatinine 1.4 mg/dl (ref 0.6–1.2)",
            "Elevated circulating creatinine concentration",
            "creatinine 1.4 mg/dl",
        ),
        ("potassium 3.4 [3.5-5.0]", "Hypokalemia", "potassium 3.4"),
        ("elevated serum sodium", "Hypernatremia", "elevated serum sodium"),
        (
            "Troponin I was markedly elevated",
            "Increased circulating troponin I concentration",
            "Troponin I was markedly elevated",
        ),
        ("CSF: WBC 200", "CSF pleocytosis", "WBC 200"),
        ("urinalysis: protein 2+", "Proteinuria", "protein 2+"),
        ("head circumference −3 SD", "Microcephaly", "head circumference −3 SD"),
        ("OFC 3 SD below the mean", "Microcephaly", "OFC 3 SD below the mean"),
        ("OFC z-score -3.1", "Microcephaly", "OFC z-score -3.1"),
        ("height < 3rd centile", "Short stature", "height < 3rd centile"),
        ("height below the third percentile", "Short stature", "height below the third percentile"),
        ("weight at the 99th percentile", "Increased body weight", "weight at the 99th percentile"),
        ("height 2.5 SD above the mean", "Tall stature", "height 2.5 SD above the mean"),
    ],
)
def test_a_value_out_of_its_limits_names_a_finding(
    labels: Mapping[str, str], text: str, label: str, words: str
) -> None:
    assert read(labels, text) == {label: words}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("temperature 36.8 °C", "no Fever"),
        ("pulse 72/min", "no Tachycardia"),
        ("troponin <0.01 ng/mL", "no Increased circulating troponin I concentration"),
        ("normal troponin", "no Increased circulating troponin I concentration"),
        ("troponin negative", "no Increased circulating troponin I concentration"),
        (
            "troponins were within normal limits",
            "no Increased circulating troponin I concentration",
        ),
        ("platelets 250 x10^9/L", "no Abnormal platelet count"),
        ("spo2 99% on room air", "no Hypoxemia"),
        (
            "AST 55 (normal < 60)",
            "no Elevated circulating aspartate aminotransferase concentration",
        ),
    ],
)
def test_a_value_inside_its_limits_excludes_a_finding(
    labels: Mapping[str, str], text: str, label: str
) -> None:
    assert list(read(labels, text)) == [label]


@pytest.mark.parametrize(
    "text",
    [
        "Hb 13 mmHg",
        "Hb 12.2 g/dL",
        "Hb 6-16 g/dL",
        "Hb 12/12/2019",
        "WBC 10/12",
        "sodium 3 mmol/L",
        "temp 70",
        "heart rate 95-110",
        "CRP 3 days ago",
        "CRP 80",
        "goal INR 2-3",
        "SpO2 98% on 4 L nasal cannula",
        "urine pH 5.5",
        "low sodium diet",
        "sodium chloride 0.9%",
        "potassium chloride 20 mEq",
        "Calcium 600 mg daily",
        "vitamin D 1000 units",
        "low-normal platelets",
        "calcium high normal",
        "Platelets:\n5. Follow up",
        "height 3rd percentile",
        "height between the 3rd and 10th centile",
        "height 2.5 SD",
        "height 102 cm",
        "height 102 cm (<3rd centile)",
    ],
)
def test_what_is_not_clear_says_nothing(labels: Mapping[str, str], text: str) -> None:
    assert read(labels, text) == {}


def test_charted_growth_is_read_when_asked_for(labels: Mapping[str, str]) -> None:
    text = "weight 12 kg (10th centile), height 89 cm (-2.2 SD), OFC 45 cm (<3rd percentile)"

    assert list(read(labels, text, charted=True)) == ["Short stature", "Microcephaly"]


def test_a_list_of_parameters_shares_its_deviation(labels: Mapping[str, str]) -> None:
    text = "His height, weight and head circumference were all below the 3rd centile."

    assert list(read(labels, text)) == ["Short stature", "Decreased body weight", "Microcephaly"]


def test_what_is_measured_in_another_specimen_is_told_apart(labels: Mapping[str, str]) -> None:
    text = "CSF: WBC 200, protein 120 mg/dL, glucose 30 mg/dL. Serum glucose 90 mg/dL."

    assert list(read(labels, text)) == [
        "CSF pleocytosis",
        "Increased CSF protein concentration",
        "Hypoglycorrhachia",
        "no Abnormal blood glucose concentration",
    ]


@pytest.mark.parametrize(
    ("text", "subject", "expected"),
    [
        ("HR 140", Subject(), "Tachycardia"),
        ("HR 140", Subject(age="P1Y"), "no Tachycardia"),
        ("Hb 12.2 g/dL", Subject(sex=Sex.FEMALE), "no Anemia"),
        ("Hb 12.2 g/dL", Subject(sex=Sex.MALE), "Anemia"),
        (
            "creatinine 1.0 mg/dL",
            Subject(age="P1Y"),
            "Elevated circulating creatinine concentration",
        ),
    ],
)
def test_limits_know_age_and_sex(
    labels: Mapping[str, str], text: str, subject: Subject, expected: str
) -> None:
    assert list(read(labels, text, subject)) == [expected]


def annotated(recognizer: EntityRecognizer, text: str) -> dict[str, bool]:
    return {
        mention.linked.concept.label: mention.assertion.negated
        for mention in recognizer.annotate(Document(id="d", text=text))
        if mention.linked and mention.linked.concept
    }


def test_the_note_says_whose_limits_hold(full_recognizer: EntityRecognizer) -> None:
    assert annotated(full_recognizer, "A 9-month-old girl. HR 140.") == {"Tachycardia": True}
    assert annotated(full_recognizer, "A 40-year-old man. HR 140.") == {"Tachycardia": False}


def test_a_measurement_has_its_context(full_recognizer: EntityRecognizer) -> None:
    (mention,) = full_recognizer.annotate(Document(id="d", text="Return if temperature is 38.7."))

    assert mention.assertion.hypothetical


def test_a_normal_value_is_a_negated_mention(full_recognizer: EntityRecognizer) -> None:
    (mention,) = full_recognizer.annotate(Document(id="d", text="Troponin <0.01 ng/mL."))

    assert mention.assertion.negated
    assert mention.cue == NORMAL_CUE


def test_what_is_not_normal_excludes_nothing(full_recognizer: EntityRecognizer) -> None:
    assert annotated(full_recognizer, "The serum calcium was not normal.") == {}


def test_the_table_names_concepts_of_the_graph(labels: Mapping[str, str]) -> None:
    rows = read_toml("measurements.toml")["quantities"]
    assert len(rows) >= 60
    for row in rows:
        levels = [row[level] for level in ("low", "normal", "high") if level in row]
        assert levels
        for concept_id, label in levels:
            assert labels[concept_id] == label
        assert all(name == name.lower() for name in row["labels"])


def all_cuts() -> Iterator[Cuts]:
    for quantity in load_quantities():
        yield from (quantity.female, quantity.male, *(cuts for _, cuts in quantity.children))
        if quantity.pair is not None:
            yield quantity.pair


def test_cuts_are_in_order() -> None:
    for cuts in all_cuts():
        assert cuts.low <= cuts.normal_from < cuts.normal_to <= cuts.high


def test_children_are_listed_youngest_first() -> None:
    for quantity in load_quantities():
        ages = [age for age, _ in quantity.children]
        assert ages == sorted(set(ages))
        assert 0 not in ages


def test_bare_numbers_have_units_that_convert_and_do_not_overlap() -> None:
    for quantity in load_quantities():
        for low, high, unit in quantity.bare:
            assert low < high
            assert conversion(unit, quantity.unit, molar_mass=quantity.molar_mass)
        ends = sorted((low, high) for low, high, _ in quantity.bare)
        for (_, before), (after, _) in itertools.pairwise(ends):
            assert before < after
        assert not math.isnan(quantity.plausible[0])


def patterns() -> dict[str, re.Pattern[str]]:
    reader = load_measurement_reader()
    owners = (reader.rules, reader.deviations)
    return {
        name: value
        for owner in owners
        for name in type(owner).__slots__
        if isinstance(value := getattr(owner, name), re.Pattern)
    }


HOSTILE = [
    " ", "\t \n", "1", "1,111", "1.1 ", "hb 1,", "was of at ", "<", "(", "(ref ", "[1-", "x10^9/l ",
    "/l", "below the ", "3rd ", "-3 sd ", "12 cm (", "the ", "level (a", "normal ", "not ", "a",
    "1 to 1 to ", "mildly ", "per per ", "10 10 ", "u", "· ",
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(patterns()))
@pytest.mark.parametrize("filler", HOSTILE)
def test_every_pattern_is_linear(name: str, filler: str) -> None:
    pattern, text = patterns()[name], filler * (10_000 // len(filler))
    start = time.process_time()
    for place in (0, 1, len(text) // 2):
        pattern.match(text, place)

    assert time.process_time() - start < 0.05


@pytest.mark.parametrize(
    "filler",
    ["hb ", "hb  was ", "1", "hb 1,", "temp: ", " ", "ck of only ", "ofc, ", "wbc (", "csf "],
)
def test_time_is_linear(filler: str) -> None:
    text = filler * (100_000 // len(filler))
    start = time.process_time()
    list(load_measurement_reader().find(text))

    assert time.process_time() - start < 1.0
