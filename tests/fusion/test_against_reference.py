"""The vectorised model is the specification: it agrees with a slow one written from its text."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schema import Annotation, Finding, OntologyClass, Sex
from fusion import EvidenceConfig, EvidenceModel, Explainer, Scored, prepare_case
from kg import GraphArrays, KnowledgeGraph, Overlay, arrays_from_graph
from tests.fusion.patients import draw_patient
from tests.fusion.reference import Question, ReferenceModel, Row, Sum
from tests.kg.small_graphs import annotation, small_graph

EXACT = 1e-9
SEXES = {"": Sex.UNKNOWN, "FEMALE": Sex.FEMALE, "MALE": Sex.MALE}
SEX_NAMES = {sex: name for name, sex in SEXES.items()}
CLASSES = ["HP:0040280", "HP:0040281", "HP:0040282", "HP:0040283", "HP:0040284", "HP:0040285"]


@st.composite
def graphs(draw: st.DrawFn) -> KnowledgeGraph:
    """A DAG of at most nine terms, a branch that is no phenotype, and at most seven diseases."""
    n = draw(st.integers(1, 9))
    names = draw(st.permutations([f"HP:000020{i}" for i in range(n)]))
    terms: dict[str, list[str]] = {"HP:0000005": ["HP:0000001"], "HP:0000007": ["HP:0000005"]}
    for i, name in enumerate(names):
        above = st.sampled_from(["HP:0000118", *names[:i]])
        terms[name] = sorted(draw(st.sets(above, min_size=1, max_size=3)))
    diseases = ["OMIM:1", "OMIM:2", "OMIM:10", "OMIM:3", "ORPHA:1", "ORPHA:2", "ORPHA:3"]
    rows = draw(st.lists(_rows(diseases, names), min_size=1, max_size=24))
    rows.append(annotation("OMIM:1", names[0]))
    known = sorted({row.subject for row in rows})
    pairs = st.tuples(st.sampled_from(known), st.sampled_from(known))
    same = draw(st.sets(pairs.filter(lambda pair: pair[0] < pair[1]), max_size=4))
    return small_graph(terms, rows, same=sorted(same))


def _rows(diseases: list[str], terms: list[str]) -> st.SearchStrategy[Annotation]:
    total = st.integers(1, 12)
    values = st.one_of(
        st.just({}),
        st.just({"negated": True}),
        total.map(lambda n: {"has_count": 0, "has_total": n}),
        st.tuples(total, total).map(lambda n: {"has_count": min(n), "has_total": max(n)}),
        st.sampled_from([0.0, 1.0, 35.5, 100.0]).map(lambda p: {"has_percentage": p}),
        st.sampled_from(CLASSES).map(lambda c: {"frequency_qualifier": c}),
    )
    sex = st.sampled_from([None, None, None, "FEMALE", "MALE"])
    return st.builds(
        lambda d, t, v, s: annotation(d, t, **v, sex_qualifier=s),
        st.sampled_from(diseases),
        st.sampled_from(terms),
        values,
        sex,
    )


def _findings(graph: KnowledgeGraph) -> st.SearchStrategy[list[tuple[str, bool]]]:
    ids = [node.id for node in graph.nodes if node.id.startswith("HP:")] + ["HP:9999999"]
    return st.lists(st.tuples(st.sampled_from(ids), st.booleans()), max_size=7)


def _rows_of(arrays: GraphArrays) -> list[Row]:
    """Name the row numbers of the arrays as the reference does."""
    seen: dict[tuple[str, str], int] = {}
    found = []
    for disease, term in zip(arrays.rows.disease.tolist(), arrays.rows.term.tolist(), strict=True):
        pair = arrays.disease_ids[disease], arrays.term_ids[term]
        found.append((*pair, seen.setdefault(pair, 0)))
        seen[pair] += 1
    return found


def assert_same_sum(model: EvidenceModel, scored: Scored, column: int, expected: Sum) -> None:
    """Every term of one candidate's score agrees, and what it met."""
    ids = model.arrays.term_ids
    observed = [ids[t] for t in scored.case.observed]
    found = scored.evaluation
    assert {t: ids[a] for t, a in zip(observed, found.matched[:, column], strict=True)} == (
        expected.matched
    )
    assert {t for t, no in zip(observed, found.barred[:, column], strict=True) if no} == (
        expected.barred
    )
    for values, reference in (
        (found.log_ratio[:, column], expected.log_ratio),
        (found.contribution[:, column], expected.contribution),
    ):
        assert values.tolist() == pytest.approx([reference[t] for t in observed], abs=EXACT)
    assert found.excluded[:, column].tolist() == pytest.approx(
        [expected.excluded[ids[x]] for x in scored.case.excluded], abs=EXACT
    )
    assert found.unobserved[column] == pytest.approx(sum(expected.missing.values()), abs=EXACT)
    assert scored.score[column] == pytest.approx(expected.score, abs=EXACT)


def assert_same_explanation(
    explainer: Explainer,
    reference: ReferenceModel,
    scored: Scored,
    column: int,
    expected: Sum,
    question: Question,
) -> None:
    """The diagnosis says what the reference says, and adds up."""
    diagnosis = explainer.diagnosis(scored, column, rank=1)
    d = diagnosis.disease.id
    assert diagnosis.total() == pytest.approx(diagnosis.score, abs=1e-6)
    told = {e.finding: e.contribution for e in diagnosis.evidence}
    against = {c.finding: c.contribution for c in diagnosis.contradictions}
    assert told.keys() == expected.contribution.keys() - expected.barred
    assert told | against == pytest.approx(
        expected.contribution | {x: e for x, e in expected.excluded.items() if e}, abs=EXACT
    )
    for evidence in diagnosis.evidence:
        ends = {}
        for path in evidence.paths:
            holder = next(e.subject for e in path.edges if e.predicate == "has_phenotype")
            ends[holder, path.annotation.term] = path.share
        paths = reference.paths(d, evidence.matched, question)
        assert ends == pytest.approx(paths, abs=EXACT)
    shown = {h.id: h.contribution for h in diagnosis.missing_hallmarks}
    assert shown == pytest.approx({u: expected.missing[u] for u in shown}, abs=EXACT)
    assert len(shown) + diagnosis.unobserved_rest.count == len(expected.missing)


