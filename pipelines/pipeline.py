"""The Python API: a record in, a ranked and explained differential out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Final, Literal, Self

from data_schema import (
    Connections,
    DiagnosisReport,
    Document,
    Finding,
    Mention,
    PatientRecord,
    Provenance,
    UnknownNameError,
)
from fusion import (
    EvidenceConfig,
    Explainer,
    Ranker,
    Scored,
    Setting,
    open_ranker,
    probability_of,
)
from kg import WHOLE, Connector, GraphArrays, Overlay, Progress, load_arrays, open_store

from .answer import report_of, with_connections
from .draft import Draft, Request
from .stages import (
    CodedFindings,
    Correct,
    Explain,
    Rank,
    ReadText,
    Stage,
    check_stages,
    prepare_draft,
)

if TYPE_CHECKING:
    from .reading import TextReader

__all__ = ["DiagnosticPipeline"]


_SAMPLE: Final = "A 54-year-old man with asthma. Fever 38.9 C for 2 days, no cough, pulse 110/min."
"""Scored once to load what the first record would wait for."""


class DiagnosticPipeline:
    """Reads a record, scores every candidate disease and explains the best.

    Make one with :meth:`load`; it is immutable afterwards and may be used by several threads,
    each call on its own record. What it makes on first use it makes once.

    Args:
        arrays: the graph.
        model: the ranker over it, for the setting that is asked for most.
        store: where the graph came from, for provenance.
        setting: where patients are seen; ``None`` decides for each record: ``general`` where it
            has documents and the graph knows everyday diseases, else ``rare``.

    Example:
        >>> pipeline = DiagnosticPipeline.load()
        >>> report = pipeline.diagnose(record)
        >>> report.diagnoses[0].disease.label
    """

    def __init__(
        self,
        arrays: GraphArrays,
        model: Ranker,
        *,
        store: str = "",
        setting: Setting | None = None,
    ) -> None:
        self.arrays = arrays
        self.model = model
        self.store = store
        self.setting = setting
        self._lock = RLock()
        self._connects: Connector | None = None
        self._readers: dict[bool, TextReader] = {}
        self._ready: set[tuple[Setting, bool]] = set()
        self._models = {model.setting: model}
        self._decisions: dict[Setting, tuple[Stage, ...]] = {}
        check_stages((*self._gather(model.setting), *self._decide(model.setting)))

    @classmethod
    def load(
        cls,
        store: str | Path | None = None,
        *,
        namespace: str | None = "OMIM",
        config: Path | None = None,
        setting: Setting | str | None = None,
        ranker: str = "evidence",
        progress: Progress | None = None,
    ) -> Self:
        """Load the graph of a store and lay out the ranker.

        Args:
            store: path of an embedded graph or a Neo4j URI; ``DIAGRAPH_STORE`` or the default
                graph when ``None``. With Neo4j the numbers that score come from that store.
            namespace: CURIE prefix of the candidate diseases; ``None`` for all.
            config: TOML of evidence parameters; the shipped ones by default.
            setting: where patients are seen; by default it depends on the record.
            ranker: what ranks: ``evidence``, or ``borrow``, which explains nothing.
            progress: told how a first export goes.

        Raises:
            GraphNotFoundError: there is no graph; the message says how to build one.
            GraphVersionError: the graph was built by another version.
            StoreUnavailableError: the server does not answer.
            UsageError: an unknown namespace, store, parameter or ranker.
        """
        with open_store(store) as opened:
            arrays = load_arrays(opened, progress=progress)
            uri = opened.uri
        wanted = None if setting is None else _setting(setting)
        model = open_ranker(
            ranker,
            arrays,
            config=EvidenceConfig.load(config),
            namespace=namespace,
            setting=wanted or Setting.RARE,
        )
        return cls(arrays, model, store=uri, setting=wanted)

    @property
    def reader(self) -> TextReader:
        """The entity recogniser over the graph's names; made on first use (a second or two)."""
        return self._reader(everyday=False)

    @property
    def everyday_reader(self) -> TextReader:
        """The entity recogniser with the words of everyday notes beside the graph's names."""
        return self._reader(everyday=True)

    def _reader(self, *, everyday: bool) -> TextReader:
        with self._lock:
            if everyday not in self._readers:
                from .text import EntityReader

                self._readers[everyday] = EntityReader(self.arrays, everyday=everyday)
            return self._readers[everyday]

    def setting_of(self, record: PatientRecord) -> Setting:
        """Return the setting that a record is ranked in."""
        if self.setting is not None:
            return self.setting
        return Setting.GENERAL if record.documents and self._knows_everyday else Setting.RARE

    def model_of(self, setting: Setting) -> Ranker:
        """Return the ranker of a setting; made on first use (half a second)."""
        with self._lock:
            if setting not in self._models:
                self._models[setting] = self.model.in_setting(self.arrays, setting=setting)
            return self._models[setting]

    def make_ready(self, record: PatientRecord) -> None:
        """Make what a record like this one takes and is made on first use: model and reader."""
        kind = (self.setting_of(record), bool(record.documents))
        if kind not in self._ready:
            self.model_of(kind[0]).make_ready()
            documents = (Document(id="sample", text=_SAMPLE),) if record.documents else ()
            self.score(PatientRecord(id="sample", documents=documents))
            self._ready.add(kind)

    def provenance_of(self, model: Ranker) -> Provenance:
        """Return what makes the answers of one ranker."""
        probability = probability_of(model)
        return Provenance(
            diagraph_version=version("diagraph"),
            kg_version=self.arrays.version,
            kg_hash=self.arrays.hash,
            ranker=model.name,
            ranker_hash=model.hash,
            namespace=model.namespace or "all",
            n_candidates=len(model.candidates),
            setting=model.setting.value,
            store=self.store,
            probability_hash="" if probability is None else probability.hash,
        )

    @property
    def provenance(self) -> Provenance:
        """What makes the answers of this pipeline's own ranker."""
        return self.provenance_of(self.model)

    @cached_property
    def _knows_everyday(self) -> bool:
        return any(self.arrays.disease_epidemiology)

    def _gather(self, setting: Setting) -> tuple[Stage, ...]:
        """Return the stages that read a record: in everyday settings with everyday words."""
        everyday = setting is not Setting.RARE
        return (
            CodedFindings(),
            ReadText(lambda: self._reader(everyday=everyday)),
            Correct(self.arrays),
        )

    def _decide(self, setting: Setting) -> tuple[Stage, ...]:
        with self._lock:
            if setting not in self._decisions:
                model = self.model_of(setting)
                self._decisions[setting] = (Rank(model), Explain(model, Explainer(model)))
            return self._decisions[setting]

    def label(self, curie: str) -> str:
        """Return the graph's label of a CURIE, or the CURIE."""
        return self.arrays.label(curie)

    def extract(
        self,
        document: Document,
        *,
        mode: Literal["longest", "nested"] = "longest",
        everyday: bool = False,
    ) -> tuple[Mention, ...]:
        """Return the mentions of a document, linked and asserted.

        Args:
            document: the text.
            mode: which of overlapping mentions are kept.
            everyday: also read the words of everyday notes, as everyday settings do.
        """
        reader = self.everyday_reader if everyday else self.reader
        return reader.mentions(document, mode=mode)

    def findings(self, record: PatientRecord) -> tuple[Finding, ...]:
        """Return the findings of a record, coded and read from its documents."""
        draft = Draft(record=record, request=Request())
        for stage in self._gather(self.setting_of(record)):
            stage(draft)
        return tuple(draft.findings)

    def score(self, record: PatientRecord, *, overlay: Overlay = WHOLE) -> Scored | None:
        """Score every candidate of a record's setting, ``None`` for an abstention.

        Args:
            record: what is known of the patient.
            overlay: what of the graph does not count, as the record's model numbers it.
        """
        draft = Draft(record=record, request=Request())
        model = self.model_of(self.setting_of(record))
        for stage in self._gather(self.setting_of(record)):
            stage(draft)
        case = prepare_draft(model, draft)
        return None if draft.abstention else model.score(case, overlay=overlay)

    def diagnose(
        self,
        record: PatientRecord,
        *,
        top_k: int = 10,
        present: Iterable[str] = (),
        absent: Iterable[str] = (),
        genes: frozenset[str] | None = None,
    ) -> DiagnosisReport:
        """Return the ranked differential of one record, or an abstention with its reason.

        Args:
            record: what is known of the patient.
            top_k: how many diagnoses to explain.
            present: CURIEs of findings to add or to overrule the record with.
            absent: CURIEs of findings to exclude, whatever the record says.
            genes: symbols or CURIEs of a panel; only diseases with one of them are ranked.
        """
        return self._answer(
            record,
            Request(top_k=top_k, present=tuple(present), absent=tuple(absent), genes=genes),
        )

    def diagnose_many(
        self,
        records: Iterable[PatientRecord],
        *,
        top_k: int = 10,
        present: Iterable[str] = (),
        absent: Iterable[str] = (),
        genes: frozenset[str] | None = None,
    ) -> Iterator[DiagnosisReport]:
        """Answer records one by one and in order, in constant memory."""
        request = Request(top_k=top_k, present=tuple(present), absent=tuple(absent), genes=genes)
        return (self._answer(record, request) for record in records)

    def explain(
        self,
        record: PatientRecord,
        diseases: Sequence[str],
        *,
        present: Iterable[str] = (),
        absent: Iterable[str] = (),
        genes: frozenset[str] | None = None,
        connections: int = 0,
    ) -> DiagnosisReport:
        """Return the asked diseases alone, explained, each with its rank among the candidates.

        With a panel of ``genes`` the candidates are those of the panel; what is not among them,
        or has no profile to rank it by, is left out. ``connections`` says how many paths of any
        kind to add between each present finding and each disease, which no score is made of.

        Raises:
            UsageError: a disease is not among the candidates, or too many connections.
        """
        report = self._answer(
            record,
            Request(
                diseases=tuple(diseases),
                present=tuple(present),
                absent=tuple(absent),
                genes=genes,
            ),
        )
        return with_connections(report, self._connector, k=connections) if connections else report

    def connections(
        self,
        start: str,
        end: str,
        *,
        k: int = 10,
        max_hops: int = 4,
        metapaths: Sequence[str] = (),
        random_pairs: int = 200,
        seed: int = 0,
        deadline: float = 1.0,
    ) -> Connections:
        """Return the best paths between any two nodes of the graph, apart from any score.

        The first call lays out the graph and loads the compiled search; the first call ever on a
        machine compiles it (some ten seconds).

        Args:
            start: CURIE of a finding, disease, gene, class …
            end: CURIE of another.
            k: how many paths, up to 50.
            max_hops: how many edges a path may have, up to 4.
            metapaths: kinds of path, as ``^has_phenotype/^gene_associated_with_condition``; all
                without any.
            random_pairs: how many pairs of nodes like these to compare with.
            seed: of their drawing.
            deadline: seconds for the search; what was found by then comes ``truncated``.

        Raises:
            CurieError: an end is not a CURIE.
            UnknownNameError: the graph has no such node, or no such predicate.
            UsageError: a number out of range, or a metapath that cannot be.
        """
        return self._connector.connect(
            start,
            end,
            k=k,
            max_hops=max_hops,
            metapaths=metapaths,
            random_pairs=random_pairs,
            seed=seed,
            deadline=deadline,
        )

    @property
    def _connector(self) -> Connector:
        with self._lock:
            if self._connects is None:
                self._connects = Connector(self.arrays)
            return self._connects

    def _answer(self, record: PatientRecord, request: Request) -> DiagnosisReport:
        draft = Draft(record=record, request=request)
        setting = self.setting_of(record)
        for stage in (*self._gather(setting), *self._decide(setting)):
            stage(draft)
        model = self.model_of(setting)
        return report_of(draft, model, self.provenance_of(model))


def _setting(name: Setting | str) -> Setting:
    try:
        return Setting(name)
    except ValueError:
        raise UnknownNameError(
            f"expected a setting among {', '.join(Setting)}, got {name!r}"
        ) from None
