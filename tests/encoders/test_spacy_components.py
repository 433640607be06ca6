from __future__ import annotations

import pickle
from pathlib import Path

import nmslib
import numpy as np
import pytest
import spacy
from scispacy.abbreviation import AbbreviationDetector  # noqa: F401 - registers its factory
from scispacy.candidate_generation import CandidateGenerator
from scispacy.linking import EntityLinker
from scispacy.linking_utils import Entity, KnowledgeBase
from sklearn.feature_extraction.text import TfidfVectorizer
from spacy.language import Language
from spacy.tokens import Doc, Span

from data_schema import Category, Scope
from encoders import EntityRecognizer
from encoders.spacy_components import EntityComponent, LinkerComponent
from kg import Lexicon, Node, Synonym
from tests.encoders.tiny_cross_encoder import AUTISM, DEFECT, LABELS, train_cross_encoder

TEXT = "No fever, but short and broad fingers. His mother has migraine."


@pytest.fixture
def nlp(recognizer: EntityRecognizer) -> Language:
    pipeline = spacy.blank("en")
    component = pipeline.add_pipe("diagraph_entities")
    assert isinstance(component, EntityComponent)
    component.recognizer = recognizer
    return pipeline


def seen(doc: Doc) -> list[tuple[str, str, bool, str]]:
    return [
        (
            span.text,
            span.kb_id_,
            span._.diagraph_assertion["negated"],
            span._.diagraph_experiencer,
        )
        for span in doc.spans["diagraph"]
    ]


EXPECTED = [
    ("fever", "HP:0001945", True, "patient"),
    ("short and broad fingers", "HP:0009381", False, "patient"),
    ("broad fingers", "HP:0001500", False, "patient"),
    ("migraine", "HP:0002076", False, "mother"),
]


def test_mentions_are_spans(nlp: Language) -> None:
    doc = nlp(TEXT)

    assert seen(doc) == EXPECTED
    assert [span.text for span in doc.ents] == ["fever", "short and broad fingers", "migraine"]
    assert {span.label_ for span in doc.ents} == {"PHENOTYPE"}
    assert doc.ents[0]._.diagraph_concept == {
        "id": "HP:0001945",
        "label": "Fever",
        "category": "PhenotypicFeature",
    }


def test_several_processes_give_what_one_gives(nlp: Language) -> None:
    texts = [TEXT, "Ataxia.", ""] * 4

    one = [seen(doc) for doc in nlp.pipe(texts)]
    two = [seen(doc) for doc in nlp.pipe(texts, n_process=2, batch_size=2)]

    assert one == two


def test_a_component_survives_pickling(nlp: Language, recognizer: EntityRecognizer) -> None:
    component = pickle.loads(pickle.dumps(nlp.get_pipe("diagraph_entities")))  # noqa: S301

    assert seen(component(nlp.make_doc(TEXT))) == EXPECTED


def test_a_pipeline_on_disk_names_the_store_and_holds_no_graph(
    nlp: Language, tmp_path: Path, recognizer: EntityRecognizer
) -> None:
    nlp.to_disk(tmp_path)

    again = spacy.load(tmp_path)
    component = again.get_pipe("diagraph_entities")
    assert isinstance(component, EntityComponent)
    component.recognizer = recognizer

    assert not (tmp_path / "diagraph_entities").exists()
    assert seen(again(TEXT)) == EXPECTED


def test_memory_zones_let_go_of_what_they_saw(nlp: Language) -> None:
    with nlp.memory_zone():
        list(nlp.pipe(["warm-up Ataxia HP:0001251"]))
    before = len(nlp.vocab.strings)
    for number in range(20):
        with nlp.memory_zone():
            for doc in nlp.pipe([f"fresh{number}word{each} fever" for each in range(50)]):
                assert len(doc.ents) == 1

    assert len(nlp.vocab.strings) <= before + 5


