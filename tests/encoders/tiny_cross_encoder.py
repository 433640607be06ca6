"""A cross-encoder small enough to train in a test: what stands beside "XSD" says what it means."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

__all__ = ["AUTISM", "DEFECT", "LABELS", "config", "tokenizer", "train_cross_encoder"]

AUTISM, DEFECT = "HP:0000717", "HP:0001631"
LABELS = {AUTISM: "Autism", DEFECT: "Atrial septal defect"}
TRAINING = [
    (f"{opening} [xsd] {ending}.", LABELS[right], LABELS[wrong])
    for right, wrong, opening, endings in (
        (AUTISM, DEFECT, "the child", ("and speech delay", "and poor behaviour", "at school")),
        (DEFECT, AUTISM, "the heart", ("and a murmur", "and large shunt", "on echo")),
    )
    for ending in endings
]
WORDS = sorted(
    {word for texts in TRAINING for text in texts for word in text.lower().strip(".").split()}
    - {"[xsd]"}
    | {"xsd", "[", "]", "."}
)


def tokenizer(folder: Path) -> BertTokenizer:
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    return BertTokenizer(vocab=str(vocabulary))


def config(*, num_labels: int = 2) -> BertConfig:
    made = BertConfig(
        vocab_size=len(WORDS) + 5,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=256,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    made.num_labels = num_labels
    return made


def train_cross_encoder(folder: Path, *, num_labels: int) -> None:
    """Train on twelve pairs and save model (safetensors) and tokenizer.

    On one thread: more make so small a network slower, by far where other work runs beside it.
    """
    torch.manual_seed(0)
    encode = tokenizer(folder)
    model = BertForSequenceClassification(config(num_labels=num_labels))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        _fit(model, encode)
    finally:
        torch.set_num_threads(threads)
    model.save_pretrained(folder)
    encode.save_pretrained(folder)


def _fit(model: BertForSequenceClassification, encode: BertTokenizer) -> None:
    batch = encode(
        [text for text, _, _ in TRAINING] * 2,
        [right for _, right, _ in TRAINING] + [wrong for _, _, wrong in TRAINING],
        padding=True,
        return_tensors="pt",
    )
    truth = torch.tensor([1.0] * len(TRAINING) + [0.0] * len(TRAINING))
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(150):
        optimizer.zero_grad()
        logits = model(**batch).logits
        belief = logits[:, -1] - (0.0 if logits.shape[1] == 1 else logits[:, 0])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(belief, truth)
        loss.backward()  # type: ignore[no-untyped-call] # torch leaves it untyped
        optimizer.step()
