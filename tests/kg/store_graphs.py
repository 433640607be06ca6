"""Small graphs that are hard to keep: awkward text, every predicate, lists of every length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data_schema import Annotation, Category, Predicate, Scope
from kg import (
    SCHEMA_VERSION,
    Edge,
    Epidemiology,
    KnowledgeGraph,
    Manifest,
    Node,
    SourceInfo,
    Synonym,
    content_hash,
)

AWKWARD = "Ehlers–Danlos, \"classic\"; 'type' [I]\n{1} \\ \t ünï 😀 null"
HPO = "infores:hpo-annotations"

ARACHNODACTYLY = "HP:0001166"
SLENDER_FINGER = "HP:0001238"
TALL = "HP:0000098"
DOMINANT = "HP:0000006"
ONSET = "HP:0003577"
MARFAN = "OMIM:154700"
MARFAN_ORPHA = "ORPHA:558"
MARFAN_CLASS = "MONDO:0007947"
GENE = "NCBIGene:2200"
MARFAN_PATIENTS = Epidemiology(
    age=(0.0, 5.0, 40.0, 80.0),
    female_share=0.5,
    course="chronic",
    prevalence={"primary-care": 1, "emergency": 0, "inpatient": 1},
    must_not_miss=True,
)


def graph_of(nodes: Sequence[Node], edges: Sequence[Edge], *, version: str) -> KnowledgeGraph:
    """Sort, count and hash, as a build does."""
    nodes = sorted(nodes, key=lambda node: node.id)
    edges = sorted(edges, key=lambda edge: (edge.predicate, edge.subject, edge.object))
    manifest = Manifest(
        version=version,
        hash=content_hash(nodes, edges),
        schema_version=SCHEMA_VERSION,
        sources=(
            SourceInfo(
                name="hpo", infores=HPO, version="1", licence=AWKWARD, files={"hp.obo": "0" * 64}
            ),
        ),
        nodes=dict(sorted(Counter(node.category.value for node in nodes).items())),
        edges=dict(sorted(Counter(edge.predicate.value for edge in edges).items())),
        issues={"label_clash": 2},
    )
    return KnowledgeGraph(nodes=tuple(nodes), edges=tuple(edges), manifest=manifest)


def marfan_graph(*, without: Sequence[str] = ()) -> KnowledgeGraph:
    """A graph of Marfan syndrome, with one node of every category and one edge of every kind.

    Args:
        without: ids of nodes to leave out, with their edges.
    """
    nodes = [node for node in _nodes() if node.id not in without]
    edges = [
        edge for edge in _edges() if edge.subject not in without and edge.object not in without
    ]
    return graph_of(nodes, edges, version="small-1" if not without else "small-2")


def _nodes() -> list[Node]:
    term, disease, group = (
        Category.PHENOTYPIC_FEATURE,
        Category.DISEASE,
        Category.ONTOLOGY_CLASS,
    )
    return [
        Node(
            id=ARACHNODACTYLY,
            category=term,
            name="Arachnodactyly",
            synonyms=(
                Synonym(text="Spider fingers", scope=Scope.EXACT, kind="layperson"),
                Synonym(text=AWKWARD, scope=Scope.RELATED),
                Synonym(text="Spider fingers", scope=Scope.BROAD),
            ),
            definition=AWKWARD,
            alt_ids=("HP:0001505",),
            xrefs=("UMLS:C0003706", "SNOMEDCT:62250003"),
            provided_by=(HPO, "infores:zzz"),
        ),
        Node(id=SLENDER_FINGER, category=term, name="Slender finger"),
        Node(id=TALL, category=term, name="Tall stature"),
        Node(id="HP:0000057", category=term, name="", deprecated=True),
        Node(id=DOMINANT, category=term, name="Autosomal dominant inheritance"),
        Node(id=ONSET, category=term, name="Congenital onset"),
        Node(id=MARFAN, category=disease, name=AWKWARD, epidemiology=MARFAN_PATIENTS.to_json()),
        Node(id=MARFAN_ORPHA, category=disease, name="Marfan syndrome"),
        Node(
            id=MARFAN_CLASS,
            category=group,
            name="Marfan syndrome",
            synonyms=(Synonym(text="Contractural arachnodactyly", scope=Scope.RELATED),),
            xrefs=("OMIMPS:1",),
        ),
        Node(id="MONDO:0000001", category=group, name="disease"),
        Node(id=GENE, category=Category.GENE, name="FBN1"),
        Node(id="UBERON:1", category=Category.ANATOMICAL_ENTITY, name="finger"),
        Node(id="DRUGBANK:1", category=Category.DRUG, name="losartan"),
        Node(id="DIAGRAPH:1", category=Category.PATHWAY, name="TGF-beta"),
    ]


def _edges() -> list[Edge]:
    return [
        _edge(ARACHNODACTYLY, Predicate.SUBCLASS_OF, SLENDER_FINGER),
        _edge(MARFAN_CLASS, Predicate.SUBCLASS_OF, "MONDO:0000001"),
        _edge(MARFAN, Predicate.EXACT_MATCH, MARFAN_ORPHA),
        _edge(MARFAN, Predicate.EXACT_MATCH, MARFAN_CLASS),
        _edge(
            MARFAN,
            Predicate.HAS_PHENOTYPE,
            ARACHNODACTYLY,
            {"has_count": 3, "has_total": 4, "publications": ("PMID:1", "PMID:2")},
            {
                "has_percentage": 12.5,
                "sex_qualifier": "FEMALE",
                "modifiers": (AWKWARD,),
                "required": True,
                "pathognomonic": True,
                "likelihood_ratio_positive": 7.5,
                "likelihood_ratio_negative": 0.25,
            },
        ),
        _edge(MARFAN_ORPHA, Predicate.HAS_PHENOTYPE, TALL, {"frequency_qualifier": "HP:0040281"}),
        _edge(MARFAN_ORPHA, Predicate.LACKS_PHENOTYPE, ARACHNODACTYLY, {"negated": True}),
        _edge(MARFAN, Predicate.HAS_MODE_OF_INHERITANCE, DOMINANT),
        _edge(MARFAN, Predicate.HAS_CLINICAL_COURSE, ONSET, {"onset_qualifier": ONSET}),
        _edge(GENE, Predicate.GENE_ASSOCIATED_WITH_CONDITION, MARFAN, sources=()),
        _edge(MARFAN, Predicate.LOCATED_IN, "UBERON:1"),
        _edge(MARFAN, Predicate.RELATED_TO, MARFAN_ORPHA),
        _edge(MARFAN, Predicate.SIMILAR_TO, MARFAN_ORPHA),
        _edge("DRUGBANK:1", Predicate.TREATS, MARFAN),
        _edge("DRUGBANK:1", Predicate.AFFECTS, GENE),
        _edge(TALL, Predicate.PREDISPOSES_TO_CONDITION, MARFAN, {"relative_risk": 1.5}),
    ]


def _edge(
    subject: str,
    predicate: Predicate,
    object_: str,
    *rows: dict[str, object],
    sources: tuple[str, ...] = (HPO, "infores:other"),
) -> Edge:
    annotations = tuple(
        Annotation(
            subject=subject,
            predicate=predicate.value,
            object=object_,
            **{"evidence_code": "PCS", "primary_knowledge_source": HPO, **row},  # type: ignore[arg-type]  # Annotation checks its own fields
        )
        for row in rows
    )
    return Edge(
        subject=subject,
        predicate=predicate,
        object=object_,
        sources=sources,
        annotations=annotations,
    )