def test_entities_of_others_are_linked_by_scispacys_long_form(
    recognizer: EntityRecognizer,
) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("abbreviation_detector")
    nlp.add_pipe("entity_ruler").add_patterns(  # type: ignore[attr-defined] # the ruler's own method
        [{"label": "ENTITY", "pattern": each} for each in ("XHL", "ataxic", "nonsense")]
    )
    linker = nlp.add_pipe("diagraph_linker")
    assert isinstance(linker, LinkerComponent)
    linker.recognizer = recognizer

    doc = nlp("He has no xenial hearing loss (XHL). XHL is rare. He is ataxic, nonsense.")

    found = {(span.text, span.kb_id_, span.label_) for span in doc.ents}
    assert ("XHL", "HP:0000365", "ENTITY") in found
    assert ("ataxic", "HP:0001251", "ENTITY") in found
    assert ("nonsense", "", "ENTITY") in found


def test_scispacys_candidates_are_used_where_its_linker_ran(
    recognizer: EntityRecognizer,
) -> None:
    nlp = spacy.blank("en")
    linker = nlp.add_pipe("diagraph_linker")
    assert isinstance(linker, LinkerComponent)
    linker.recognizer = recognizer
    Span.set_extension("kb_ents", default=[], force=True)
    doc = nlp.make_doc("wobbly")
    doc.ents = [Span(doc, 0, 1, label="ENTITY")]
    doc.ents[0]._.kb_ents = [("C0000000", 0.99), ("HP:0001251", 0.8)]

    linked = linker(doc).ents[0]
    Span.remove_extension("kb_ents")

    assert linked.kb_id_ == "HP:0001251"
    assert linked._.diagraph["score"] == 0.8


def scispacy_linker(lexicon: Lexicon) -> EntityLinker:
    """scispaCy's own linker over the names of a lexicon, with an index made here."""
    names: dict[str, list[str]] = {id_: [] for id_ in lexicon.labels}
    for entry in lexicon.entries:
        names[entry.concept_id].append(entry.text)
    base = KnowledgeBase(Entity(id_, lexicon.labels[id_], texts) for id_, texts in names.items())
    aliases = sorted(base.alias_to_cuis)
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), dtype=np.float32)
    vectors = vectorizer.fit_transform(aliases)
    index = nmslib.init(
        method="hnsw", space="cosinesimil_sparse", data_type=nmslib.DataType.SPARSE_VECTOR
    )
    index.addDataPointBatch(vectors)
    index.createIndex({"indexThreadQty": 1})
    generate = CandidateGenerator(index, vectorizer, aliases, base)
    return EntityLinker(candidate_generator=generate, filter_for_definitions=False)


def test_what_scispacys_linker_finds_is_taken_over(
    recognizer: EntityRecognizer, small_lexicon: Lexicon
) -> None:
    nlp = spacy.blank("en")
    linker = nlp.add_pipe("diagraph_linker")
    assert isinstance(linker, LinkerComponent)
    linker.recognizer = recognizer
    doc = nlp.make_doc("No hypertensoin.")
    doc.ents = [Span(doc, 1, 2, label="ENTITY")]
    assert recognizer.link("hypertensoin").concept is None

    try:
        linked = linker(scispacy_linker(small_lexicon)(doc)).ents[0]
    finally:
        Span.remove_extension("kb_ents")

    assert linked.kb_id_ == "HP:0000822"
    assert linked._.diagraph_assertion["negated"]
    assert 0.6 < linked._.diagraph["score"] < 1.0
    assert linked._.diagraph_candidates[0]["label"] == "Hypertension"


def test_context_alone_needs_no_graph() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns(  # type: ignore[attr-defined] # the ruler's own method
        [{"label": "ENTITY", "pattern": "gout"}]
    )
    nlp.add_pipe("diagraph_context")

    (span,) = nlp("FAMILY HISTORY:\nFather has gout.").ents

    assert span._.diagraph_section == "family_history"
    assert span._.diagraph_experiencer == "father"
    assert span._.diagraph_concept is None


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("cross-encoder")
    train_cross_encoder(folder, num_labels=1)
    return folder


