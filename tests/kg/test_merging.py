"""What several sources say of one thing becomes one thing."""

from __future__ import annotations

from data_schema import Annotation, Category, Predicate, Scope
from kg import Edge, IssueCode, Node, SourceContent, Synonym
from kg.merging import Merger

HAS, LACKS = Predicate.HAS_PHENOTYPE, Predicate.LACKS_PHENOTYPE


def disease(**fields: object) -> Node:
    plain: dict[str, object] = {"id": "OMIM:1", "category": Category.DISEASE, "name": "One"}
    return Node(**(plain | fields))  # type: ignore[arg-type]  # fields of a node, by name


def edge(predicate: Predicate, *rows: Annotation, source: str = "infores:a") -> Edge:
    return Edge(
        subject="OMIM:1",
        predicate=predicate,
        object="HP:1",
        sources=(source,),
        annotations=rows,
    )


def row(predicate: Predicate, publication: str, *, negated: bool = False) -> Annotation:
    return Annotation(
        subject="OMIM:1",
        predicate=predicate.value,
        object="HP:1",
        negated=negated,
        publications=(publication,),
    )


def merged(*contents: SourceContent) -> tuple[Merger, list[IssueCode]]:
    merger = Merger()
    return merger, [issue.code for content in contents for issue in merger.add(content)]


def merged_edges(*edges: Edge) -> tuple[Edge, ...]:
    merger, _ = merged(*(SourceContent(edges=(edge,)) for edge in edges))
    return merger.sorted()[1]


def test_nodes_unite_their_lists_and_keep_the_first_name() -> None:
    fit = Synonym(text="Fit", scope=Scope.EXACT)
    attack = Synonym(text="Attack", scope=Scope.RELATED)
    merger, issues = merged(
        SourceContent(
            nodes=(disease(synonyms=(fit,), xrefs=("B:1",), provided_by=("infores:b",)),)
        ),
        SourceContent(
            nodes=(
                disease(
                    name="Other",
                    definition="Said later.",
                    synonyms=(fit, attack),
                    alt_ids=("OMIM:2",),
                    xrefs=("A:1",),
                    provided_by=("infores:a",),
                ),
            )
        ),
    )

    assert issues == []
    assert merger.nodes["OMIM:1"] == disease(
        definition="Said later.",
        synonyms=(fit, Synonym(text="Other", scope=Scope.EXACT), attack),
        alt_ids=("OMIM:2",),
        xrefs=("A:1", "B:1"),
        provided_by=("infores:a", "infores:b"),
    )


def test_disease_wins_over_class_in_either_order() -> None:
    class_ = SourceContent(nodes=(disease(category=Category.ONTOLOGY_CLASS),))
    other = SourceContent(nodes=(disease(),))

    for contents in ((class_, other), (other, class_)):
        merger, issues = merged(*contents)
        assert merger.nodes["OMIM:1"].category is Category.DISEASE
        assert issues == []


def test_other_categories_conflict() -> None:
    _, issues = merged(
        SourceContent(nodes=(disease(),)), SourceContent(nodes=(disease(category=Category.GENE),))
    )

    assert issues == [IssueCode.CATEGORY_CONFLICT]


def test_a_node_given_twice_by_one_source_is_counted() -> None:
    _, issues = merged(SourceContent(nodes=(disease(), disease())))

    assert issues == [IssueCode.DUPLICATE_NODE]


def test_a_node_that_one_source_still_uses_is_not_deprecated() -> None:
    merger, _ = merged(
        SourceContent(nodes=(disease(deprecated=True),)), SourceContent(nodes=(disease(),))
    )

    assert not merger.nodes["OMIM:1"].deprecated


def test_edges_unite_sources_and_rows_without_repeating_them() -> None:
    one, two = row(HAS, "PMID:1"), row(HAS, "PMID:2")

    (found,) = merged_edges(edge(HAS, one, source="infores:b"), edge(HAS, one, two))

    assert found.sources == ("infores:a", "infores:b")
    assert found.annotations == (one, two)


def test_a_pair_is_negative_only_if_all_sources_say_so() -> None:
    seen, absent = row(HAS, "PMID:1"), row(LACKS, "PMID:2", negated=True)

    for edges in ((edge(HAS, seen), edge(LACKS, absent)), (edge(LACKS, absent), edge(HAS, seen))):
        (found,) = merged_edges(*edges)
        assert found.predicate is HAS
        assert found.annotations == (seen, row(HAS, "PMID:2", negated=True))


def test_a_positive_edge_without_rows_stays_positive() -> None:
    (found,) = merged_edges(edge(HAS), edge(LACKS, row(LACKS, "PMID:2", negated=True)))

    assert found.predicate is HAS


def test_everything_is_sorted() -> None:
    merger, _ = merged(
        SourceContent(
            nodes=(disease(id="OMIM:2"), disease()),
            edges=(edge(Predicate.TREATS), edge(HAS)),
        )
    )

    nodes, edges = merger.sorted()
    assert [node.id for node in nodes] == ["OMIM:1", "OMIM:2"]
    assert [edge.predicate for edge in edges] == [HAS, Predicate.TREATS]
