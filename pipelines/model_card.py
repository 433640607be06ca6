"""The model card of a trained ranker (Mitchell et al. 2019, doi:10.1145/3287560.3287596)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["model_card"]

_CARD = """# Diagraph's learned ranker

## What it is

A correction of the evidence model (`--ranker fused`). Where a finding meets a disease only
vaguely, what diseases of the same gene or class show is heard as well. One linear layer of
messages over the knowledge graph; every neighbour's share of a score is exact and is reported.
No parameter belongs to a disease.

## What it was trained on

The knowledge graph `{version}` alone (hash `{hash}`), seed {seed}: {patients:,.0f} patients
were simulated from its annotation rows and told apart from other diseases. No record of a
patient was read. How far the correction is trusted (w = {weight}) was chosen on published, de-
identified development cases.

| source | version | licence |
|---|---|---|
{sources}

## Figures

Of simulated patients that were held out of training, the share whose disease stood first or
among the first ten, of the {shown} candidates it is told apart from. They show that something
was learned, not how well patients are diagnosed: `diagraph evaluate diagnosis --ranker fused`
measures that.

| model | patients | first, evidence | first, with it | ten, evidence | ten, with it |
|---|---|---|---|---|---|
{figures}

`blind-0` to `blind-4` were trained without any row that cites a paper of their fold; they
answer in evaluations without a case's own publications, and only there.

## What it is not for

Research only: no medical device, no diagnosis, not for the care of a patient. It knows rare
diseases as the graph knows them: diseases without neighbours or rows gain nothing, and where
the graph is wrong or thin (ancestries, sexes and ages that are less published) so is it. It
changes nothing in everyday settings. Its scores are no probabilities; those that stand beside
them were measured with one training of it.
"""


def model_card(manifest: Mapping[str, Any]) -> str:
    """Return the card, in Markdown, of a ranker with this manifest."""
    settings = manifest["settings"]
    simulation = settings["simulation"]
    sources = [
        f"| {name} | {source['version']} | {source['licence']} |"
        for name, source in sorted(manifest["sources"].items())
    ]
    figures = [
        f"| {name} | {of['held_out']:.0f} | {of['top1_evidence']:.1%} | {of['top1']:.1%} "
        f"| {of['top10_evidence']:.1%} | {of['top10']:.1%} |"
        for name, of in manifest["models"].items()
    ]
    return _CARD.format(
        **manifest["graph"],
        seed=manifest["seed"],
        patients=manifest["models"]["whole"]["patients"],
        weight=settings["training"]["weight"],
        shown=simulation["best"] + simulation["others"],
        sources="\n".join(sources),
        figures="\n".join(figures),
    )