@pytest.fixture(scope="module")
def ambiguous() -> EntityRecognizer:
    """Knows two findings that are both written XSD, which no table of short forms has."""
    return EntityRecognizer.from_lexicon(
        Lexicon.from_nodes(
            Node(
                id=id_,
                category=Category.PHENOTYPIC_FEATURE,
                name=label,
                synonyms=(Synonym(text="XSD", scope=Scope.EXACT, kind="abbreviation"),),
            )
            for id_, label in LABELS.items()
        )
    )


XSD_TEXTS = ["The child XSD and speech delay.", "The heart XSD and a murmur."]


def test_a_cross_encoder_chooses_between_meanings(
    ambiguous: EntityRecognizer, cross_encoder: Path
) -> None:
    nlp = spacy.blank("en")
    entities = nlp.add_pipe("diagraph_entities")
    assert isinstance(entities, EntityComponent)
    entities.recognizer = ambiguous
    unjudged = [doc.ents[0].kb_id_ for doc in nlp.pipe(XSD_TEXTS)]
    nlp.add_pipe("diagraph_reranker", config={"model": str(cross_encoder)})

    docs = list(nlp.pipe(XSD_TEXTS))

    assert unjudged == [AUTISM, AUTISM]
    for doc, id_ in zip(docs, (AUTISM, DEFECT), strict=True):
        assert [span.kb_id_ for span in (*doc.ents, *doc.spans["diagraph"])] == [id_, id_]
        assert doc.ents[0]._.diagraph_concept["label"] == LABELS[id_]
        assert doc.ents[0]._.diagraph_candidates[0]["id"] == id_
        again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
        assert again.ents[0]._.diagraph_candidates == doc.ents[0]._.diagraph_candidates


def test_several_processes_load_the_cross_encoder_each(
    ambiguous: EntityRecognizer, cross_encoder: Path
) -> None:
    nlp = spacy.blank("en")
    entities = nlp.add_pipe("diagraph_entities")
    assert isinstance(entities, EntityComponent)
    entities.recognizer = ambiguous
    nlp.add_pipe("diagraph_reranker", config={"model": str(cross_encoder)})

    two = [doc.ents[0].kb_id_ for doc in nlp.pipe(XSD_TEXTS, n_process=2, batch_size=1)]

    assert two == [AUTISM, DEFECT]


def test_a_model_like_scispacys_plugs_in_from_its_folder(
    ambiguous: EntityRecognizer, cross_encoder: Path, tmp_path: Path
) -> None:
    """en_core_sci_* label every entity ENTITY and link none; a ruler stands in for the NER."""
    model = spacy.blank("en", meta={"name": "core_sci_tiny"})
    model.add_pipe("entity_ruler", name="ner").add_patterns(  # type: ignore[attr-defined] # as above
        [{"label": "ENTITY", "pattern": each} for each in ("XSD", "AUT", "shoes")]
    )
    model.to_disk(tmp_path / "en_core_sci_tiny")

    nlp = spacy.load(tmp_path / "en_core_sci_tiny")
    nlp.add_pipe("abbreviation_detector")
    linker = nlp.add_pipe("diagraph_linker")
    assert isinstance(linker, LinkerComponent)
    linker.recognizer = ambiguous
    nlp.add_pipe("diagraph_reranker", config={"model": str(cross_encoder)})
    doc = nlp("He likes shoes. Brother: autism (AUT). No AUT.\n\nThe heart XSD and a murmur.")

    found = {(span.text, span.kb_id_, span._.diagraph_assertion["negated"]) for span in doc.ents}
    assert ("shoes", "", False) in found
    assert ("AUT", AUTISM, True) in found
    assert ("XSD", DEFECT, False) in found
    assert {span.label_ for span in doc.ents} == {"ENTITY"}
