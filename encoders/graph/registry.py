"""Graph encoders by versioned name, made when they are asked for."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch

from data_schema import UnknownNameError, UsageError

if TYPE_CHECKING:
    from .encoder import MessageEncoder
    from .schema import GraphSchema

__all__ = ["EncoderConfig", "graph_encoder_names", "make_graph_encoder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderConfig:
    """Sizes of an encoder.

    Attributes:
        width: columns of all vectors, at least 1.
        hidden_layers: layers before the linear last one, at least 1.
        dropout: share of hidden values that training leaves out, in [0, 1).
        bases: matrices that R-GCN's edge types share, at least 1.
        heads: HGT's attention heads; they divide ``width``.

    Raises:
        UsageError: a value out of range.
    """

    width: int = 64
    hidden_layers: int = 1
    dropout: float = 0.1
    bases: int = 8
    heads: int = 2

    def __post_init__(self) -> None:
        counts = (self.width, self.hidden_layers, self.bases, self.heads)
        if min(counts) < 1 or not 0 <= self.dropout < 1 or self.width % self.heads:
            raise UsageError(
                "expected width, hidden_layers, bases and heads of 1 or more, heads that divide "
                f"the width, and dropout from 0 to below 1; got {self}"
            )


def _rgcn(schema: GraphSchema, config: EncoderConfig) -> list[torch.nn.Module]:
    from .rgcn import RGCNLayer

    return [
        RGCNLayer(schema, config.width, bases=config.bases) for _ in range(config.hidden_layers)
    ]


def _hgt(schema: GraphSchema, config: EncoderConfig) -> list[torch.nn.Module]:
    from .hgt import HGTLayer

    return [HGTLayer(schema, config.width, heads=config.heads) for _ in range(config.hidden_layers)]


def _compgcn(name: str) -> Callable[[GraphSchema, EncoderConfig], list[torch.nn.Module]]:
    def make(schema: GraphSchema, config: EncoderConfig) -> list[torch.nn.Module]:
        from .compgcn import CompGCNLayer, Composition

        return [
            CompGCNLayer(schema, config.width, composition=Composition(name))
            for _ in range(config.hidden_layers)
        ]

    return make


_LAYERS: Final[Mapping[str, Callable[[GraphSchema, EncoderConfig], list[torch.nn.Module]]]] = {
    "compgcn-corr-v1": _compgcn("corr"),
    "compgcn-mult-v1": _compgcn("mult"),
    "compgcn-sub-v1": _compgcn("sub"),
    "hgt-v1": _hgt,
    "rgcn-v1": _rgcn,
}


def graph_encoder_names() -> tuple[str, ...]:
    """Return the names of all graph encoders, sorted."""
    return tuple(sorted(_LAYERS))


def make_graph_encoder(
    name: str, schema: GraphSchema, *, config: EncoderConfig | None = None, seed: int = 0
) -> MessageEncoder:
    """Make an encoder with random parameters.

    Args:
        name: one of :func:`graph_encoder_names`.
        schema: the graphs it is for.
        config: sizes; the defaults where it is not given.
        seed: of the parameters. The global generator is left as it was.

    Raises:
        UnknownNameError: there is no such encoder; the message lists the names.
    """
    if name not in _LAYERS:
        near = difflib.get_close_matches(name, _LAYERS, 1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise UnknownNameError(
            f"no graph encoder {name[:40]!r}; {hint}there are {', '.join(graph_encoder_names())}"
        )
    from .encoder import MessageEncoder

    sizes = config or EncoderConfig()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return MessageEncoder(
            schema, _LAYERS[name](schema, sizes), width=sizes.width, dropout=sizes.dropout
        )
