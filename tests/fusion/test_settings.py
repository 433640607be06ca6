"""The settings' parameters and tables: complete, in range, about terms that there are."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from fusion import EvidenceConfig, Setting, read_risk_triggers
from fusion.settings import SettingsConfig, read_table
from kg import KnowledgeGraph

EVERYDAY = [setting for setting in Setting if setting is not Setting.RARE]
CLASSES = {0.0, 0.003, 0.01, 0.03, 0.1}


@pytest.fixture(scope="module")
def config() -> SettingsConfig:
    return SettingsConfig.load()


def test_every_everyday_setting_has_a_share_of_rare_patients(config: SettingsConfig) -> None:
    assert set(config.rare_share) == set(EVERYDAY)
    assert all(0.0 < share < 1.0 for share in config.rare_share.values())


def test_parameters_are_in_range(config: SettingsConfig) -> None:
    assert 0.0 < config.temperature <= 1.0
    assert list(config.weights) == sorted(config.weights)
    assert len(config.weights) == 6
    assert 0.0 < config.decay <= 1.0
    assert 0.0 < config.required_weight <= 1.0
    assert config.lowest < 0.0 < config.highest_age
    assert config.opposite_course < 0.0 < config.same_course
    assert config.least_information > 0.0


def test_a_setting_replaces_the_parameters_it_names_alone(config: SettingsConfig) -> None:
    given = EvidenceConfig.load()
    applied = config.applied_to(given)

    before, after = asdict(given), asdict(applied)
    assert {name: after[name] for name in config.evidence} == config.evidence
    assert {name for name in before if before[name] != after[name]} <= set(config.evidence)
    assert applied != given


def test_the_hash_is_of_parameters_and_tables(config: SettingsConfig) -> None:
    assert len(config.hash) == 64
    assert config.hash == SettingsConfig.load().hash


def test_the_background_table_has_classes_for_live_findings(
    default_graph: KnowledgeGraph,
) -> None:
    names = {node.id: node.name for node in default_graph.nodes if not node.deprecated}
    rows = read_table("background.tsv")
    wrong = [
        row
        for row in rows
        if names.get(row["term_id"]) != row["label"]
        or not {float(row[setting]) for setting in EVERYDAY} <= CLASSES
    ]

    assert wrong == []
    assert len({row["term_id"] for row in rows}) == len(rows)


def test_the_clusters_are_of_live_findings_each_in_one(default_graph: KnowledgeGraph) -> None:
    names = {node.id: node.name for node in default_graph.nodes if not node.deprecated}
    rows = read_table("clusters.tsv")

    assert [row for row in rows if names.get(row["term_id"]) != row["label"]] == []
    assert len({row["term_id"] for row in rows}) == len(rows)
    assert len({row["cluster"] for row in rows}) >= 30


def test_the_triggers_tell_of_risk_factors(default_graph: KnowledgeGraph) -> None:
    names = {node.id: node.name for node in default_graph.nodes if not node.deprecated}
    rows = read_table("risk_triggers.tsv")
    wrong = [
        row
        for row in rows
        if names.get(row["factor_id"]) != row["factor_label"]
        or row["trigger_id"] not in names
        or row["of"] not in {"patient", "family"}
    ]

    assert wrong == []
    told = [(row["factor_id"], row["trigger_id"], row["of"]) for row in rows]
    assert len(set(told)) == len(told)


def test_triggers_are_found_by_what_tells_of_them() -> None:
    triggers = read_risk_triggers()

    assert "DIAGRAPH:9000043" in triggers["MONDO:0005002", "patient"]
    assert ("MONDO:0005002", "stranger") not in triggers
