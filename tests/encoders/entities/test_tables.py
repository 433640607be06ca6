"""The rule tables are data: what they may hold is checked here, once."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest

from encoders.entities import load_assertion_engine, load_normalizer
from encoders.entities.tables import read_toml, read_tsv
from kg import KnowledgeGraph

CATEGORIES = {"negated", "uncertain", "hypothetical", "historical", "family"}


TERM_TABLES = ("clinical_terms.tsv", "disease_terms.tsv")


@pytest.mark.parametrize("table", TERM_TABLES)
def test_clinical_terms_name_concepts_of_the_graph_by_their_labels(
    default_graph: KnowledgeGraph, table: str
) -> None:
    names = {
        node.id: {node.name, *(synonym.text for synonym in node.synonyms)}
        for node in default_graph.nodes
        if not node.deprecated
    }
    rows = read_tsv(table)

    assert [row for row in rows if row["label"] not in names.get(row["concept_id"], ())] == []
    assert {row["kind"] for row in rows} == {"abbreviation", "clinical", "layperson"}
    assert [row["term"] for row in rows if row["term"] != row["term"].strip()] == []


@pytest.mark.parametrize("table", TERM_TABLES)
def test_a_clinical_term_means_one_thing(table: str) -> None:
    terms = Counter(row["term"] for row in read_tsv(table))

    assert [term for term, count in terms.items() if count > 1] == []


def test_assertion_rules_are_well_formed() -> None:
    for table in read_toml("assertion_rules.toml")["rules"]:
        assert set(table) <= {
            "also",
            "category",
            "closes",
            "cues",
            "direction",
            "effect",
            "final",
            "reach",
            "who",
        }
        effect = table.get("effect", "assert")
        assert effect in {"assert", "end", "pseudo"}
        assert ("category" in table) == (effect == "assert")
        assert ("closes" in table) == (effect == "end")
        named = {table.get("category"), table.get("also"), *table.get("closes", ())} - {None}
        assert named <= CATEGORIES
        assert table.get("direction", "forward") in {"forward", "backward", "both"}
        assert len(set(table["cues"])) == len(table["cues"]), table["cues"][:3]
        assert all(cue == cue.lower().strip() for cue in table["cues"])
        braced = {name for cue in table["cues"] for name in re.findall(r"\{(\w+)\}", cue)}
        assert braced <= set(read_toml("assertion_rules.toml")["words"])


def test_word_classes_share_no_word() -> None:
    table = read_toml("word_classes.toml")
    normalizer = load_normalizer()
    groups = {
        **table["qualities"],
        **{name: [*a, *b] for name, (a, b) in {**table["organs"], **table["departure"]}.items()},
    }
    owners: dict[str, set[str]] = {}
    for name, words in groups.items():
        for word in words:
            owners.setdefault(normalizer.lemma(word), set()).add(name)

    assert {word: names for word, names in owners.items() if len(names) > 1} == {}


def test_word_lists_do_not_contradict_each_other() -> None:
    words = read_toml("normalization.toml")["words"]

    assert set(words["relational"]) <= set(words["stop"])
    for one, other in [("stop", "modifiers"), ("stop", "conjunctions"), ("stop", "prepositions")]:
        assert set(words[one]).isdisjoint(words[other])


def test_section_titles_belong_to_one_section() -> None:
    table = read_toml("sections.toml")
    titles = Counter(title for names in table["titles"].values() for title in names)

    assert [title for title, count in titles.items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z ]+", title) for title in titles)
    for kind in ("family", "historical", "hypothetical"):
        assert set(table[kind]) <= set(table["titles"])


@pytest.mark.parametrize("filler", [" ", "(", ":", "no ", "a:", "A ", "\n", "1.", ".", "- "])
def test_rules_take_linear_time_on_adversarial_text(filler: str) -> None:
    from encoders.entities import find_abbreviations, load_section_finder, load_sentence_splitter

    text = filler * (10_000 // len(filler))
    start = time.process_time()
    load_section_finder().find(text)
    load_sentence_splitter().split(text)
    list(find_abbreviations(text))
    load_assertion_engine().scopes(text[:2_000], 0, 2_000)

    assert time.process_time() - start < 0.5
