"""The re-ranker, over a tiny BERT that the test trains: the bracketed words' context decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import BertForSequenceClassification, BertModel

from data_schema import Candidate, Document, InputError, LinkedFinding, Mention
from encoders import Reranker
from tests.encoders.tiny_cross_encoder import (
    AUTISM,
    DEFECT,
    LABELS,
    config,
    tokenizer,
    train_cross_encoder,
)


@pytest.fixture(scope="module", params=[1, 2], ids=["one-label", "two-labels"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target: Path = tmp_path_factory.mktemp("cross-encoder")
    train_cross_encoder(target, num_labels=request.param)
    assert (target / "model.safetensors").is_file()
    return target


def link(*scores: float) -> LinkedFinding:
    candidates = tuple(
        Candidate(id=id_, label=LABELS[id_], score=score)
        for id_, score in zip((AUTISM, DEFECT), scores, strict=True)
    )
    return LinkedFinding(subject_label="XSD", candidates=candidates, concept=candidates[0])


def mentions(text: str, linked: LinkedFinding) -> tuple[Document, list[Mention]]:
    found = []
    start = text.find("XSD")
    while start >= 0:
        found.append(
            Mention(document_id="note", start=start, end=start + 3, text="XSD", linked=linked)
        )
        start = text.find("XSD", start + 1)
    return Document(id="note", text=text), found


def chosen(mention: Mention) -> str | None:
    assert mention.linked is not None
    return mention.linked.concept.id if mention.linked.concept else None


TEXT = "The child XSD and speech delay. The heart XSD and a murmur. The child XSD at school."


def test_the_sentence_decides_between_candidates_that_fit_alike(folder: Path) -> None:
    document, found = mentions(TEXT, link(0.9, 0.9))

    reranked = Reranker.load(folder).rerank(document, found)

    assert [chosen(mention) for mention in reranked] == [AUTISM, DEFECT, AUTISM]
    for mention in reranked:
        assert mention.linked is not None
        best, other = mention.linked.candidates
        assert best.score > 0.9 > 0.5 > other.score
        assert mention.linked.mapping_justification == "semapv:CompositeMatching"


def test_batches_of_any_size_give_the_same(folder: Path) -> None:
    document, found = mentions(TEXT, link(0.9, 0.9))
    reranker = Reranker.load(folder)

    alone = replace(reranker, batch_size=1).rerank(document, found)

    for one, many in zip(alone, reranker.rerank(document, found), strict=True):
        assert one.linked is not None
        assert many.linked is not None
        assert [each.id for each in one.linked.candidates] == [
            each.id for each in many.linked.candidates
        ]
        for left, right in zip(one.linked.candidates, many.linked.candidates, strict=True):
            assert left.score == pytest.approx(right.score, abs=2e-4)


def test_a_mention_stays_as_it_was_where_the_words_decide(folder: Path) -> None:
    document, found = mentions(TEXT, link(0.9, 0.7))

    assert Reranker.load(folder).rerank(document, found) == tuple(found)


def test_weight_zero_leaves_scores_and_order(folder: Path) -> None:
    document, found = mentions(TEXT, link(0.9, 0.85))

    for mention in Reranker.load(folder, weight=0.0).rerank(document, found):
        assert mention.linked is not None
        assert mention.linked.candidates == link(0.9, 0.85).candidates


def test_no_concept_is_given_to_what_had_none(folder: Path) -> None:
    document, found = mentions(TEXT, replace(link(0.5, 0.5), concept=None))

    reranked = Reranker.load(folder).rerank(document, found)

    assert [chosen(mention) for mention in reranked] == [None] * 3


def test_of_a_long_sentence_what_stands_around_the_mention_is_read(folder: Path) -> None:
    reranker = Reranker.load(folder)

    def read(far: str, opening: str, ending: str) -> LinkedFinding:
        between = "x" * 300
        text = f"{far * 30}{between} {opening} XSD {ending} {between} {far * 30}"
        (mention,) = reranker.rerank(*mentions(text, link(0.9, 0.9)))
        assert mention.linked is not None
        return mention.linked

    alone = read("", "the heart", "and a murmur")
    assert alone.candidates[0].id == DEFECT
    assert read("at school ", "the heart", "and a murmur") == alone
    assert read("and a murmur ", "the child", "at school").candidates[0].id == AUTISM


def test_nothing_is_downloaded_unasked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="local_files_only=False"):
        Reranker.load(tmp_path / "no-such-model")


def test_weights_that_are_not_safetensors_are_refused(tmp_path: Path) -> None:
    model = BertForSequenceClassification(config(num_labels=1))
    tokenizer(tmp_path).save_pretrained(tmp_path)
    model.config.save_pretrained(tmp_path)
    torch.save(model.state_dict(), tmp_path / "pytorch_model.bin")

    with pytest.raises(InputError, match="safetensors"):
        Reranker.load(tmp_path)


def test_an_encoder_without_a_trained_head_is_refused(tmp_path: Path) -> None:
    tokenizer(tmp_path).save_pretrained(tmp_path)
    BertModel(config()).save_pretrained(tmp_path)

    with pytest.raises(InputError, match="trained classifier"):
        Reranker.load(tmp_path)


def test_three_labels_are_refused(tmp_path: Path) -> None:
    tokenizer(tmp_path).save_pretrained(tmp_path)
    BertForSequenceClassification(config(num_labels=3)).save_pretrained(tmp_path)

    with pytest.raises(InputError, match="one or two labels"):
        Reranker.load(tmp_path)


@pytest.mark.parametrize("wrong", [{"weight": 1.5}, {"batch_size": 0}])
def test_settings_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Reranker(model=None, tokenizer=None, **wrong)
