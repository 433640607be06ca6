"""Reports made by hand, whose numbers add up: what the renderings are shown in their tests."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

from data_schema import (
    AnnotationSummary,
    Assertion,
    Attribution,
    ContextTerm,
    Contradiction,
    ContradictionKind,
    Diagnosis,
    DiagnosisReport,
    Document,
    EvidencePath,
    Hallmark,
    MatchKind,
    Mention,
    Notice,
    OntologyClass,
    PathEdge,
    PatientRecord,
    Provenance,
    ReportedFinding,
    Sex,
    Subject,
    UnobservedRest,
    UnusedFinding,
)

LABELS = {
    "HP:0000098": "Tall stature",
    "HP:0000218": "High palate",
    "HP:0000486": "Strabismus",
    "HP:0000505": "Visual impairment",
    "HP:0000517": "Abnormal lens morphology",
    "HP:0000768": "Pectus carinatum",
    "HP:0001083": "Ectopia lentis",
    "HP:0001132": "Lens subluxation",
    "HP:0001166": "Arachnodactyly",
    "HP:0001167": "Abnormal finger morphology",
    "HP:0001182": "Tapered finger",
    "HP:0001238": "Slender finger",
    "HP:0001250": "Seizure",
    "HP:0001519": "Disproportionate tall stature",
    "HP:0001634": "Mitral valve prolapse",
    "HP:0001763": "Pes planus",
    "HP:0002616": "Aortic root aneurysm",
    "HP:0003179": "Protrusio acetabuli",
    "HP:0004942": "Aortic aneurysm",
    "HP:0004959": "Descending thoracic aorta aneurysm",
    "HP:0005112": "Abdominal aortic aneurysm",
    "HP:0012727": "Thoracic aortic aneurysm",
    "HP:0100807": "Long fingers",
    "HP:0000006": "Autosomal dominant inheritance",
    "HP:0002107": "Pneumothorax",
    "OMIM:154700": "Marfan syndrome",
    "OMIM:610168": "Loeys-Dietz syndrome 2",
    "ORPHA:558": "Marfan syndrome",
}

LETTER = """\
CARDIOLOGY CLINIC LETTER

History: 17-year-old girl referred for a heart murmur. Wears strong glasses since age 4; the
ophthalmologist saw the lenses slipping out of place on both sides. No seizures. She denies chest
pain and palpitations.

Family history: Her father died at 41; he had a pneumothorax twice.

Examination: Tall with long limbs. Long, spidery fingers, thumb sign positive. Narrow, high-arched
palate. Flat feet. Marfanoid bearing with marked zorbing of the digits.
Echo: aortic root 46 mm (Z +4.1), no mitral prolapse.

Plan: MR angiography. If dural ectasia is found, refer to genetics.
"""

_CYPHER = """\
MATCH (t:PhenotypicFeature {id: $t})-[r0:SUBCLASS_OF]->(n1:PhenotypicFeature {id: $n1})
MATCH (d:Disease {id: $d})-[r1:HAS_PHENOTYPE]->(n1)
RETURN t.id, n1.id, d.id"""


def labels(curie: str) -> str:
    """Label of a CURIE; an unknown one comes back as it is."""
    return LABELS.get(curie, curie)


def mention(
    document: Document,
    words: str,
    *,
    assertion: Assertion | None = None,
    cue: str = "",
    experiencer: str = "patient",
) -> Mention:
    """The first occurrence of ``words`` in ``document``."""
    start = document.text.index(words)
    return Mention(
        document_id=document.id,
        start=start,
        end=start + len(words),
        text=words,
        assertion=assertion or Assertion(),
        cue=cue,
        experiencer=experiencer,
    )


def path(
    *nodes: str, annotation: AnnotationSummary, share: float = 1.0, down_from: int | None = None
) -> EvidencePath:
    """A path up to ``nodes[down_from]``, down to the annotated term, then to its disease."""
    disease = next(place for place, node in enumerate(nodes) if not node.startswith("HP:"))
    top = disease - 1 if down_from is None else down_from
    edges = []
    for place, (here, there) in enumerate(pairwise(nodes)):
        if place + 1 > disease:
            edges.append((there, "exact_match", here, "infores:mondo"))
        elif place + 1 == disease:
            edges.append((there, "has_phenotype", here, "infores:hpo-annotations"))
        elif place < top:
            edges.append((here, "subclass_of", there, "infores:hpo"))
        else:
            edges.append((there, "subclass_of", here, "infores:hpo"))
    return EvidencePath(
        share=share,
        nodes=nodes,
        edges=tuple(
            PathEdge(subject=subject, predicate=predicate, object=object_, source=source)
            for subject, predicate, object_, source in edges
        ),
        annotation=annotation,
        cypher=_CYPHER,
        parameters={"t": nodes[0], "n1": nodes[1], "d": nodes[-1]},
    )


def counted(term: str, count: int, total: int, *publications: str) -> AnnotationSummary:
    """An annotation with counts."""
    return AnnotationSummary(
        term=term,
        frequency=(count + 0.6) / (total + 2),
        count=count,
        total=total,
        publications=publications,
        evidence_code="PCS",
        source="infores:hpo-annotations",
    )


def scored(diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis with the score that its parts sum to."""
    fields = {name: getattr(diagnosis, name) for name in Diagnosis.__dataclass_fields__}
    return Diagnosis(**{**fields, "score": diagnosis.total()})


