"""A finding meets each disease where the match is worth most, vague matches discounted."""

from __future__ import annotations

from dataclasses import replace
from math import log, sqrt

from tests.fusion.test_evidence import (
    BACKGROUND,
    CONFIG,
    P4,
    case_of,
    exact,
    met,
    model_of,
    scores,
)
from tests.kg.small_graphs import annotation


def test_a_vague_match_counts_by_the_part_of_the_finding_that_it_tells() -> None:
    model = model_of(config=replace(CONFIG, theta=2.0, gamma=0.0))

    scored = model.score(case_of(model, "HP:0000111"))

    def told(term: str) -> float:
        return (log(BACKGROUND[term]) / log(BACKGROUND["HP:0000111"])) ** 2

    assert scores(model, scored) == exact(
        {
            "OMIM:1": met(sqrt(0.3) / 0.16),
            "OMIM:2": told("HP:0000110") * met(sqrt(0.5) / 0.26),
            "OMIM:3": log(0.5),
            "OMIM:4": told("HP:0000100") * met(sqrt(P4) / BACKGROUND["HP:0000100"]),
        }
    )


def test_the_more_a_vague_match_is_discounted_the_nearer_a_finding_meets_its_disease() -> None:
    rows = [
        annotation("OMIM:1", "HP:0000111", has_percentage=2.0),
        annotation("OMIM:1", "HP:0000100", has_percentage=99.0),
        *(annotation(f"OMIM:{i}", "HP:0000200") for i in range(2, 6)),
        annotation("OMIM:6", "HP:0000110"),
    ]
    met_at = {}
    for theta in (0.0, 4.0):
        model = model_of(rows=rows, config=replace(CONFIG, theta=theta))
        found = model.score(case_of(model, "HP:0000111"))
        met_at[theta] = model.arrays.term_ids[found.evaluation.matched[0, 0]]

    assert met_at == {0.0: "HP:0000100", 4.0: "HP:0000111"}
