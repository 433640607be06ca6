"""Everyday settings: common diseases beside rare ones, and no trace in the setting ``rare``."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import log

import numpy as np
import pytest

from data_schema import ContradictionKind, Diagnosis, MatchKind, Sex, UsageError
from fusion import (
    EvidenceConfig,
    EvidenceModel,
    Explainer,
    Scored,
    Setting,
    prepare_case,
)
from fusion.candidates import everyday_diseases
from fusion.layout import background_of
from fusion.settings import SettingsConfig
from kg import KnowledgeGraph, arrays_from_graph
from tests.fusion.everyday_graphs import (
    CHEST_PAIN,
    CHILLS,
    COPD,
    COUGH,
    DYSPNEA,
    FEVER,
    INFARCTION,
    INFILTRATE,
    LENS,
    LOBAR,
    LONG_FINGERS,
    PATIENTS,
    PNEUMONIA,
    PRODUCTIVE_COUGH,
    PROSTATITIS,
    RARE,
    SAME_AS_PNEUMONIA,
    SMOKING,
    SQUEEZING,
    TROPONIN,
    case_of,
    everyday_arrays,
    everyday_model,
    everyday_row,
)
from tests.fusion.patients import draw_patient

CONFIG = SettingsConfig.load()
EVERYDAY = [setting for setting in Setting if setting is not Setting.RARE]
MODEL = everyday_model()


def score_of(model: EvidenceModel, scored: Scored, disease: str) -> float:
    column = model.column_of(disease)
    assert column is not None
    return float(scored.score[column])


def part(model: EvidenceModel, scored: Scored, disease: str, finding: str) -> float:
    """Return what one finding, present or excluded (``-``), adds to a disease."""
    column = model.column_of(disease)
    assert column is not None
    term = model.arrays.term_index[finding.removeprefix("-")]
    if finding.startswith("-"):
        return float(scored.evaluation.excluded[scored.case.excluded.index(term), column])
    return float(scored.evaluation.contribution[scored.case.observed.index(term), column])


def test_everyday_diseases_are_those_somebody_states_the_patients_of() -> None:
    arrays = everyday_arrays()
    found = everyday_diseases(arrays)

    assert {arrays.disease_ids[d] for d in np.flatnonzero(found).tolist()} == set(PATIENTS)


def test_candidates_are_everyday_diseases_and_rare_ones_that_are_none_of_them() -> None:
    ids = {MODEL.disease_id(column) for column in range(len(MODEL.candidates))}

    assert ids == {*PATIENTS, *RARE}
    assert MODEL.columns_meaning(SAME_AS_PNEUMONIA) == (MODEL.column_of(PNEUMONIA),)


def test_in_rare_everyday_diseases_are_no_candidates_and_lend_nothing() -> None:
    model = everyday_model(setting=Setting.RARE)

    assert {model.disease_id(c) for c in range(len(model.candidates))} == {
        *RARE,
        SAME_AS_PNEUMONIA,
    }
    assert model.everyday is None
    assert model.columns_meaning(PNEUMONIA) == ()


def test_in_rare_a_small_graph_scores_the_same_bytes_as_without_everyday_diseases() -> None:
    with_, without = (
        EvidenceModel(everyday_arrays(with_everyday=w), setting=Setting.RARE) for w in (True, False)
    )
    for findings in combinations([FEVER, COUGH, LONG_FINGERS, f"-{LENS}", f"-{DYSPNEA}"], 3):
        one, other = (
            model.score(case_of(model.arrays, *findings, sex=Sex.MALE)).score
            for model in (with_, without)
        )
        assert one.tobytes() == other.tobytes()


@pytest.mark.slow
def test_in_rare_the_default_graph_scores_the_same_bytes_with_and_without_everyday_diseases(
    default_graph: KnowledgeGraph, rare_graph: KnowledgeGraph
) -> None:
    """Forty patients of OMIM's diseases: every score of every candidate, and its parts."""
    with_, without = (EvidenceModel(arrays_from_graph(g)) for g in (default_graph, rare_graph))
    ids = [[m.disease_id(c) for c in range(len(m.candidates))] for m in (with_, without)]
    assert ids[0] == ids[1]
    for seed in range(40):
        disease = int(without.candidates[seed * 199])
        findings, sex = draw_patient(without.arrays, disease, seed)
        one, other = (
            model.score(prepare_case(model.arrays, findings, sex=sex)) for model in (with_, without)
        )
        assert one.score.tobytes() == other.score.tobytes()
        parts = (one.evaluation, other.evaluation)
        assert len({each.unobserved.tobytes() for each in parts}) == 1
        assert len({each.contribution.sum(axis=0).tobytes() for each in parts}) == 1


