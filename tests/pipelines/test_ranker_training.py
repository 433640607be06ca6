"""``diagraph train ranker`` over a small graph: what it writes, resumes and refuses."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from fusion.neural import load_ranker
from kg import store_at
from pipelines import train_ranker
from tests.fusion.family_graphs import family_knowledge
from tests.pipelines.command_line import Cli, command_line

SMALLER = {
    "width = 64 ": "width = 5 ",
    "versions = 4": "versions = 1",
    "patients = 500 ": "patients = 30 ",
    "least_lost = 3 ": "least_lost = 1 ",
    "least_rows = 4 ": "least_rows = 2 ",
    "steps = 300": "steps = 4",
    "every = 25 ": "every = 2 ",
    "batch = 48 ": "batch = 8 ",
}


class KilledError(Exception):
    pass


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("families")
    store_at(folder / "graph.lbug").load(family_knowledge())
    text = files("fusion").joinpath("data/neural.toml").read_text(encoding="utf-8")
    for old, new in SMALLER.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "small.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def cli(
    home: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Cli:
    return command_line(home, capsysbinary, monkeypatch)


def test_a_ranker_is_trained_where_fused_finds_it(cli: Cli, home: Path, tmp_path: Path) -> None:
    trained = cli("train", "ranker", "--config", home / "small.toml", "--json")

    bundle = home / "bundles" / "ranker"
    assert trained.code == 0
    assert trained.object["folder"] == str(bundle)
    assert list(trained.object["models"]) == ["whole", *(f"blind-{k}" for k in range(5))]
    assert sorted(path.name for path in bundle.iterdir()) == [
        "MODEL_CARD.md",
        *(f"blind-{k}.safetensors" for k in range(5)),
        "manifest.json",
        "ranker.safetensors",
    ]
    manifest = json.loads((bundle / "manifest.json").read_text())
    assert manifest["graph"] == trained.object["graph"]
    assert manifest["graph"]["version"].startswith("small")
    assert manifest["settings"]["vectors"]["width"] == 5
    assert manifest["models"]["whole"]["held_out"] >= 1
    assert len(load_ranker(bundle).blind) == 5
    card = (bundle / "MODEL_CARD.md").read_text()
    assert manifest["graph"]["hash"] in card
    assert "| blind-4 |" in card
    assert "Research only" in card

    record = tmp_path / "case.json"
    present = [{"type": {"id": "HP:0001001"}}]
    record.write_text(json.dumps({"id": "case", "phenotypicFeatures": present}))
    answer = cli("diagnose", record, "--ranker", "fused", "--json")
    assert answer.object["provenance"]["ranker"] == "fused-v1"
    assert answer.object["diagnoses"]


def test_it_prints_a_table_and_writes_no_blind_models_where_none_are_asked_for(
    cli: Cli, home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ranker"

    done = cli(
        "train", "ranker", "--out", out, "--no-folds", "--config", home / "small.toml", "--seed", 3
    )

    assert done.code == 0
    assert "whole" in done.out
    assert "blind" not in done.out
    assert load_ranker(out).blind == ()
    assert load_ranker(out).manifest["seed"] == 3


def test_a_folder_that_holds_something_is_not_written_over(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    outcome = cli("train", "ranker", "--out", tmp_path)

    assert outcome.code == 2
    assert "--resume" in outcome.err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("at", [("whole", 2), ("blind-1", 3)])
def test_an_interrupted_training_ends_with_the_same_bytes(
    home: Path, tmp_path: Path, at: tuple[str, int]
) -> None:
    def interrupt(what: str, done: int, total: int) -> None:
        if what.startswith(f"{at[0]}: training") and done == at[1]:
            raise KilledError

    graph, config = home / "graph.lbug", home / "small.toml"
    straight, broken = tmp_path / "straight", tmp_path / "broken"
    train_ranker(graph, straight, config=config)
    with pytest.raises(KilledError):
        train_ranker(graph, broken, config=config, progress=interrupt)
    assert not (broken / "manifest.json").exists()
    train_ranker(graph, broken, config=config, resume=True)

    for name in ("ranker", *(f"blind-{k}" for k in range(5))):
        file = f"{name}.safetensors"
        assert (broken / file).read_bytes() == (straight / file).read_bytes()
    assert not list(broken.glob("checkpoint-*"))
