"""Decoders: how likely a link is, as the product of a query and the vector of its end."""

from __future__ import annotations

import difflib
from typing import Protocol

import torch
from torch import Tensor, nn

from data_schema import UnknownNameError, UsageError

__all__ = ["ComplEx", "Decoder", "DistMult", "decoder_names", "make_decoder"]


class Decoder(Protocol):
    """A vector for each relation; reversed relations are relations of their own."""

    relations: nn.Parameter
    """(R, width) float32."""

    def queries(self, heads: Tensor, relations: Tensor) -> Tensor:
        """Return (b, width) queries; a query times the vector of a tail is the score.

        Args:
            heads: (b, width) vectors.
            relations: (b,) int64.
        """
        ...


class DistMult(nn.Module):
    """⟨h, r, t⟩ (Yang et al. 2015, arXiv:1412.6575, equation 2).

    Args:
        n_relations: R, reversed ones included.
        width: columns of the vectors.
    """

    def __init__(self, n_relations: int, width: int) -> None:
        super().__init__()
        self.relations = nn.Parameter(torch.empty(n_relations, width))
        nn.init.xavier_normal_(self.relations)

    def queries(self, heads: Tensor, relations: Tensor) -> Tensor:
        """Return (b, width) queries."""
        return heads * self.relations[relations]


class ComplEx(nn.Module):
    """Re⟨h, r, t̄⟩ over complex numbers (Trouillon et al. 2016, arXiv:1606.06357, equation 11).

    The first half of a vector is its real part, the second its imaginary part.

    Args:
        n_relations: R, reversed ones included.
        width: columns of the vectors, even.

    Raises:
        UsageError: an odd width.
    """

    def __init__(self, n_relations: int, width: int) -> None:
        super().__init__()
        if width % 2:
            raise UsageError(f"expected an even width for ComplEx, got {width}; add one")
        self.relations = nn.Parameter(torch.empty(n_relations, width))
        nn.init.xavier_normal_(self.relations)

    def queries(self, heads: Tensor, relations: Tensor) -> Tensor:
        """Return (b, width) queries."""
        real, imaginary = heads.chunk(2, dim=1)
        turn, twist = self.relations[relations].chunk(2, dim=1)
        return torch.cat((real * turn - imaginary * twist, real * twist + imaginary * turn), dim=1)


_DECODERS: dict[str, type[DistMult] | type[ComplEx]] = {"complex": ComplEx, "distmult": DistMult}


def decoder_names() -> tuple[str, ...]:
    """Return the names of all decoders, sorted."""
    return tuple(sorted(_DECODERS))


def make_decoder(name: str, *, n_relations: int, width: int, seed: int = 0) -> DistMult | ComplEx:
    """Make a decoder with random relations.

    Raises:
        UnknownNameError: there is no such decoder; the message lists the names.
    """
    if name not in _DECODERS:
        near = difflib.get_close_matches(name, _DECODERS, 1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise UnknownNameError(
            f"no decoder {name[:40]!r}; {hint}there are {', '.join(decoder_names())}"
        )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return _DECODERS[name](n_relations, width)