@pytest.mark.parametrize("setting", EVERYDAY)
def test_the_parts_of_a_score_add_up_to_it(setting: Setting) -> None:
    model = everyday_model(setting=setting)
    case = case_of(
        model.arrays,
        FEVER,
        CHILLS,
        PRODUCTIVE_COUGH,
        f"-{TROPONIN}",
        f"-{CHEST_PAIN}",
        sex=Sex.FEMALE,
        age=71.0,
        course="acute",
        risks=[SMOKING],
    )
    scored = model.score(case)

    explainer = Explainer(model)
    assert len(scored.order) == len(model.candidates) - 1
    for rank, column in enumerate(scored.order.tolist(), start=1):
        found = explainer.diagnosis(scored, column, rank=rank)
        assert found.total() == pytest.approx(found.score, abs=1e-6)
        assert bool(found.context) == (found.disease.id in PATIENTS)


def test_a_disease_of_the_other_sex_has_no_rank() -> None:
    scored = MODEL.score(case_of(MODEL.arrays, FEVER, CHILLS, sex=Sex.FEMALE))

    assert score_of(MODEL, scored, PROSTATITIS) == -np.inf
    assert MODEL.column_of(PROSTATITIS) not in scored.order.tolist()


def test_the_baseline_is_of_disease_and_setting_alone() -> None:
    one, other = (MODEL.score(case_of(MODEL.arrays, f)).baseline for f in (FEVER, LENS))

    assert one is not None
    assert other is not None
    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("more", [COUGH, "HP:0012735"])
def test_an_ancestor_beside_its_finding_moves_no_score(more: str) -> None:
    findings = (FEVER, PRODUCTIVE_COUGH, DYSPNEA)
    one, other = (
        MODEL.score(case_of(MODEL.arrays, *each)).score for each in (findings, (*findings, more))
    )

    assert np.abs(np.where(np.isfinite(one), one - other, 0.0)).max() <= 1e-6


def test_further_findings_of_a_cluster_count_less_and_less() -> None:
    """The i-th finding of a cluster adds at most λ^i ℓ."""
    both = MODEL.score(case_of(MODEL.arrays, FEVER, CHILLS))
    each = sorted(
        part(MODEL, MODEL.score(case_of(MODEL.arrays, f)), PNEUMONIA, f) for f in (FEVER, CHILLS)
    )
    found = sorted(part(MODEL, both, PNEUMONIA, f) for f in (FEVER, CHILLS))

    assert each[0] > 0.0
    assert found == pytest.approx([CONFIG.decay * each[0], each[1]], abs=1e-12)


def test_findings_of_different_clusters_count_in_full() -> None:
    both = MODEL.score(case_of(MODEL.arrays, FEVER, COUGH))

    for finding in (FEVER, COUGH):
        alone = MODEL.score(case_of(MODEL.arrays, finding))
        assert part(MODEL, both, PNEUMONIA, finding) == part(MODEL, alone, PNEUMONIA, finding)


def test_an_excluded_required_finding_argues() -> None:
    scored = MODEL.score(case_of(MODEL.arrays, CHEST_PAIN, f"-{TROPONIN}", f"-{DYSPNEA}"))
    frequency = 0.895

    assert part(MODEL, scored, INFARCTION, f"-{TROPONIN}") == pytest.approx(
        CONFIG.required_weight * log(1 - CONFIG.required_sensitivity * frequency)
    )
    assert part(MODEL, scored, INFARCTION, f"-{DYSPNEA}") > part(
        MODEL, scored, INFARCTION, f"-{TROPONIN}"
    )
    assert part(MODEL, scored, PNEUMONIA, f"-{TROPONIN}") == 0.0


