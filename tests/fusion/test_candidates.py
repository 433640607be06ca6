"""Candidates: which diseases are ranked, and in a namespace that has no rare one."""

from __future__ import annotations

import numpy as np
import pytest

from data_schema import UsageError
from fusion import EvidenceModel, Explainer, Setting
from fusion.candidates import Candidates
from tests.fusion.everyday_graphs import (
    CHILLS,
    COUGH,
    FEVER,
    INFILTRATE,
    LOBAR,
    PATIENTS,
    PNEUMONIA,
    PROSTATITIS,
    SAME_AS_PNEUMONIA,
    case_of,
    everyday_arrays,
    everyday_model,
)

ARRAYS = everyday_arrays()


def ids(model: EvidenceModel) -> set[str]:
    return {model.disease_id(column) for column in range(len(model.candidates))}


def test_a_curie_means_a_candidate_or_its_equivalents() -> None:
    numbers = [ARRAYS.disease_index[curie] for curie in (PNEUMONIA, LOBAR)]
    lookup = Candidates(ARRAYS, np.array(sorted(numbers), np.int64))
    pneumonia, lobar = lookup.column_of(PNEUMONIA), lookup.column_of(LOBAR)

    assert lookup.meaning(PNEUMONIA) == lookup.meaning(SAME_AS_PNEUMONIA) == (pneumonia,)
    assert lookup.meaning(PROSTATITIS) == lookup.meaning("MONDO:none") == ()
    assert pneumonia is not None
    assert lookup.relatives(pneumonia) == (lobar,)


def test_a_namespace_of_everyday_diseases_alone_ranks_them() -> None:
    model = EvidenceModel(ARRAYS, namespace="MONDO", setting=Setting.GENERAL)
    scored = model.score(case_of(model.arrays, FEVER, CHILLS, COUGH, INFILTRATE))
    best = Explainer(model).diagnosis(scored, int(scored.order[0]), rank=1)

    assert ids(model) == set(PATIENTS)
    assert best.disease.id == PNEUMONIA
    assert best.total() == pytest.approx(best.score, abs=1e-6)


def test_without_rare_candidates_all_rare_diseases_say_how_common_findings_are() -> None:
    alone = EvidenceModel(ARRAYS, namespace="MONDO", setting=Setting.GENERAL)
    beside = EvidenceModel(ARRAYS, namespace=None, setting=Setting.GENERAL)

    assert alone.background.tolist() == beside.background.tolist()


def test_a_graph_of_everyday_diseases_alone_can_be_ranked() -> None:
    only = everyday_arrays(with_rare=False)
    model = EvidenceModel(only, setting=Setting.EMERGENCY, namespace=None)
    scored = model.score(case_of(only, FEVER, CHILLS, COUGH, INFILTRATE))

    assert ids(model) == set(PATIENTS)
    assert model.disease_id(int(scored.order[0])) == PNEUMONIA
    assert model.background.max() < 0.98


def test_in_rare_a_namespace_of_everyday_diseases_says_what_to_do() -> None:
    with pytest.raises(UsageError, match=r"\(OMIM\), got MONDO; choose one .* everyday setting"):
        EvidenceModel(ARRAYS, namespace="MONDO", setting=Setting.RARE)


@pytest.mark.parametrize("setting", Setting)
def test_a_namespace_that_nobody_has_is_refused(setting: Setting) -> None:
    with pytest.raises(UsageError, match=r"\(OMIM\), got NOPE; choose one of them$"):
        EvidenceModel(ARRAYS, namespace="NOPE", setting=setting)


def test_the_model_finds_candidates_as_the_lookup_does() -> None:
    model = everyday_model()
    lookup = Candidates(model.arrays, model.candidates)

    for curie in (*PATIENTS, SAME_AS_PNEUMONIA):
        assert model.columns_meaning(curie) == lookup.meaning(curie)
