from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import spacy
from scispacy.abbreviation import AbbreviationDetector  # noqa: F401 - registers its factory
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
    assert doc.ents[0]._.diagraph_concept == {"id": "HP:0001945", "label": "Fever"}


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
    """Knows two findings that are both written ASD."""
    return EntityRecognizer.from_lexicon(
        Lexicon.from_nodes(
            Node(
                id=id_,
                category=Category.PHENOTYPIC_FEATURE,
                name=label,
                synonyms=(Synonym(text="ASD", scope=Scope.EXACT, kind="abbreviation"),),
            )
            for id_, label in LABELS.items()
        )
    )


ASD_TEXTS = ["The child ASD and speech delay.", "The heart ASD and a murmur."]


def test_a_cross_encoder_chooses_between_meanings(
    ambiguous: EntityRecognizer, cross_encoder: Path
) -> None:
    nlp = spacy.blank("en")
    entities = nlp.add_pipe("diagraph_entities")
    assert isinstance(entities, EntityComponent)
    entities.recognizer = ambiguous
    unjudged = [doc.ents[0].kb_id_ for doc in nlp.pipe(ASD_TEXTS)]
    nlp.add_pipe("diagraph_reranker", config={"model": str(cross_encoder)})

    docs = list(nlp.pipe(ASD_TEXTS))

    assert unjudged == [AUTISM, AUTISM]
    for doc, id_ in zip(docs, (AUTISM, DEFECT), strict=True):
        assert [span.kb_id_ for span in (*doc.ents, *doc.spans["diagraph"])] == [id_, id_]
        assert doc.ents[0]._.diagraph_concept == {"id": id_, "label": LABELS[id_]}
        assert doc.ents[0]._.diagraph_candidates[0]["id"] == id_


def test_several_processes_load_the_cross_encoder_each(
    ambiguous: EntityRecognizer, cross_encoder: Path
) -> None:
    nlp = spacy.blank("en")
    entities = nlp.add_pipe("diagraph_entities")
    assert isinstance(entities, EntityComponent)
    entities.recognizer = ambiguous
    nlp.add_pipe("diagraph_reranker", config={"model": str(cross_encoder)})

    two = [doc.ents[0].kb_id_ for doc in nlp.pipe(ASD_TEXTS, n_process=2, batch_size=1)]

    assert two == [AUTISM, DEFECT]


def test_a_model_like_scispacys_plugs_in_from_its_folder(
    ambiguous: EntityRecognizer, cross_encoder: Path, tmp_path: Path
) -> None:
    """en_core_sci_* label every entity ENTITY and link none; a ruler stands in for the NER."""
    model = spacy.blank("en", meta={"name": "core_sci_tiny"})
    model.add_pipe("entity_ruler", name="ner").add_patterns(  # type: ignore[attr-defined] # as above
        [{"label": "ENTITY", "pattern": each} for each in ("ASD", "AUT", "shoes")]
    )
    model.to_disk(tmp_path / "en_core_sci_tiny")

    nlp = spacy.load(tmp_path / "en_core_sci_tiny")
    nlp.add_pipe("abbreviation_detector")
    linker = nlp.add_pipe("diagraph_linker")
    assert isinstance(linker, LinkerComponent)
    linker.recognizer = ambiguous
    nlp.add_pipe("diagraph_reranker", config={"model": str(cross_encoder)})
    doc = nlp("He likes shoes. Brother: autism (AUT). No AUT.\n\nThe heart ASD and a murmur.")

    found = {(span.text, span.kb_id_, span._.diagraph_assertion["negated"]) for span in doc.ents}
    assert ("shoes", "", False) in found
    assert ("AUT", AUTISM, True) in found
    assert ("ASD", DEFECT, False) in found
    assert {span.label_ for span in doc.ents} == {"ENTITY"}