PROVENANCE = Provenance(
    diagraph_version="0.1.0",
    kg_version="hpo 2025-01-16 + mondo 2025-02",
    kg_hash="9f2c51b0d7ee4a55",
    ranker="evidence",
    ranker_hash="51c0ffee12345678",
    namespace="OMIM",
    n_candidates=8012,
    store="embedded",
)


def marfan_record() -> PatientRecord:
    """A letter and a short nurse's note."""
    return PatientRecord(
        id="marfan-01",
        subject=Subject(id="s1", sex=Sex.FEMALE, age="P17Y3M"),
        documents=(
            Document(id="letter", title="Clinic letter", text=LETTER, date="2024-05-02"),
            Document(id="nurse", text="Arm span 191 cm. Slender fingers noted again.\n"),
        ),
    )


def marfan_report() -> DiagnosisReport:
    """Two diagnoses, a path through an equivalent, an inner ancestor, exclusions, a conflict."""
    record = marfan_record()
    letter, nurse = record.documents
    family = Assertion(family=True)
    return DiagnosisReport(
        record_id=record.id,
        findings=_marfan_findings(letter, nurse),
        unused=(
            UnusedFinding(
                id="HP:0002107",
                label="Pneumothorax",
                reason="family",
                mentions=(mention(letter, "pneumothorax", assertion=family, experiencer="father"),),
            ),
            UnusedFinding(
                id="HP:0100775",
                label="Dural ectasia",
                reason="hypothetical",
                mentions=(
                    mention(
                        letter, "dural ectasia", assertion=Assertion(hypothetical=True), cue="If"
                    ),
                ),
            ),
            UnusedFinding(id="HP:0000006", label="", reason="inheritance"),
        ),
        diagnoses=(_marfan(), _loeys_dietz()),
        unlinked=(mention(letter, "zorbing of the digits"), mention(letter, "thumb sign")),
        warnings=(Notice(code="replaced_id", message="HP:0002751 was replaced by HP:0002650"),),
        missing_modalities=("image",),
        provenance=PROVENANCE,
    )


def _marfan_findings(letter: Document, nurse: Document) -> tuple[ReportedFinding, ...]:
    negated = Assertion(negated=True)

    def finding(curie: str, information: float, *mentions: Mention) -> ReportedFinding:
        return ReportedFinding(
            id=curie,
            label=LABELS[curie],
            excluded=any(m.assertion.negated for m in mentions),
            information=information,
            mentions=mentions,
        )

    return (
        finding("HP:0001132", 5.42, mention(letter, "lenses slipping out of place")),
        finding("HP:0001519", 4.61, mention(letter, "Tall with long limbs")),
        finding(
            "HP:0001166",
            3.98,
            mention(letter, "Long, spidery fingers"),
            mention(nurse, "Slender fingers"),
        ),
        finding("HP:0002616", 5.03, mention(letter, "aortic root 46 mm (Z +4.1)")),
        finding("HP:0000218", 2.4, mention(letter, "Narrow, high-arched\npalate")),
        finding("HP:0001763", 2.77, mention(letter, "Flat feet")),
        finding("HP:0001182", 3.6, mention(letter, "spidery fingers, thumb")),
        finding(
            "HP:0001634",
            3.1,
            mention(letter, "mitral prolapse", assertion=negated, cue="no"),
        ),
        finding("HP:0001250", 1.3, mention(letter, "seizures", assertion=negated, cue="No")),
    )