def test_an_exclusion_above_a_required_finding_argues_too() -> None:
    model = everyday_model(everyday_row(LOBAR, PRODUCTIVE_COUGH, "HP:0040281", required=True))
    scored = model.score(case_of(model.arrays, FEVER, f"-{COUGH}"))

    assert part(model, scored, LOBAR, f"-{COUGH}") < -0.5


def test_an_excluded_finding_is_a_contradiction_of_the_report() -> None:
    scored = MODEL.score(case_of(MODEL.arrays, CHEST_PAIN, f"-{TROPONIN}"))
    column = MODEL.column_of(INFARCTION)
    assert column is not None

    found = Explainer(MODEL).diagnosis(scored, column, rank=1)

    (contradiction,) = found.contradictions
    assert (contradiction.finding, contradiction.kind) == (TROPONIN, ContradictionKind.EXCLUDED)
    assert contradiction.annotation is not None


def test_a_pathognomonic_finding_counts_as_if_nobody_else_had_it() -> None:
    plain = everyday_arrays()
    flags = replace(plain.rows, pathognomonic=np.zeros(len(plain.rows), np.bool_))
    without = EvidenceModel(replace(plain, rows=flags), setting=Setting.EMERGENCY)

    one, other = (
        part(m, m.score(case_of(m.arrays, SQUEEZING)), INFARCTION, SQUEEZING)
        for m in (MODEL, without)
    )

    assert one > other


def test_measured_likelihood_ratios_take_the_place_of_frequencies() -> None:
    measured = everyday_row(
        INFARCTION,
        LENS,
        "HP:0040282",
        likelihood_ratio_positive=12.0,
        likelihood_ratio_negative=0.1,
    )
    model = everyday_model(measured)
    present = model.score(case_of(model.arrays, LENS))
    absent = model.score(case_of(model.arrays, FEVER, f"-{LENS}"))

    assert part(model, present, INFARCTION, LENS) == pytest.approx(model.config.kappa * log(12.0))
    assert part(model, absent, INFARCTION, f"-{LENS}") == pytest.approx(
        CONFIG.required_weight * log(0.1)
    )


MEASURED = everyday_row(
    COPD, PRODUCTIVE_COUGH, "HP:0040283", likelihood_ratio_positive=1.2
)  # an occasional finding of a disease that nearly always shows the broader one


def test_a_measured_ratio_stands_where_an_ancestor_fits_better() -> None:
    model = everyday_model(MEASURED)
    scored = model.score(case_of(model.arrays, PRODUCTIVE_COUGH))
    cough = model.score(case_of(model.arrays, COUGH))

    assert part(model, cough, COPD, COUGH) > model.config.kappa * log(1.2)
    assert part(model, scored, COPD, PRODUCTIVE_COUGH) == pytest.approx(
        model.config.kappa * log(1.2)
    )


def test_below_a_measured_finding_its_ratio_counts_and_no_ancestor_of_it() -> None:
    measured = everyday_row(INFARCTION, CHEST_PAIN, "HP:0040281", likelihood_ratio_positive=1.1)
    pneumonia = everyday_row(PNEUMONIA, CHEST_PAIN, "HP:0040282", likelihood_ratio_positive=2.0)
    model = everyday_model(measured, pneumonia)
    scored = model.score(case_of(model.arrays, SQUEEZING))

    information, index = model.information, model.arrays.term_index
    told = (information[index[CHEST_PAIN]] / information[index[SQUEEZING]]) ** model.config.theta
    assert part(model, scored, PNEUMONIA, SQUEEZING) == pytest.approx(
        told * model.config.kappa * log(2.0)
    )
    assert part(model, scored, INFARCTION, SQUEEZING) > model.config.kappa * log(1.1)


def test_what_was_measured_of_an_absence_stands_whatever_is_required() -> None:
    """A weaker measured LR− is used, though the assumption would argue harder."""
    measured = everyday_row(
        LOBAR, COUGH, "HP:0040281", required=True, likelihood_ratio_negative=0.6
    )
    also = everyday_row(LOBAR, INFILTRATE, "HP:0040281", required=True)
    model = everyday_model(measured, also)
    scored = model.score(case_of(model.arrays, FEVER, f"-{COUGH}", f"-{INFILTRATE}"))

    assert part(model, scored, LOBAR, f"-{COUGH}") == pytest.approx(
        CONFIG.required_weight * log(0.6)
    )
    assert part(model, scored, LOBAR, f"-{INFILTRATE}") < CONFIG.required_weight * log(0.2)


