"""Writing a page is all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.report import write_html
from pipelines.report.markup import el
from pipelines.report.page import page


def test_a_page_is_written_as_utf8_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("before")

    write_html(target, page(el("p", "−1 \ud800"), title="t"))

    assert "−1 \ufffd" in target.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_write_keeps_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("before")

    with pytest.raises(UnicodeEncodeError):
        write_html(target, "\ud800")
    with pytest.raises(FileNotFoundError):
        write_html(tmp_path / "missing" / "report.html", "x")

    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_children_are_escaped_and_absent_attributes_left_out() -> None:
    made = el("p", "<&>", None, ["a", el("b", '"')], class_="x<", hidden=True, id=None, open=False)

    assert made == '<p class="x&lt;" hidden>&lt;&amp;&gt;a<b>&quot;</b></p>'
