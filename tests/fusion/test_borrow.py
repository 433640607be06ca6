"""What neighbours lend, by hand, and under overlays."""

from __future__ import annotations

from importlib.resources import files
from math import log
from pathlib import Path

import numpy as np
import pytest

from data_schema import UsageError
from fusion import EvidenceModel, Explainer
from fusion.borrow import BorrowConfig, BorrowModel
from fusion.layout import build_table
from kg import WHOLE, GraphArrays, Overlay
from tests.fusion.kinship_graphs import related_diseases
from tests.fusion.test_case import prepared

SHIPPED = files("fusion").joinpath("data/borrow.toml")
FINDINGS = ("HP:0000110", "HP:0000200")


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    return related_diseases()


@pytest.fixture(scope="module")
def borrow(arrays: GraphArrays) -> BorrowModel:
    return BorrowModel(arrays)


def rows(*numbers: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


def test_a_disease_borrows_less_the_more_is_known_of_it(
    arrays: GraphArrays, borrow: BorrowModel
) -> None:
    scored = borrow.score(prepared(arrays, "HP:0000200"))

    term, k = arrays.term_index["HP:0000200"], borrow.config
    column = borrow.column_of("OMIM:1")
    assert column is not None
    lent = 0.9 * 3 / (3 + 1) * 0.4
    expected = log(0.95 * lent**k.kappa / borrow.background[term] + 0.05)
    assert lent > 0.85 * 0.2
    assert scored.evaluation.matched[0, column] == term
    assert scored.evaluation.contribution[0, column] == pytest.approx(expected, abs=1e-12)


def test_what_nobody_lends_to_scores_as_without_neighbours(
    arrays: GraphArrays, borrow: BorrowModel
) -> None:
    case = prepared(arrays, *FINDINGS)
    evidence = EvidenceModel(arrays)

    with_, without = borrow.score(case).score, evidence.score(case).score

    column = borrow.column_of("OMIM:6")
    assert with_[column] == without[column]
    assert (with_ >= without).all()
    assert (with_ > without).any()
    assert np.array_equal(borrow.background, evidence.background)


@pytest.mark.parametrize(
    "overlay",
    [
        Overlay(dropped=rows(1, 2)),
        Overlay(dropped=rows(3, 8)),
        Overlay(silent=rows(0, 1, 2, 3, 5)),
        Overlay(silent=rows(0, 1, 2, 3, 5), spared=rows(0, 2), dropped=rows(0)),
        Overlay(unlinked=rows(2)),
        Overlay(dropped=rows(5), unlinked=rows(4)),
    ],
)
def test_an_overlay_changes_all_that_it_touches(borrow: BorrowModel, overlay: Overlay) -> None:
    case = prepared(borrow.arrays, *FINDINGS)
    table = build_table(
        borrow.arrays, borrow.config, borrow.candidates, base=borrow.score(case).base,
        overlay=overlay,
    )  # fmt: skip

    scored = borrow.score(case, overlay=overlay)

    assert scored.score.tolist() == pytest.approx(table.evaluate(case).score.tolist(), abs=1e-12)
    assert not np.array_equal(scored.score, borrow.score(case).score)


def test_a_silent_disease_still_lends_and_borrows_all_it_can(borrow: BorrowModel) -> None:
    case = prepared(borrow.arrays, "HP:0000200")
    scored = borrow.score(case, overlay=Overlay(silent=rows(0, 1, 2)))
    first, second = (borrow.column_of(curie) for curie in ("OMIM:1", "OMIM:2"))

    bg = borrow.background[borrow.arrays.term_index["HP:0000200"]]
    lent = {first: 0.9 * 0.4, second: 0.9 * 0.2 / 2}
    for column, probability in lent.items():
        found = scored.evaluation.contribution[0, column]
        here = log(0.95 * probability**borrow.config.kappa / bg + 0.05)
        assert found == pytest.approx(max(here, _at_root(borrow, bg)), abs=1e-12)


def _at_root(borrow: BorrowModel, of_finding: float) -> float:
    bg = borrow.background[borrow.arrays.root]
    told = (log(bg) / log(of_finding)) ** borrow.config.theta
    return float(told * log(0.95 / bg + 0.05))


def test_a_disease_without_rows_ranks_by_its_neighbours(borrow: BorrowModel) -> None:
    case = prepared(borrow.arrays, *FINDINGS)
    overlay = Overlay(dropped=rows(3))
    column = borrow.column_of("OMIM:3")

    assert np.isfinite(borrow.score(case, overlay=overlay).score[column])
    assert EvidenceModel(borrow.arrays).score(case, overlay=overlay).score[column] == -np.inf


def test_it_has_a_name_and_a_hash_of_its_own_and_no_explanations(borrow: BorrowModel) -> None:
    evidence = EvidenceModel(borrow.arrays)

    assert borrow.name != evidence.name
    assert borrow.hash != evidence.hash
    with pytest.raises(UsageError, match="got borrow-v1; explain with the ranker 'evidence'"):
        Explainer(borrow).diagnosis(borrow.score(prepared(borrow.arrays), overlay=WHOLE), 0, rank=1)


def test_the_shipped_values_are_those_of_the_formula() -> None:
    config = BorrowConfig.load()

    assert (config.weight, config.prior, config.max_siblings) == (0.9, 3.0, 30)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("weight = ", "heft = ", "got heft, max_siblings, prior"),
        ("[borrow]", "[lend]", "got nothing"),
        ("weight = 0.9", "weight = 1.5", "expected a weight from 0 to 1"),
        ("prior = 3.0", "prior = 0.0", "a prior above 0"),
        ("[borrow]", "[borrow", "expected a TOML file"),
    ],
)
def test_a_wrong_file_is_a_usage_error(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "borrow.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(UsageError, match=message):
        BorrowConfig.load(path)