def test_an_exclusion_above_what_is_required_and_measured_takes_the_measured_ratio() -> None:
    measured = everyday_row(
        LOBAR, PRODUCTIVE_COUGH, "HP:0040281", required=True, likelihood_ratio_negative=0.6
    )
    model = everyday_model(measured, without=(LOBAR, PRODUCTIVE_COUGH))
    scored = model.score(case_of(model.arrays, FEVER, f"-{COUGH}"))

    assert part(model, scored, LOBAR, f"-{COUGH}") == pytest.approx(
        CONFIG.required_weight * log(0.6)
    )


def explained(model: EvidenceModel, disease: str, *findings: str) -> Diagnosis:
    scored = model.score(case_of(model.arrays, *findings))
    column = model.column_of(disease)
    assert column is not None
    return Explainer(model).diagnosis(scored, column, rank=1)


def test_a_report_shows_the_measured_ratio_that_scored() -> None:
    model = everyday_model(MEASURED)
    (found,) = explained(model, COPD, PRODUCTIVE_COUGH).evidence
    (path,) = found.paths

    assert (found.matched, found.match) == (PRODUCTIVE_COUGH, MatchKind.EXACT)
    assert (path.annotation.term, path.share) == (PRODUCTIVE_COUGH, 1.0)
    assert path.annotation.likelihood_ratio_positive == 1.2
    assert path.annotation.likelihood_ratio_negative is None


def test_a_report_says_what_is_pathognomonic_and_what_is_required() -> None:
    found = explained(MODEL, INFARCTION, SQUEEZING, CHEST_PAIN, f"-{TROPONIN}")
    annotations = [path.annotation for each in found.evidence for path in each.paths]
    (denied,) = found.contradictions

    assert [each.pathognomonic for each in annotations if each.term == SQUEEZING] == [True]
    assert not any(each.required for each in annotations)
    assert denied.annotation is not None
    assert (denied.annotation.term, denied.annotation.required) == (TROPONIN, True)


@pytest.mark.parametrize("frequency", ["HP:0040281", "HP:0040283"])
def test_an_exclusion_above_an_annotation_shows_the_annotation(frequency: str) -> None:
    """Of the required ones below it where they decided, else the most frequent."""
    model = everyday_model(everyday_row(PNEUMONIA, SQUEEZING, frequency, required=True))
    (denied,) = explained(model, PNEUMONIA, FEVER, f"-{CHEST_PAIN}").contradictions
    assert denied.annotation is not None
    assert (denied.annotation.term, denied.annotation.required) == (SQUEEZING, True)

    (usual,) = explained(MODEL, LOBAR, FEVER, f"-{COUGH}").contradictions
    assert usual.annotation is not None
    assert (usual.annotation.term, usual.annotation.required) == (PRODUCTIVE_COUGH, False)


def test_a_report_shows_the_measured_absence_that_scored() -> None:
    measured = everyday_row(LOBAR, CHEST_PAIN, "HP:0040282", likelihood_ratio_negative=0.4)
    (denied,) = explained(everyday_model(measured), LOBAR, FEVER, f"-{CHEST_PAIN}").contradictions

    assert denied.annotation is not None
    assert denied.annotation.likelihood_ratio_negative == 0.4
    assert denied.contribution == pytest.approx(CONFIG.required_weight * log(0.4))


def test_what_everyday_diseases_alone_show_is_as_common_as_among_them() -> None:
    arrays = MODEL.arrays
    common = np.flatnonzero(everyday_diseases(arrays)).astype(np.int64)
    among_them = background_of(arrays, MODEL.config, common)
    troponin = arrays.term_ids.index(TROPONIN)

    assert MODEL.background[troponin] == among_them[troponin] > 0.1
    assert (MODEL.background >= among_them).all()


def flagged(*findings: str, model: EvidenceModel = MODEL, listed: int = 0) -> list[str]:
    assert model.everyday is not None
    scored = model.score(case_of(model.arrays, *findings))
    observed = scored.case.observed
    columns = model.everyday.flagged(scored.evaluation, scored.score, observed, listed=listed)
    return [model.disease_id(column) for column in columns.tolist()]


