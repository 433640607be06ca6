"""Nodes that a graph has before a source with a mapping set is read."""

from __future__ import annotations

from collections.abc import Mapping

from data_schema import Category
from kg import Node

TERMS: Mapping[str, str] = {
    "HP:0001945": "Fever",
    "HP:0002315": "Headache",
    "HP:0030766": "Ear pain",
    "HP:0033050": "Pharyngalgia",
    "HP:0012735": "Cough",
}

KNOWN: Mapping[str, Node] = {
    **{
        curie: Node(id=curie, category=Category.PHENOTYPIC_FEATURE, name=name)
        for curie, name in TERMS.items()
    },
    "HP:0012735": Node(
        id="HP:0012735",
        category=Category.PHENOTYPIC_FEATURE,
        name="Cough",
        alt_ids=("HP:0001111",),
    ),
    "MONDO:0005249": Node(
        id="MONDO:0005249", category=Category.DISEASE, name="pneumonia", xrefs=("DOID:552",)
    ),
}
