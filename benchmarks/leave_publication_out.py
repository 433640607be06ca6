"""Is leaving rows out the same as a graph built without them?

    python -m benchmarks.leave_publication_out --data dev.ndjson.gz --papers 20

For each paper its rows are dropped twice: as an overlay, with the backgrounds of the whole graph,
and from the graph itself, which is then numbered, pooled and laid out anew.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.labelled_cases import LabelledCase, read_cases, setting
from data_schema import Annotation, Category, Predicate
from fusion import MISS, EvidenceModel, place_of
from kg import (
    Edge,
    KnowledgeGraph,
    Overlay,
    arrays_from_graph,
    build_graph,
    is_negative,
    rows_only_citing,
)

TOPS = (1, 3, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Rank of one case's truth by overlay and by a rebuilt graph."""

    case: LabelledCase
    overlay: float
    rebuilt: float

    @property
    def same_tops(self) -> bool:
        """Whether both are in, or both out of, each of top-1, 3 and 10."""
        return all((self.overlay <= k) == (self.rebuilt <= k) for k in TOPS)


def graph_without(graph: KnowledgeGraph, publications: frozenset[str]) -> KnowledgeGraph:
    """Return the graph a build makes when rows that cite nothing else are not there."""
    edges = tuple(left for edge in graph.edges if (left := _left(edge, publications)))
    shown = {edge.subject for edge in edges if _is_phenotypic(edge)}
    return replace(
        graph,
        nodes=tuple(
            node
            if node.category is not Category.DISEASE or node.id in shown
            else replace(node, category=Category.ONTOLOGY_CLASS)
            for node in graph.nodes
        ),
        edges=edges,
    )


def _left(edge: Edge, publications: frozenset[str]) -> Edge | None:
    if not _is_phenotypic(edge):
        return edge
    rows = tuple(row for row in edge.annotations if not _cites_only(row, publications))
    if len(rows) == len(edge.annotations):
        return edge
    lacks = all(map(is_negative, rows))
    predicate = Predicate.LACKS_PHENOTYPE if lacks else Predicate.HAS_PHENOTYPE
    return replace(edge, predicate=predicate, annotations=rows) if rows else None


def _is_phenotypic(edge: Edge) -> bool:
    return edge.predicate in (Predicate.HAS_PHENOTYPE, Predicate.LACKS_PHENOTYPE)


def _cites_only(row: Annotation, publications: frozenset[str]) -> bool:
    return bool(row.publications) and publications.issuperset(row.publications)


def compare(
    graph: KnowledgeGraph, model: EvidenceModel, cases: Sequence[LabelledCase], *, papers: int
) -> Iterator[Comparison]:
    """Rank the cases of some papers that the graph cites, both ways.

    Args:
        graph: the whole graph.
        model: a model over it.
        cases: labelled cases.
        papers: how many papers to draw (always the same ones).
    """
    groups: dict[frozenset[str], list[LabelledCase]] = {}
    for case in cases:
        if case.case.is_usable and len(rows_only_citing(model.arrays, case.publications)):
            groups.setdefault(frozenset(case.publications), []).append(case)
    chosen = random.Random(0).sample(sorted(groups, key=sorted), papers)
    for publications in chosen:
        rows = rows_only_citing(model.arrays, publications)
        other = EvidenceModel(
            arrays_from_graph(graph_without(graph, publications)), config=model.config
        )
        for case in groups[publications]:
            scored, anew = (
                model.score(case.case, overlay=Overlay(dropped=rows)),
                other.score(case.case),
            )
            here, there = case.column(model), case.column(other)
            yield Comparison(
                case=case,
                overlay=MISS if here is None else place_of(scored.score, here).rank,
                rebuilt=MISS if there is None else place_of(anew.score, there).rank,
            )


def main() -> None:
    """Compare and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="phenopackets")
    parser.add_argument("--papers", type=int, default=20)
    options = parser.parse_args()
    graph = build_graph()
    arrays = arrays_from_graph(graph)
    model = EvidenceModel(arrays)
    cases = read_cases(options.data, arrays)
    found = list(compare(graph, model, cases, papers=options.papers))
    print(f"{setting(arrays)}; {options.papers} papers, {len(found)} cases\n")
    print("| | overlay | rebuilt graph |\n| --- | --- | --- |")
    for k in TOPS:
        overlay, rebuilt = (
            sum(getattr(c, way) <= k for c in found) for way in ("overlay", "rebuilt")
        )
        print(f"| in top-{k} | {overlay} | {rebuilt} |")
    print(f"\nsame membership in all of them: {sum(c.same_tops for c in found)} of {len(found)}")
    for c in found:
        if not c.same_tops:
            print(f"{c.case.record_id}: rank {c.overlay:g} by overlay, {c.rebuilt:g} rebuilt")


if __name__ == "__main__":
    main()
