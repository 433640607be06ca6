from __future__ import annotations

import pytest

from data_schema import Category, Document
from encoders import EntityRecognizer
from encoders.entities.disambiguation import load_meanings
from kg import KnowledgeGraph, Lexicon, arrays_from_graph


@pytest.fixture(scope="module")
def reader(default_graph: KnowledgeGraph) -> EntityRecognizer:
    return EntityRecognizer.from_lexicon(Lexicon.from_arrays(arrays_from_graph(default_graph)))


def read(reader: EntityRecognizer, text: str, form: str) -> str | None:
    mentions = reader.annotate(Document(id="d", text=text))
    linked = [each.linked for each in mentions if each.text == form and each.linked]
    return linked[0].concept.label if linked and linked[0].concept else None


@pytest.mark.parametrize(
    ("text", "form", "meant"),
    [
        ("Echo showed a secundum ASD with a left-to-right shunt.", "ASD", "Atrial septal defect"),
        ("He has ASD, hand flapping and repetitive behaviour.", "ASD", "Autistic behavior"),
        ("Mild MR and TR on echocardiogram, no aortic disease.", "MR", "Mitral regurgitation"),
        ("MR with dysmorphic features and seizures.", "MR", "Intellectual disability"),
        ("MR spectroscopy in a boy with autism and seizures.", "MR", None),
        ("Born preterm; CP with spastic diplegia.", "CP", "Cerebral palsy"),
        ("CP on exertion radiating to the left arm, troponin raised.", "CP", "Chest pain"),
        ("AD inheritance with a mutation in the gene.", "AD", None),
        ("Seen by John Smith, MD.", "MD", None),
        ("CP was discussed.", "CP", None),
        ("HE WAS SEEN TODAY FOR CIRRHOSIS WITH HIGH AMMONIA", "HE", None),
    ],
)
def test_the_text_tells_the_meaning(
    reader: EntityRecognizer, text: str, form: str, meant: str | None
) -> None:
    assert read(reader, text, form) == meant


def test_neighbours_in_the_graph_tell_the_meaning(reader: EntityRecognizer) -> None:
    heart = "He has hypoplastic left heart, coarctation of aorta, bicuspid aortic valve and OA, PS."

    assert read(reader, heart, "PS") == "Pulmonic stenosis"
    assert read(reader, "He has freckles and PS.", "PS") is None


def test_the_texts_own_explanation_comes_first(reader: EntityRecognizer) -> None:
    text = "Atrial septal defect (ASD) was closed. ASD, autism and repetitive behaviour."

    assert read(reader, text, "ASD") == "Atrial septal defect"


def test_the_table_is_well_formed(default_graph: KnowledgeGraph) -> None:
    nodes = {node.id: node for node in default_graph.nodes if not node.deprecated}

    meanings = load_meanings()

    assert len(meanings) >= 60
    for form, found in meanings.items():
        assert len(found) >= 2, form
        assert form.isalnum()
        assert not form.islower()
        assert len({each.label for each in found}) == len(found), form
        for each in found:
            assert each.weight > 0
            assert each.cues, (form, each.label)
            assert all(cue == cue.lower() and cue.isalnum() for cue in each.cues), (
                form,
                each.label,
            )
            if each.concept_id.startswith("HP:"):
                node = nodes[each.concept_id]
                assert node.name == each.label
                assert node.category is Category.PHENOTYPIC_FEATURE
            else:
                assert not each.concept_id or each.concept_id.startswith("MONDO:")
