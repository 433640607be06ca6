"""A real browser opens the pages: the policy holds, and nothing on the page breaks it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pipelines.report import (
    IndexEntry,
    render_html,
    render_index,
    render_versus_html,
    write_html,
)
from tests.pipelines.report_cases import labels, marfan_record, marfan_report

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = (
    "--headless",
    "--no-sandbox",  # the tests may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; set CHROMIUM to one")


def opened(page: Path, profile: Path, *more: str) -> tuple[str, list[str]]:
    """The DOM of ``page`` in a browser, and what its console said."""
    done = subprocess.run(
        [str(CHROMIUM), *FLAGS, *more, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def pages() -> dict[str, str]:
    report = marfan_report()
    a, b = report.diagnoses
    return {
        "report": render_html(report, marfan_record(), labels=labels),
        "versus": render_versus_html(a, b, labels=labels),
        "index": render_index([IndexEntry(report=report, href="report.html")]),
    }


@pytest.mark.parametrize("name", ["report", "versus", "index"])
def test_a_page_opens_without_a_word_from_the_console(tmp_path: Path, name: str) -> None:
    page = tmp_path / f"{name}.html"
    write_html(page, pages()[name])

    dom, console = opened(page, tmp_path / "profile")

    assert console == []
    assert "Marfan syndrome" in dom


def test_the_policy_stops_what_a_hole_in_the_escaping_would_let_in(tmp_path: Path) -> None:
    hole = (
        '<p style="color:red">x</p><style>p{color:red}</style>'
        '<script>document.title = "run"</script><img src="x.png" onerror="document.title=1">'
    )
    page = tmp_path / "broken.html"
    write_html(page, pages()["report"].replace("</main>", f"{hole}</main>"))

    dom, console = opened(page, tmp_path / "profile")

    assert "<title>marfan-01 · Diagraph report</title>" in dom
    told = "\n".join(console)
    assert told.count("Content Security Policy") >= 4
    for directive in ("script-src", "style-src", "img-src"):
        assert directive in told


def test_nothing_sticks_out_of_a_narrow_screen(tmp_path: Path) -> None:
    made = pages()
    for words in ("Tall with long limbs", "HP:0003179", "Marfan syndrome", "FBN1"):
        made[f"endless {words}"] = made["report"].replace(words, "x" * 300)
    frames: list[str] = []
    for html in made.values():
        opened_up = html.replace("<details", "<details open")
        (tmp_path / f"{len(frames)}.html").write_text(opened_up, encoding="utf-8")
        frames.append(f'<iframe width="400" height="800" src="{len(frames)}.html"></iframe>')
    measure = """
        addEventListener("load", () => {
            const pages = [...document.querySelectorAll("iframe")].map(
                (frame) => frame.contentDocument.documentElement);
            document.title = "over " + pages.map((p) => p.scrollWidth - p.clientWidth).join(" ");
        });
    """
    ruler = tmp_path / "ruler.html"
    ruler.write_text(f"<title>none</title>{''.join(frames)}<script>{measure}</script>")

    dom, _ = opened(ruler, tmp_path / "profile", "--allow-file-access-from-files")

    title = dom[dom.index("<title>") :].partition("</title>")[0]
    assert title == "<title>over " + " ".join(["0"] * len(made))
