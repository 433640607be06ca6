"""Map the words of the sources `hetionet`, `rotmensch`, `dismech` and `ddxplus` to HPO.

    python -m benchmarks.compile_mappings --data DIR

``DIR`` holds ``everyday/kb`` and ``kg``. Writes ``kg/data/mappings/NAME.sssom.tsv``, one row for
each word that the reader of NAME meets. What the concept recogniser makes of a word is
``semapv:LexicalMatching``, with its score as confidence: ``skos:exactMatch`` from 0.9 on,
``skos:broadMatch`` where it left a word out, ``sssom:NoTermFound`` where it found nothing.
Rows with ``semapv:ManualMappingCuration`` are decisions of a reviewer and are kept as they are:
to correct a mapping, correct its row, give it that justification, and run this again.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from data_schema import Category
from encoders import EntityRecognizer
from kg import KnowledgeGraph, Lexicon, arrays_from_graph, build_graph
from kg.sources.crosswalk import NO_TERM, mapping_folder, subject_id
from kg.sources.ddxplus import DDXPLUS_PREFIX, DDXPLUS_TABLE
from kg.sources.dismech import DISMECH_PREFIX, DISMECH_ROWS
from kg.sources.hetionet import mesh_id
from kg.sources.open_edges import read_open_edges, stated_ids
from kg.sources.rotmensch import MIN_STRENGTH, ROTMENSCH_PREFIX, ROTMENSCH_ROWS

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
)
MANUAL = "semapv:ManualMappingCuration"
LEXICAL = "semapv:LexicalMatching"
WHOLE = 0.9
"""Score from which a name was read as a whole."""
LICENCES = {
    "ddxplus": ("CC BY 4.0", "subject labels: questions of DDXPlus (Fansi Tchango et al. 2022)"),
    "dismech": ("BSD-3-Clause", "subject labels: DisMech, Monarch Initiative"),
    "hetionet": ("CC0 1.0", "subject labels: MeSH headings, U.S. National Library of Medicine"),
    "rotmensch": ("CC BY 4.0", "subject labels: Rotmensch et al. 2017, Sci Rep 7:5994"),
}

Words = dict[str, tuple[str, bool]]
"""Subject id → label, and whether it names a disease."""
Row = dict[str, str]


def main() -> None:
    """Compile all four mapping sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of reference data")
    data: Path = parser.parse_args().data
    graph = _without_own_terms(build_graph(("hpo", "everyday")))
    lexicon = Lexicon.from_arrays(arrays_from_graph(graph))
    linker = _Linker(EntityRecognizer.from_lexicon(lexicon), graph)
    table = data / "everyday" / "kb" / "open_edges.tsv"
    sets = {
        "hetionet": _hetionet(data / "kg" / "hetionet"),
        "rotmensch": _rotmensch(table),
        "dismech": _dismech(table),
        "ddxplus": _ddxplus(data / "everyday" / "kb" / DDXPLUS_TABLE),
    }
    for name, words in sets.items():
        path = mapping_folder() / f"{name}.sssom.tsv"
        rows = _compile(words, linker, _kept(path))
        _write(path, name, rows)
        found = sum(row["object_id"] != NO_TERM for row in rows)
        sys.stdout.write(f"{path.name}: {found} of {len(rows)} mapped\n")


def _without_own_terms(graph: KnowledgeGraph) -> KnowledgeGraph:
    """Leave out the terms that HPO lacks: a mapping must hold in a graph without them."""
    own = {node.id for node in graph.nodes if node.id.startswith("DIAGRAPH:")}
    return replace(
        graph,
        nodes=tuple(node for node in graph.nodes if node.id not in own),
        edges=tuple(edge for edge in graph.edges if not {edge.subject, edge.object} & own),
    )