def _marfan() -> Diagnosis:
    root = counted("HP:0002616", 45, 58, "PMID:33436942")
    orpha = AnnotationSummary(
        term="HP:0001132",
        frequency=0.545,
        publications=("ORPHA:558",),
        evidence_code="TAS",
        source="infores:orphanet",
    )
    disease = "OMIM:154700"

    def exact(term: str, value: float, count: int, total: int) -> Attribution:
        annotation = counted(term, count, total, "PMID:33436942")
        return Attribution(
            finding=term,
            contribution=value,
            matched=term,
            match=MatchKind.EXACT,
            paths=(path(term, disease, annotation=annotation),),
        )

    return scored(
        Diagnosis(
            rank=1,
            disease=OntologyClass(id=disease, label="Marfan syndrome"),
            score=0.0,
            also_known_as=("ORPHA:558", "MONDO:0007947"),
            series=OntologyClass(id="MONDO:0017309", label="neonatal Marfan syndrome and kin"),
            genes=(OntologyClass(id="NCBIGene:2200", label="FBN1"),),
            inheritance=(OntologyClass(id="HP:0000006", label="Autosomal dominant inheritance"),),
            evidence=(
                Attribution(
                    finding="HP:0001132",
                    contribution=4.873151,
                    matched="HP:0001132",
                    match=MatchKind.EXACT,
                    subsumed=("HP:0000517",),
                    paths=(path("HP:0001132", "ORPHA:558", disease, annotation=orpha),),
                ),
                exact("HP:0001519", 4.112904, 38, 53),
                exact("HP:0001166", 3.250017, 124, 197),
                Attribution(
                    finding="HP:0002616",
                    contribution=4.402233,
                    matched="HP:0002616",
                    match=MatchKind.EXACT,
                    paths=(path("HP:0002616", disease, annotation=root),),
                ),
                exact("HP:0000218", 1.901118, 34, 53),
                exact("HP:0001763", 1.664402, 27, 53),
                Attribution(
                    finding="HP:0001182",
                    contribution=1.220456,
                    matched="HP:0100807",
                    match=MatchKind.COMMON_ANCESTOR,
                    paths=(
                        path(
                            "HP:0001182",
                            "HP:0100807",
                            "HP:0001166",
                            disease,
                            annotation=counted("HP:0001166", 124, 197, "PMID:28050285"),
                            down_from=1,
                        ),
                    ),
                ),
            ),
            contradictions=(
                Contradiction(
                    finding="HP:0001634",
                    kind=ContradictionKind.EXCLUDED,
                    contribution=-0.010871,
                    annotation=counted("HP:0001634", 67, 111, "PMID:2791251", "PMID:33436942"),
                ),
            ),
            missing_hallmarks=(
                Hallmark(
                    id="HP:0003179",
                    label="Protrusio acetabuli",
                    frequency=0.48,
                    contribution=-0.014221,
                ),
                Hallmark(
                    id="HP:0000768",
                    label="Pectus carinatum",
                    frequency=0.40,
                    contribution=-0.011604,
                ),
            ),
            unobserved_rest=UnobservedRest(count=52, contribution=-0.311482),
        )
    )


