"""Bars to scale and paths in boxes."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from pipelines.report.parts import Part, PartKind
from pipelines.report.paths import hops, how_met, path_words, strongest_first
from pipelines.report.svg import Direction, contribution_bar, gauge, path_strip, score_bar
from pipelines.report.view import Names
from tests.pipelines.report_cases import labels, marfan_report

NAMES = Names(labels)


def rects(svg: str) -> list[tuple[str, float, float]]:
    """(class, left, width) of every bar."""
    return [
        (node.attrib["class"], float(node.attrib["x"]), float(node.attrib["width"]))
        for node in ET.fromstring(svg).iter("rect")
    ]


def zero(svg: str) -> float:
    return next(
        float(node.attrib["x1"])
        for node in ET.fromstring(svg).iter("line")
        if node.attrib["class"] == "zero"
    )


def test_a_contribution_is_drawn_from_zero_to_its_side_and_to_scale() -> None:
    for_it = contribution_bar(2.0, low=-2.0, high=4.0, label="x")
    against = contribution_bar(-1.0, low=-2.0, high=4.0, label="x")

    (css, left, width) = rects(for_it)[0]
    assert (css, left) == ("for", zero(for_it))
    (css, other_left, other_width) = rects(against)[0]
    assert css == "against"
    assert other_left + other_width == pytest.approx(zero(against), abs=0.15)
    assert width == pytest.approx(2 * other_width, abs=0.2)
    assert "x: −1.00 nats" in against


def test_a_score_stacks_both_sides_and_tells_absence_from_contradiction() -> None:
    parts = [
        Part(kind=kind, label="", contribution=value)
        for kind, value in (
            (PartKind.EVIDENCE, 3.0),
            (PartKind.CONTRADICTION, -1.0),
            (PartKind.CONTRADICTION, 0.5),
            (PartKind.REST, -0.5),
            (PartKind.BASELINE, 0.0),
        )
    ]

    svg = score_bar(parts, low=-1.5, high=3.5)
    bars = rects(svg)

    assert [css for css, *_ in bars] == ["for", "against", "for", "absent"]
    assert min(left for _, left, _ in bars) == 0
    assert max(left + width for _, left, width in bars) == pytest.approx(200)
    assert "+3.50 nats for, −1.50 nats against" in svg


def test_nothing_to_draw_is_no_division_by_zero() -> None:
    assert rects(score_bar([], low=0.0, high=0.0)) == []
    assert rects(gauge(0.0, need=9.0, title="none"))[1][2] == 0
    assert rects(gauge(1e9, need=9.0, title="more than fits"))[1][2] == 200


def test_a_path_shows_roles_and_directions() -> None:
    marfan, loeys_dietz = marfan_report().diagnoses
    borrowed = marfan.evidence[0]
    nodes = hops(borrowed.paths[0], borrowed, NAMES)
    assert [hop.role for hop in nodes] == [
        "finding · met here · annotated",
        "same disease",
        "disease",
    ]
    assert [hop.direction for hop in nodes[1:]] == [Direction.BACKWARD, Direction.BOTH]

    climbed = loeys_dietz.evidence[0]
    strongest = strongest_first(climbed.paths)[0]
    nodes = hops(strongest, climbed, NAMES)
    assert strongest.share == 0.7
    assert [hop.role for hop in nodes] == ["finding", "", "met here", "annotated", "disease"]
    assert [hop.edge for hop in nodes] == ["", "is a", "is a", "is a", "shows"]
    assert [hop.direction for hop in nodes[1:]] == [
        Direction.FORWARD,
        Direction.FORWARD,
        Direction.BACKWARD,
        Direction.BACKWARD,
    ]
    assert how_met(climbed, NAMES) == "meets the disease at a common ancestor: Aortic aneurysm"
    assert path_words(strongest, NAMES).startswith(
        "Aortic root aneurysm (HP:0002616) –is a→ Thoracic aortic aneurysm (HP:0012727) –is a→ "
    )


def test_every_box_is_a_titled_image_wide_enough_for_its_words() -> None:
    item = marfan_report().diagnoses[1].evidence[0]
    strip = path_strip(hops(item.paths[0], item, NAMES), label="a path")

    boxes = ET.fromstring(strip).findall("li/svg")
    assert len(boxes) == 5
    for box in boxes:
        assert box.attrib["role"] == "img"
        assert box.findtext("title")
        width = next(float(node.attrib["width"]) for node in box.iter("rect"))
        longest = max(len(node.text or "") for node in box.iter("text"))
        assert width >= 5 * longest
    assert len({box.attrib["height"] for box in boxes}) == 1


def test_a_label_without_spaces_is_cut_into_lines_and_kept_whole_in_the_title() -> None:
    item = marfan_report().diagnoses[1].evidence[0]
    endless = Names(lambda _: "x" * 500)

    strip = path_strip(hops(item.paths[0], item, endless), label="a path")

    assert max(float(w) for w in re.findall(r'<svg role="img" width="([0-9.]+)"', strip)) < 320
    assert "…" in strip
    assert "x" * 500 in strip