class _Linker:
    """Finds the concept that words mean."""

    def __init__(self, recognizer: EntityRecognizer, graph: KnowledgeGraph) -> None:
        self._recognizer = recognizer
        self.labels = {node.id: node.name for node in graph.nodes}
        self._diseases: dict[str, set[str]] = {}
        for node in graph.nodes:
            if node.category is Category.DISEASE:
                for name in (node.name, *(each.text for each in node.synonyms)):
                    self._diseases.setdefault(name.lower(), set()).add(node.id)

    def map(self, subject: str, label: str, *, disease: bool) -> Row:
        """Return the mapping of a word: the one disease called so, or the best linked term."""
        found, score = NO_TERM, 0.0
        if disease:
            named = self._diseases.get(label.lower(), set())
            if len(named) == 1:
                found, score = next(iter(named)), 1.0
        elif concept := self._recognizer.link(_in_order(label)).concept:
            found, score = concept.id, min(1.0, concept.score)
        return {
            "subject_id": subject,
            "subject_label": label,
            "predicate_id": "skos:exactMatch" if score >= WHOLE or not score else "skos:broadMatch",
            "object_id": found,
            "object_label": self.labels.get(found, ""),
            "mapping_justification": LEXICAL,
            "confidence": f"{score:.2f}" if score else "",
        }


def _in_order(heading: str) -> str:
    """Turn a heading round: "Hearing Loss, Sensorineural" is "Sensorineural Hearing Loss"."""
    return " ".join(reversed(heading.split(", ")))


def _compile(words: Words, linker: _Linker, kept: Mapping[str, Row]) -> list[Row]:
    return [
        kept.get(subject) or linker.map(subject, label, disease=disease)
        for subject, (label, disease) in sorted(words.items())
    ]


def _hetionet(folder: Path) -> Words:
    presented = {
        row["target"]
        for row in _tsv(folder / "hetionet_open_edges.tsv")
        if row["metaedge"] == "DpS"
    }
    nodes = _tsv(folder / "hetionet-v1.0-nodes.tsv")
    return {mesh_id(row["id"]): (row["name"], False) for row in nodes if row["id"] in presented}


def _rotmensch(table: Path) -> Words:
    rows = [
        row for row in read_open_edges(table, ROTMENSCH_ROWS) if float(row["freq"]) >= MIN_STRENGTH
    ]
    return _words(ROTMENSCH_PREFIX, rows, rows)


def _dismech(table: Path) -> Words:
    rows = list(read_open_edges(table, DISMECH_ROWS))
    worded = [row for row in rows if not row["finding_id"].startswith("HP:")]
    return _words(DISMECH_PREFIX, rows, worded)


def _words(prefix: str, diseases: Iterable[Row], findings: Iterable[Row]) -> Words:
    """Return findings, and the diseases that have no id of their own."""
    return {
        subject_id(prefix, "finding", row["finding"]): (row["finding"], False) for row in findings
    } | {
        subject_id(prefix, "disease", row["disease"]): (row["disease"], True)
        for row in diseases
        if not any(stated_ids(row))
    }


def _ddxplus(table: Path) -> Words:
    words: Words = {}
    for row in _tsv(table):
        condition = row["condition"]
        words[subject_id(DDXPLUS_PREFIX, "condition", condition)] = (condition, True)
        label = f"{row['question']} {row['value']}".strip()
        words[f"{DDXPLUS_PREFIX}:{row['evidence']}"] = (label, False)
    return words


def _kept(path: Path) -> dict[str, Row]:
    """Return the rows that a reviewer wrote."""
    if not path.is_file():
        return {}
    rows = _tsv(path)
    return {row["subject_id"]: row for row in rows if row["mapping_justification"] == MANUAL}


def _tsv(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _write(path: Path, name: str, rows: Iterable[Row]) -> None:
    licence, labels = LICENCES[name]
    header = (
        f"# mapping_set_title: words and codes of {name} in HPO, MONDO and ICD-10-CM",
        f"# license: {licence}",
        f"# comment: {labels}; mappings not reviewed by a clinician",
        "# mapping_tool: python -m benchmarks.compile_mappings",
        "\t".join(COLUMNS),
    )
    lines = ("\t".join(row[column] for column in COLUMNS) for row in rows)
    path.write_text("\n".join((*header, *lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