def _reason(reason: str) -> str:
    return "not_a_phenotype" if reason in {"inheritance", "modifier", "onset"} else reason


def assert_agreement(
    graph: KnowledgeGraph,
    config: EvidenceConfig,
    findings: list[tuple[str, bool]],
    overlay: Overlay,
    question: Question,
) -> None:
    arrays = arrays_from_graph(graph)
    model, reference = EvidenceModel(arrays, config=config), ReferenceModel(graph, config)
    coded = [Finding(type=OntologyClass(id=id_, label=""), excluded=x) for id_, x in findings]
    case = prepare_case(arrays, coded, sex=SEXES[question.sex])
    scored = model.score(case, overlay=overlay)
    prepared = reference.prepare(findings)

    assert [arrays.term_ids[t] for t in scored.case.observed] == prepared.observed
    assert [arrays.term_ids[x] for x in scored.case.excluded] == prepared.excluded
    assert {u.id: _reason(u.reason) for u in scored.case.unused} == prepared.unused
    assert [arrays.disease_ids[d] for d in model.candidates] == reference.candidates
    assert model.background.tolist() == pytest.approx(
        [reference.background[t] for t in arrays.term_ids], abs=EXACT
    )
    explainer = Explainer(model)
    for column, disease in enumerate(reference.candidates):
        expected = reference.score(disease, prepared, question)
        if expected is None:
            assert scored.score[column] == -np.inf
            continue
        assert_same_sum(model, scored, column, expected)
        assert_same_explanation(explainer, reference, scored, column, expected, question)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_random_small_graphs(data: st.DataObject) -> None:
    graph = data.draw(graphs(), label="graph")
    config = replace(
        EvidenceConfig.load(),
        kappa=data.draw(st.sampled_from([0.6, 1.0, 0.3]), label="kappa"),
        lambda_=data.draw(st.sampled_from([1.0, 0.7]), label="lambda"),
        gamma=data.draw(st.sampled_from([0.1, 1.0]), label="gamma"),
        theta=data.draw(st.sampled_from([0.0, 0.5, 4.0]), label="theta"),
        cap=data.draw(st.sampled_from([8.0, 0.5]), label="cap"),
    )
    findings = data.draw(_findings(graph), label="findings")
    sex = data.draw(st.sampled_from(sorted(SEXES)), label="sex")
    names = _rows_of(arrays_from_graph(graph))
    rows = st.sets(st.integers(0, len(names) - 1), max_size=6).map(sorted)
    dropped, silent = data.draw(rows, label="dropped"), data.draw(rows, label="silent")
    diseases = arrays_from_graph(graph).disease_ids
    spared = data.draw(st.sets(st.integers(0, len(diseases) - 1), max_size=2), label="spared")
    overlay = Overlay(
        dropped=np.array(dropped, np.int64),
        silent=np.array(silent, np.int64),
        spared=np.array(sorted(spared), np.int64),
    )
    kept = {diseases[disease] for disease in spared}
    question = Question(
        sex=sex,
        dropped={names[row] for row in dropped},
        silent={names[row] for row in silent if names[row][0] not in kept},
    )

    assert_agreement(graph, config, findings, overlay, question)


def _rare_part(graph: KnowledgeGraph) -> KnowledgeGraph:
    everyday = {node.id for node in graph.nodes if node.epidemiology}
    return replace(
        graph,
        nodes=tuple(node for node in graph.nodes if node.id not in everyday),
        edges=tuple(e for e in graph.edges if everyday.isdisjoint((e.subject, e.object))),
    )


@pytest.mark.slow
def test_the_default_graph(
    default_graph: KnowledgeGraph, model: EvidenceModel, explainer: Explainer
) -> None:
    """Thirty patients, half of them with rows left out, on the best and on random candidates.

    The model has the whole graph, of which the setting ``rare`` leaves out everyday diseases; the
    reference never had them.
    """
    arrays, reference = model.arrays, ReferenceModel(_rare_part(default_graph), model.config)
    rng, names = random.Random(3), _rows_of(arrays)

    assert [arrays.disease_ids[d] for d in model.candidates] == reference.candidates
    assert model.background.tolist() == pytest.approx(
        [reference.background[t] for t in arrays.term_ids], abs=EXACT
    )
    for seed in range(30):
        disease = int(rng.choice(model.candidates.tolist()))
        findings, sex = draw_patient(arrays, disease, seed)
        start, end = arrays.disease_rows[disease : disease + 2].tolist()
        rows = np.arange(start, end, 3) if seed % 2 else np.zeros(0, np.int64)
        scored = model.score(prepare_case(arrays, findings, sex=sex), overlay=Overlay(dropped=rows))
        prepared = reference.prepare([(f.type.id, f.excluded) for f in findings])
        question = Question(sex=SEX_NAMES[sex], dropped={names[row] for row in rows})
        others = rng.sample(range(len(model.candidates)), 30)
        for column in [*scored.order[:10].tolist(), model.column(disease), *others]:
            expected = reference.score(reference.candidates[column], prepared, question)
            if expected is None:
                assert scored.score[column] == -np.inf
                continue
            assert_same_sum(model, scored, column, expected)
            assert_same_explanation(explainer, reference, scored, column, expected, question)
