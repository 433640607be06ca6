"""A small graph in which diseases are related by class, series, group and gene."""

from __future__ import annotations

from data_schema import Annotation, Category, Predicate
from kg import Edge, GraphArrays, Node, arrays_from_graph
from tests.kg.small_graphs import SOURCE, annotation, small_graph

TERMS = {
    "HP:0000100": ["HP:0000118"],
    "HP:0000110": ["HP:0000100"],
    "HP:0000200": ["HP:0000118"],
}
CLASS_OF = {
    "OMIM:1": "MONDO:1",
    "OMIM:2": "MONDO:2",
    "OMIM:3": "MONDO:3",
    "OMIM:4": "MONDO:4",
    "ORPHA:1": "MONDO:1",
    "ORPHA:9": "MONDO:9",
    "OMIM:8": "MONDO:8",
}
ABOVE = {
    "MONDO:1": ["MONDO:20"],
    "MONDO:2": ["MONDO:20"],
    "MONDO:3": ["MONDO:9"],
    "MONDO:4": ["MONDO:30"],
    "MONDO:8": ["MONDO:30"],
    "MONDO:9": ["MONDO:40"],
    "MONDO:20": ["MONDO:40"],
    "MONDO:30": [],
    "MONDO:40": [],
}
GENES = {"HGNC:1": ["OMIM:3", "OMIM:5"]}
ROWS = [
    annotation("OMIM:1", "HP:0000110", has_percentage=50.0, publications=("PMID:1",)),
    annotation("OMIM:2", "HP:0000110", has_percentage=80.0, publications=("PMID:2",)),
    annotation("OMIM:2", "HP:0000200", has_percentage=40.0, publications=("PMID:2",)),
    annotation("OMIM:3", "HP:0000200", has_percentage=50.0, publications=("PMID:3",)),
    annotation("OMIM:4", "HP:0000100", has_percentage=90.0, publications=("PMID:4",)),
    annotation("OMIM:5", "HP:0000100", has_percentage=60.0, publications=("PMID:5",)),
    annotation("OMIM:6", "HP:0000200", has_percentage=30.0, publications=("PMID:6",)),
    annotation("ORPHA:1", "HP:0000200", has_percentage=20.0),
    annotation("ORPHA:9", "HP:0000110", has_percentage=70.0),
]


def related_diseases(*, series: tuple[str, ...] = ("MONDO:30",)) -> GraphArrays:
    """Return the arrays.

    OMIM:1 and OMIM:2 are siblings (MONDO:20); ORPHA:1 is OMIM:1. OMIM:3 is one of the group
    ORPHA:9 and has a gene with OMIM:5. OMIM:4 and OMIM:8, which has no annotation, are of a series
    (MONDO:30). OMIM:6 is related to nothing.
    """
    nodes = [
        Node(
            id=curie,
            category=Category.ONTOLOGY_CLASS,
            name=f"class {curie}",
            xrefs=("OMIMPS:1",) if curie in series else (),
        )
        for curie in ABOVE
    ]
    nodes += [Node(id=gene, category=Category.GENE, name=f"GEN{gene[-1]}") for gene in GENES]
    nodes.append(Node(id="OMIM:8", category=Category.DISEASE, name="disease OMIM:8"))
    edges = [
        *(_edge(disease, Predicate.EXACT_MATCH, class_) for disease, class_ in CLASS_OF.items()),
        *(_edge(low, Predicate.SUBCLASS_OF, high) for low in ABOVE for high in ABOVE[low]),
        *(
            _edge(gene, Predicate.GENE_ASSOCIATED_WITH_CONDITION, disease)
            for gene, diseases in GENES.items()
            for disease in diseases
        ),
    ]
    rows: list[Annotation] = list(ROWS)
    return arrays_from_graph(
        small_graph(TERMS, rows, same=[("OMIM:1", "ORPHA:1")], nodes=nodes, edges=edges)
    )


def _edge(subject: str, predicate: Predicate, object_: str) -> Edge:
    return Edge(subject=subject, predicate=predicate, object=object_, sources=(SOURCE,))
