"""A transformers cross-encoder chooses between concepts that the words alone fit equally well.

Optional: the rules link without it. It reads pairs of the mention's sentence, the mention in
``[brackets]``, and a candidate's label, and says how likely the one means the other
(cross-encoders for entity linking: Wu et al. 2020, arXiv:1911.03814). Any sequence classifier of
one or two labels will do: fine-tuned by the user, or from the hub once ``local_files_only`` is
off. Nothing is downloaded unasked, weights are read from safetensors only, and no code of a model
is run.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import itemgetter
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Final

from data_schema import Candidate, Document, InputError, LinkedFinding, Mention

from .sentences import load_sentence_splitter

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Reranker"]

_AROUND: Final = 300
_MAX_TOKENS: Final = 256
_JUSTIFICATION: Final = "semapv:CompositeMatching"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reranker:
    """Re-scores the candidates of ambiguous mentions; :meth:`load` makes one.

    A candidate's new score is ``(1 − weight) · score + weight · probability``, the probability
    being the model's. What a document gives does not depend on the documents beside it.

    Attributes:
        model: a transformers sequence classifier of one label (sigmoid) or two (the second).
        tokenizer: the model's.
        margin: a mention is ambiguous when its second candidate's score is at most this much
            below its first's.
        weight: share of the model in the new score, in [0, 1].
        batch_size: pairs read at a time.
    """

    model: Any
    tokenizer: Any
    margin: float = 0.1
    weight: float = 0.5
    batch_size: int = 32

    def __post_init__(self) -> None:
        if not 0 <= self.weight <= 1:
            raise ValueError(f"a reranker needs 0 <= weight <= 1, got {self.weight}")
        if self.batch_size < 1:
            raise ValueError(f"a reranker needs batch_size >= 1, got {self.batch_size}")

    @classmethod
    def load(
        cls,
        name: str | PathLike[str],
        *,
        local_files_only: bool = True,
        device: str = "cpu",
        margin: float = 0.1,
        weight: float = 0.5,
        batch_size: int = 32,
    ) -> Reranker:
        """Load a model and its tokenizer.

        Args:
            name: a folder, or a name of the hub that was downloaded before.
            local_files_only: ``False`` lets transformers download what is missing.
            device: as torch calls it (``cpu``, ``cuda:0``).
            margin: see the class.
            weight: see the class.
            batch_size: see the class.

        Raises:
            InputError: there is no such model here, it has no safetensors, its classifier is not
                trained, or it has more than two labels.
        """
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        options = {"local_files_only": local_files_only, "trust_remote_code": False}
        try:
            tokenizer = AutoTokenizer.from_pretrained(name, **options)
            with _quiet():
                model, loading = AutoModelForSequenceClassification.from_pretrained(
                    name, use_safetensors=True, output_loading_info=True, **options
                )
        except (OSError, ValueError) as error:
            raise InputError(
                f"expected a sequence classifier of transformers with tokenizer and safetensors "
                f"at {fspath(name)}, got {type(error).__name__}; give its folder, or a name of "
                "the hub with local_files_only=False"
            ) from error
        if loading["missing_keys"]:
            raise InputError(
                f"expected a trained classifier at {fspath(name)}, got one without weights for "
                f"{len(loading['missing_keys'])} tensors; fine-tune it on pairs first"
            )
        if model.config.num_labels > 2:
            raise InputError(
                f"expected a classifier of one or two labels at {fspath(name)}, got "
                f"{model.config.num_labels}; fine-tune it on pairs first"
            )
        return cls(
            model=model.to(device).eval(),
            tokenizer=tokenizer,
            margin=margin,
            weight=weight,
            batch_size=batch_size,
        )

    def rerank(self, document: Document, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        """Return the mentions, the ambiguous ones with their candidates re-scored and re-ordered.

        A mention that had no concept (NIL) gets none. Ties go to the smaller CURIE.

        Args:
            document: that the mentions are of.
            mentions: as :meth:`EntityRecognizer.annotate` returns them.
        """
        given = tuple(mentions)
        asked = [
            (mention, mention.linked)
            for mention in given
            if mention.linked is not None and self.is_ambiguous(mention.linked)
        ]
        if not asked:
            return given
        sentences = load_sentence_splitter().split(document.text)
        probabilities = iter(
            self.probabilities(
                [
                    (_marked(document.text, mention, sentences), candidate.label)
                    for mention, linked in asked
                    for candidate in linked.candidates
                ]
            )
        )
        judged = {
            id(mention): replace(mention, linked=self._reordered(linked, probabilities))
            for mention, linked in asked
        }
        return tuple(judged.get(id(mention), mention) for mention in given)

    def is_ambiguous(self, linked: LinkedFinding) -> bool:
        """Say whether the second candidate comes within the margin of the first."""
        if len(linked.candidates) < 2:
            return False
        first, second = linked.candidates[:2]
        return first.score - second.score <= self.margin

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return, for each (sentence with the mention in brackets, label), the model's belief."""
        import torch

        found: list[float] = []
        with torch.inference_mode():
            for begin in range(0, len(pairs), self.batch_size):
                batch = pairs[begin : begin + self.batch_size]
                encoded = self.tokenizer(
                    [sentence for sentence, _ in batch],
                    [label for _, label in batch],
                    truncation="only_first",
                    max_length=self._max_tokens(),
                    padding=True,
                    return_tensors="pt",
                ).to(self.model.device)
                found.extend(_belief(self.model(**encoded).logits))
        return found

    def _max_tokens(self) -> int:
        positions: int = getattr(self.model.config, "max_position_embeddings", _MAX_TOKENS)
        most: int = self.tokenizer.model_max_length
        return min(_MAX_TOKENS, positions, most)

    def _reordered(self, linked: LinkedFinding, probabilities: Iterator[float]) -> LinkedFinding:
        """Return the link with its candidates re-scored by the next probabilities."""
        scored = [
            replace(each, score=self._mixed(each, next(probabilities)))
            for each in linked.candidates
        ]
        scored.sort(key=lambda each: (-each.score, each.id))
        return replace(
            linked,
            candidates=tuple(scored),
            concept=None if linked.concept is None else scored[0],
            mapping_justification=_JUSTIFICATION,
        )

    def _mixed(self, candidate: Candidate, probability: float) -> float:
        return round((1 - self.weight) * candidate.score + self.weight * probability, 4)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep transformers from drawing its progress bar, and let it draw again afterwards."""
    from transformers.utils import logging

    drawn = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call] # left untyped
    try:
        yield
    finally:
        if drawn:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call] # left untyped


def _belief(logits: Tensor) -> list[float]:
    """Return the probability of the last label: logits of shape (pairs, 1 or 2) → (pairs,)."""
    double = logits.double()
    both = double.sigmoid() if double.shape[1] == 1 else double.softmax(dim=1)
    values: list[float] = both[:, -1].tolist()
    return values


def _marked(text: str, mention: Mention, sentences: Sequence[tuple[int, int]]) -> str:
    """Return the mention in brackets, in its sentence, at most 300 characters either side."""
    begin, end = sentences[bisect_right(sentences, mention.start, key=itemgetter(0)) - 1]
    before = text[max(begin, mention.start - _AROUND) : mention.start]
    after = text[mention.end : max(mention.end, min(end, mention.end + _AROUND))]
    return " ".join(f"{before}[{mention.text}]{after}".split())
