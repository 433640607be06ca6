"""Annotation rows and manifests survive their JSON form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schema import Annotation, GraphVersionError
from kg import (
    Manifest,
    SourceInfo,
    decode_annotations,
    encode_annotations,
    manifest_from_json,
    manifest_to_json,
)

ENDS: dict[str, Any] = {
    "subject": "OMIM:154700",
    "predicate": "has_phenotype",
    "object": "HP:0001166",
}
TEXT = st.text(max_size=12)
RATIOS = st.none() | st.floats(0.01, 100)
COUNTS = st.none() | st.tuples(st.integers(0, 90), st.integers(0, 90)).map(sorted)


@st.composite
def any_rows(draw: st.DrawFn) -> Annotation:
    """Any row of one edge."""
    count, total = draw(COUNTS) or (None, None)
    return Annotation(
        **ENDS,
        negated=draw(st.booleans()),
        has_count=count,
        has_total=total,
        has_percentage=draw(st.none() | st.floats(0, 100)),
        frequency_qualifier=draw(st.none() | TEXT),
        onset_qualifier=draw(st.none() | TEXT),
        sex_qualifier=draw(st.sampled_from([None, "FEMALE", "MALE"])),
        modifiers=tuple(draw(st.lists(TEXT, max_size=2))),
        publications=tuple(draw(st.lists(TEXT, max_size=3))),
        evidence_code=draw(TEXT),
        primary_knowledge_source=draw(TEXT),
        knowledge_level=draw(TEXT),
        agent_type=draw(TEXT),
        required=draw(st.booleans()),
        pathognomonic=draw(st.booleans()),
        likelihood_ratio_positive=draw(RATIOS),
        likelihood_ratio_negative=draw(RATIOS),
        relative_risk=draw(RATIOS),
    )


@given(st.lists(any_rows(), max_size=4).map(tuple))
def test_rows_round_trip(rows: tuple[Annotation, ...]) -> None:
    encoded = encode_annotations(rows)
    assert decode_annotations(**ENDS, rows=encoded) == rows
    assert encoded == encode_annotations(decode_annotations(**ENDS, rows=encoded))


def test_a_row_states_only_what_is_not_default() -> None:
    row = Annotation(**ENDS, has_count=3, has_total=4, publications=("PMID:1",))
    assert encode_annotations([row, Annotation(**ENDS)]) == [
        '{"has_count":3,"has_total":4,"publications":["PMID:1"]}',
        "{}",
    ]


@pytest.mark.parametrize("text", ['{"has_weight":3}', "[]", "{", '{"has_count":3}'])
def test_an_unknown_row_is_a_version_error(text: str) -> None:
    with pytest.raises(GraphVersionError, match="OMIM:154700 has_phenotype HP:0001166"):
        decode_annotations(**ENDS, rows=[text])


MANIFEST = Manifest(
    version="hpo-2025-01-16",
    hash="0" * 64,
    schema_version=1,
    sources=(
        SourceInfo(
            name="hpo",
            infores="infores:hpo",
            version="2025-01-16",
            licence="HPO",
            files={"hp.obo": "1" * 64},
        ),
    ),
    nodes={"Disease": 2, "PhenotypicFeature": 3},
    edges={"has_phenotype": 4},
    issues={"bad_frequency": 1},
)


def test_manifest_round_trips() -> None:
    assert manifest_from_json(manifest_to_json(MANIFEST)) == MANIFEST


def test_manifest_text_does_not_depend_on_insertion_order() -> None:
    shuffled = replace(MANIFEST, nodes=dict(reversed(list(MANIFEST.nodes.items()))))
    assert manifest_to_json(shuffled) == manifest_to_json(MANIFEST)


@pytest.mark.parametrize("change", [{"hash": None}, {"colour": "red"}])
def test_a_foreign_manifest_is_a_version_error(change: dict[str, str | None]) -> None:
    data = orjson.loads(manifest_to_json(MANIFEST))
    for key, value in change.items():
        if value is None:
            del data[key]
        else:
            data[key] = value
    with pytest.raises(GraphVersionError, match="rebuild the graph"):
        manifest_from_json(orjson.dumps(data))