def test_a_dangerous_disease_close_behind_is_pointed_out() -> None:
    assert flagged(CHEST_PAIN, TROPONIN) == [INFARCTION]


def test_what_is_among_the_first_is_seen_anyway() -> None:
    assert flagged(CHEST_PAIN, TROPONIN, listed=3) == []


def test_it_takes_strong_findings_of_two_clusters() -> None:
    assert flagged(TROPONIN) == []


def test_a_required_finding_that_is_excluded_takes_the_flag_away() -> None:
    model = everyday_model(everyday_row(INFARCTION, LENS, "HP:0040281"))

    assert INFARCTION in flagged(SQUEEZING, LENS, model=model)
    assert INFARCTION not in flagged(SQUEEZING, LENS, f"-{TROPONIN}", model=model)


def test_a_large_exclusion_of_what_is_not_required_leaves_the_flag() -> None:
    measured = everyday_row(INFARCTION, LENS, "HP:0040282", likelihood_ratio_negative=0.2)
    model = everyday_model(measured)

    assert flagged(SQUEEZING, TROPONIN, f"-{LENS}", model=model) == [INFARCTION]


def test_a_required_finding_that_is_rare_takes_the_flag_away_too() -> None:
    required = everyday_row(INFARCTION, LENS, "HP:0040283", required=True)
    model = everyday_model(required)

    assert flagged(SQUEEZING, TROPONIN, model=model) == [INFARCTION]
    assert flagged(SQUEEZING, TROPONIN, f"-{LENS}", model=model) == []


def test_far_behind_the_first_nothing_is_pointed_out() -> None:
    assert flagged(FEVER, CHILLS, PRODUCTIVE_COUGH, INFILTRATE, DYSPNEA) == []


def test_what_says_little_is_too_little() -> None:
    everyday = MODEL.everyday
    assert everyday is not None

    def too_little(*findings: str) -> bool:
        return everyday.is_too_little(case_of(MODEL.arrays, *findings), MODEL.information)

    assert too_little(FEVER)
    assert too_little(f"-{FEVER}", f"-{TROPONIN}")
    assert not too_little(FEVER, CHILLS, COUGH, DYSPNEA, INFILTRATE)


def test_a_family_is_the_most_general_disease_above() -> None:
    scored = MODEL.score(case_of(MODEL.arrays, PRODUCTIVE_COUGH, FEVER))
    explainer = Explainer(MODEL)
    columns = {MODEL.disease_id(c): c for c in scored.order.tolist()}

    lobar = explainer.diagnosis(scored, columns[LOBAR], rank=1)
    assert lobar.family is not None
    assert lobar.family.id == PNEUMONIA
    assert explainer.diagnosis(scored, columns[COPD], rank=2).family is None
    assert explainer.diagnosis(scored, columns[INFARCTION], rank=3).must_not_miss
    assert MODEL.relatives(columns[LOBAR]) == (columns[PNEUMONIA],)
    assert MODEL.relatives(columns[PNEUMONIA]) == (columns[LOBAR],)


def test_settings_move_candidates_by_how_common_they_are_there() -> None:
    scores = {}
    for setting in (Setting.PRIMARY_CARE, Setting.INPATIENT):
        model = everyday_model(setting=setting)
        scored = model.score(case_of(model.arrays, CHEST_PAIN, DYSPNEA))
        scores[setting] = score_of(model, scored, INFARCTION) - score_of(model, scored, COPD)

    assert scores[Setting.INPATIENT] > scores[Setting.PRIMARY_CARE]


def test_a_model_keeps_the_parameters_it_was_given_for_rare_records() -> None:
    given = replace(EvidenceConfig.load(), kappa=0.3)
    model = EvidenceModel(everyday_arrays(), config=given, setting=Setting.GENERAL)

    assert model.rare_config == given
    assert model.config == CONFIG.applied_to(given)
    assert model.hash != EvidenceModel(everyday_arrays(), config=given).hash


def test_a_graph_without_everyday_diseases_has_no_everyday_setting() -> None:
    arrays = everyday_arrays(with_everyday=False)

    assert EvidenceModel(arrays, setting=Setting.RARE).everyday is None
    with pytest.raises(UsageError, match="everyday diseases"):
        EvidenceModel(arrays, setting=Setting.GENERAL)
