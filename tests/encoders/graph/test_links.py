from __future__ import annotations

import numpy as np
import pytest
import torch

from data_schema import UnknownNameError, UsageError
from encoders.graph.decoders import make_decoder
from encoders.graph.links import KnownTails, LinkSet, split_links
from encoders.graph.ranks import figures_of, filtered_ranks, popularity_scores


def links(*triples: tuple[int, int, int]) -> LinkSet:
    heads, relations, tails = np.array(triples, np.int64).T
    return LinkSet(source="e", target="e", heads=heads, relations=relations, tails=tails)


ALL = links((0, 0, 1), (0, 0, 2), (0, 1, 2), (3, 0, 0))


def test_known_tails_are_those_of_the_query() -> None:
    known = KnownTails.of([ALL], n_relations=2)
    asked = links((0, 0, 2), (5, 1, 0), (0, 1, 0), (0, 0, 1))

    origin, tails = known.of_links(asked)
    held = known.holds(asked, np.array([2, 1, 9, 2]))

    assert list(zip(origin.tolist(), tails.tolist(), strict=True)) == [
        (0, 1), (0, 2), (2, 2), (3, 1), (3, 2),
    ]  # fmt: skip
    assert held.astype(int).tolist() == [[1, 1, 0, 1], [0, 0, 0, 0], [1, 0, 0, 1], [1, 1, 0, 1]]


def test_ranks_are_filtered_and_ties_expected() -> None:
    known = KnownTails.of([ALL], n_relations=2)
    scores = torch.tensor([0.5, 0.5, 0.9, 0.5, 0.1])

    ranks = filtered_ranks(lambda part: scores.expand(len(part), -1), ALL, known, batch=3)

    # (0,0,1): 2 is known, ties with 0 and 3 → 1 + 2/2; (0,0,2) best; (0,1,2) best;
    # (3,0,0): 2 is better, ties with 1 and 3.
    assert ranks.tolist() == [2.0, 1.0, 1.0, 3.0]
    figures = figures_of(ranks)
    assert figures.mrr == pytest.approx((0.5 + 1 + 1 + 1 / 3) / 4)
    assert (figures.hits1, figures.hits3, figures.n) == (0.5, 1.0, 4)


def test_a_constant_score_has_the_expected_rank_and_nan_never_wins() -> None:
    known = KnownTails.of([ALL], n_relations=2)
    one = links((3, 0, 0))

    assert filtered_ranks(lambda part: torch.zeros(len(part), 9), one, known).tolist() == [5.0]
    nan = filtered_ranks(lambda part: torch.full((len(part), 9), torch.nan), one, known)
    assert nan.tolist() == [9.0]


def test_popularity_counts_training_links_of_the_relation() -> None:
    scores = popularity_scores(ALL, n_relations=2, n_tails=4)

    assert scores(links((9, 0, 0), (9, 1, 0))).tolist() == [[1, 1, 1, 0], [0, 0, 1, 0]]


def test_a_split_is_disjoint_whole_and_seeded() -> None:
    many = links(*((number, 0, 0) for number in range(100)))

    parts = split_links(many, (0.1, 0.2), seed=3)

    assert [len(part) for part in parts] == [70, 10, 20]
    assert sorted(np.concatenate(parts).tolist()) == list(range(100))
    again = split_links(many, (0.1, 0.2), seed=3)
    assert all(np.array_equal(a, b) for a, b in zip(parts, again, strict=True))


@pytest.mark.parametrize("name", ["distmult", "complex"])
def test_decoders_score_as_their_papers_say(name: str) -> None:
    decoder = make_decoder(name, n_relations=3, width=6)
    heads, tails = torch.randn(4, 6), torch.randn(4, 6)
    relations = torch.tensor([0, 2, 1, 2])
    turn = decoder.relations[relations]

    scores = (decoder.queries(heads, relations) * tails).sum(1)

    if name == "complex":
        h, r, t = (torch.complex(*of.chunk(2, dim=1)) for of in (heads, turn, tails))
        expected = (h * r * t.conj()).sum(1).real
    else:
        expected = (heads * turn * tails).sum(1)
    torch.testing.assert_close(scores, expected)


def test_unknown_decoders_and_odd_widths_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="complex, distmult"):
        make_decoder("distmul", n_relations=1, width=4)
    with pytest.raises(UsageError, match="even width"):
        make_decoder("complex", n_relations=1, width=5)
