"""Is an explanation what made the score? Take parts of it away and compare.

    python -m benchmarks.faithfulness --data dev.ndjson.gz

(a) removing a finding with all it subsumes changes S by its contribution, its group's re-weighting
    and the terms that now count as unobserved;
(b) deleting one cited annotation, backgrounds frozen: no finding gains (but where annotated
    ancestors that are together likelier take its place among the lowest), and S rises at most by
    what the annotation itself cost as unobserved or excluded;
(c) control: deleting an uncited annotation of an ancestor of a finding, not below a matched term,
    leaves S as it is;
and how often rank 1 is lost with the top finding, or its annotations, against a random other one.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isclose
from pathlib import Path

import numpy as np

from benchmarks.labelled_cases import default_arrays, read_cases, setting
from data_schema import Diagnosis
from fusion import Case, EvidenceModel, Explainer, Scored
from kg import Overlay, without

EXACT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One finding of one case, and the disease it is to explain."""

    case: Case
    scored: Scored
    column: int
    finding: int
    diagnosis: Diagnosis

    @property
    def place(self) -> int:
        """Place of the finding among the observed ones."""
        return self.case.observed.index(self.finding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """What deleting one cited annotation changed, in nats.

    Attributes:
        score: S.
        finding: contribution of the finding that stood on it.
        largest_gain: of the finding that gained most.
        cost: −m_u of the annotation's term where it counted as unobserved, else 0.
        unobserved, excluded: these parts of S.
        promotes: annotated ancestors of the term, likelier than it alone or together, are now among
            the lowest annotations, whose noisy-or they raise.
        reason: why ``finding`` did not fall; empty where it did.
    """

    score: float
    finding: float
    largest_gain: float
    cost: float
    unobserved: float
    excluded: float
    promotes: bool
    reason: str


def ask(
    model: EvidenceModel, explainer: Explainer, cases: Iterable[Case], seed: int
) -> Iterator[Question]:
    """Draw one finding of every case, to explain the disease that ranks first."""
    rng = random.Random(seed)
    for case in cases:
        if case.observed:
            scored = model.score(case)
            column = int(scored.order[0])
            yield Question(
                case=case,
                scored=scored,
                column=column,
                finding=rng.choice(case.observed),
                diagnosis=explainer.diagnosis(scored, column, rank=1),
            )


def remove(case: Case, finding: int) -> Case:
    """Return the case without a finding and all it subsumes."""
    return replace(
        case,
        observed=tuple(term for term in case.observed if term != finding),
        subsumed={term: more for term, more in case.subsumed.items() if term != finding},
    )


def removal_error(model: EvidenceModel, question: Question) -> float:
    """(a): |S without the finding − what the recorded derivation says it must be|, in nats."""
    after = model.score(remove(question.case, question.finding)).score[question.column]
    before = question.scored.score[question.column]
    predicted = before - question.scored.evaluation.contribution[question.place, question.column]
    predicted += _reweighting(model, question) + sum(_reopened(model, question))
    return float(abs(after - predicted))


def _reweighting(model: EvidenceModel, question: Question) -> float:
    """What the rest of the finding's group gains by moving up."""
    found, column, place = question.scored.evaluation, question.column, question.place
    group = [
        j
        for j in range(len(question.case.observed))
        if found.matched[j, column] == found.matched[place, column] and j != place
    ]
    group.sort(key=lambda j: (-found.log_ratio[j, column], j))
    gained = 0.0
    for i, j in enumerate(group):
        ratio = float(found.log_ratio[j, column])
        weighed = model.config.lambda_**i * ratio if ratio > 0 else ratio
        gained += weighed - float(found.contribution[j, column])
    return gained


def _reopened(model: EvidenceModel, question: Question) -> Iterator[float]:
    """m_u of the annotated terms that only this finding had covered."""
    rest = remove(question.case, question.finding)
    for term, value in costs(model, question.scored, question.column).items():
        if _covers(model, question.case, term) and not _covers(model, rest, term):
            yield value


def costs(model: EvidenceModel, scored: Scored, column: int) -> dict[int, float]:
    """Return m_u of every annotated term of a candidate, as if none had been observed."""
    config, (table, local) = model.config, scored.table_of(column)
    profile = table.profiles.local(int(table.candidates[local]))
    if profile is None:
        return {}
    span = table.profiles.annotated_span(profile)
    terms = table.profiles.annotated[span] % table.profiles.n_terms
    odds = (1.0 - config.reporting * table.profiles.frequency[span]) / (
        1.0 - config.reporting * model.background[terms]
    )
    values = np.minimum(0.0, config.gamma * np.log(odds))
    return dict(zip(terms.tolist(), values.tolist(), strict=True))


def _covers(model: EvidenceModel, case: Case, term: int) -> bool:
    """Whether a term cannot count as unobserved: it is observed, or an exclusion speaks of it."""
    ancestors = model.arrays.ancestors
    return any(term in ancestors[t] for t in case.observed) or bool(
        set(case.excluded) & set(ancestors[term].tolist())
    )


def cited(diagnosis: Diagnosis, finding: str | None = None) -> list[tuple[str, str]]:
    """Return the (disease, term) edges behind a finding, or behind all of them."""
    return sorted(
        {
            (edge.subject, edge.object)
            for evidence in diagnosis.evidence
            if finding in (None, evidence.finding)
            for path in evidence.paths
            for edge in path.edges
            if edge.predicate == "has_phenotype"
        }
    )


def delete_cited(model: EvidenceModel, question: Question, rng: random.Random) -> Deletion | None:
    """(b): delete one annotation the finding stands on; ``None`` where it stands on none."""
    arrays, column, before = model.arrays, question.column, question.scored
    edges = cited(question.diagnosis, arrays.term_ids[question.finding])
    if not edges:
        return None
    edge = rng.choice(edges)
    after = model.score(question.case, overlay=Overlay(dropped=without(arrays, [edge])))
    gains = after.evaluation.contribution[:, column] - before.evaluation.contribution[:, column]
    cost = 0.0
    term = arrays.term_index[edge[1]]
    if edge[0] == question.diagnosis.disease.id and not _covers(model, question.case, term):
        cost = -costs(model, before, column)[term]
    fell = gains[question.place] < -EXACT
    return Deletion(
        score=float(after.score[column] - before.score[column]),
        finding=float(gains[question.place]),
        largest_gain=float(gains.max()),
        cost=cost,
        unobserved=float(_change(before, after, "unobserved", column)),
        excluded=float(_change(before, after, "excluded", column)),
        promotes=_promotes(model, before, column, edge),
        reason="" if fell else _why_not(model, question, after, edge),
    )


def _change(before: Scored, after: Scored, part: str, column: int) -> np.float64:
    old, new = (getattr(scored.evaluation, part)[..., column].sum() for scored in (before, after))
    return np.float64(new - old)


def _promotes(model: EvidenceModel, scored: Scored, column: int, edge: tuple[str, str]) -> bool:
    arrays, profiles = model.arrays, scored.table_of(column)[0].profiles
    local = profiles.local(arrays.disease_index[edge[0]])
    if local is None:
        return False
    term = arrays.term_index[edge[1]]
    annotated = profiles.annotated[profiles.annotated_span(local)] % profiles.n_terms
    absent = 1.0
    for above in set(arrays.ancestors[term].tolist()) & set(annotated.tolist()) - {term}:
        below = set(arrays.descendants[above].tolist()) & set(annotated.tolist())
        if below == {above, term}:
            absent *= 1.0 - profiles.frequency_of(local, above)
    return 1.0 - absent > profiles.frequency_of(local, term)


def _why_not(model: EvidenceModel, question: Question, after: Scored, edge: tuple[str, str]) -> str:
    """Say why a finding kept its contribution though an annotation it stood on is gone."""
    arrays, column, place = model.arrays, question.column, question.place
    matched = int(question.scored.evaluation.matched[place, column])
    told = model.information[matched] / model.information[question.finding]
    most = model.config.cap * told**model.config.theta
    if isclose(after.evaluation.log_ratio[place, column], most):
        return "at the cap of a finding"
    if after.evaluation.matched[place, column] != matched:
        return "another matched term ties"
    profiles = after.table_of(column)[0].profiles
    local = profiles.local(arrays.disease_index[edge[0]])
    if local is None:
        return "unknown"
    if profiles.probability_of(local, matched) == model.config.max_frequency:
        return "P is at its ceiling"
    above = arrays.ancestors[arrays.term_index[edge[1]]].tolist()
    still = [term for term in above if profiles.frequency_of(local, term) > 0.0]
    return "an annotated ancestor ties" if still else "unknown"


def control(model: EvidenceModel, question: Question, rng: random.Random) -> float | None:
    """(c): |change of S| when an annotation that must not matter goes; ``None`` without one."""
    arrays, column = model.arrays, question.column
    disease = question.diagnosis.disease.id
    named = set(cited(question.diagnosis))
    matched = set(question.scored.evaluation.matched[:, column].tolist()) - {arrays.root}
    observed = {a for t in question.case.observed for a in arrays.ancestors[t].tolist()}
    harmless = [
        (disease, arrays.term_ids[term])
        for term in costs(model, question.scored, column)
        if term in observed
        and (disease, arrays.term_ids[term]) not in named
        and not matched & (set(arrays.ancestors[term].tolist()) - {term})
    ]
    if not harmless:
        return None
    after = model.score(
        question.case, overlay=Overlay(dropped=without(arrays, [rng.choice(harmless)]))
    )
    return float(abs(after.score[column] - question.scored.score[column]))


def loses_rank_one(model: EvidenceModel, question: Question, finding: int) -> tuple[bool, bool]:
    """Whether the first disease falls without a finding, and without its annotations."""
    first = question.column
    alone = model.score(remove(question.case, finding))
    rows = without(model.arrays, cited(question.diagnosis, model.arrays.term_ids[finding]))
    unsupported = model.score(question.case, overlay=Overlay(dropped=rows))
    return bool(alone.order[0] != first), bool(unsupported.order[0] != first)


def top_finding(question: Question) -> int:
    """Return the finding that gave the disease most."""
    given = question.scored.evaluation.contribution[:, question.column]
    return question.case.observed[int(np.argmax(given))]


def main() -> None:
    """Measure on labelled cases and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="phenopackets")
    parser.add_argument("--every", type=int, default=4, help="use every n-th case")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    arrays = default_arrays()
    model = EvidenceModel(arrays)
    cases = [labelled.case for labelled in read_cases(options.data, arrays)[:: options.every]]
    print(f"{setting(arrays)}; every {options.every}. case, seed {options.seed}\n")
    questions = list(ask(model, Explainer(model), cases, options.seed))
    rng = random.Random(options.seed)
    rows = [
        *_removals(model, questions),
        *_deletions(model, questions, rng),
        *_controls(model, questions, rng),
        *_losses(model, questions, rng),
    ]
    print("| what | n | result |\n| --- | --- | --- |")
    print("\n".join(f"| {what} | {n} | {result} |" for what, n, result in rows))


_Lines = Iterator[tuple[str, int, str]]


def _removals(model: EvidenceModel, questions: Sequence[Question]) -> _Lines:
    errors = [removal_error(model, question) for question in questions]
    yield "(a) largest error of the predicted change", len(errors), f"{max(errors):.1e} nats"


def _deletions(model: EvidenceModel, questions: Sequence[Question], rng: random.Random) -> _Lines:
    found = [d for q in questions if (d := delete_cited(model, q, rng)) is not None]
    n = len(found)
    yield "(b) the finding's contribution fell", n, _percent(not d.reason for d in found)
    kept = [d.reason for d in found if d.reason and d.finding <= EXACT]
    for reason, times in sorted(Counter(kept).items()):
        yield f"(b) it did not: {reason}", n, str(times)
    gained = [d for d in found if d.largest_gain > EXACT]
    yield "(b) a finding gained, a likelier ancestor in its place", n, str(len(gained))
    unexplained = [d for d in gained if not d.promotes]
    yield "(b) a finding gained for another reason", n, str(len(unexplained))
    errors = [abs(d.unobserved - d.cost) for d in found]
    yield "(b) largest error of the unobserved part", n, f"{max(errors):.1e} nats"
    risen = [d.score for d in found if d.score > EXACT and d.largest_gain <= EXACT]
    most = f"{len(risen)} ({100 * len(risen) / n:.1f} %), by {max(risen, default=0.0):.3f} at most"
    yield "(b) S rose: what the annotation itself cost is gone", n, most
    beyond = [d for d in found if d.score > d.cost + d.excluded + EXACT and not d.promotes]
    yield "(b) S rose for another reason", n, str(len(beyond))


def _controls(model: EvidenceModel, questions: Sequence[Question], rng: random.Random) -> _Lines:
    changes = [c for q in questions if (c := control(model, q, rng)) is not None]
    yield "(c) largest change of S", len(changes), f"{max(changes):.1e} nats"


def _losses(model: EvidenceModel, questions: Sequence[Question], rng: random.Random) -> _Lines:
    several = [question for question in questions if len(question.case.observed) > 1]
    top, other = [], []
    for question in several:
        best = top_finding(question)
        rest = [term for term in question.case.observed if term != best]
        top.append(loses_rank_one(model, question, best))
        other.append(loses_rank_one(model, question, rng.choice(rest)))
    for what, part in (("finding", 0), ("annotations", 1)):
        line = f"rank 1 lost without the top finding{'' if part == 0 else chr(8217) + 's ' + what}"
        yield line, len(several), _percent(lost[part] for lost in top)
        yield (
            line.replace("the top", "a random other"),
            len(several),
            _percent(lost[part] for lost in other),
        )


def _percent(of: Iterable[bool]) -> str:
    found = list(of)
    return f"{100 * sum(found) / len(found):.1f} %"


if __name__ == "__main__":
    main()
