"""The evidence model a second time: slow, in plain Python, sentence by sentence from its text.

Nothing of ``kg.arrays`` or ``fusion`` is used but the parameters: agreement means something.
Terms and diseases are CURIEs; a row is ``(disease, term, n)``, the n-th annotation of that pair.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import log, prod

from data_schema import Annotation, Category, Predicate
from fusion import EvidenceConfig
from kg import KnowledgeGraph

ROOT = "HP:0000118"
MIDPOINTS = {
    "HP:0040280": 1.0,
    "HP:0040281": 0.895,
    "HP:0040282": 0.545,
    "HP:0040283": 0.17,
    "HP:0040284": 0.025,
    "HP:0040285": 0.0,
}
TIE = 1e-12

Row = tuple[str, str, int]


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is known of the patient's sex, and which rows the graph is without.

    ``silent`` rows count for those that their disease lends to, not for itself.
    """

    sex: str = ""
    dropped: Collection[Row] = ()
    silent: Collection[Row] = ()

    @property
    def of_lenders(self) -> Question:
        return replace(self, silent=())


EVERYTHING = Question()


@dataclass(kw_only=True)
class Prepared:
    """Items 1 and 2: what is observed, excluded, subsumed (→ its heir), and unused (→ why)."""

    observed: list[str]
    excluded: list[str]
    heir: dict[str, str]
    unused: dict[str, str]


@dataclass(kw_only=True)
class Profile:
    """Item 3: U_d with p_u and the pooled counts, and N_d."""

    frequency: dict[str, float] = field(default_factory=dict)
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    lacking: set[str] = field(default_factory=set)


