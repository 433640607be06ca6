"""Synthetic patients: what a disease shows, said less or more exactly, and noise."""

from __future__ import annotations

import random

from data_schema import Finding, OntologyClass, Sex
from kg import GraphArrays

SEXES = (Sex.UNKNOWN, Sex.FEMALE, Sex.MALE)


def draw_patient(arrays: GraphArrays, disease: int, seed: int) -> tuple[list[Finding], Sex]:
    """Draw a patient with ``disease``: 3 to 9 of its terms, one of noise, two exclusions.

    A third of the terms is replaced by a parent and a sixth by a child.
    """
    rng = random.Random(seed)
    start, end = arrays.disease_rows[disease : disease + 2].tolist()
    rows = rng.sample(range(start, end), min(rng.randint(3, 9), end - start))
    present = [_blur(arrays, int(arrays.rows.term[row]), rng) for row in rows]
    anything = [t for t in rng.sample(range(len(arrays.term_ids)), 40) if arrays.is_phenotype[t]]
    present.append(anything[0])
    absent = [anything[1], int(arrays.rows.term[rng.randrange(start, end)])]
    findings = [_finding(arrays, term, excluded=False) for term in present]
    findings += [_finding(arrays, term, excluded=True) for term in absent]
    return findings, rng.choice(SEXES)


def _blur(arrays: GraphArrays, term: int, rng: random.Random) -> int:
    dice = rng.random()
    if dice < 1 / 3:
        return int(rng.choice(arrays.parents[term].tolist()))
    if dice < 1 / 2:
        children = [c for c in arrays.descendants[term].tolist() if term in arrays.parents[c]]
        return int(rng.choice(children or [term]))
    return term


def _finding(arrays: GraphArrays, term: int, *, excluded: bool) -> Finding:
    return Finding(
        type=OntologyClass(id=arrays.term_ids[term], label=arrays.term_labels[term]),
        excluded=excluded,
    )