def _loeys_dietz() -> Diagnosis:
    disease = "OMIM:610168"
    aneurysm = counted("HP:0005112", 3, 21, "PMID:16928994")
    return scored(
        Diagnosis(
            rank=2,
            disease=OntologyClass(id=disease, label="Loeys-Dietz syndrome 2"),
            score=0.0,
            also_known_as=("MONDO:0012427",),
            genes=(OntologyClass(id="NCBIGene:7048", label="TGFBR2"),),
            inheritance=(OntologyClass(id="HP:0000006", label="Autosomal dominant inheritance"),),
            evidence=(
                Attribution(
                    finding="HP:0002616",
                    contribution=3.004871,
                    matched="HP:0004942",
                    match=MatchKind.COMMON_ANCESTOR,
                    paths=(
                        path(
                            "HP:0002616",
                            "HP:0012727",
                            "HP:0004942",
                            "HP:0005112",
                            disease,
                            annotation=aneurysm,
                            down_from=2,
                            share=0.3,
                        ),
                        path(
                            "HP:0002616",
                            "HP:0012727",
                            "HP:0004942",
                            "HP:0004959",
                            disease,
                            annotation=counted("HP:0004959", 9, 21, "PMID:16928994"),
                            down_from=2,
                            share=0.7,
                        ),
                    ),
                ),
                Attribution(
                    finding="HP:0001166",
                    contribution=2.61,
                    matched="HP:0001166",
                    match=MatchKind.EXACT,
                    paths=(
                        path(
                            "HP:0001166",
                            disease,
                            annotation=AnnotationSummary(term="HP:0001166", frequency=0.65),
                        ),
                    ),
                ),
                Attribution(
                    finding="HP:0001763",
                    contribution=0.021,
                    matched="HP:0000118",
                    match=MatchKind.COMMON_ANCESTOR,
                ),
            ),
            contradictions=(
                Contradiction(
                    finding="HP:0001132",
                    kind=ContradictionKind.NOT_ANNOTATED,
                    contribution=math.log(0.5),
                    annotation=counted("HP:0001083", 0, 40, "PMID:16928994"),
                ),
                Contradiction(
                    finding="HP:0001634", kind=ContradictionKind.EXCLUDED, contribution=1.0
                ),
            ),
            missing_hallmarks=(
                Hallmark(id="HP:0000486", label="Strabismus", frequency=0.62, contribution=-0.019),
            ),
            unobserved_rest=UnobservedRest(count=61, contribution=-0.4402),
            unexplained=("HP:0001519", "HP:0000218", "HP:0001763"),
        )
    )


def everyday_report() -> DiagnosisReport:
    """An everyday note: two kinds of one family, context, one of them flagged at rank 3."""
    family = OntologyClass(id="MONDO:0005010", label="coronary artery disease")
    annotation = AnnotationSummary(term="HP:0100749", frequency=0.55, source="infores:diagraph")

    def kind(rank: int, curie: str, label: str, value: float, *, dangerous: bool) -> Diagnosis:
        evidence = Attribution(
            finding="HP:0100749",
            contribution=value,
            matched="HP:0100749",
            match=MatchKind.EXACT,
            paths=(path("HP:0100749", curie, annotation=annotation),),
        )
        return scored(
            Diagnosis(
                rank=rank,
                disease=OntologyClass(id=curie, label=label),
                score=0.0,
                baseline=1.25,
                evidence=(evidence,),
                context=(
                    ContextTerm(
                        kind="age",
                        value="63 years",
                        contribution=0.42,
                        annotation="mostly 55–85 years",
                    ),
                    ContextTerm(
                        kind="risk",
                        value="tobacco smoking",
                        contribution=1.1,
                        annotation="relative risk 3",
                    ),
                ),
                family=family,
                must_not_miss=dangerous,
            )
        )

    stable = kind(1, "ICD10CM:I20.9", "stable angina", 6.0, dangerous=False)
    unstable = kind(2, "MONDO:0006805", "unstable angina", 5.5, dangerous=False)
    infarction = kind(3, "MONDO:0005068", "myocardial infarction", 5.0, dangerous=True)
    return DiagnosisReport(
        record_id="tight-chest",
        findings=(
            ReportedFinding(id="HP:0100749", label="Chest pain", excluded=False, information=4.1),
        ),
        diagnoses=(stable, unstable),
        do_not_miss=(infarction,),
        provenance=replace(PROVENANCE, setting="emergency"),
    )