@dataclass(kw_only=True)
class Sum:
    """Items 5 to 7 for one disease: every term of S."""

    matched: dict[str, str] = field(default_factory=dict)
    barred: set[str] = field(default_factory=set)
    log_ratio: dict[str, float] = field(default_factory=dict)
    contribution: dict[str, float] = field(default_factory=dict)
    missing: dict[str, float] = field(default_factory=dict)
    excluded: dict[str, float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return sum(sum(part.values()) for part in (self.contribution, self.missing, self.excluded))


class ReferenceModel:
    """The model over one graph."""

    def __init__(
        self, graph: KnowledgeGraph, config: EvidenceConfig, *, namespace: str = "OMIM"
    ) -> None:
        self.config = config
        live = [node for node in graph.nodes if not node.deprecated]
        self.terms = {n.id for n in live if n.category is Category.PHENOTYPIC_FEATURE}
        self.deprecated = {node.id for node in graph.nodes if node.deprecated}
        self.alternatives = {alt: node.id for node in live for alt in node.alt_ids}
        self.parents: dict[str, list[str]] = {term: [] for term in self.terms}
        self.same: dict[str, list[str]] = {}
        self.rows: dict[str, dict[str, list[Annotation]]] = {}
        for edge in graph.edges:
            if edge.predicate is Predicate.SUBCLASS_OF and edge.subject in self.terms:
                self.parents[edge.subject].append(edge.object)
            elif edge.predicate is Predicate.EXACT_MATCH:
                self.same.setdefault(edge.subject, []).append(edge.object)
                self.same.setdefault(edge.object, []).append(edge.subject)
            elif edge.predicate in (Predicate.HAS_PHENOTYPE, Predicate.LACKS_PHENOTYPE):
                self.rows.setdefault(edge.subject, {})[edge.object] = list(edge.annotations)
        self.ancestors = lru_cache(maxsize=None)(self._ancestors)
        self.candidates = sorted(
            disease
            for disease in set(self.rows) | set(self.same)
            if disease.startswith(f"{namespace}:")
            and any(disease_ in self.rows for disease_ in [disease, *self.same.get(disease, ())])
        )
        self.background = self._background()

    def _ancestors(self, term: str) -> frozenset[str]:
        """anc(term): itself and all above it, phenotypes only."""
        if term == ROOT:
            return frozenset([ROOT])
        above = [self.ancestors(parent) for parent in self.parents[term]]
        found = frozenset().union(*above)
        return found | {term} if found else found

    def prepare(self, findings: Iterable[tuple[str, bool]]) -> Prepared:
        """Items 1 and 2."""
        present, absent, unused = set[str](), set[str](), dict[str, str]()
        for curie, excluded in findings:
            term = self.alternatives.get(curie, curie)
            if term not in self.terms:
                unused[curie] = "obsolete" if curie in self.deprecated else "unknown_id"
            elif term == ROOT or ROOT not in self.ancestors(term):
                unused[term] = "root" if term == ROOT else "not_a_phenotype"
            else:
                (absent if excluded else present).add(term)
        for x in sorted(absent):
            if any(x in self.ancestors(t) for t in present):
                absent.remove(x)
                unused[x] = "conflict"
        observed = [t for t in present if not any(t in self.ancestors(o) - {o} for o in present)]
        heir = {
            t: min(o for o in observed if t in self.ancestors(o)) for t in present - set(observed)
        }
        kept = [x for x in absent if not (self.ancestors(x) - {x}) & absent]
        unused |= dict.fromkeys([*heir, *(absent - set(kept))], "subsumed")
        return Prepared(observed=sorted(observed), excluded=sorted(kept), heir=heir, unused=unused)

    def profile(self, d: str, q: Question = EVERYTHING) -> Profile:
        """Item 3."""
        found = Profile()
        for term, listed in self.rows.get(d, {}).items():
            rows = [
                row
                for n, row in enumerate(listed)
                if (d, term, n) not in q.dropped
                and (d, term, n) not in q.silent
                and not (q.sex and row.sex_qualifier and row.sex_qualifier != q.sex)
            ]
            if not rows or not self.ancestors(term):
                continue
            if all(map(_says_no, rows)):
                found.lacking.add(term)
            else:
                found.frequency[term], found.counts[term] = self._pooled(rows)
        return found

    def _pooled(self, rows: list[Annotation]) -> tuple[float, tuple[int, int]]:
        c = self.config
        rows = [row for row in rows if not row.negated]
        counts = [(row.has_count, row.has_total) for row in rows]
        k, n = sum(k or 0 for k, _ in counts), sum(n or 0 for _, n in counts)
        stated = [value for row in rows if (value := _stated(row)) is not None]
        if n:
            p = (k + c.count_prior) / (n + c.count_weight)
        elif stated:
            p = sum(stated) / len(stated)
        else:
            p = c.default_frequency
        return min(max(p, c.min_frequency), c.max_frequency), (k, n)

    def leaves(self, profile: Profile, a: str) -> list[str]:
        """min(U_d↓a)."""
        below = [u for u in profile.frequency if a in self.ancestors(u)]
        return sorted(u for u in below if not any(u in self.ancestors(v) and v != u for v in below))

    def propagated(self, profile: Profile) -> dict[str, float]:
        """Item 4: P_d(a) of every a at or above an annotated term."""
        p, leaves = profile.frequency, set(self.leaves(profile, ROOT))
        below: dict[str, list[str]] = {}
        for u in p:
            for a in self.ancestors(u):
                below.setdefault(a, []).append(u)
        found = {}
        for a, terms in below.items():
            noisy_or = 1.0 - prod(1.0 - p[u] for u in terms if u in leaves)
            found[a] = min(max(noisy_or, *(p[u] for u in terms)), self.config.max_frequency)
        return found

    def _background(self) -> dict[str, float]:
        total = dict.fromkeys(self.terms, 0.0)
        for disease in self.candidates:
            for a, p in self.propagated(self.profile(disease)).items():
                total[a] += p
        n = len(self.candidates)
        return {
            a: min(self.config.max_background, (expected + 0.5) / (n + 1))
            for a, expected in total.items()
        }

    def shown(self, d: str, q: Question = EVERYTHING) -> dict[str, float]:
        """Item 4: P'_d(a), with what the equivalents lend."""
        own = self.propagated(self.profile(d, q))
        lenders = [e for e in self.same.get(d, ()) if e in self.rows]
        lent: dict[str, float] = {}
        for e in lenders:
            for a, p in self.propagated(self.profile(e, q.of_lenders)).items():
                lent[a] = lent.get(a, 0.0) + self.config.equivalent_weight * p / len(lenders)
        return {a: max(own.get(a, 0.0), lent.get(a, 0.0)) for a in own.keys() | lent.keys()}

    def score(self, d: str, case: Prepared, q: Question = EVERYTHING) -> Sum | None:
        """Items 5 to 7; ``None`` where neither the disease nor an equivalent has a profile."""
        profile = self.profile(d, q)
        shown = self.shown(d, q)
        if not shown:
            return None
        found = Sum()
        for t in case.observed:
            found.matched[t], found.log_ratio[t] = self._meet(t, shown)
            if self.ancestors(t) & profile.lacking:
                found.barred.add(t)
                found.log_ratio[t] = min(found.log_ratio[t], log(self.config.nu))
        found.contribution = self._grouped(found)
        self._add_rest(found, profile, case)
        return found

    def _meet(self, t: str, shown: Mapping[str, float]) -> tuple[str, float]:
        """Item 5: a* and ℓ."""
        worth = {a: self._worth(t, a, shown) for a in self.ancestors(t)}
        best = max(worth.values())
        tied = [a for a in worth if worth[a] >= best - TIE * abs(best)]
        least = min(self.background[a] for a in tied)
        tied = [a for a in tied if self.background[a] <= least * (1.0 + TIE)]
        return min(tied), best

    def _worth(self, t: str, a: str, shown: Mapping[str, float]) -> float:
        """Item 5: what t is worth, were a where it meets the disease."""
        c = self.config
        ratio = (1.0 if a == ROOT else shown.get(a, 0.0) ** c.kappa) / self.background[a]
        full = min(c.cap, log((1.0 - c.epsilon) * ratio + c.epsilon))
        return float((log(self.background[a]) / log(self.background[t])) ** c.theta * full)

    def _grouped(self, found: Sum) -> dict[str, float]:
        """Item 6."""
        contribution = {}
        for a in set(found.matched.values()):
            group = [t for t in found.matched if found.matched[t] == a]
            group.sort(key=lambda t: (-found.log_ratio[t], t))
            for i, t in enumerate(group):
                positive = found.log_ratio[t] > 0
                weight = self.config.lambda_**i if positive else 1.0
                contribution[t] = weight * found.log_ratio[t]
        return contribution

    def _add_rest(self, found: Sum, profile: Profile, case: Prepared) -> None:
        """Item 7."""
        c = self.config
        reported = {a for t in case.observed for a in self.ancestors(t)}
        for u, p in profile.frequency.items():
            if u in reported or self.ancestors(u) & set(case.excluded):
                continue
            odds = (1.0 - c.reporting * p) / (1.0 - c.reporting * self.background[u])
            found.missing[u] = min(0.0, c.gamma * log(odds))
        own = self.propagated(profile)
        for x in case.excluded:
            found.excluded[x] = c.weight * log(1.0 - c.alpha * own.get(x, 0.0))
            if x in profile.lacking:
                found.excluded[x] += c.lacking_bonus

    def paths(self, d: str, a: str, q: Question = EVERYTHING) -> dict[tuple[str, str], float]:
        """The evidence paths' ends (holder, u) with their shares; none from the root."""
        if a == ROOT:
            return {}
        own = self.propagated(self.profile(d, q)).get(a, 0.0)
        lenders = [e for e in self.same.get(d, ()) if e in self.rows]
        profiles = {e: self.profile(e, q.of_lenders) for e in lenders}
        lent = {e: self.propagated(profiles[e]).get(a, 0.0) for e in lenders}
        total = sum(lent.values())
        if own and own >= self.config.equivalent_weight * total / max(len(lenders), 1):
            return self._shares(d, self.profile(d, q), a, 1.0)
        found: dict[tuple[str, str], float] = {}
        for e in lenders:
            if lent[e]:
                found |= self._shares(e, profiles[e], a, lent[e] / total)
        return found

    def _shares(
        self, holder: str, profile: Profile, a: str, part: float
    ) -> dict[tuple[str, str], float]:
        p, leaves = profile.frequency, self.leaves(profile, a)
        below = [u for u in p if a in self.ancestors(u)]
        inner = max(sorted(below), key=lambda u: p[u])
        if p[inner] > 1.0 - prod(1.0 - p[u] for u in leaves) + TIE:
            return {(holder, inner): part}
        total = sum(log(1.0 - p[u]) for u in leaves)
        return {(holder, u): part * log(1.0 - p[u]) / total for u in leaves}


def _says_no(row: Annotation) -> bool:
    return row.negated or row.has_count == 0 or _stated(row) == 0.0


def _stated(row: Annotation) -> float | None:
    if row.has_percentage is not None:
        return row.has_percentage / 100.0
    return MIDPOINTS.get(row.frequency_qualifier or "")
