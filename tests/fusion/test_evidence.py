"""Items 5 to 7 of the evidence model on a graph small enough to compute by hand."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import log, sqrt

import numpy as np
import pytest

from data_schema import Annotation, Category, Finding, OntologyClass, Sex, UsageError
from fusion import Case, EvidenceConfig, EvidenceModel, Scored, prepare_case, table
from kg import GraphArrays, Node, Overlay, arrays_from_graph, without
from tests.fusion.patients import draw_patient
from tests.kg.small_graphs import annotation, small_graph

TERMS = {
    "HP:0000100": ["HP:0000118"],
    "HP:0000110": ["HP:0000100"],
    "HP:0000111": ["HP:0000110"],
    "HP:0000112": ["HP:0000110", "HP:0000200"],
    "HP:0000200": ["HP:0000118"],
}
ROWS = [
    annotation("OMIM:1", "HP:0000111", has_count=3, has_total=10),
    annotation("OMIM:1", "HP:0000200", has_percentage=80.0),
    annotation("OMIM:2", "HP:0000112", has_percentage=50.0),
    annotation("OMIM:3", "HP:0000110", negated=True),
    annotation("OMIM:3", "HP:0000200"),
    annotation("OMIM:4", "HP:0000100", has_count=2, has_total=5),
]
CONFIG = replace(EvidenceConfig.load(), kappa=0.5, gamma=0.1, lambda_=1.0, nu=0.5, theta=0.0)
P4 = 2.6 / 7
BACKGROUND = {
    "HP:0000111": (0.3 + 0.5) / 5,
    "HP:0000112": (0.5 + 0.5) / 5,
    "HP:0000110": (0.3 + 0.5 + 0.5) / 5,
    "HP:0000100": (0.3 + 0.5 + P4 + 0.5) / 5,
    "HP:0000200": (0.8 + 0.5 + 0.65 + 0.5) / 5,
    "HP:0000118": (0.86 + 0.5 + 0.65 + P4 + 0.5) / 5,
}


def arrays_of(
    *more: Annotation, rows: list[Annotation] = ROWS, same: tuple[tuple[str, str], ...] = ()
) -> GraphArrays:
    return arrays_from_graph(small_graph(TERMS, [*rows, *more], same=same))


def model_of(
    *more: Annotation,
    rows: list[Annotation] = ROWS,
    same: tuple[tuple[str, str], ...] = (),
    config: EvidenceConfig = CONFIG,
) -> EvidenceModel:
    return EvidenceModel(arrays_of(*more, rows=rows, same=same), config=config)


def case_of(model: EvidenceModel, *findings: str, sex: Sex = Sex.UNKNOWN) -> Case:
    """Prepare findings; a leading ``-`` excludes."""
    coded = [
        Finding(type=OntologyClass(id=f.removeprefix("-"), label=""), excluded=f.startswith("-"))
        for f in findings
    ]
    return prepare_case(model.arrays, coded, sex=sex)


def scores(model: EvidenceModel, scored: Scored) -> dict[str, float]:
    return {model.disease_id(c): float(s) for c, s in enumerate(scored.score)}


def ranking(model: EvidenceModel, scored: Scored) -> list[str]:
    return [model.disease_id(column) for column in scored.order.tolist()]


def met(ratio: float) -> float:
    """ℓ of a likelihood ratio, with the shipped ε."""
    return log(0.95 * ratio + 0.05)


def missed(p: float, background: float) -> float:
    """m_u with γ = 0.1 and r = 0.3."""
    return 0.1 * log((1 - 0.3 * p) / (1 - 0.3 * background))


def exact(expected: Mapping[str, float]) -> object:
    return pytest.approx(expected, abs=1e-12)


def test_background_is_the_mean_over_the_candidates() -> None:
    model = model_of()

    index = model.arrays.term_index
    assert {t: model.background[index[t]] for t in BACKGROUND} == exact(BACKGROUND)
    assert model.background[index["HP:0000001"]] == pytest.approx(0.5 / 5)
    assert np.array_equal(model.information, -np.log(model.background))


def test_background_has_a_ceiling() -> None:
    rows = [annotation(f"OMIM:{i}", "HP:0000200", has_percentage=100.0) for i in range(200)]

    assert model_of(rows=rows).background[2:].max() == 0.98


def test_a_finding_meets_each_disease_where_the_ratio_is_largest() -> None:
    model = model_of()

    scored = model.score(case_of(model, "HP:0000111"))

    ids = model.arrays.term_ids
    assert [ids[a] for a in scored.evaluation.matched[0]] == [
        "HP:0000111",
        "HP:0000110",
        "HP:0000118",
        "HP:0000100",
    ]
    assert scored.evaluation.barred.tolist() == [[False, False, True, False]]
    assert scores(model, scored) == exact(
        {
            "OMIM:1": met(sqrt(0.3) / 0.16) + missed(0.8, 0.49),
            "OMIM:2": met(sqrt(0.5) / 0.26) + missed(0.5, 0.2),
            "OMIM:3": log(0.5) + missed(0.65, 0.49),
            "OMIM:4": met(sqrt(P4) / BACKGROUND["HP:0000100"]),
        }
    )


def test_a_finding_unrelated_to_a_disease_counts_nothing_to_speak_of_and_never_against() -> None:
    model = model_of()

    scored = model.score(case_of(model, "HP:0000200"))

    at = model.column(model.arrays.disease_index["OMIM:4"])
    assert scored.evaluation.matched[0, at] == model.arrays.root
    assert scored.evaluation.log_ratio[0, at] == pytest.approx(met(1 / BACKGROUND["HP:0000118"]))
    assert scored.evaluation.log_ratio.min() > 0


def test_excluded_findings_take_the_place_of_what_was_not_observed() -> None:
    model = model_of()

    scored = model.score(case_of(model, "HP:0000111", "-HP:0000200"))

    assert scores(model, scored) == exact(
        {
            "OMIM:1": met(sqrt(0.3) / 0.16) + 0.03 * log(1 - 0.4),
            "OMIM:2": met(sqrt(0.5) / 0.26) + 0.03 * log(1 - 0.25),
            "OMIM:3": log(0.5) + 0.03 * log(1 - 0.325),
            "OMIM:4": met(sqrt(P4) / BACKGROUND["HP:0000100"]),
        }
    )


def test_a_disease_that_lacks_what_was_excluded_gains() -> None:
    model = model_of()

    scored = model.score(case_of(model, "HP:0000200", "-HP:0000110"))

    assert scored.evaluation.excluded[0].tolist() == pytest.approx(
        [0.03 * log(1 - 0.15), 0.03 * log(1 - 0.25), 1.0, 0.03 * log(1 - P4 * 0)], abs=1e-12
    )


def test_what_lies_below_an_exclusion_is_not_missing_too() -> None:
    model = model_of()

    scored = model.score(case_of(model, "HP:0000200", "-HP:0000110"))

    assert scored.evaluation.unobserved.tolist() == pytest.approx(
        [0.0, 0.0, 0.0, missed(P4, BACKGROUND["HP:0000100"])], abs=1e-12
    )


def test_a_term_rarer_in_the_disease_than_elsewhere_is_not_missed() -> None:
    rare = annotation("OMIM:4", "HP:0000200", has_percentage=1.0)
    model = model_of(rare)

    scored = model.score(case_of(model, "HP:0000100"))

    assert scored.evaluation.unobserved[3] == 0.0


def test_one_finding_gives_eight_nats_at_most() -> None:
    rows = [annotation(f"OMIM:{i}", "HP:0000200") for i in range(5000)]
    model = model_of(annotation("OMIM:1", "HP:0000111"), rows=rows)

    scored = model.score(case_of(model, "HP:0000111"))

    assert scored.evaluation.log_ratio.max() == 8.0


def test_findings_that_meet_at_one_term_count_less_and_less() -> None:
    rows = [annotation("OMIM:1", "HP:0000100"), annotation("OMIM:2", "HP:0000200")]
    model = model_of(rows=rows, config=replace(CONFIG, lambda_=0.5))

    scored = model.score(case_of(model, "HP:0000111", "HP:0000112"))

    index = model.arrays.term_index
    assert scored.evaluation.matched.tolist() == [
        [index["HP:0000100"], index["HP:0000118"]],
        [index["HP:0000100"], index["HP:0000200"]],
    ]
    full, root = met(sqrt(0.65) / (1.15 / 3)), met(1 / (1.8 / 3))
    assert scored.evaluation.contribution.tolist() == [
        pytest.approx([full, root], abs=1e-12),
        pytest.approx([full / 2, full], abs=1e-12),
    ]


def test_a_finding_the_disease_lacks_keeps_its_full_weight_against() -> None:
    rows = [annotation("OMIM:1", "HP:0000200"), annotation("OMIM:1", "HP:0000110", negated=True)]
    model = model_of(rows=rows, config=replace(CONFIG, lambda_=0.5))

    scored = model.score(case_of(model, "HP:0000111", "HP:0000110", "HP:0000112"))

    assert scored.evaluation.barred.tolist() == [[True], [True]]
    assert scored.evaluation.contribution[:, 0].tolist() == [log(0.5), log(0.5)]


@pytest.mark.parametrize(("low", "high"), [("250", "300"), ("300", "250")])
def test_equal_ratios_on_equal_backgrounds_meet_at_the_first_curie(low: str, high: str) -> None:
    low, high = f"HP:0000{low}", f"HP:0000{high}"
    terms = {**TERMS, high: ["HP:0000118"], low: [high]}
    rows = [*ROWS, annotation("OMIM:1", low), annotation("OMIM:2", low)]
    model = EvidenceModel(arrays_from_graph(small_graph(terms, rows)), config=CONFIG)

    scored = model.score(case_of(model, low))

    ids = model.arrays.term_ids
    assert [ids[a] for a in scored.evaluation.matched[0, :2]] == ["HP:0000250", "HP:0000250"]


LENT = [
    annotation("ORPHA:1", "HP:0000111", has_percentage=90.0),
    annotation("ORPHA:2", "HP:0000112", has_percentage=60.0),
]
SAME = (("OMIM:4", "ORPHA:1"), ("OMIM:4", "ORPHA:2"))


def test_equivalents_lend_the_weighted_mean_of_what_they_show() -> None:
    model = model_of(*LENT, same=SAME)

    scored = model.score(case_of(model, "HP:0000111"))

    lent = {"HP:0000111": 0.85 * 0.9 / 2, "HP:0000110": 0.85 * (0.9 + 0.6) / 2}
    ratio = {t: sqrt(p) / BACKGROUND[t] for t, p in lent.items()}
    assert ratio["HP:0000111"] > ratio["HP:0000110"]
    assert scores(model, scored)["OMIM:4"] == pytest.approx(met(ratio["HP:0000111"]), abs=1e-12)


def test_equivalents_change_neither_backgrounds_nor_what_is_missing_or_lacking() -> None:
    lacking = annotation("ORPHA:1", "HP:0000200", negated=True)
    alone, linked = model_of(), model_of(*LENT, lacking, same=SAME)

    assert np.array_equal(alone.background, linked.background)
    case = case_of(linked, "HP:0000200")
    assert np.array_equal(
        alone.score(case).evaluation.unobserved, linked.score(case).evaluation.unobserved
    )
    assert not linked.score(case).evaluation.barred.any()


def test_an_equivalent_that_loses_its_last_row_still_counts_in_the_mean() -> None:
    model = model_of(*LENT, same=SAME)
    case = case_of(model, "HP:0000112")

    before = model.score(case)
    after = model.score(
        case, overlay=Overlay(dropped=without(model.arrays, [("ORPHA:1", "HP:0000111")]))
    )

    both, one = 0.85 * (0.9 + 0.6) / 2, 0.85 * 0.6 / 2
    assert scores(model, before)["OMIM:4"] == pytest.approx(met(sqrt(both) / 0.26), abs=1e-12)
    assert scores(model, after)["OMIM:4"] == pytest.approx(met(sqrt(one) / 0.2), abs=1e-12)


def test_a_disease_without_rows_of_its_own_ranks_by_its_equivalents() -> None:
    model = model_of(annotation("ORPHA:1", "HP:0000111"), same=(("OMIM:9", "ORPHA:1"),))

    scored = model.score(case_of(model, "HP:0000111"))

    background = 0.8 / 6
    assert "OMIM:9" in ranking(model, scored)
    assert scores(model, scored)["OMIM:9"] == pytest.approx(met(sqrt(0.85 * 0.65) / background))


def test_dropped_rows_change_their_disease_alone_and_no_background() -> None:
    model = model_of()
    case = case_of(model, "HP:0000111")

    before = model.score(case)
    after = model.score(
        case, overlay=Overlay(dropped=without(model.arrays, [("OMIM:1", "HP:0000111")]))
    )

    root = met(1 / BACKGROUND["HP:0000118"])
    assert scores(model, after)["OMIM:1"] == pytest.approx(root + missed(0.8, 0.49), abs=1e-12)
    assert after.score[1:].tobytes() == before.score[1:].tobytes()
    assert model.score(case).score.tobytes() == before.score.tobytes()


def test_dropped_rows_of_no_candidate_change_nothing() -> None:
    model = model_of(annotation("ORPHA:7", "HP:0000111"))
    case = case_of(model, "HP:0000111")

    after = model.score(
        case, overlay=Overlay(dropped=without(model.arrays, [("ORPHA:7", "HP:0000111")]))
    )

    assert after.score.tobytes() == model.score(case).score.tobytes()


def test_a_disease_left_without_a_row_is_not_ranked() -> None:
    model = model_of()

    scored = model.score(
        case_of(model, "HP:0000112"),
        overlay=Overlay(dropped=without(model.arrays, [("OMIM:2", "HP:0000112")])),
    )

    assert scores(model, scored)["OMIM:2"] == -np.inf
    assert "OMIM:2" not in ranking(model, scored)
    assert len(ranking(model, scored)) == 3


def test_a_known_sex_sets_aside_rows_of_the_other() -> None:
    more = [
        annotation("OMIM:4", "HP:0000111", has_percentage=70.0, sex_qualifier="FEMALE"),
        annotation("OMIM:4", "HP:0000111", has_percentage=30.0, sex_qualifier="MALE"),
    ]
    model = model_of(*more)
    background = (0.3 + 0.5 + 0.5) / 5

    found = {
        sex: scores(model, model.score(case_of(model, "HP:0000111", sex=sex)))
        for sex in (Sex.UNKNOWN, Sex.FEMALE, Sex.MALE)
    }

    assert {sex: score["OMIM:4"] for sex, score in found.items()} == pytest.approx(
        {
            Sex.UNKNOWN: met(sqrt(0.5) / background),
            Sex.FEMALE: met(sqrt(0.7) / background),
            Sex.MALE: met(sqrt(0.3) / background),
        },
        abs=1e-12,
    )
    assert len({score["OMIM:1"] for score in found.values()}) == 1


def test_sex_and_dropped_rows_hold_together() -> None:
    female = annotation("OMIM:4", "HP:0000111", has_percentage=70.0, sex_qualifier="FEMALE")
    model = model_of(female)
    case = case_of(model, "HP:0000111", sex=Sex.MALE)
    dropped = without(model.arrays, [("OMIM:4", "HP:0000100"), ("OMIM:1", "HP:0000200")])

    found = scores(model, model.score(case, overlay=Overlay(dropped=dropped)))

    assert found["OMIM:4"] == -np.inf
    assert found["OMIM:1"] == model.score(case).evaluation.contribution[0, 0]


def test_equal_scores_rank_in_curie_order() -> None:
    rows = [annotation(f"OMIM:{i}", "HP:0000111") for i in (3, 20, 1, 100)]
    model = model_of(rows=rows)

    scored = model.score(case_of(model, "HP:0000111"))

    assert len(set(scored.score.tolist())) == 1
    assert ranking(model, scored) == ["OMIM:1", "OMIM:100", "OMIM:20", "OMIM:3"]


def test_candidates_are_the_diseases_of_the_namespace_with_rows() -> None:
    idle = Node(id="OMIM:9", category=Category.DISEASE, name="nothing known")
    orphan = annotation("ORPHA:1", "HP:0000200")
    arrays = arrays_from_graph(small_graph(TERMS, [*ROWS, orphan], nodes=[idle]))

    def candidates(namespace: str | None) -> list[str]:
        model = EvidenceModel(arrays, namespace=namespace)
        return [model.disease_id(c) for c in range(len(model.candidates))]

    assert candidates("OMIM") == ["OMIM:1", "OMIM:2", "OMIM:3", "OMIM:4"]
    assert candidates("ORPHA") == ["ORPHA:1"]
    assert candidates(None) == ["OMIM:1", "OMIM:2", "OMIM:3", "OMIM:4", "ORPHA:1"]
    with pytest.raises(UsageError, match=r"\(OMIM, ORPHA\), got DECIPHER"):
        EvidenceModel(arrays, namespace="DECIPHER")


def test_columns_of_diseases_that_are_no_candidates() -> None:
    model = model_of(annotation("ORPHA:1", "HP:0000200"))

    assert model.column(model.arrays.disease_index["ORPHA:1"]) is None
    assert [model.column(d) for d in range(4)] == [0, 1, 2, 3]


def test_a_profile_of_three_annotations_is_sparse_and_of_four_is_not() -> None:
    four = [annotation("OMIM:5", t) for t in ("HP:0000111", "HP:0000112", "HP:0000200")]
    rows = [*ROWS, *four, annotation("OMIM:6", "HP:0000100")]
    rows += [annotation("OMIM:6", row.object) for row in four]
    model = model_of(rows=rows)

    assert [model.is_sparse(column) for column in range(6)] == [True] * 5 + [False]


def test_no_findings_score_what_is_missing_alone() -> None:
    model = model_of()

    scored = model.score(case_of(model))

    assert scored.evaluation.contribution.shape == (0, 4)
    assert np.array_equal(scored.score, scored.evaluation.unobserved)


def test_one_case_scores_the_same_bytes_alone_and_after_others(model: EvidenceModel) -> None:
    cases = []
    for seed in range(12):
        disease = int(model.candidates[seed * 577])
        findings, sex = draw_patient(model.arrays, disease, seed)
        cases.append(prepare_case(model.arrays, findings, sex=sex))

    batch = [model.score(case) for case in cases]

    for case, before in list(zip(cases, batch, strict=True))[::4]:
        alone = EvidenceModel(model.arrays).score(case)
        assert alone.score.tobytes() == before.score.tobytes()
        assert alone.evaluation.contribution.tobytes() == before.evaluation.contribution.tobytes()
        assert alone.evaluation.matched.tobytes() == before.evaluation.matched.tobytes()


def test_forgetting_what_was_computed_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_MAX_CACHED_VALUES", 4)
    forgetful, other = model_of(), ["HP:0000112", "HP:0000200"]
    first = forgetful.score(case_of(forgetful, "HP:0000111", "-HP:0000200"))
    forgetful.score(case_of(forgetful, *other))

    again = forgetful.score(case_of(forgetful, "HP:0000111", "-HP:0000200"))

    assert again.score.tobytes() == first.score.tobytes()


def test_threads_share_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_MAX_CACHED_VALUES", 8)
    model = model_of()
    cases = [case_of(model, *found) for found in (["HP:0000111"], ["HP:0000112"], ["HP:0000200"])]
    expected = [model.score(case).score.tobytes() for case in cases]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda i: model.score(cases[i % 3]).score.tobytes(), range(3000)))
    finally:
        sys.setswitchinterval(interval)

    assert found == [expected[i % 3] for i in range(3000)]


def test_a_model_is_let_go_of_without_the_garbage_collector() -> None:
    model = model_of(annotation("OMIM:4", "HP:0000111", sex_qualifier="FEMALE"))
    model.score(case_of(model, "HP:0000111", sex=Sex.MALE))
    gone = weakref.ref(model)
    gc.disable()
    try:
        del model
        assert gone() is None
    finally:
        gc.enable()


def test_the_same_rows_dropped_for_another_sex_are_another_question() -> None:
    female = annotation("OMIM:4", "HP:0000111", has_percentage=70.0, sex_qualifier="FEMALE")
    model = model_of(female)
    dropped = without(model.arrays, [("OMIM:4", "HP:0000100")])

    found = {
        sex: scores(
            model,
            model.score(case_of(model, "HP:0000111", sex=sex), overlay=Overlay(dropped=dropped)),
        )
        for sex in (Sex.MALE, Sex.FEMALE, Sex.UNKNOWN)
    }

    assert found[Sex.MALE]["OMIM:4"] == -np.inf
    assert found[Sex.FEMALE] == found[Sex.UNKNOWN]
    assert np.isfinite(found[Sex.FEMALE]["OMIM:4"])
