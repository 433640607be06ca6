"""Numbers out of their limits name findings; others say nothing."""

from __future__ import annotations

import time

import pytest

from data_schema import Document
from encoders import EntityRecognizer
from encoders.entities.measurements import load_measurement_reader
from encoders.entities.tables import read_toml
from kg import KnowledgeGraph


@pytest.mark.parametrize(
    ("text", "label", "words"),
    [
        ("Hb 6.1 g/dL on admission.", "Anemia", "Hb 6.1 g/dL"),
        ("His temperature was 39.4 °C.", "Fever", "temperature was 39.4 °C"),
        ("Platelet count of 45,000/mm3.", "Thrombocytopenia", "Platelet count of 45,000/mm3"),
        ("Na 121 mmol/L", "Hyponatremia", "Na 121 mmol/L"),
        ("ESR: 83 mm/hr", "Elevated erythrocyte sedimentation rate", "ESR: 83 mm/hr"),
    ],
)
def test_a_value_out_of_its_limits_is_a_mention(
    full_recognizer: EntityRecognizer, text: str, label: str, words: str
) -> None:
    found = {
        mention.linked.concept.label: mention.text
        for mention in full_recognizer.annotate(Document(id="d", text=text))
        if mention.linked and mention.linked.concept
    }

    assert found == {label: words}


@pytest.mark.parametrize(
    "text",
    [
        "Hb 13.5 g/dL",
        "Hb 6.1",
        "temp 102",
        "temperature 36.8 °C",
        "Hb 6-16 g/dL",
        "sodium 3 mmol/L",
        "platelets 250 x10^9/L",
        "creatinine 90 μmol/L",
    ],
)
def test_normal_unitless_and_impossible_values_say_nothing(text: str) -> None:
    assert list(load_measurement_reader().find(text)) == []


def test_a_measurement_has_its_context(full_recognizer: EntityRecognizer) -> None:
    text = "Return if temperature is 38.7."

    (mention,) = full_recognizer.annotate(Document(id="d", text=text))

    assert mention.assertion.hypothetical


def test_the_table_names_concepts_of_the_graph(default_graph: KnowledgeGraph) -> None:
    labels = {node.id: node.name for node in default_graph.nodes if not node.deprecated}
    for row in read_toml("measurements.toml")["rows"]:
        low, high = row.get("low"), row.get("high")
        assert low or high
        for _, concept_id, label in filter(None, (low, high)):
            assert labels[concept_id] == label
        if low and high:
            assert low[0] < high[0]
        assert row["plausible"][0] < row["plausible"][1]
        assert all(word == word.lower() for word in (*row["labels"], *row["units"]))


@pytest.mark.parametrize("filler", ["hb ", "hb  was ", "1", "hb 1,", "temp: ", " ", "ck of only "])
def test_time_is_linear(filler: str) -> None:
    text = filler * (100_000 // len(filler))
    start = time.process_time()
    list(load_measurement_reader().find(text))

    assert time.process_time() - start < 0.5
